"""The world's nastiest names stand in the credits whole, unpinged and unformatted, by every template."""

import re
from datetime import UTC, datetime

import pytest

from bot.credits.limits import units
from bot.credits.spelling import Spelling
from bot.credits.templates.builtin import BUILTIN
from bot.credits.templates.environment import render
from bot.credits.text import Part, lay_out, staged
from bot.names import NAMELESS, escape_name, one_line
from bot.supporters.roll import Group, Roll, Supporter
from tests.credits.discord_text import shown
from tests.credits.test_names import bare
from tests.support.nasty import NASTY

AS_OF = datetime(2026, 11, 21, 12, tzinfo=UTC)
SIZE = 100
"""Names a roll: together they fit into messages."""
CHUNKS = [NASTY[start : start + SIZE] for start in range(0, len(NASTY), SIZE)]
FRAMES = [
    "{{ name }}",
    "**{{ name }}**",
    "\\{{ name }}",
    "@{{ name }}",
    "> {{ name }}",
    "- {{ name }},",
    "({{ name }})",
]


def roll(names: tuple[str, ...]) -> Roll:
    return Roll((Group("Stalls", tuple(Supporter(name, 2, AS_OF) for name in names)),), AS_OF, ("The Creator",))


def text(parts: list[Part]) -> str:
    assert all(part.file is None for part in parts)
    return "\n\n".join(embed.description for part in parts for embed in part.embeds)


@pytest.mark.parametrize("name", NASTY, ids=lambda name: ascii(name)[:30])
def test_a_name_shows_as_it_is_written(name: str) -> None:
    seen = bare(shown(escape_name(name)))
    assert one_line(name) in seen or seen == NAMELESS


@pytest.mark.parametrize("template", sorted(BUILTIN))
def test_every_name_stands_once_and_whole_in_every_template(template: str) -> None:
    for names in CHUNKS:
        said = text(lay_out(roll(names), template))
        position = 0
        for name in names:
            position = said.index(escape_name(name), position) + len(escape_name(name))


@pytest.mark.parametrize("frame", FRAMES)
def test_what_a_template_puts_around_a_name_gives_it_no_effect(frame: str) -> None:
    """The frame keeps its own meaning; the name inside is exactly what it is alone."""
    scene = staged(roll(NASTY))
    rendered = render(f"{{% for name in supporters %}}\n{frame}\n{{% endfor %}}", scene)
    lines = Spelling(scene.names).markdown(rendered.text).split("\n")
    before, after = frame.replace("@", "@\u200d").split("{{ name }}")
    assert len(lines) == len(NASTY)
    for name, line in zip(NASTY, lines, strict=True):
        inside = line.removeprefix(before).removesuffix(after)
        assert bare(shown(inside.removeprefix("\\" if before == "\\" else ""))) == bare(shown(escape_name(name)))
        assert not re.search(r"@everyone|@here|<@!?&?\d+>|<#\d+>", line, re.IGNORECASE)


def test_a_template_in_a_name_is_a_name() -> None:
    (part,) = lay_out(roll(("{{ 7 * 7 }}", "{% raw %}")), "levels")
    assert part.embeds[0].description == "### Stalls · 2\n{{ 7 \\* 7 }} · {% raw %}"


def test_a_name_of_private_characters_is_no_other_name() -> None:
    (part,) = lay_out(roll(("\U000f0000\U000f0002", "Bob")), "levels")
    assert part.embeds[0].description.endswith("\n\U000f0000\U000f0002 · Bob")


def test_a_template_cannot_forge_a_name() -> None:
    scene = staged(roll(("Alice", "Bob")))
    body = "\U000f0002 {{ '\\U000f0002' }} {{ '\\U0010fffd' }} {{ supporters[0].name }}"
    said = Spelling(scene.names).markdown(render(body, scene).text)
    # What is written is not taken for a name; what is computed is at most another name of the same roll, or nothing.
    assert said == "\ufffd Alice \ufffd Alice"


def test_no_list_is_too_long_in_units_for_a_message() -> None:
    for names in CHUNKS:
        for part in lay_out(roll(names), "months"):
            assert sum(units(embed.title) + units(embed.description) for embed in part.embeds) <= 5_900
