"""Autocomplete shared by several commands. Each answers with at most 25 choices, Discord's limit."""

import discord
from discord import app_commands

from bot.client import CurtainCall

CHOICES = 25
_NAME_LIMIT = 100


def choice(name: str, value: str) -> app_commands.Choice[str]:
    """Return a choice whose name fits."""
    return app_commands.Choice(name=name if len(name) <= _NAME_LIMIT else f"{name[: _NAME_LIMIT - 1]}…", value=value)


async def accounts(interaction: discord.Interaction[CurtainCall], current: str) -> list[app_commands.Choice[str]]:
    """Offer the person's own linked accounts."""
    links = await interaction.client.services.accounts.of(interaction.user.id)
    wanted = current.casefold()
    return [choice(link.title, link.id) for link in links if wanted in link.title.casefold()][:CHOICES]
