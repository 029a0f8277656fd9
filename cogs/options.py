"""Autocomplete shared by several commands. Each answers with at most 25 choices, Discord's limit."""

from collections import Counter
from collections.abc import Iterable

import discord
from discord import app_commands

from bot.client import CurtainCall
from bot.names import plain_name

CHOICES = 25
_NAME_LIMIT = 100


def matching(current: str, offered: Iterable[tuple[str, str]]) -> list[app_commands.Choice[str]]:
    """Return what fits the text typed so far, of (name, value). Equal names are numbered: Discord refuses repeats."""
    wanted = current.casefold()
    seen: Counter[str] = Counter()
    found = []
    for name, value in offered:
        if wanted not in name.casefold():
            continue
        shown = _shortened(plain_name(name), _NAME_LIMIT)
        seen[shown] += 1
        numbered = shown if seen[shown] == 1 else f"{_shortened(shown, _NAME_LIMIT - 5)} ({seen[shown]})"
        found.append(app_commands.Choice(name=numbered, value=value))
    return found[:CHOICES]


def _shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


async def accounts(interaction: discord.Interaction[CurtainCall], current: str) -> list[app_commands.Choice[str]]:
    """Offer the person's own linked accounts."""
    links = await interaction.client.services.accounts.of(interaction.user.id)
    return matching(current, ((link.title, link.id) for link in links))
