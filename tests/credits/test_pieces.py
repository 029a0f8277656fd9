"""However a template sets its names, no limit is broken, no name is cut, lost or doubled, and no markup is torn."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.credits.limits import EMBED_TEXT, EMBED_TITLE, EMBEDS_A_MESSAGE, MESSAGE_TEXT, MESSAGES, units
from bot.credits.pages import fill, opening
from bot.credits.pieces import blocks_of, divided
from bot.credits.spelling import Spelling
from bot.credits.templates.environment import render
from bot.credits.templates.scene import people_of
from bot.credits.templates.tokens import TOKENS, index_of
from bot.credits.text import Part, arrange, staged
from bot.names import plain_name
from bot.supporters.roll import Group, Roll, Supporter
from tests.support.nasty import NASTY

AS_OF = datetime(2026, 11, 21, 12, tzinfo=UTC)
BODIES = [
    "# {{ thanks }}\n{{ supporters|join(' · ') }}",
    "{{ supporters|join(', ') }}",
    "{{ supporters|join(' ') }}",
    "{% for s in supporters %}{{ s.name }}\n{% endfor %}",
    "{% for s in supporters %}- **{{ s.name }}** since {{ s.since }}\n{% endfor %}",
    "{% for g in groups %}## {{ g.name }}\n> {{ g.supporters|join(' | ') }}\n{% endfor %}",
    "{% for g in groups %}**{{ g.name }}**: {{ g.supporters|join(', ') }} · {% endfor %}",
    "||{{ supporters|join('||, ||') }}||",
    "Dear {{ supporters|and }},\n\n```\nfixed  text, with · all | of it\n```\nyours",
    "{% for s in supporters %}### {{ s.name }}\n\n{{ s.months|months }}\n{% endfor %}",
    "{% for s in supporters %}1. {{ s.name }} · # {{ s.months }}, {% endfor %}",
]
NAMES = st.one_of(st.text(min_size=1, max_size=40), st.sampled_from(NASTY), st.text("*_🦊א", min_size=1, max_size=900))


def roll(names: list[str]) -> Roll:
    people = tuple(Supporter(name, number, AS_OF) for number, name in enumerate(names))
    half = len(people) // 2
    groups = [Group(level, some) for level, some in (("Royal *Box*", people[:half]), ("Stalls", people[half:])) if some]
    return Roll(tuple(groups), AS_OF, ("The Creator",))


def assert_within_limits(parts: list[Part]) -> None:
    assert 1 <= len(parts) <= MESSAGES
    for part in parts:
        assert 1 <= len(part.embeds) <= EMBEDS_A_MESSAGE
        assert sum(units(embed.title) + units(embed.description) for embed in part.embeds) <= MESSAGE_TEXT
        for embed in part.embeds:
            assert units(embed.title) <= EMBED_TITLE
            assert 1 <= units(embed.description) <= EMBED_TEXT


@given(st.sampled_from(BODIES), st.lists(NAMES, min_size=1, max_size=400), st.integers(1, 12))
def test_limits_hold_and_every_name_stands_as_often_as_the_template_says(
    body: str, names: list[str], times: int
) -> None:
    thanked = roll(names * times)
    scene = staged(thanked)
    rendered = render(body, scene)
    parts = arrange(thanked, scene, body, rendered)
    assert_within_limits(parts)
    if parts[0].file is not None:
        assert all(f"\n{plain_name(name)}" in parts[0].file.text for name in names)
        return
    # Laid out again with names left as their characters: which stand where does not depend on how they are written,
    # and each embed is found to hold whole ones.
    spell = Spelling(scene.names).markdown
    texts = "\n".join(embed.title + "\n" + embed.description for part in parts for embed in part.embeds)
    position = 0
    for character in TOKENS.findall(rendered.text):
        if index_of(character) not in set(people_of(scene)):
            continue
        written = spell(character)
        position = texts.index(written, position) + len(written)


@given(st.lists(st.text("ab *_~|`[]()<>·,.#-\n\\", min_size=1, max_size=60), min_size=1, max_size=80))
def test_any_text_is_divided_without_loss(lines: list[str]) -> None:
    text = "\n".join(lines).strip()
    kept = re.sub(r"[\s·•|,]", "", text)
    found = "".join(
        block.before + block.heading + "".join(f"{separator}{item}" for separator, item in block.items())
        for block in blocks_of(text)
    )
    assert re.sub(r"[\s·•|,]", "", found) == kept


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("a · b, c · d", ["a", "b, c", "d"]),
        ("a, b c, d", ["a", "b c", "d"]),
        ("a b", ["a", "b"]),
        ("**a, b**, c", ["**a, b**", "c"]),
        ("**a** · **b**", ["**a**", "**b**"]),
        ("||a, b|| ||, c", ["||a, b|| ||", "c"]),
        ("(a, b), c", ["(a, b)", "c"]),
        ("2 * 3, 4", ["2 * 3", "4"]),
        ("[a, b](https://example.com), c", ["[a, b](https://example.com)", "c"]),
        ("`a, b`, c", ["`a, b`", "c"]),
        ("a :), b", ["a :)", "b"]),
        ("\\*a, b\\*, c", ["\\*a", "b\\*", "c"]),
    ],
)
def test_a_line_is_divided_outside_of_its_markup(line: str, items: list[str]) -> None:
    assert [item for _, item in divided(line)] == items


def test_a_heading_goes_on_without_its_count() -> None:
    text = "### Stalls · 1,200\n" + " · ".join(f"name{number:04}" for number in range(1200))
    messages = fill("", text, "", str)
    begun = [embed.description.split("\n")[0] for message in messages for embed in message]
    assert begun[0] == "### Stalls · 1,200"
    assert set(begun[1:]) == {"### Stalls (continued)"}


def test_what_moves_to_the_start_of_a_line_begins_no_list() -> None:
    messages = fill("", "x" * 4_092 + " · - b · # c", "", str)
    assert messages[0][1].description == "\\- b · # c"


def test_the_opening_of_a_text_ends_between_names() -> None:
    first, whole = opening("Title", "alice · bob · carol", str, 12)
    assert (first.title, first.description, whole) == ("Title", "alice · bob", False)
    assert opening("", "alice", str, 12) == (first.__class__("", "alice"), True)
