"""What is drawn: whole names, none over another, a glyph for every character."""

import os
import unicodedata
from functools import cache
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import skia
from PIL import Image

from bot.credits.pictures.composing import compose
from bot.credits.pictures.fonts import PACKAGES, families_for
from bot.credits.pictures.job import Sheet, Tier
from bot.credits.pictures.layout import Cell, Layout, Role, Row
from bot.credits.pictures.motion import Motion
from bot.credits.pictures.paging import pages
from bot.credits.pictures.painting import Painter
from bot.credits.pictures.planes import chroma, luma
from bot.credits.pictures.rolling import frames
from bot.credits.pictures.themes import BY_NAME
from bot.credits.pictures.typeset import Paragraphs, has_family, lacking
from bot.names import plain_name
from tests.credits.pictures.names import SCRIPTS, many
from tests.support.nasty import NASTY

WIDTH, HEIGHT = 1280, 720
STACKED = "Z" + "".join(map(chr, range(0x300, 0x340))) + "algo" + "\u0316" * 40
LONG = ["W" * 2_000, "long " * 400, "ستارة " * 200, "\U0001f3ad" * 400]
WIDE = ["W" * 150, "\ufdfd", "𒐫𒐫𒐫𒐫", "a b " * 40, "\u0e01" * 90]


def sheet(*names: str) -> Sheet:
    return Sheet("Thank you", (Tier("Everybody", names),), ("and 3 who prefer to stay unnamed",))


def names_of_nasty() -> list[str]:
    """Return the nasty names as they are drawn."""
    return [plain_name(name) for name in NASTY]


def strip_of(*names: str, theme: str = "dark") -> tuple[Layout, Painter]:
    paragraphs = Paragraphs(BY_NAME[theme])
    return compose(sheet(*names), WIDTH, HEIGHT, paragraphs), Painter(paragraphs, BY_NAME[theme], WIDTH, HEIGHT)


@cache
def dark() -> Paragraphs:
    """Return what sets dark texts; it knows its fonts once it has looked for them."""
    return Paragraphs(BY_NAME["dark"])


def ink_of(row: Row, cell: Cell) -> tuple[int, int, int, int]:
    """Draw one text alone with room around it; return its left, top, right and bottom on the strip.

    What would reach out further than the room is at its edge, and that is outside of the row, too.
    """
    room = 100
    alone = np.zeros((row.height + 2 * room, WIDTH + 2 * room), np.uint8)
    info = skia.ImageInfo.MakeA8(alone.shape[1], alone.shape[0])
    surface = skia.Surface.MakeRasterDirect(info, alone, alone.shape[1])
    text = dark().make(cell.text, row.role, cell.size, cell.width)
    text.paint(surface.getCanvas(), room + cell.left, room + cell.drop)
    lines, columns = np.flatnonzero(alone.any(axis=1)), np.flatnonzero(alone.any(axis=0))
    if not lines.size:
        return round(cell.left), row.top, round(cell.left), row.top
    return (
        int(columns[0]) - room,
        int(lines[0]) - room + row.top,
        int(columns[-1]) + 1 - room,
        int(lines[-1]) + 1 - room + row.top,
    )


@pytest.mark.parametrize(
    "names", [(*SCRIPTS.values(),), (STACKED, *WIDE, *SCRIPTS.values()), (*many(130),)], ids=["scripts", "odd", "many"]
)
def test_no_text_is_cut_or_stands_over_another(names: tuple[str, ...]) -> None:
    layout, _ = strip_of(*names)
    lowest = 0
    for row in layout.rows:
        boxes = [ink_of(row, cell) for cell in row.cells]
        assert all(left >= 0 and right <= WIDTH for left, _, right, _ in boxes)
        assert all(right <= after_left for (_, _, right, _), (after_left, *_) in pairwise(boxes))
        # A pixel of a soft edge may touch the line between two rows.
        assert min(top for _, top, _, _ in boxes) >= lowest - 1
        lowest = max(bottom for _, _, _, bottom in boxes)
        assert lowest <= row.bottom + 1


