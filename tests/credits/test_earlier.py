"""Names of an earlier reading are marked as such, once, small, and in every form of the credits."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.credits.limits import EMBED_TEXT, MESSAGE_TEXT, MESSAGES, units
from bot.credits.text import Part, lay_out
from bot.supporters.roll import Earlier, Group, Roll, Supporter, Why

READ = datetime(2026, 11, 10, 12, tzinfo=UTC)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DATE = f"<t:{int(READ.timestamp())}:D>"
LINE = f"-# The names of **The \\*Creator\\*** are as of {DATE}: that channel needs to be linked again."


def roll(count: int, *earlier: Earlier) -> Roll:
    names = tuple(Supporter(f"Otter {number}", 3, None) for number in range(count))
    return Roll((Group("Stalls", names),) if names else (), NOW, ("The *Creator*",), earlier)


def creator(why: Why = Why.RELINK) -> Earlier:
    return Earlier("The *Creator*", READ, why)


def text(parts: list[Part]) -> str:
    return "\n".join(embed.description for part in parts for embed in part.embeds)


@pytest.mark.parametrize("count", [0, 1, 1000, 9000], ids=["nobody", "one", "several messages", "a file"])
def test_the_line_stands_once_at_the_end(count: int) -> None:
    parts = lay_out(roll(count, creator()), "levels")
    assert text(parts).count("-# ") == 1
    assert parts[-1].embeds[-1].description.endswith(f"\n\n{LINE}")


def test_the_reason_is_the_true_one() -> None:
    said = text(lay_out(roll(1, creator(Why.UNANSWERED)), "levels"))
    assert said.endswith(f"{DATE}: YouTube could not be asked since.")


def test_credits_of_now_have_no_such_line() -> None:
    assert "-# " not in text(lay_out(roll(1), "levels"))


def test_each_creator_has_a_line_and_many_share_one() -> None:
    two = [Earlier(f"Creator {number}", READ + timedelta(days=number), Why.RELINK) for number in range(2)]
    assert text(lay_out(roll(1, *two), "levels")).count("-# The names of **Creator") == 2
    many = [Earlier(f"Creator {number}", READ + timedelta(days=number), Why.RELINK) for number in range(200)]
    said = text(lay_out(roll(1, *many), "levels"))
    assert said.count("-# ") == 1
    assert f"some channels are as of {DATE} or later" in said


def test_the_file_says_it_in_plain_text() -> None:
    (part,) = lay_out(roll(9000, creator()), "months")
    assert part.file is not None
    assert part.file.text.splitlines()[1:3] == [
        "As of 2026-11-21 12:00 UTC",
        "The names of The *Creator* are as of 2026-11-10: that channel needs to be linked again.",
    ]


@given(st.integers(0, 3000), st.lists(st.text(max_size=120), min_size=1, max_size=12))
def test_whatever_is_marked_limits_hold(count: int, creators: list[str]) -> None:
    parts = lay_out(roll(count, *(Earlier(name, READ, Why.RELINK) for name in creators)), "levels")
    assert len(parts) <= MESSAGES
    for part in parts:
        assert sum(units(embed.title) + units(embed.description) for embed in part.embeds) <= MESSAGE_TEXT
        assert all(units(embed.description) <= EMBED_TEXT for embed in part.embeds)
    assert "-# " in parts[-1].embeds[-1].description
