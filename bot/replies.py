"""How the bot answers: one voice, one look, always private unless a command says otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import discord
from discord import ui

from bot.components import button, link_button, view
from bot.errors import Action, GrantAccess, OpenPage, PressButton, UserError
from bot.names import cut
from bot.vocabulary import vocabulary

GOLD = discord.Colour.gold()
QUIET = discord.Colour.dark_grey()

CHOOSE = "choose"
"""In a grant button's custom id: its person chooses the account anew."""

_TEXT_LIMIT = 4096


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
        own = discord.Embed(title=self.title, description=cut(self.text, _TEXT_LIMIT), colour=self.colour)
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
    if isinstance(action, PressButton):
        return button(action.label, action.name, *action.arguments)
    return grant_button(action)


def actions_view(actions: Sequence[Action]) -> ui.View | None:
    """Return the buttons for these next steps; None without any."""
    return view(*map(action_item, actions)) if actions else None


def grant_button(action: GrantAccess) -> ui.Item[Any]:
    """Return the button that opens a link with this permission, for one link of the person's or for any account."""
    choose = CHOOSE if action.choose_account else ""
    return button(
        action.label or vocabulary(action.provider).grant.get(action.access, "Link"),
        "link.grant",
        action.provider,
        action.access,
        action.link_id,
        choose,
        style=discord.ButtonStyle.primary,
    )


def error_reply(error: UserError) -> Reply:
    """Return an error in the person's words with its next step."""
    return Reply(error.message, view=actions_view([error.action] if error.action else []), colour=QUIET)
