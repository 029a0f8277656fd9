"""/privacy: what is kept about a person, as words and as a file, and the way to end it."""

import io
from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.client import CurtainCall
from bot.components import Answer, Component, Registration, button, link_button, view
from bot.forms import Form
from bot.privacy.words import described, outcome
from bot.replies import Reply, answer, answer_privately, working

WORD = "DELETE"
"""What somebody types to delete everything; in capitals or not, with spaces or without."""


class Privacy(commands.Cog):
    """A person's own data."""

    def __init__(self, bot: CurtainCall) -> None:
        self._privacy = bot.services.privacy
        bot.components["privacy.export"] = Registration(self.export, Answer.NEW)
        bot.components["privacy.ask"] = Registration(self.ask, Answer.MODAL)

    @app_commands.command(description="See what I keep about you and why, take it away as a file, or delete it all")
    async def privacy(self, interaction: discord.Interaction[CurtainCall]) -> None:
        """Show what is kept, with the buttons."""
        await working(interaction)
        overview = await self._privacy.overview(interaction.user.id)
        own = [button("Export", "privacy.export"), _delete_button()]
        page = link_button("Privacy page", self._privacy.page_url)
        reply = Reply(described(overview), title="What I keep about you", view=view(*(own if overview else ()), page))
        await answer(interaction, reply)

    async def export(self, interaction: discord.Interaction[CurtainCall]) -> None:
        """Hand everything over as a file that only this person sees."""
        file = await self._privacy.export(interaction.user.id)
        reply = Reply(
            "Everything I keep about you, as JSON. Keys and codes are left out, since whoever held them could use your "
            "account, and so are other people's names; the file says which and why.",
            title="Your data",
            files=[discord.File(io.BytesIO(file.content), filename=file.name)],
        )
        await answer(interaction, reply)

    async def ask(self, interaction: discord.Interaction[CurtainCall]) -> None:
        """Open the modal that takes the word."""
        await interaction.response.send_modal(DeleteModal(self))

    async def delete(self, interaction: discord.Interaction[Any], typed: str) -> None:
        """Delete everything if the word was typed; else say that nothing was."""
        await interaction.response.defer()
        if "".join(typed.split()).casefold() != WORD.casefold():
            text = f"Nothing was deleted: that was not the word. Type **{WORD}** if you mean it."
            await answer_privately(interaction, Reply(text, view=view(_delete_button())))
            return
        deleted = await self._privacy.delete(interaction.user.id)
        again = view(link_button("Privacy page", self._privacy.page_url))
        await answer(interaction, Reply(outcome(deleted), title="Forgotten", view=again))


def _delete_button() -> Component:
    return button("Delete everything", "privacy.ask", style=discord.ButtonStyle.danger)


class DeleteModal(Form, title="Delete everything?"):
    """Takes the word that confirms it."""

    word: ui.TextInput[Any] = ui.TextInput(
        custom_id="word",
        label=f"This cannot be undone. Type {WORD}",
        max_length=32,
    )

    def __init__(self, privacy: Privacy) -> None:
        super().__init__(timeout=600)
        self._privacy = privacy

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Hand the word over."""
        await self._privacy.delete(interaction, self.word.value)


async def setup(bot: CurtainCall) -> None:
    """Add the cog."""
    await bot.add_cog(Privacy(bot))
