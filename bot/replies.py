"""How the bot answers: one voice, one look, always private unless a command says otherwise."""

from dataclasses import dataclass, field
from typing import Any

import discord
from discord import ui

from bot.components import button, link_button, view
from bot.errors import Action, GrantAccess, OpenPage, UserError

GOLD = discord.Colour.gold()
QUIET = discord.Colour.dark_grey()

_TEXT_LIMIT = 4096
_GRANT_LABELS = {"look": "Link YouTube", "act": "Allow liking", "creator": "Allow reading members"}


@dataclass(slots=True)
class Reply:
    """What a person is told."""

    text: str
    title: str | None = None
    footer: str | None = None
    view: ui.View | None = None
    files: list[discord.File] = field(default_factory=list)
    embeds: list[discord.Embed] = field(default_factory=list)
    colour: discord.Colour = field(default_factory=lambda: GOLD)

    def all_embeds(self) -> list[discord.Embed]:
        """Return the reply's own embed and those it carries."""
        # What is longer would be refused whole, and the person left without any answer.
        text = self.text if len(self.text) <= _TEXT_LIMIT else f"{self.text[: _TEXT_LIMIT - 1]}…"
        own = discord.Embed(title=self.title, description=text, colour=self.colour)
        if self.footer:
            own.set_footer(text=self.footer)
        return [own, *self.embeds]


async def working(interaction: discord.Interaction[Any]) -> None:
    """Acknowledge a command at once: "thinking", seen only by the person who asked."""
    await interaction.response.defer(ephemeral=True, thinking=True)


async def answer(interaction: discord.Interaction[Any], reply: Reply) -> None:
    """Show the reply in place of "thinking", or in place of the message whose button was pressed."""
    await interaction.edit_original_response(
        content=None, embeds=reply.all_embeds(), view=reply.view, attachments=reply.files
    )


async def answer_privately(interaction: discord.Interaction[Any], reply: Reply) -> None:
    """Send the reply as one more private message, leaving what is shown as it is."""
    extra: dict[str, Any] = {"view": reply.view} if reply.view else {}
    await interaction.followup.send(embeds=reply.all_embeds(), files=reply.files, ephemeral=True, **extra)


async def send_dm(user: discord.User | discord.Member, reply: Reply) -> None:
    """Send the reply as a DM. Raises discord.Forbidden for a person whose DMs are closed."""
    extra: dict[str, Any] = {"view": reply.view} if reply.view else {}
    await user.send(embeds=reply.all_embeds(), **extra)


def action_item(action: Action) -> ui.Item[Any]:
    """Return the button for an error's or a notice's next step."""
    if isinstance(action, OpenPage):
        return link_button(action.label, action.url)
    return grant_button(action)


def grant_button(action: GrantAccess, label: str | None = None, *, beside: str = "") -> ui.Item[Any]:
    """Return the button that opens a link with this permission.

    `beside` names what it stands beside: two buttons of one message may not have the same custom id.
    """
    words = label or _GRANT_LABELS.get(action.access, "Link")
    return button(words, "link.grant", action.provider, action.access, beside, style=discord.ButtonStyle.primary)


def error_reply(error: UserError) -> Reply:
    """Return an error in the person's words with its next step."""
    return Reply(error.message, view=view(action_item(error.action)) if error.action else None, colour=QUIET)
