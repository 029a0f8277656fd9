"""A person at the keyboard, for tests: types commands, presses buttons, fills in forms, reads DMs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.discord.check.components import walk
from sandbox.discord.errors import PersonError
from sandbox.discord.feed import Feed
from sandbox.discord.interactions import Interaction
from sandbox.discord.invoke import Invoker
from sandbox.discord.messages import Messages
from sandbox.discord.model import ChannelRecord, Role, Upload, User
from sandbox.discord.permissions import Permission
from sandbox.discord.registry import Registry
from sandbox.discord.reply import Modal, Reply
from sandbox.discord.rest.api import Exchange
from sandbox.discord.seen import Channel, Message
from sandbox.discord.wire import SELECTS, CommandType, ComponentType, Json, OptionType
from sandbox.discord.world import World

DM = object()
"""The DM with the bot, as the ``channel`` of a command."""

Place = object
"""``"general"``, ``DM``, a Channel, or a channel's id."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A suggestion for an option."""

    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class Desk:
    """What a person needs of the sandbox."""

    world: World
    feed: Feed
    registry: Registry
    messages: Messages
    invoker: Invoker
    requests: list[Exchange]


class Person:
    """One person. What a person could not do in Discord raises PersonError."""

    def __init__(self, user: User, desk: Desk) -> None:
        self.user = user
        self._desk = desk
        self._dms_taken = 0

    def __repr__(self) -> str:
        return f"<Person {self.username}>"

    @property
    def id(self) -> int:
        """Return the user id."""
        return self.user.id

    @property
    def username(self) -> str:
        """Return the unique name."""
        return self.user.username

    @property
    def display_name(self) -> str:
        """Return the name that others read."""
        return self.user.display_name

    async def slash(self, command: str, /, *, channel: Place = "general", **options: object) -> Reply:
        """Send a slash command such as ``"credits schedule"``; options by name, by value or by a choice's name.

        ``channel`` is where it is typed. An option called ``channel``, or like a Python keyword, takes an underscore
        behind: ``channel_="credits"``, ``as_="name"``.
        """
        place = self._place(channel)
        root, nested, schema = self._schema(command, place, CommandType.CHAT_INPUT)
        given = [self._given(schema, name, value) for name, value in options.items() if value is not None]
        return self._reply(self._desk.invoker.command(self.user, place, root["id"], nested(given)))

    async def autocomplete(
        self, command: str, focused: str, text: str, /, *, channel: Place = "general", **options: object
    ) -> list[Choice]:
        """Type ``text`` into an option and return what is suggested."""
        place = self._place(channel)
        root, nested, schema = self._schema(command, place, CommandType.CHAT_INPUT)
        given = [self._given(schema, name, value) for name, value in options.items()]
        kind = _option(schema, focused)["type"]
        typing = {"name": focused, "type": kind, "value": text, "focused": True}
        interaction = self._desk.invoker.autocomplete(self.user, place, root["id"], nested([*given, typing]))
        choices = await self._reply(interaction).choices()
        return [Choice(choice["name"], choice["value"]) for choice in choices]

    async def message_command(self, name: str, message: Message, /) -> Reply:
        """Use a message's context menu by its name."""
        place = message.record.channel
        root, _, _ = self._schema(name, place, CommandType.MESSAGE)
        return self._reply(self._desk.invoker.message_command(self.user, place, root["id"], message.id))

    async def click(self, message: Message, label: str, /) -> Reply:
        """Press a button by its label or custom id."""
        for button in message.buttons:
            if label in (button.label, button.custom_id):
                if button.custom_id is None:
                    raise PersonError(f"{label} is a link; open its url.")
                return self._press(message, button.custom_id, [])
        raise PersonError(f"There is no button {label!r}, only {[button.label for button in message.buttons]}.")

    async def select(self, message: Message, *values: object, custom_id: str | None = None) -> Reply:
        """Choose in the message's select (the one with ``custom_id``, when there are several), by label or value."""
        selects = [each for each in walk(message.components) if each["type"] in SELECTS]
        found = [each for each in selects if custom_id in (None, each["custom_id"])]
        if len(found) != 1:
            raise PersonError(f"{len(found)} menus fit; there are {[each['custom_id'] for each in selects]}.")
        chosen = [_select_value(found[0], value) for value in values]
        return self._press(message, found[0]["custom_id"], chosen)

    async def submit(self, reply_with_modal: Reply, /, **fields: object) -> Reply:
        """Fill in the form that a reply opened, by custom id or label, and send it."""
        modal = await reply_with_modal.modal()
        given = {_field_id(modal, name): _field_value(modal, name, value) for name, value in fields.items()}
        opener = reply_with_modal.interaction
        return self._reply(self._desk.invoker.modal(self.user, opener.channel, opener.id, given))

    async def say(self, channel: Place, content: str, /) -> Message:
        """Write a message."""
        place = self._place(channel)
        if not self._desk.world.may(place, self.user, Permission.SEND_MESSAGES):
            raise PersonError("You cannot write here.")
        record = self._desk.messages.say(place, self.user, content)
        return Message(record, self._desk.feed)

    def close_dms(self) -> None:
        """Take no more DMs from bots and strangers."""
        self.user.dms_closed = True

    def open_dms(self) -> None:
        """Take DMs again."""
        self.user.dms_closed = False

    @property
    def dm(self) -> Channel:
        """Return the DM with the bot."""
        return Channel(self._desk.world.open_dm(self.user), self._desk.world, self._desk.feed)

    @property
    def dms(self) -> list[Message]:
        """Return what the bot wrote to this person, oldest first."""
        bot = self._desk.world.bot.id
        return [message for message in self.dm.messages if message.author_id == bot]

    async def next_dm(self, *, timeout: float = 5) -> Message:  # noqa: ASYNC109 (part of the tests' API)
        """Return the next DM from the bot that was not yet taken."""

        def probe() -> Message | None:
            waiting = self.dms[self._dms_taken :]
            return waiting[0] if waiting else None

        try:
            message = await self._desk.feed.until(probe, timeout=timeout)
        except TimeoutError:
            raise AssertionError(f"No DM for {self.username} in {timeout} s") from None
        self._dms_taken += 1
        return message

    def sees(self, message: Message) -> bool:
        """Return whether this person can see a message."""
        return self.id in self._desk.messages.audience(message.record)

    def _press(self, message: Message, custom_id: str, values: list[str]) -> Reply:
        place = message.record.channel
        interaction = self._desk.invoker.component(self.user, place, message.id, custom_id, values)
        return self._reply(interaction)

    def _reply(self, interaction: Interaction) -> Reply:
        return Reply(interaction, self._desk.feed, self._desk.requests)

    def _place(self, channel: object) -> ChannelRecord:
        if channel is DM:
            return self._desk.world.open_dm(self.user)
        if isinstance(channel, Channel):
            return channel.record
        if isinstance(channel, ChannelRecord):
            return channel
        if isinstance(channel, int):
            return self._desk.world.channels[channel]
        return self._desk.world.channel_named(str(channel))

    def _schema(
        self, command: str, place: ChannelRecord, kind: CommandType
    ) -> tuple[Json, Callable[[list[Json]], list[Json]], list[Json]]:
        """Return the registered command, a function that nests options under its subcommand, and their schema."""
        root = self._root(command, place, kind)
        path = [] if kind is CommandType.MESSAGE else command.removeprefix("/").split()[1:]
        levels: list[Json] = []
        here = root
        for name in path:
            here = _option(here.get("options") or [], name)
            levels.append(here)

        def nest(given: list[Json]) -> list[Json]:
            for level in reversed(levels):
                given = [{"name": level["name"], "type": level["type"], "options": given}]
            return given

        return root, nest, here.get("options") or []

    def _root(self, command: str, place: ChannelRecord, kind: CommandType) -> Json:
        name = command if kind is CommandType.MESSAGE else command.removeprefix("/").split()[0]
        registry = self._desk.registry
        for each in registry.usable_by(self.user):
            if each["name"] == name and each["type"] == kind and registry.usable_in(each, self.user, place):
                return each
        raise PersonError(f"{self.display_name} finds no command {name!r} here.")

    def _given(self, schema: list[Json], name: str, value: object) -> Json:
        name = name.removesuffix("_")
        option = _option(schema, name)
        for choice in option.get("choices") or []:
            if value == choice["name"]:
                value = choice["value"]
        if option["type"] == OptionType.CHANNEL and isinstance(value, str) and not value.isdigit():
            value = self._desk.world.channel_named(value)
        return {"name": name, "type": option["type"], "value": _value(value)}


