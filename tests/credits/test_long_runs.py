"""A text that was made to cost much costs twice as much when it is twice as long, and no more."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.credits.layouts import _tried
from bot.credits.spelling import Spelling
from bot.credits.templates.environment import MOST_TEXT, Rendered, TemplateFault, render
from bot.credits.templates.placement import misplaced
from bot.credits.templates.tokens import TOKENS, token
from bot.credits.text import arrange, staged, summary
from bot.names import plain_name
from bot.supporters.roll import Group, Roll, Supporter

# Time is measured here; coverage's own would be most of it.
pytestmark = pytest.mark.no_cover

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ROLL = Roll((Group("Stalls", (Supporter("Alice", 3, NOW),)),), NOW, ("The Creator",))
SCENE = staged(ROLL)
NAME = token(2)
TIMES = 8
LINEAR, QUADRATIC = TIMES, TIMES * TIMES
MIXES = [
    *r"\ @`[]()·|*_<>~:#,-1" + "\n\t",
    "\\ ",
    " ·",
    "  · ",
    ", ",
    "` ",
    "`` ` ",
    "\\`",
    "](",
    "<a",
    "a://",
    "*a* _b_ ",
    "[( ",
    "\n\n",
    "\n ",
    "# \n",
    "```\n",
    NAME,
    f"{NAME} ",
    f"@{NAME}",
    f"\\{NAME}",
    f"<{NAME}",
    f"`{NAME}",
]


def assert_linear(work: Callable[[int], object], most: int) -> None:
    """Fail where an input that is eight times as long takes nearer to 64 times as long than to eight times."""
    few, many = (_seconds(work, size) for size in (most // TIMES, most))
    assert many < max(few, 0.001) * (LINEAR + QUADRATIC) / 2, (few, many)


def _seconds(work: Callable[[int], object], size: int) -> float:
    """Return the least time of this thread's processor out of three."""
    taken = []
    for _ in range(3):
        begun = time.thread_time()
        work(size)
        taken.append(time.thread_time() - begun)
    return min(taken)


def filled(unit: str, size: int, before: str = "a", after: str = "b") -> str:
    return f"{before}{unit * (size // len(unit))}{after}"


@pytest.mark.parametrize("unit", MIXES)
def test_laying_out_takes_time_by_the_length(unit: str) -> None:
    def work(size: int) -> None:
        text = filled(unit, size)
        arrange(ROLL, SCENE, "", Rendered(text, 1, whole=True))
        _tried(ROLL, SCENE, "", Rendered(text, 1, whole=True), 2_600, "")
        Spelling(SCENE.names).plain(text)

    assert_linear(work, MOST_TEXT)


@pytest.mark.parametrize("unit", MIXES)
def test_looking_where_names_stand_takes_time_by_the_length(unit: str) -> None:
    assert_linear(lambda size: misplaced(filled(unit, size, after=" ")), MOST_TEXT)


def test_many_kinds_of_backticks_take_time_by_the_length() -> None:
    def work(size: int) -> None:
        kinds = "a".join("`" * number for number in range(1, int((size // 2) ** 0.5)))
        text = f"{kinds} b{kinds[::-1]}{' c' * (size // 4)}"
        misplaced(text)
        arrange(ROLL, SCENE, "", Rendered(text, 1, whole=True))

    assert_linear(work, MOST_TEXT)


@pytest.mark.parametrize("unit", [" ", "\t \v", " \n", "\\"])
def test_rendering_takes_time_by_the_length(unit: str) -> None:
    def work(size: int) -> None:
        try:
            render(filled(unit, size), SCENE)
        except TemplateFault as fault:
            pytest.fail(fault.problem)

    assert_linear(work, MOST_TEXT)


def test_a_summary_of_many_levels_takes_time_by_their_number() -> None:
    def work(size: int) -> None:
        groups = tuple(Group(f"Level {number}", (Supporter("A", 1, NOW),)) for number in range(size))
        assert "and " in summary(Roll(groups, NOW, ()), "").embeds[0].description

    assert_linear(work, 8_000)


def test_a_name_of_directions_takes_time_by_its_length() -> None:
    assert_linear(lambda size: plain_name("\N{RIGHT-TO-LEFT OVERRIDE}" * size + "\u2066\u2069" * size + "a"), 8_000)


@given(st.text(f"`\\a {NAME}", max_size=40))
def test_code_is_where_discords_own_parser_sees_it(text: str) -> None:
    parser = re.compile(r"\\[\s\S]|(?P<ticks>`+)(?P<code>[\s\S]*?[^`])(?P=ticks)(?!`)")
    inside = any(TOKENS.search(match["code"] or "") for match in parser.finditer(text))
    assert misplaced(text).startswith("a name cannot stand between backticks") is inside
