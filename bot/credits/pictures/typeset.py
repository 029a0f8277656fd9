"""Shapes text with skia's paragraphs: every script, both directions, colour emoji, a font for each character."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby

import numpy as np
import skia

from bot.credits.pictures.fonts import FIRST, families_for
from bot.credits.pictures.layout import Box, Role
from bot.credits.pictures.themes import Theme

_BOLD = frozenset({Role.TITLE, Role.HEADING})
_ENDLESS = 1e6
_STACK = 3
"""So many marks on one letter grow out of its line; fewer have their room there."""
_HIGHEST_STACK = 6
"""In sizes of its letters: a higher one is drawn smaller."""
_UNDRAWN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Cs"})
_SELECTORS = range(0xFE00, 0xFE10)
_MORE_SELECTORS = range(0xE0100, 0xE01F0)


class Paragraphs:
    """Makes paragraphs of one theme; a `Typesetter`."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._fonts = skia.textlayout.FontCollection()
        self._fonts.setDefaultFontManager(skia.FontMgr())
        self._unicode = skia.Unicodes.ICU.Make()

    def make(self, text: str, role: Role, size: float, width: float) -> "skia.textlayout.Paragraph":
        """Return the text centred in this width, on as many lines as it needs."""
        letters = skia.textlayout.TextStyle()
        letters.setFontFamilies(list(families_for(text)))
        letters.setFontSize(size)
        letters.setColor(self._theme.colour(role))
        if role in _BOLD:
            letters.setFontStyle(skia.FontStyle.Bold())
        style = skia.textlayout.ParagraphStyle()
        style.setTextStyle(letters)
        style.setTextAlign(skia.textlayout.TextAlign.kCenter)
        builder = skia.textlayout.ParagraphBuilder.make(style, self._fonts, self._unicode)
        builder.pushStyle(letters)
        builder.addText(text)
        paragraph = builder.Build()
        paragraph.layout(width)
        return paragraph

    def natural_width(self, text: str, role: Role, size: float) -> float:
        """Return the width on one line."""
        return float(self.make(text, role, size, _ENDLESS).MaxIntrinsicWidth)

    def fit(self, text: str, role: Role, size: float, width: float) -> Box:
        """Return how the text fits into this width: wrapped, and smaller where one glyph alone is wider."""
        paragraph = self.make(text, role, size, width)
        if paragraph.LongestLine > width:
            size *= width / paragraph.LongestLine * 0.99
            paragraph = self.make(text, role, size, width)
        if not _stacks(text):
            return _box(size, paragraph)
        above, below = self._ink(text, role, size, width)
        highest = _HIGHEST_STACK * size
        if max(above, below) > highest:
            size *= highest / max(above, below)
            paragraph = self.make(text, role, size, width)
            above, below = self._ink(text, role, size, width)
        return _box(size, paragraph, above, below)

    def _ink(self, text: str, role: Role, size: float, width: float) -> tuple[float, float]:
        """Return how far the ink stands over the first line and under the last."""
        paragraph = self.make(text, role, size, width)
        # A mark is raised by less than the size of its letters; nothing can stand further out.
        room = round(size * len(text))
        height = round(paragraph.Height) + 2 * room
        pixels = np.zeros((height, round(width)), np.uint8)
        surface = skia.Surface.MakeRasterDirect(skia.ImageInfo.MakeA8(round(width), height), pixels, round(width))
        paragraph.paint(surface.getCanvas(), 0, room)
        inked = np.flatnonzero(pixels.any(axis=1))
        if not inked.size:
            return 0.0, 0.0
        return max(0.0, float(room - inked[0])), max(0.0, float(inked[-1] + 1 - room - paragraph.Height))


def _box(size: float, paragraph: "skia.textlayout.Paragraph", above: float = 0, below: float = 0) -> Box:
    lead = paragraph.AlphabeticBaseline
    return Box(size, above + lead, paragraph.Height - lead + below, lead)


def lacking(texts: Iterable[str]) -> set[str]:
    """Return the characters for which no font on this machine has a glyph."""
    characters = set().union(*texts)
    return {character for character in characters if not _undrawn(character) and not _has_glyph(character)}


@lru_cache(maxsize=1)
def _manager() -> "skia.FontMgr":
    return skia.FontMgr()


def families() -> int:
    """Return how many families of fonts there are on this machine."""
    return int(_manager().countFamilies())


def has_noto() -> bool:
    """Tell whether Debian's fonts-noto-core, or what is the same elsewhere, is installed."""
    return has_family(FIRST)


def has_family(name: str) -> bool:
    """Tell whether this machine has a family of fonts."""
    return bool(_manager().matchFamily(name).count())


def _has_glyph(character: str) -> bool:
    return _manager().matchFamilyStyleCharacter("", skia.FontStyle(), [], ord(character)) is not None


def _undrawn(character: str) -> bool:
    number = ord(character)
    return unicodedata.category(character) in _UNDRAWN or number in _SELECTORS or number in _MORE_SELECTORS


def _stacks(text: str) -> bool:
    if text.isascii():
        return False
    runs = groupby(text, key=lambda character: unicodedata.category(character) in {"Mn", "Me"})
    return any(marks and len(list(run)) >= _STACK for marks, run in runs)
