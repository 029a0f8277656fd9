"""Who has lost Manage Server can do nothing more with what still stands open: no card, no menu, no form."""

import ast
import inspect
from collections.abc import Iterator
from types import MethodType

import pytest

from bot.client import CurtainCall
from bot.components import Handler
from sandbox.discord.check.components import walk
from sandbox.discord.seen import Message
from tests.support.asking import asked, clicked
from tests.support.bench import InnerBench
from tests.support.processes import ROOT

THEIR_OWN = {
    "accounts": "a person's own accounts",
    "approvals.never": "an owner's own answer",
    "approvals.no": "an owner's own answer",
    "approvals.open": "an owner's own questions",
    "approvals.yes": "an owner's own answer",
    "creditme": "a person's own wish",
    "first": "asks at Discord at each press whether the person manages the server: it works in DMs, too",
    "help": "says what there is; what a button of it does is asked when that is pressed",
    "imports.guide": "tells how a file is had from YouTube Studio",
    "link": "a person's own accounts",
    "members": "a creator's own members",
    "privacy": "what is kept about oneself",
    "rate": "a person's own account",
    "render.cancel": "stops what the person has started",
    "schedule.discard": "forgets a draft of one's own",
    "thanked": "an owner's own names",
    "uploads": "a person's own videos",
}
"""Buttons and menus that need no right in a server, and what they are about: by name, or by what is before its dot."""
OWN_FORMS = {
    "CodeModal": "a code of one's own",
    "DeleteModal": "what is kept about oneself",
    "LabelModal": "a person's own account",
    "NameModal": "a person's own wish",
    "WhenModal": "asks at Discord whether the person manages the server",
}
"""Forms that need no right in a server, and what they are about."""
COMMANDS_ONLY = {
    "_hand_over": "takes a command's own interaction",
}
"""Functions that ask by what right a command was used, though they are none."""


@pytest.fixture
async def card(bench: InnerBench) -> Message:
    """Make a schedule and open its card, as somebody who manages the server."""
    await bench.link(bench.creator, "creator")
    await asked(bench.creator, "credits sources add")
    offer = await asked(bench.creator, "credits schedule", channel_="credits", when="every monday at 18:00")
    return await clicked(bench.creator, await clicked(bench.creator, offer, "Start it"), "Options")


def demote(bench: InnerBench) -> None:
    """Take every role, and so Manage Server, from the creator."""
    (guild,) = bench.discord.world.guilds_of(bench.creator.user)
    guild.members[bench.creator.user.id].roles.clear()


async def test_a_card_leads_nowhere_any_more(bench: InnerBench, card: Message) -> None:
    demote(bench)
    for label in ("Pause", "History", "Delete", "All schedules"):
        refused = await bench.creator.click(card, label)
        assert "no longer have **Manage Server**" in (await refused.next_followup()).text, label


@pytest.mark.parametrize(
    ("command", "options", "filled"),
    [
        ("credits templates new", {"name": "Gala"}, {"body": "# {{ count }}"}),
        ("credits import", {}, {"names": "Mallory", "called": "Names"}),
    ],
)
async def test_a_form_of_a_command_takes_nothing_any_more(
    bench: InnerBench, card: Message, command: str, options: dict[str, str], filled: dict[str, str]
) -> None:
    form = await bench.creator.slash(command, **options)
    demote(bench)
    refused = await bench.creator.submit(form, **filled)
    assert "no longer have **Manage Server**" in (await refused.message()).text


async def test_the_form_of_a_card_changes_nothing_any_more(bench: InnerBench, card: Message) -> None:
    form = await bench.creator.click(card, "When …")
    demote(bench)
    refused = await bench.creator.submit(form, when="* * * * *", timezone="Berlin")
    assert "no longer have **Manage Server**" in (await refused.next_followup()).text


async def test_the_list_of_schedules_has_the_right_of_whoever_asked(bench: InnerBench, card: Message) -> None:
    for shown in (card, await clicked(bench.creator, card, "All schedules"), await asked(bench.creator, "help")):
        ids = [str(one.get("custom_id", "")) for one in walk(shown.components)]
        of_server = [one.split(":") for one in ids if one.startswith(("cc:schedule.", "cc:history."))]
        assert of_server
        assert {right for _, _, right, *_ in of_server} == {"m"}


def test_by_what_right_is_asked_where_a_command_begins_and_nowhere_else() -> None:
    """Asked anew at a press, somebody who has lost Manage Server would pass for one who never needed it."""
    found = {
        f"{path.name}: {function.name}"
        for path in (ROOT / "cogs").glob("*.py")
        for function in _functions(path.read_text("utf-8"))
        if not _is_command(function) and function.name not in COMMANDS_ONLY and _calls(function, "standing")
    }
    assert found == set()


async def test_every_button_of_a_server_asks_again(bench: InnerBench) -> None:
    bot: CurtainCall = bench.app.client
    careless = {
        name
        for name, registration in bot.components.items()
        if not {name, name.partition(".")[0]} & THEIR_OWN.keys() and not _asks(registration.handler)
    }
    assert careless == set()


def test_every_form_of_a_server_carries_the_right_it_was_opened_by() -> None:
    forms = {
        node.name: node
        for path in (ROOT / "cogs").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "Form" for base in node.bases)
    }
    careless = {
        name
        for name, form in forms.items()
        if name not in OWN_FORMS and not any(_handed_on(one) for one in ast.walk(form) if isinstance(one, ast.Call))
    }
    assert careless == set()


def _handed_on(call: ast.Call) -> bool:
    return "self._right" in map(ast.unparse, call.args)


def _functions(source: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield all functions but those that only define commands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name != "register":
            yield node


def _is_command(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    decorators = " ".join(map(ast.unparse, function.decorator_list))
    return ".command(" in decorators or "app_commands.describe(" in decorators


def _calls(function: ast.AST, name: str) -> bool:
    return any(isinstance(node, ast.Call) and ast.unparse(node.func) == name for node in ast.walk(function))


def _asks(handler: Handler) -> bool:
    """Tell whether a handler, or a method that it calls on itself, asks for the right."""
    assert isinstance(handler, MethodType)
    methods = {
        node.name: node
        for node in ast.walk(ast.parse(inspect.getsource(type(handler.__self__))))
        if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef)
    }
    looked_at: set[str] = set()
    waiting = [handler.__name__]
    while waiting:
        name = waiting.pop()
        if name in looked_at or name not in methods:
            continue
        looked_at.add(name)
        if _calls(methods[name], "require_standing"):
            return True
        called = (ast.unparse(node.func) for node in ast.walk(methods[name]) if isinstance(node, ast.Call))
        waiting += [one.removeprefix("self.") for one in called if one.startswith("self.")]
    return False
