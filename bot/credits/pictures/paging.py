"""Breaks a strip into pictures of one height; no row is cut, and a tier that goes on bears its heading again."""

from collections.abc import Iterator

from bot.credits.pictures.layout import Layout, Role, Row

_MARGIN = 0.06
"""Of the height, above and below."""


def pages(strip: Layout, height: int) -> list[Layout]:
    """Return the pages, each of this height; a row that is higher than a page has one of its own."""
    margin = round(height * _MARGIN)
    return [_page(rows, margin, height) for rows in _broken(strip, height - 2 * margin)]


def _broken(strip: Layout, room: int) -> Iterator[list[Row]]:
    headings = {row.tier: row for row in strip.rows if row.role is Role.HEADING}
    page: list[Row] = []
    for place, row in enumerate(strip.rows):
        if page and _end(strip, place) - page[0].top > room:
            yield page
            page = []
            heading = headings.get(row.tier)
            if heading is not None and heading is not row:
                page.append(heading.at(row.top - heading.height))
        page.append(row)
    if page:
        yield page


def _end(strip: Layout, place: int) -> int:
    """Return the line down to which a page must have room for this row: a heading stays with its first names."""
    row = strip.rows[place]
    after = strip.rows[place + 1] if place + 1 < len(strip.rows) else row
    return after.bottom if row.role is Role.HEADING else row.bottom


def _page(rows: list[Row], margin: int, height: int) -> Layout:
    return Layout(tuple(row.at(row.top - rows[0].top + margin) for row in rows), height)
