"""How long an interaction took and how it ended, under names from our own code."""

import time
from collections.abc import Container
from typing import Any, cast

import discord

from bot.errors import UserError
from bot.metrics import Metrics

_OUTCOME = "outcome"
_DONE = "done"
_STOPPED = "stopped"
_FAILED = "failed"
_COMMAND = discord.InteractionType.application_command
_COMPONENT = discord.InteractionType.component


class Stopwatch:
    """Runs from when an interaction is taken on."""

    def __init__(self, interaction: discord.Interaction[Any]) -> None:
        self._interaction = interaction
        self._started = time.perf_counter()

    def stop(self, metrics: Metrics, components: Container[str], *, cancelled: bool) -> None:
        """Count the interaction, unless it only asked for suggestions. `components` are the names of our buttons."""
        if self._interaction.type is discord.InteractionType.autocomplete:
            return
        outcome = _STOPPED if cancelled else self._interaction.extras.get(_OUTCOME, _DONE)
        seconds = time.perf_counter() - self._started
        metrics.command(_name(self._interaction, components), outcome, seconds)


def note_error(interaction: discord.Interaction[Any], error: Exception) -> None:
    """Remember how an interaction ended: by the name of an error that has words for people, or `failed`."""
    interaction.extras[_OUTCOME] = type(error).__name__ if isinstance(error, UserError) else _FAILED


def _name(interaction: discord.Interaction[Any], components: Container[str]) -> str:
    """Return `/credits post` for a command, `link.grant` for a button or menu; names that came in are not used."""
    if interaction.type is _COMMAND:
        command = interaction.command
        return f"/{command.qualified_name}" if command else "(unknown)"
    if interaction.type is not _COMPONENT:
        return "(form)"
    data = cast("dict[str, Any]", interaction.data or {})
    name = str(data.get("custom_id", "")).split(":")[1:2]
    return name[0] if name and name[0] in components else "(unknown)"
