"""Every setting can be reached from Discord, and nothing that already has a name must be typed from memory."""

import re
from collections.abc import Iterator, Mapping
from inspect import get_annotations
from typing import Any

import discord
from discord import app_commands

from bot.client import CurtainCall
from bot.credits.look import Look
from bot.schedule.options import CHOICES, Options, chosen_of, with_chosen
from bot.store.overrides import Override
from bot.store.wishes import Wish
from bot.supporters.patreon import PatreonSettings
from bot.supporters.tiers import CreditSettings
from tests.support.bench import InnerBench
from tests.support.processes import ROOT

TYPED = {
    ("link", "code"): "a code from the person's own browser",
    ("like", "video"): "any video's address",
    ("members", "search"): "part of a name",
    ("creditme", "name"): "a name of one's own",
    ("credits schedule", "when"): "a rule in words",
    ("credits release", "when"): "a moment",
    ("credits import", "name"): "what a new list is to be called",
    ("credits import", "level"): "what the list is called",
    ("credits page create", "title"): "a heading",
    ("credits render", "title"): "a heading",
    ("credits page settings", "title"): "a heading",
    ("credits templates new", "name"): "what a new template is to be called",
}
"""Options that hold something new, and what that is. All others name something that exists."""


REACHED: Mapping[type, Mapping[str, str]] = {
    PatreonSettings: {
        name: f"/credits sources patreon {name}" for name in ("gifted", "trials", "declined", "hidden", "full_names")
    },
    Look: {
        name: f"/credits page settings {name}"
        for name in ("title", "theme", "template", "speed", "columns", "size", "loop")
    },
    CreditSettings: {"tiers": "tiers.up", "count_unnamed": "tiers.count"},
    Override: {
        "spelling": "people.spell",
        "hidden": "people.hide",
        "merged_into": "people.merge",
        "refused": "people.refuse",
    },
    Wish: {"choice": "/creditme credit", "name": "/creditme name"},
}
"""Where each setting is changed: a command with its option, or a button by its name."""
BY_RELEASE = {"release", "video"}
"""What `/credits release` sets, and …"""
BY_PICTURE = {"attach": "picture.attach", "theme": "picture.theme", "size": "picture.size"}
"""… what the card of a schedule's picture sets; all other options of a schedule are in its menu."""
NO_SETTING = {"key", "user_id", "updated_at", "refused_with"}


def _commands(bot: CurtainCall) -> Iterator[app_commands.Command[Any, ..., Any]]:
    yield from (one for one in bot.tree.walk_commands() if isinstance(one, app_commands.Command))


async def test_every_option_that_names_a_thing_offers_it(bench: InnerBench) -> None:
    bare = {
        (command.qualified_name, one.name)
        for command in _commands(bench.app.client)
        for one in command.parameters
        if one.type is discord.AppCommandOptionType.string and not one.autocomplete and not one.choices
    }
    assert bare <= TYPED.keys(), bare - TYPED.keys()


async def test_the_credits_commands_fit_into_what_discord_takes(bench: InnerBench) -> None:
    group = bench.app.client.tree.get_command("credits")
    assert isinstance(group, app_commands.Group)
    assert len(group.commands) <= 25
    sizes = [
        len(one.name) + len(one.description) + sum(len(o.name) + len(o.description) for o in one.parameters)
        for one in _commands(bench.app.client)
        if one.qualified_name.startswith("credits")
    ]
    assert sum(sizes) < 7600


async def test_every_setting_that_is_kept_can_be_changed_from_discord(bench: InnerBench) -> None:
    bot = bench.app.client
    options = {f"/{one.qualified_name} {option.name}" for one in _commands(bot) for option in one.parameters}
    for kept, places in REACHED.items():
        assert places.keys() == get_annotations(kept).keys() - NO_SETTING, kept
        for place in places.values():
            assert place in options or place in bot.components, place
    for place in BY_PICTURE.values():
        assert place in bot.components, place
    for place in ("/credits sources share who", "/credits page share allowed", "thanked.export", "thanked.page"):
        assert place in options or place in bot.components, place


def test_the_menu_of_a_schedule_has_every_option() -> None:
    changed = with_chosen(Options(), frozenset(CHOICES))
    for name in get_annotations(Options).keys() - BY_RELEASE - BY_PICTURE.keys():
        assert getattr(changed, name) != getattr(Options(), name), name
    assert chosen_of(changed) == CHOICES.keys()


def _named_in_readme() -> set[str]:
    """Return the commands in README's table: `/credits page create`, and what follows it as words of the same group."""
    named: set[str] = set()
    for line in (ROOT / "README.md").read_text("utf-8").splitlines():
        group = ""
        for word in re.findall(r"`([^`]+)`", line.split("|")[1] if line.startswith("| `/") else ""):
            path = word.removeprefix("/") if word.startswith("/") else f"{group} {word}"
            group = path.rpartition(" ")[0]
            named.add(path)
    return named


async def test_readmes_table_has_every_command_and_no_other(bench: InnerBench) -> None:
    assert _named_in_readme() == {one.qualified_name for one in _commands(bench.app.client)}
