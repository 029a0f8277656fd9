"""What this machine lacks to draw, and which of Debian's packages bring it."""

import shutil
import unicodedata
from collections.abc import Iterable

from bot.credits.pictures.fonts import PACKAGES
from bot.credits.pictures.job import Failed

_CJK = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC", "FULLWIDTH", "HALFWIDTH")
_PICTURES = 0x1F000
"""From this code point on, most symbols are emoji."""


def ffmpeg() -> str | None:
    """Return the path of the system's ffmpeg, else of the one that imageio-ffmpeg brings, else None."""
    found = shutil.which("ffmpeg")
    if found:
        return found
    try:
        # Only where it is needed: it looks for its file when it is imported.
        from imageio_ffmpeg import get_ffmpeg_exe  # noqa: PLC0415 (see above)

        return str(get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return None


NO_FFMPEG = Failed("Videos need ffmpeg, which is not installed where I run.", ("ffmpeg",))
NO_FONTS = Failed("There are no fonts where I run.", tuple(PACKAGES))


def cannot_import(error: ImportError) -> Failed:
    """Return what is missing when skia, numpy or Pillow cannot be imported."""
    text = str(error)
    libraries = {"libGL.so": "libgl1", "libEGL.so": "libegl1", "libfontconfig": "libfontconfig1"}
    if any(library in text for library in libraries):
        # The loader names the first it misses only; skia's wheel needs both of the first two.
        return Failed(
            "The library that draws pictures misses a library of the system.",
            tuple(sorted({"libegl1", "libgl1", *(name for library, name in libraries.items() if library in text)})),
        )
    return Failed(
        "What draws pictures is not installed where I run. Whoever runs this bot can mend that: it stands in "
        "requirements-render.txt."
    )


def fonts_for(characters: Iterable[str], *, has_noto: bool) -> tuple[str, ...]:
    """Return the packages with fonts for these characters. `has_noto`: fonts-noto-core is there already."""
    return tuple(sorted({_font_of(character, has_noto=has_noto) for character in characters}))


def _font_of(character: str, *, has_noto: bool) -> str:
    if unicodedata.name(character, "").startswith(_CJK):
        return "fonts-noto-cjk"
    if ord(character) >= _PICTURES and unicodedata.category(character) == "So":
        return "fonts-noto-color-emoji"
    return "fonts-unifont" if has_noto else "fonts-noto-core"
