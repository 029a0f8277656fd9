"""By which families a text is written: Debian's Noto for each script, so that it looks the same on every machine."""

import unicodedata
from functools import lru_cache

FIRST = "Noto Sans"
"""Latin, Greek and Cyrillic."""
CJK = "Noto Sans CJK SC"
EMOJI = "Noto Color Emoji"
SCRIPTS = {
    "ADLAM": "Noto Sans Adlam",
    "ARABIC": "Noto Sans Arabic",
    "ARMENIAN": "Noto Sans Armenian",
    "BENGALI": "Noto Sans Bengali",
    "CANADIAN": "Noto Sans Canadian Aboriginal",
    "CHEROKEE": "Noto Sans Cherokee",
    "COPTIC": "Noto Sans Coptic",
    "DEVANAGARI": "Noto Sans Devanagari",
    "ETHIOPIC": "Noto Sans Ethiopic",
    "GEORGIAN": "Noto Sans Georgian",
    "GOTHIC": "Noto Sans Gothic",
    "GUJARATI": "Noto Sans Gujarati",
    "GURMUKHI": "Noto Sans Gurmukhi",
    "HEBREW": "Noto Sans Hebrew",
    "JAVANESE": "Noto Sans Javanese",
    "KANNADA": "Noto Sans Kannada",
    "KHMER": "Noto Sans Khmer",
    "LAO": "Noto Sans Lao",
    "MALAYALAM": "Noto Sans Malayalam",
    "MONGOLIAN": "Noto Sans Mongolian",
    "MYANMAR": "Noto Sans Myanmar",
    "NKO": "Noto Sans NKo",
    "OGHAM": "Noto Sans Ogham",
    "ORIYA": "Noto Sans Oriya",
    "RUNIC": "Noto Sans Runic",
    "SINHALA": "Noto Sans Sinhala",
    "SYRIAC": "Noto Sans Syriac",
    "TAMIL": "Noto Sans Tamil",
    "TELUGU": "Noto Sans Telugu",
    "THAANA": "Noto Sans Thaana",
    "THAI": "Noto Sans Thai",
    "TIBETAN": "Noto Serif Tibetan",
    "TIFINAGH": "Noto Sans Tifinagh",
    "VAI": "Noto Sans Vai",
    "YI": "Noto Sans Yi",
}
"""The family for each script, by the word with which Unicode's names of its characters begin."""
_SYMBOLS = ("Noto Sans Symbols", "Noto Sans Symbols2", "Noto Sans Math")
PACKAGES = {
    "fonts-noto-core": (FIRST, *SCRIPTS.values(), *_SYMBOLS),
    "fonts-noto-cjk": (CJK,),
    "fonts-noto-color-emoji": (EMOJI,),
}
"""Which of Debian's packages brings which families."""


def families_for(text: str) -> tuple[str, ...]:
    """Return the families to be asked in this order; for what they lack, any font on the machine that has it."""
    if text.isascii():
        return (FIRST,)
    scripts = dict.fromkeys(filter(None, map(_family_of, text)))
    return (FIRST, *scripts, CJK, EMOJI, *_SYMBOLS)


@lru_cache(maxsize=4096)
def _family_of(character: str) -> str | None:
    # "ARABIC LETTER ALEF", "ARABIC-INDIC DIGIT ONE".
    word = unicodedata.name(character, "").partition(" ")[0].partition("-")[0]
    return SCRIPTS.get(word)