def _option(schema: list[Json], name: str) -> Json:
    for option in schema:
        if option["name"] == name:
            return option
    raise PersonError(f"There is no {name!r}, only {[option['name'] for option in schema]}.", field=name)


def _value(value: object) -> object:
    """Return an option's value: the id of a person, channel or role; other values as they are."""
    if isinstance(value, (Person, User, Channel, ChannelRecord, Role)):
        return str(value.id)
    if isinstance(value, Upload | bool | float):
        return value
    return value if isinstance(value, int) else str(value)


def _select_value(component: Json, value: object) -> str:
    for option in component.get("options") or []:
        if value == option["label"]:
            return str(option["value"])
    return str(_value(value))


def _field_id(modal: Modal, name: str) -> str:
    for field in modal.fields:
        if name in (field.custom_id, field.label):
            return field.custom_id
    raise PersonError(f"There is no field {name!r}, only {[field.label for field in modal.fields]}.", field=name)


def _field_value(modal: Modal, name: str, value: object) -> object:
    custom_id = _field_id(modal, name)
    component = next(field.component for field in modal.fields if field.custom_id == custom_id)
    if component["type"] in (ComponentType.TEXT_INPUT, ComponentType.CHECKBOX, ComponentType.FILE_UPLOAD):
        return value
    several = value if isinstance(value, (list, tuple)) else [value]
    chosen = [_select_value(component, each) for each in several]
    return chosen[0] if component["type"] == ComponentType.RADIO_GROUP and chosen else chosen
