"""Sets a sheet as one strip: title, headings, names in columns by tier, closing lines."""

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from bot.credits.pictures.job import Sheet, Tier
from bot.credits.pictures.layout import Box, Cell, Layout, Role, Row, Typesetter

_MARGIN = 0.06
"""Of the width, left and right."""
_GUTTER = 0.0125
"""Of the width, between columns; no letter reaches over it."""
_FULL_HEIGHT = 1_080
"""The sizes below are pixels of a picture this high."""
_TITLE, _HEADING, _CLOSING = 72, 46, 30
_TITLE_SPACE, _HEADING_SPACE, _ROW_SPACE = 48, 44, 8
_COLUMNS = ((6, 1, 44), (24, 2, 38), (120, 3, 33))
"""Up to how many names: in how many columns, and how large the letters are."""
_MANY = (4, 29)
_HIGHEST = 0.4
"""Of the height: no text is higher, so that it stands whole on one page, with the heading of its tier."""
_TOO_WIDE = 0.05
"""Where more names than this share are wider than a column, there are fewer columns."""
_SAMPLE = 400
"""So many names, evenly taken, say whether columns are wide enough."""


def compose(
    sheet: Sheet, width: int, height: int, setter: Typesetter, tick: Callable[[float], None] = lambda _: None
) -> Layout:
    """Return the strip. `height` is that of the picture it is seen in; `tick` hears how much is done, from 0 to 1."""
    return _Composer(width, height, setter, tick).compose(sheet)


class _Composer:
    def __init__(self, width: int, height: int, setter: Typesetter, tick: Callable[[float], None]) -> None:
        self._width = width
        self._unit = height / _FULL_HEIGHT
        self._highest = height * _HIGHEST
        self._setter = setter
        self._tick = tick
        self._left = width * _MARGIN
        self._rows: list[Row] = []
        self._y = 0

    def compose(self, sheet: Sheet) -> Layout:
        self._line(sheet.title, Role.TITLE, _TITLE, space=_TITLE_SPACE)
        total = sum(len(tier.names) for tier in sheet.tiers) or 1
        done = 0
        for index, tier in enumerate(sheet.tiers):
            self._line(tier.heading, Role.HEADING, _HEADING, space=_ROW_SPACE * 2, tier=index)
            for count in self._names(tier, index):
                done += count
                self._tick(done / total)
            self._y += self._pixels(_HEADING_SPACE)
        for text in sheet.closing:
            self._line(text, Role.CLOSING, _CLOSING, space=_ROW_SPACE)
        return Layout(tuple(self._rows), max(self._y, 1))

    def _line(self, text: str, role: Role, size: int, *, space: int, tier: int = -1) -> None:
        if text:
            self._row((text,), role, size, self._width - 2 * self._left, tier)
            self._y += self._pixels(space)

    def _names(self, tier: Tier, index: int) -> Iterator[int]:
        """Set a tier's names in rows, and yield how many each row has."""
        count, size = self._columns(tier.names)
        names = iter(tier.names)
        while row := tuple(islice(names, count)):
            self._row(row, Role.NAME, size, self._column_width(count), index)
            self._y += self._pixels(_ROW_SPACE)
            yield len(row)

    def _columns(self, names: Sequence[str]) -> tuple[int, int]:
        """Return how many columns, and the size of letters: as many as the tier's size asks for and most names fit."""
        sample = names[:: max(1, len(names) // _SAMPLE)]
        choices = [(count, size) for most, count, size in reversed(_COLUMNS) if len(names) > most or count == 1]
        wanted = next(((count, size) for most, count, size in _COLUMNS if len(names) <= most), _MANY)
        for count, size in (wanted, *(one for one in choices if one[0] < wanted[0])):
            room = self._column_width(count)
            wide = sum(self._setter.natural_width(name, Role.NAME, size * self._unit) > room for name in sample)
            if wide <= len(sample) * _TOO_WIDE:
                return count, size
        return 1, wanted[1]

    def _column_width(self, count: int) -> float:
        gutters = (count - 1) * self._width * _GUTTER
        return (self._width - 2 * self._left - gutters) / count

    def _row(self, texts: Sequence[str], role: Role, size: int, width: float, tier: int) -> None:
        boxes = [self._fit(text, role, size * self._unit, width) for text in texts]
        ascent = max(box.ascent for box in boxes)
        step = width + self._width * _GUTTER
        # The last row of several columns, when it is not full, stands in the middle like everything else.
        taken = len(texts) * step - self._width * _GUTTER
        first = (self._width - taken) / 2
        cells = tuple(
            Cell(text, first + place * step, width, ascent - box.lead, box.size)
            for place, (text, box) in enumerate(zip(texts, boxes, strict=True))
        )
        height = math.ceil(ascent + max(box.descent for box in boxes))
        self._rows.append(Row(role, self._y, height, cells, tier))
        self._y += height

    def _fit(self, text: str, role: Role, size: float, width: float) -> Box:
        """Return how a text fits; in smaller letters, of which more are on a line, where it would be too high."""
        box = self._setter.fit(text, role, size, width)
        while (height := box.ascent + box.descent) > self._highest:
            smaller = box.size * min(math.sqrt(self._highest / height), 0.95)
            box = self._setter.fit(text, role, smaller, width)
        return box

    def _pixels(self, size: float) -> int:
        return max(1, round(size * self._unit))
