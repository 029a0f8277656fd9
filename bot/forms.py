"""Forms that open in Discord."""

from typing import Any, cast

import discord
from discord import ui

from bot.components import ComponentHost


class Form(ui.Modal):
    """A modal whose submission is work under way like a command, and whose errors go where all errors go."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Take the submission on, unless the bot is being stopped."""
        return await cast("ComponentHost", interaction.client).take_on(interaction)

    async def on_error(self, interaction: discord.Interaction[Any], error: Exception, /) -> None:  # type: ignore[override]  # discord.py gives a modal no item
        """Tell what happened in the one place for errors."""
        await cast("ComponentHost", interaction.client).report(interaction, error)
