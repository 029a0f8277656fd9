"""Templates see names and counts and nothing else, and what is wrong with one is said by its line."""

import asyncio
import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.credits.spelling import Spelling
from bot.credits.templates.builtin import BUILTIN
from bot.credits.templates.environment import LONGEST_PROBLEM, MOST_TEXT, TemplateFault, render
from bot.credits.templates.process import Apart, environment
from bot.credits.templates.scene import Scene, TooManyNames, scene_of
from bot.credits.templates.tokens import MOST, index_of, token
from bot.credits.text import lay_out, staged
from bot.errors import BadTemplate, TryLater
from bot.supporters.changes import Change, Risen
from bot.supporters.roll import Group, Roll, Supporter

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ROLL = Roll(
    (
        Group(
            "Royal *Box*",
            (
                Supporter("Alice", 14, NOW - timedelta(days=420), "youtube:UC1"),
                Supporter("bob_", 3, None, "youtube:UC2"),
            ),
        ),
        Group("Stalls", (Supporter("Carol", 0, NOW, "youtube:UC3"),)),
    ),
    NOW,
    ("The Creator", "Mallory"),
    unnamed=2,
)


def said(body: str, roll: Roll = ROLL) -> str:
    scene = staged(roll)
    return Spelling(scene.names).markdown(render(body, scene).text)


def stamp(moment: datetime) -> int:
    return int(moment.timestamp())


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("{{ thanks }}", "Thank you, 5 channel members of The Creator and Mallory"),
        ("{{ count }} {{ unnamed }}", "5 2"),
        ("{{ creators|and }}", "The Creator and Mallory"),
        ("{{ groups|map(attribute='name')|join(', ') }}", "Royal \\*Box\\*, Stalls"),
        ("{{ groups[0].count }} {{ groups[0].supporters|join(' + ') }}", "2 Alice + bob\\_"),
        ("{{ supporters|sort(attribute='name', reverse=true)|join(' ') }}", "Carol bob\\_ Alice"),
        ("{{ newest|join(' ') }}", "Carol Alice bob\\_"),
        ("{% for s in supporters if s.months > 2 %}{{ s.name }}={{ s.months|months }};{% endfor %}", None),
        ("{{ supporters[0].tier }}", "Royal \\*Box\\*"),
        ("{{ supporters[2].since }}", f"<t:{stamp(NOW)}:D>"),
        ("{{ supporters[2].since.ago }} {{ as_of|date('%Y-%m') }}", f"<t:{stamp(NOW)}:R> 2026-11"),
        ("x{{ supporters[1].since }}", "x"),
        ("x{{ supporters[1].since|date }}", "x"),
        ("{{ 1234567|number }}", "1,234,567"),
        ("{% if supporters[0].name == 'Alice' %}first{% endif %}", "first"),
        ("{{ supporters[1].name|upper }} {{ supporters[1].name|replace('b', 'x') }}", "bob\\_ bob\\_"),
        ("{{ '**' ~ supporters[1].name ~ '**' }}", "**bob\\_**"),
        ("{% macro one(s) %}### {{ s.name }}{% endmacro %}{{ one(supporters[1]) }}", "### bob\\_"),
        ("{{ supporters[1] }}\n\n\n \nx  \n", "bob\\_\n\nx"),
    ],
)
def test_what_a_template_can_say(body: str, text: str | None) -> None:
    assert said(body) == (text or "Alice=14 months;bob\\_=3 months;")


