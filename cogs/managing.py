"""Who may manage a server's credits, asked again at every button: a role can be lost while a message stands open."""

from typing import Any

import discord
from discord import app_commands

from bot.client import CurtainCall
from bot.errors import ChannelGone, UserError
from bot.schedule.permissions import require_permissions

MANAGER = "m"
_ALLOWED_HERE = "o"


def standing(interaction: discord.Interaction[Any]) -> str:
    """Return by what right somebody used a command, to travel in the custom ids of its buttons.

    Discord has checked the command itself: either Manage Server, or what the server has set for it under Integrations.
    Of a press or a form it has checked nothing, so there this is a mistake: what was carried counts, and to ask anew
    would let somebody who has lost Manage Server pass for one who never needed it.
    """
    if interaction.type is not discord.InteractionType.application_command:
        raise ValueError("only a command says by what right somebody uses it")
    return MANAGER if interaction.permissions.manage_guild else _ALLOWED_HERE


def require_standing(interaction: discord.Interaction[Any], then: str) -> None:
    """Raise UserError when somebody who had Manage Server has lost it. `then` is what was carried from the command."""
    if then == MANAGER and not interaction.permissions.manage_guild:
        raise UserError("You no longer have **Manage Server** here, which this needs. Ask somebody who has it.")


def guild_of(interaction: discord.Interaction[CurtainCall]) -> discord.Guild:
    """Return the server a command was used in."""
    if interaction.guild is None:
        raise app_commands.NoPrivateMessage
    return interaction.guild


def target(
    interaction: discord.Interaction[CurtainCall], channel: discord.abc.GuildChannel | discord.Thread | None = None
) -> discord.TextChannel | discord.Thread:
    """Return the channel to post in (where this is typed, when none is named), after asking who may do what there.

    The person, too, must be able to write there: the bot is no way around a channel's permissions.
    """
    place = channel or interaction.channel
    if not isinstance(place, discord.TextChannel | discord.Thread):
        raise UserError("I can only post in a text channel. Name one with the `channel` option.")
    require_permissions(place)
    person = interaction.user
    if isinstance(person, discord.Member) and not _may_write(person, place):
        raise UserError(f"You may not write in {place.mention} yourself. Choose a channel where you may.")
    return place


def target_by_id(
    interaction: discord.Interaction[CurtainCall], channel_id: int
) -> discord.TextChannel | discord.Thread:
    """Return a channel chosen earlier, asked again as by `target`. Raises ChannelGone."""
    channel = guild_of(interaction).get_channel_or_thread(channel_id)
    if channel is None:
        raise ChannelGone
    return target(interaction, channel)


def _may_write(person: discord.Member, place: discord.TextChannel | discord.Thread) -> bool:
    allowed = place.permissions_for(person)
    return allowed.send_messages_in_threads if isinstance(place, discord.Thread) else allowed.send_messages
