"""Looks what this machine has to draw with, in a process of its own: a library that ends it must not end its asker.

`python -m bot.credits.pictures.survey` is for the doctor: one line of JSON on standard output, a `Survey`.
"""

import sys

import msgspec

from bot.credits.pictures import lacks
from bot.credits.pictures.fonts import PACKAGES
from bot.credits.pictures.job import Survey


def survey() -> Survey:
    """Return what there is; draws nothing."""
    try:
        # Painting needs all that drawing imports: skia with its libraries, numpy and Pillow.
        from bot.credits.pictures import drawing, typeset  # noqa: F401, PLC0415 (may be missing, which is the answer)
    except ImportError as error:
        return Survey(lacks.cannot_import(error), videos=False, fonts={})
    if not typeset.families():
        return Survey(lacks.NO_FONTS, videos=False, fonts={})
    missing = {
        package: sum(not typeset.has_family(name) for name in families) for package, families in PACKAGES.items()
    }
    fonts = {package: count for package, count in missing.items() if count}
    return Survey(None, videos=lacks.ffmpeg() is not None, fonts=fonts)


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(survey()) + b"\n")
