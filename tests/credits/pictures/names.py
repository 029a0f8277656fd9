"""Names for drawings: twelve scripts and emoji, the same every time."""

import random

SCRIPTS = {
    "Latin": "Curtain Čáp Ærø Ñandú",
    "Greek": "Καλησπέρα Θέατρο",
    "Cyrillic": "Занавес і Світло",
    "Arabic": "ستارة المسرح ٣",
    "Hebrew": "מסך התאטרון 7",
    "Devanagari": "रंगमंच का पर्दा",
    "Bengali": "মঞ্চের পর্দা",
    "Tamil": "நாடக மேடை",
    "Thai": "ม่านเวที ชั้นหนึ่ง",
    "Han": "舞台帷幕 劇場",
    "Kana": "カーテンコール ありがとう",
    "Hangul": "무대 커튼콜",
    "Emoji": "🎭 👩‍👩‍👧 🏳️‍🌈 ❤️ 🇩🇪",
}
_ALPHABETS = [
    "abcdefghijklmnoprstuvwyz",
    "абвгдежзик",
    "αβγδεζηθικ",
    "漢字日本語中文",
    "カナかな",
    "한국어사람",
    "العربية",
    "עברית",
    "नमस्ते",
    "สวัสดี",
]


def many(count: int, seed: int = 1, longest: int = 16) -> tuple[str, ...]:
    """Return names of 4 letters or more, most of them Latin."""
    dice = random.Random(seed)  # noqa: S311 (names, no secrets)
    alphabets = [_ALPHABETS[0] if dice.random() < 0.7 else dice.choice(_ALPHABETS) for _ in range(count)]
    return tuple("".join(dice.choices(alphabet, k=dice.randint(4, longest))).title() for alphabet in alphabets)
