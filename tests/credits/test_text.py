"""Credits as messages: every name once, nothing over a limit, the rest in a file."""

import re
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.credits.limits import EMBED_TEXT, EMBED_TITLE, EMBEDS_A_MESSAGE, MESSAGE_TEXT, MESSAGES, units
from bot.credits.text import Part, lay_out
from bot.names import escape_name, plain_name
from bot.supporters.roll import Group, Roll, Supporter
from sandbox.google.names import ODD_NAMES, member_name

AS_OF = datetime(2026, 11, 21, 12, tzinfo=UTC)
NAMES = st.one_of(
    st.text(max_size=30), st.sampled_from(ODD_NAMES), st.text("*_🦊א", max_size=900), st.just("🦊" * 2100)
)


def group(level: str, *names: str, months: int = 14) -> Group:
    return Group(level, tuple(Supporter(name, months, None) for name in names))


def roll(*groups: Group, creators: tuple[str, ...] = ("The Creator",)) -> Roll:
    return Roll(groups, AS_OF, creators)


def descriptions(parts: list[Part]) -> list[str]:
    return [embed.description for part in parts for embed in part.embeds]


def names_by_heading(parts: list[Part]) -> list[tuple[str, str]]:
    """Return each level's heading and its names as one text, what was continued joined again."""
    found: list[tuple[str, str]] = []
    for section in "\n\n".join(descriptions(parts)).split("### ")[1:]:
        heading, names = section.rstrip("\n").split("\n", 1)
        if heading.endswith(" (continued)"):
            assert found[-1][0].startswith(heading.removesuffix(" (continued)"))
            found[-1] = (found[-1][0], f"{found[-1][1]} · {names}")
        else:
            found.append((heading, names))
    return found


def assert_within_limits(parts: list[Part]) -> None:
    assert 1 <= len(parts) <= MESSAGES
    for part in parts:
        assert 1 <= len(part.embeds) <= EMBEDS_A_MESSAGE
        assert sum(units(embed.title) + units(embed.description) for embed in part.embeds) <= MESSAGE_TEXT
        for embed in part.embeds:
            assert units(embed.title) <= EMBED_TITLE
            assert 1 <= units(embed.description) <= EMBED_TEXT


def test_a_small_roll_is_one_message_by_level() -> None:
    parts = lay_out(roll(group("Royal Box", "Alice"), group("Stalls", "Bob", "**Mallory**")), "levels")
    assert [embed.title for embed in parts[0].embeds] == ["Thank you, 3 channel members of The Creator"]
    assert descriptions(parts) == ["### Royal Box · 1\nAlice\n\n### Stalls · 2\nBob · \\*\\*Mallory\\*\\*"]
    assert parts[0].file is None


@pytest.mark.parametrize(("months", "words"), [(0, "new"), (1, "1 month"), (14, "14 months"), (1200, "1,200 months")])
def test_months_stand_behind_the_name(months: int, words: str) -> None:
    parts = lay_out(roll(group("Stalls", "Alice", months=months)), "months")
    assert descriptions(parts) == [f"### Stalls · 1\nAlice ({words})"]


@pytest.mark.parametrize(
    ("creators", "title"),
    [
        (("A_B",), "Thank you, 1 channel member of A\\_B"),
        (("A", "B"), "Thank you, 1 channel member of A and B"),
        (("A", "B", "C"), "Thank you, 1 channel member of A, B and C"),
        (("A" * 100, "B" * 100, "C" * 100), "Thank you, 1 channel member"),
        ((), "Thank you, 1 channel member"),
    ],
)
def test_the_title_counts_and_names_the_creators(creators: tuple[str, ...], title: str) -> None:
    assert lay_out(roll(group("Stalls", "Alice"), creators=creators), "levels")[0].embeds[0].title == title


def test_nobody_yet_is_said_kindly() -> None:
    parts = lay_out(roll(), "levels")
    assert descriptions(parts) == ["There are no supporters of The Creator yet. The first one will stand here."]
    assert_within_limits(parts)
    assert_within_limits(lay_out(roll(creators=("x" * 9000,)), "levels"))