@pytest.mark.parametrize(
    ("body", "line", "problem"),
    [
        ("a\n{{ suporters }}", 2, "'suporters' is undefined"),
        ("a\n\n{% for x in %}", 3, "Expected an expression"),
        ("{% for s in supporters %}", 1, "Unexpected end of template"),
        ("a\n{{ supporters[0].key }}", 2, "a supporter has no attribute 'key'"),
        ("{{ supporters[0].name._text }}", 1, "unsafe"),
        ("{{ supporters[0].__class__ }}", 1, "unsafe"),
        ("{{ ''.__class__.__mro__ }}", 1, "unsafe"),
        ("{{ '{0.__class__}'.format(groups) }}", 1, "unsafe"),
        ("{{ groups|attr('__class__') }}", 1, "No filter named 'attr'"),
        ("{% include 'worker.py' %}", 1, "no loader"),
        ("\n{{ 1 / 0 }}", 2, "division by zero"),
        ("{{ 1 + supporters[0].name }}", 1, "unsupported operand"),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", 0, "calls itself"),
        ("  \n", 0, "says nothing"),
        ("`{{ supporters[0].name }}`", 0, "between backticks"),
        ("```\nx {{ supporters[0].name }}\n```", 0, "between backticks"),
        ("[you](https://example.com/{{ supporters[0].name }})", 0, "part of an address"),
        ("https://example.com/{{ supporters[0].name }}", 0, "part of an address"),
        ("<@{{ supporters[0].name }}>", 0, "between < and >"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(body: str, line: int, problem: str) -> None:
    with pytest.raises(TemplateFault, match=problem) as caught:
        said(body)
    assert caught.value.line == line


def test_a_template_never_sees_who_somebody_is() -> None:
    """Neither keys nor ids are in what is handed to it, whatever it may find a way to."""
    scene = staged(ROLL)
    assert "UC1" not in repr(scene)
    assert not {"key", "keys", "level"} & set(Scene.__struct_fields__)


def test_people_left_out_are_counted() -> None:
    scene = staged(ROLL)
    assert render(BUILTIN["levels"].body, scene).named == 3
    assert render("{{ newest[0] }} and {{ newest[0] }}", scene).named == 1


def test_what_is_longer_than_any_post_comes_cut_and_is_said_to_be() -> None:
    rendered = render("{% for i in range(30000) %}{{ supporters[0] }} {% endfor %}", staged(ROLL))
    assert len(rendered.text) == MOST_TEXT
    assert not rendered.whole


CHANGE = Change(
    since=NOW - timedelta(days=30),
    joined=ROLL.groups[1].names,
    risen=(Risen(ROLL.groups[0].names[1], "Royal *Box*"),),
    left=3,
    left_names=("Gone *away*",),
)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("New: {{ joined|join(', ') }} at {{ joined[0].tier }}", "New: Carol at Stalls"),
        ("{% for one in upgraded %}{{ one.name }}, now {{ one.tier }}{% endfor %}", "bob\\_, now Royal \\*Box\\*"),
        ("{{ left }} left: {{ left_names|and }}", "3 left: Gone \\*away\\*"),
        ("{{ last_post.ago }}", f"<t:{stamp(NOW - timedelta(days=30))}:R>"),
        ("{{ 'same' if joined[0].name == supporters[2].name }}", "same"),
    ],
)
def test_what_changed_since_the_last_post_can_be_told(body: str, text: str) -> None:
    scene = staged(ROLL, CHANGE)
    rendered = render(body, scene)
    assert Spelling(scene.names).markdown(rendered.text) == text
    assert rendered.named <= ROLL.total, "who left is not thanked"


def test_by_hand_and_before_the_first_post_nothing_has_changed() -> None:
    assert said("{{ joined|count }}{{ upgraded|count }}{{ left }}{{ left_names|count }}{{ last_post }}") == "0000"


def test_every_number_has_a_character_of_its_own() -> None:
    for number in (0, 1, 0xFFFD, 0xFFFE, 0xFFFF, MOST - 1):
        assert index_of(token(number)) == number
    assert ord(token(MOST - 1)) == 0x10FFFD


def test_more_names_than_characters_become_a_file() -> None:
    crowd = Roll((Group("Stalls", (Supporter("Otter", 1, None),) * (MOST + 1)),), NOW, ())
    with pytest.raises(TooManyNames):
        scene_of(crowd, "")
    (part,) = lay_out(crowd, "levels")
    assert part.file is not None
    assert part.file.text.count("Otter\n") == MOST + 1


@pytest.mark.parametrize("template", sorted(BUILTIN))
@pytest.mark.parametrize(("unnamed", "words"), [(0, ""), (1, "and 1 who prefers to stay"), (2, "and 2 who prefer to")])
def test_the_unnamed_are_counted_by_every_template(template: str, unnamed: int, words: str) -> None:
    roll = Roll(ROLL.groups, NOW, ROLL.creators, unnamed=unnamed)
    text = "\n".join(embed.description for part in lay_out(roll, template) for embed in part.embeds)
    assert words in text
    assert ("stay unnamed" in text) == bool(unnamed)


def test_credits_of_the_unnamed_alone_name_nobody() -> None:
    (part,) = lay_out(Roll((), NOW, ("The Creator",), unnamed=2), "levels")
    assert part.embeds[0].title == "Thank you, 2 supporters of The Creator"
    assert part.embeds[0].description == "and 2 who prefer to stay unnamed"


def test_patrons_are_not_called_channel_members() -> None:
    both = Roll(
        (Group("Stalls", (Supporter("A", 1, None, "youtube:1"), Supporter("B", 1, None, "patreon:1"))),), NOW, ()
    )
    assert lay_out(both, "levels")[0].embeds[0].title == "Thank you, 2 supporters"


async def test_a_process_of_its_own_says_the_same() -> None:
    scene = staged(ROLL)
    for builtin in BUILTIN.values():
        assert await Apart().render(builtin.body, scene, 1) == render(builtin.body, scene)
    with pytest.raises(TemplateFault, match="undefined") as caught:
        await Apart().render("\n{{ nobody }}", scene, 1)
    assert caught.value.line == 2


@pytest.mark.parametrize(
    "body",
    [
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
        "{% for i in range(99999) %}{% for j in range(99999) %}{{ thanks }}{% endfor %}{% endfor %}",
        "{{ 'a' * 10 ** 10 }}",
        "{{ 9 ** (9 ** 9) }}",
        "{{ as_of|date('%99999999999d') }}",
    ],
    ids=["endless", "endless text", "memory", "a huge number", "a wide date"],
)
async def test_a_hostile_template_is_ended(body: str) -> None:
    with pytest.raises(TemplateFault):
        await Apart(seconds=1.5).render(body, staged(ROLL), 1)


@pytest.mark.parametrize(
    "body",
    ["{{ {}['a' * 5000000] }}", "{{ {}['[Link it](https://evil.example)` **now** <@1> @everyone\\n# x'] }}"],
    ids=["long", "live"],
)
async def test_a_fault_is_told_in_one_harmless_line(body: str) -> None:
    with pytest.raises(TemplateFault) as caught:
        await Apart().render(body, staged(ROLL), 1)
    assert 0 < len(caught.value.problem) <= LONGEST_PROBLEM
    assert "\n" not in caught.value.problem
    said = BadTemplate(caught.value.problem, 1).message
    assert len(said) < 600
    assert re.search(r"(?<!\\)[`\[*@<#]", said) is None


async def test_an_answer_that_is_too_long_is_not_taken() -> None:
    with pytest.raises(TemplateFault, match="takes too long"):
        await Apart(worker="tests.support.chatty").render("x", staged(ROLL), 1)


async def test_no_server_waits_for_the_trials_of_another() -> None:
    """They end in their own time; the other server's come between, although theirs were first."""
    endless = "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}"
    apart, scene = Apart(seconds=20), staged(ROLL)
    trials = [asyncio.create_task(apart.render(endless, scene, 1)) for _ in range(5)]
    await asyncio.sleep(0)
    assert (await apart.render("{{ count }}", scene, 2)).text
    assert not any(one.done() for one in trials)
    with pytest.raises(TryLater):
        await apart.render("{{ count }}", scene, 1)
    for one in trials:
        one.cancel()
    await asyncio.gather(*trials, return_exceptions=True)


def test_a_template_finds_no_secret_in_its_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of the bot, where secrets may be, is not handed on."""
    monkeypatch.setenv("CURTAINCALL_DISCORD__TOKEN", "secret")
    assert set(environment()) == {"PYTHONIOENCODING", "PYTHONPATH"}