def test_names_of_a_row_stand_on_one_line() -> None:
    layout, _ = strip_of("abc", "מסך", "שלום", "ستارة", "漢字", "abc", "xyz", "xzx", "noon", "moon")
    ground = [
        ink_of(row, cell)[3] for row in layout.rows for cell in row.cells if cell.text in {"abc", "xzx", "noon", "moon"}
    ]
    assert len(set(ground)) == len(
        {row.top for row in layout.rows for cell in row.cells if cell.text in {"abc", "xzx", "noon", "moon"}}
    )


def test_every_script_and_every_nasty_string_has_its_glyphs() -> None:
    assert lacking(SCRIPTS.values()) == set()
    # Private use: what stands there is an agreement between two people, and no font can know it.
    assert {one for one in lacking(names_of_nasty()) if unicodedata.category(one) != "Co"} == set()


def test_no_character_of_a_nasty_string_is_drawn_as_the_box_for_what_no_font_has() -> None:
    def drawn(character: str) -> bytes:
        pixels = np.zeros((40, 40), np.uint8)
        surface = skia.Surface.MakeRasterDirect(skia.ImageInfo.MakeA8(40, 40), pixels, 40)
        dark().make(character, Role.NAME, 20, 40).paint(surface.getCanvas(), 0, 0)
        return pixels.tobytes()

    box = drawn("\u0378")
    boxes = {one for one in set().union(*names_of_nasty(), *SCRIPTS.values()) if drawn(one) == box}
    assert {one for one in boxes if unicodedata.category(one) != "Co"} == set()
    assert boxes <= lacking(names_of_nasty())


@pytest.mark.parametrize("others", [0, 6_000], ids=["alone", "in-columns"])
def test_nasty_strings_are_drawn_once_and_whole_inside_their_cells(others: int) -> None:
    names = [*names_of_nasty(), *LONG]
    among = [f"Name {number}" for number in range(others)]
    layout, _ = strip_of(*names, *among)
    rows = [row for row in layout.rows if row.role is Role.NAME]
    assert max(len(row.cells) for row in rows) == (4 if others else 1)
    assert [cell.text for row in rows for cell in row.cells] == [*names, *among]
    pages_of_it = pages(layout, HEIGHT)
    assert [cell.text for page in pages_of_it for row in page.rows if row.role is Role.NAME for cell in row.cells] == [
        *names, *among,
    ]  # fmt: skip
    gutter = WIDTH * 0.0125 / 2
    for row in rows[: len(names) // len(rows[0].cells) + 1]:
        for cell in row.cells:
            left, top, right, bottom = ink_of(row, cell)
            assert cell.left - gutter <= left <= right <= cell.left + cell.width + gutter, ascii(cell.text)
            # A pixel of a soft edge may touch the line between two rows.
            assert row.top - 1 <= top <= bottom <= row.bottom + 1, ascii(cell.text)


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_letter_is_of_a_family_that_is_named(script: str) -> None:
    """What no named family has, each machine would take from another font."""
    named = [
        skia.FontMgr().matchFamilyStyle(family, skia.FontStyle.Normal()) for family in families_for(SCRIPTS[script])
    ]
    drawn = [one for one in SCRIPTS[script] if unicodedata.category(one) not in {"Cf", "Mn", "Zs"}]
    assert [one for one in drawn if not any(font.unicharToGlyph(ord(one)) for font in named)] == []


def test_the_families_are_those_of_the_packages_that_bring_them() -> None:
    assert [name for names in PACKAGES.values() for name in names if not has_family(name)] == []


def test_nasty_strings_are_all_drawn_inside_the_picture() -> None:
    layout, painter = strip_of(*names_of_nasty(), *LONG)
    for page in pages(layout, HEIGHT):
        assert page.rows[-1].bottom <= HEIGHT
        pixels = painter.paint(page, 0)
        edge = np.concatenate((pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]))
        assert (edge == edge[0]).all()


