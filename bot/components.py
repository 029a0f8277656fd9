"""Buttons and selects that survive a restart: all they need stands in their custom id.

A custom id is `cc:<name>:<argument>:<argument>…`, at most 100 characters (Discord's limit). Cogs register a handler a
name; discord.py's DynamicItem finds it again, whichever process sent the message.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Protocol, Self, TypeAlias, cast

import discord
from discord import ui

from bot.errors import UserError

CUSTOM_ID_LIMIT = 100
_SEPARATOR = ":"


class Answer(Enum):
    """How a handler answers, so that Discord is told at once and within its three seconds."""

    UPDATE = auto()
    """It changes the message that the component is on."""
    NEW = auto()
    """It answers with a new private message."""
    MODAL = auto()
    """It opens a modal, which must be the first answer; nothing is sent before."""


Handler: TypeAlias = Callable[..., Awaitable[None]]
"""Takes the interaction, then the custom id's arguments as text."""


@dataclass(frozen=True, slots=True)
class Registration:
    """A handler and how it answers."""

    handler: Handler
    answer: Answer


class ComponentHost(Protocol):
    """What a component needs of the client: its handlers, and where errors go."""

    components: dict[str, Registration]

    async def take_on(self, interaction: discord.Interaction[Any]) -> bool:
        """Count the running task as work under way, or say that none is taken on any more."""
        ...

    async def report(self, interaction: discord.Interaction[Any], error: Exception) -> None:
        """Tell the person what happened."""
        ...


def custom_id(name: str, *arguments: str | int) -> str:
    """Return the custom id. Raises ValueError when it would not fit."""
    text = _SEPARATOR.join(["cc", name, *map(str, arguments)])
    if len(text) > CUSTOM_ID_LIMIT:
        raise ValueError(f"the custom id of {name} has {len(text)} characters")
    return text


class Component(ui.DynamicItem[ui.Item[Any]], template=r"cc:(?P<name>[a-z_.]+)(?::(?P<arguments>.*))?"):
    """Any of our buttons and selects, on its way out or back in."""

    def __init__(self, item: ui.Item[Any], name: str = "", arguments: Sequence[str] = ()) -> None:
        super().__init__(item)
        self._name = name
        self._arguments = arguments

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Rebuild the component from what stands in the message."""
        arguments = match["arguments"]
        return cls(item, match["name"], arguments.split(_SEPARATOR) if arguments else ())

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Acknowledge, then hand over to the registered handler; every error becomes a reply."""
        host = cast("ComponentHost", interaction.client)
        registration = host.components.get(self._name)
        if registration is None:
            await host.report(
                interaction, UserError("That button is from an older version of me. Use its command again.")
            )
            return
        try:
            if not await host.take_on(interaction):
                return
            await acknowledge(interaction, registration.answer)
            await registration.handler(interaction, *self._arguments)
        except Exception as error:  # noqa: BLE001 (the one funnel; cancellation is no Exception)
            await host.report(interaction, error)


async def acknowledge(interaction: discord.Interaction[Any], answer: Answer) -> None:
    """Tell Discord at once that an answer is coming."""
    if answer is Answer.UPDATE:
        await interaction.response.defer()
    elif answer is Answer.NEW:
        await interaction.response.defer(ephemeral=True, thinking=True)


def button(
    label: str,
    name: str,
    *arguments: str | int,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    disabled: bool = False,
) -> Component:
    """Return a button that calls the handler registered as `name`."""
    item: ui.Button[Any] = ui.Button(label=label, style=style, disabled=disabled, custom_id=custom_id(name, *arguments))
    return Component(item)


def link_button(label: str, url: str) -> ui.Button[Any]:
    """Return a button that opens a page."""
    return ui.Button(label=label, url=url)


def select(name: str, *arguments: str | int, placeholder: str, options: list[discord.SelectOption]) -> Component:
    """Return a menu of at most 25 options that calls the handler registered as `name`."""
    item: ui.Select[Any] = ui.Select(placeholder=placeholder, options=options, custom_id=custom_id(name, *arguments))
    return Component(item)


def checklist(name: str, *arguments: str | int, placeholder: str, options: list[discord.SelectOption]) -> Component:
    """Return a menu of which any number can be chosen, also none."""
    item: ui.Select[Any] = ui.Select(
        placeholder=placeholder,
        options=options,
        min_values=0,
        max_values=len(options),
        custom_id=custom_id(name, *arguments),
    )
    return Component(item)


def channel_select(name: str, *arguments: str | int, placeholder: str) -> Component:
    """Return a menu of the server's text channels; Discord lets people type to find one."""
    item: ui.ChannelSelect[Any] = ui.ChannelSelect(
        placeholder=placeholder, channel_types=[discord.ChannelType.text], custom_id=custom_id(name, *arguments)
    )
    return Component(item)


def chosen(interaction: discord.Interaction[Any]) -> str:
    """Return the first value chosen in a select."""
    return all_chosen(interaction)[0]


def all_chosen(interaction: discord.Interaction[Any]) -> list[str]:
    """Return every value chosen in a select."""
    data = cast("dict[str, Any]", interaction.data or {})
    return [str(value) for value in data["values"]]


def view(*items: ui.Item[Any] | None) -> ui.View:
    """Return a view of these items, without those that are None; it is never kept in memory."""
    made = ui.View(timeout=None)
    for item in items:
        if item is not None:
            made.add_item(item)
    return made