@pytest.mark.parametrize(("template", "members"), [("levels", 1200), ("months", 900)])
def test_names_of_every_kind_fill_several_messages_completely(template: str, members: int) -> None:
    names = [member_name(index) for index in range(members)]
    groups = (group("Royal Box", *names[:120]), group("Balcony", *names[120:480]), group("Stalls", *names[480:]))
    parts = lay_out(roll(*groups), template)
    assert_within_limits(parts)
    assert len(parts) > 2
    assert all(part.file is None for part in parts)
    months = " (14 months)" if template == "months" else ""
    assert names_by_heading(parts) == [
        (f"{one.level} · {len(one.names)}", " · ".join(f"{escape_name(each.name)}{months}" for each in one.names))
        for one in groups
    ]


def test_more_than_five_messages_become_a_summary_and_a_file_with_every_name() -> None:
    names = [f"Otter *{number}*\n" for number in range(5000)]
    parts = lay_out(roll(group("Royal Box", *names[:1000]), group("Stalls", *names[1000:])), "months")
    assert_within_limits(parts)
    (part,) = parts
    assert part.embeds[0].title == "Thank you, 5,000 channel members of The Creator"
    assert part.embeds[0].description == (
        "**Royal Box** · 1,000\n**Stalls** · 4,000\n\nEvery name is in the attached file."
    )
    assert part.file is not None
    lines = part.file.text.splitlines()
    assert lines[:5] == [
        "Thank you, 5,000 channel members of The Creator",
        "As of 2026-11-21 12:00 UTC",
        "",
        "Royal Box (1,000)",
        "",
    ]
    assert [line for line in lines if line.startswith("Otter")] == [f"Otter *{n}*  (14 months)" for n in range(5000)]


def test_up_to_five_messages_there_is_no_file() -> None:
    seen = set()
    for count in range(1900, 2300, 10):
        parts = lay_out(roll(group("Stalls", *(f"{number:010}" for number in range(count)))), "levels")
        assert_within_limits(parts)
        assert (parts[0].file is None) or len(parts) == 1
        seen.add((len(parts), parts[0].file is None))
    assert (5, True) in seen
    assert (1, False) in seen


@pytest.mark.parametrize("giant", ["x" * 20_000, "🦊" * 2_100, "*" * 2_100])
def test_a_name_longer_than_an_embed_is_kept_in_the_file(giant: str) -> None:
    parts = lay_out(roll(group("Stalls", "Alice", giant, "Bob")), "levels")
    assert_within_limits(parts)
    assert parts[0].file is not None
    assert {"Alice", giant, "Bob"} <= set(parts[0].file.text.splitlines())


def test_a_summary_of_endless_levels_still_fits() -> None:
    groups = [group(f"{number} {'*' * 600}", "Alice") for number in range(60)]
    parts = lay_out(roll(*groups), "levels")
    assert_within_limits(parts)
    assert parts[0].file is not None
    assert re.search(r"and \d+ more\n\nEvery name", parts[0].embeds[0].description)


def test_an_unknown_template_is_refused() -> None:
    with pytest.raises(KeyError, match="poem"):
        lay_out(roll(group("Stalls", "Alice")), "poem")


def test_a_part_survives_being_stored() -> None:
    for names in (["Alice"], ["x" * 9000]):
        (part,) = lay_out(roll(group("Stalls", *names)), "levels")
        assert msgspec.json.decode(msgspec.json.encode(part), type=Part) == part


@given(
    st.lists(st.tuples(st.text("ab *א", max_size=12), st.lists(NAMES, min_size=1, max_size=60)), max_size=5),
    st.sampled_from(["levels", "months"]),
    st.lists(st.text(max_size=150), max_size=3),
)
def test_every_name_appears_exactly_once_and_limits_hold(
    levels: list[tuple[str, list[str]]], template: str, creators: list[str]
) -> None:
    groups = [group(level, *names) for level, names in levels]
    parts = lay_out(roll(*groups, creators=tuple(creators)), template)
    assert_within_limits(parts)
    months = " (14 months)" if template == "months" else ""
    if parts[0].file is not None:
        assert len(parts) == 1
        text = parts[0].file.text
        expected = "".join(
            f"\n{plain_name(one.level)} ({len(one.names)})\n\n"
            + "".join(f"{plain_name(each.name)}{months}\n" for each in one.names)
            for one in groups
        )
        assert text.endswith(expected)
    elif groups:
        assert names_by_heading(parts) == [
            (
                f"{escape_name(one.level)} · {len(one.names)}",
                " · ".join(f"{escape_name(each.name)}{months}" for each in one.names),
            )
            for one in groups
        ]