def test_a_character_without_a_font_is_found() -> None:
    assert lacking(["fine", "\U000e0fff not", "\ue123"]) >= {"\ue123"}


def test_pieces_of_a_strip_join_without_a_seam() -> None:
    layout, painter = strip_of(*many(60), theme="transparent")
    whole = painter.paint(layout, 100).copy()
    upper = painter.paint(layout, 100 - HEIGHT // 2).copy()
    assert np.array_equal(whole[: HEIGHT // 2], upper[HEIGHT // 2 :])


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_opaque_themes_leave_nothing_to_see_through(theme: str) -> None:
    layout, painter = strip_of("Alice", theme=theme)
    assert (painter.paint(layout, 0)[..., 3] == 255).all()


def test_the_transparent_theme_has_letters_with_a_shadow_on_nothing() -> None:
    layout, painter = strip_of("Alice", theme="transparent")
    alpha = painter.paint(layout, 0)[..., 3]
    assert alpha[0, 0] == 0
    assert alpha.max() == 255
    assert ((alpha > 20) & (alpha < 200)).any()


@pytest.mark.parametrize(("fed", "step"), [("yuv420p", 4), ("yuv420p", 7), ("yuva420p", 5), ("rgba", 3)])
def test_every_frame_is_the_strip_at_its_line(fed: str, step: int) -> None:
    layout, painter = strip_of(*many(80), *SCRIPTS.values(), theme="transparent" if fed != "yuv420p" else "dark")
    count = -(-(layout.height + HEIGHT) // step)
    motion = Motion(count * step, count, layout.height)
    rolled = frames(fed, (WIDTH, HEIGHT), motion, lambda top: painter.paint(layout, top), lambda _: None)
    lines = list(motion.offsets())
    looked_at = {1, 100 // step * 2 + 1, count // 2, count - 2}
    for number, pieces in enumerate(rolled):
        drawn = b"".join(pieces)
        if number in looked_at:
            pixels = painter_of(fed).paint(layout, lines[number] - HEIGHT).copy()
            assert drawn == expected(pixels, fed), f"frame {number}"


def painter_of(fed: str) -> Painter:
    theme = BY_NAME["transparent" if fed != "yuv420p" else "dark"]
    return Painter(Paragraphs(theme), theme, WIDTH, HEIGHT)


def expected(pixels: npt.NDArray[np.uint8], fed: str) -> bytes:
    if fed == "rgba":
        return pixels.tobytes()
    if fed == "yuva420p":
        pixels[pixels[..., 3] == 0] = (255, 255, 255, 0)
    planes = [luma(pixels), *chroma(pixels)]
    if fed == "yuva420p":
        planes.append(pixels[..., 3])
    return b"".join(plane.tobytes() for plane in planes)


def test_the_picture_of_the_scripts() -> None:
    """`make scripts` keeps it as docs/images/twelve-scripts.png."""
    paragraphs = Paragraphs(BY_NAME["dark"])
    names = [f"{text}" for text in SCRIPTS.values()]
    made = Sheet("Thank you", (Tier("Twelve scripts, and emoji", tuple(names)),))
    page, *more = pages(compose(made, WIDTH, HEIGHT, paragraphs), HEIGHT)
    assert not more
    pixels = Painter(paragraphs, BY_NAME["dark"], WIDTH, HEIGHT).paint(page, 0)
    assert all(
        len(set(map(tuple, islice(pixels[row.top : row.bottom].reshape(-1, 4), 0, None, 7)))) > 3 for row in page.rows
    )
    if target := os.environ.get("SCREENSHOTS"):
        Image.fromarray(pixels).convert("RGB").save(Path(target) / "twelve-scripts.png", optimize=True)
