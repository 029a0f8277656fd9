"""Where names stand: in columns, on pages, and in time."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.credits.pictures.composing import compose
from bot.credits.pictures.job import LEAST_LOOK, Order, Sheet, Tier
from bot.credits.pictures.layout import Box, Layout, Role
from bot.credits.pictures.motion import calm_seconds, look, motion_of
from bot.credits.pictures.paging import pages


class Typewriter:
    """Sets every letter as wide as half its height."""

    def natural_width(self, text: str, role: Role, size: float) -> float:  # noqa: ARG002 (of the protocol)
        return len(text) * size / 2

    def fit(self, text: str, role: Role, size: float, width: float) -> Box:
        lines = -(-self.natural_width(text, role, size) // width)
        return Box(size, ascent=size, descent=(lines - 1) * size + size * 0.3, lead=size)


def strip(*tiers: tuple[str, int], closing: tuple[str, ...] = ()) -> Layout:
    sheet = Sheet("Thank you", tuple(Tier(heading, tuple(map(str, range(count)))) for heading, count in tiers), closing)
    return compose(sheet, 1920, 1080, Typewriter())


def names_on(page: Layout) -> list[str]:
    return [cell.text for row in page.rows if row.role is Role.NAME for cell in row.cells]


def test_larger_tiers_have_more_columns_and_smaller_letters() -> None:
    rows = [row for row in strip(("a", 3), ("b", 20), ("c", 100), ("d", 400)).rows if row.role is Role.NAME]
    first = {row.tier: row for row in reversed(rows)}
    assert [len(first[tier].cells) for tier in range(4)] == [1, 2, 3, 4]
    sizes = [first[tier].cells[0].size for tier in range(4)]
    assert sizes == sorted(sizes, reverse=True)


def test_names_too_wide_for_a_column_make_fewer_columns() -> None:
    sheet = Sheet("", (Tier("Wide", tuple("w" * 60 for _ in range(200))),))
    rows = [row for row in compose(sheet, 1920, 1080, Typewriter()).rows if row.role is Role.NAME]
    assert {len(row.cells) for row in rows} == {1}


@given(st.lists(st.integers(1, 300), min_size=1, max_size=6))
def test_rows_never_stand_over_each_other_and_no_name_is_lost_on_pages(counts: list[int]) -> None:
    layout = strip(*((f"Tier {index}", count) for index, count in enumerate(counts)), closing=("and 3 more",))
    for one in (layout, layout.spread(round(layout.height * 1.37))):
        assert all(row.bottom <= after.top for row, after in pairwise(one.rows))
    found = pages(layout, 1080)
    assert [name for page in found for name in names_on(page)] == names_on(layout)
    for page in found:
        assert all(row.top >= 0 and row.bottom <= 1080 for row in page.rows)
        assert all(row.bottom <= after.top for row, after in pairwise(page.rows))
        assert page.rows[-1].role is not Role.HEADING
        assert page.rows[0].role is not Role.NAME


@given(st.integers(100, 200_000), st.sampled_from([24, 25, 30, 50, 60]), st.integers(2, 1800))
def test_a_length_is_met_to_the_frame(height: int, fps: int, seconds: int) -> None:
    motion = motion_of(Order("mp4", fps=fps, seconds=seconds), height, 1080)
    offsets = list(motion.offsets()) if motion.frames < 20_000 else [0]
    assert motion.frames == seconds * fps
    assert motion.height >= height
    assert motion.travel == motion.height + 1080
    assert all(0 <= after - before <= motion.travel / motion.frames + 1 for before, after in pairwise(offsets))


@given(st.integers(100, 200_000), st.floats(1, 3000), st.sampled_from([24, 60]))
def test_a_speed_moves_every_frame_by_the_same_whole_pixels(height: int, speed: float, fps: int) -> None:
    motion = motion_of(Order("mp4", fps=fps, speed=speed), height, 1080)
    assert motion.travel % motion.frames == 0
    assert motion.frames <= 1800 * fps
    assert motion.travel >= height + 1080


@pytest.mark.parametrize("least", [1, LEAST_LOOK, 7, 12, 15])
@pytest.mark.parametrize("height", [500, 20_000, 90_000])
def test_without_a_wish_every_name_is_on_screen_for_as_long_as_it_should_be(height: int, least: float) -> None:
    motion = motion_of(Order("mp4", least=least), height, 1080)
    assert look(motion, 1080, 30) >= least


def test_a_longer_look_makes_a_longer_roll() -> None:
    frames = [motion_of(Order("mp4", least=least), 90_000, 1080).frames for least in (3, 9, 15)]
    assert frames == sorted(set(frames))


def test_a_length_that_is_called_calm_enough_is() -> None:
    hurried = motion_of(Order("mp4", seconds=20), 50_000, 1080)
    assert look(hurried, 1080, 30) < LEAST_LOOK
    calm = motion_of(Order("mp4", seconds=calm_seconds(hurried, 1080, LEAST_LOOK)), 50_000, 1080)
    assert look(calm, 1080, 30) >= LEAST_LOOK * 0.99
