"""Schedules in words, for lists, cards and choices."""

from collections.abc import Sequence
from datetime import datetime

import discord
from discord import app_commands

from bot.client import CurtainCall
from bot.credits.pictures.job import IN_SHORT, THEMES
from bot.schedule.options import CHOICES, Options, chosen_of, read_options
from bot.store.schedules import PAUSED, Schedule
from cogs.managing import guild_of
from cogs.options import matching

_Interaction = discord.Interaction[CurtainCall]


async def offered_schedules(interaction: _Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Offer this server's schedules by rule and channel."""
    found = await interaction.client.services.schedules.of_guild(guild_of(interaction).id)
    return matching(current, ((plain_title(interaction, one), one.id) for one in found))


def title(schedule: Schedule) -> str:
    """Return when and where a schedule posts, as markdown."""
    return f"**{schedule.words}** ({schedule.timezone}) in <#{schedule.channel_id}>"


def plain_title(interaction: _Interaction, schedule: Schedule) -> str:
    """Return when and where a schedule posts, as plain text for a choice."""
    channel = guild_of(interaction).get_channel(schedule.channel_id)
    place = f"#{channel.name}" if channel else "a deleted channel"
    return f"{schedule.words} ({schedule.timezone}) in {place}" + (" · paused" if schedule.status == PAUSED else "")


def described(schedule: Schedule) -> str:
    """Return a schedule with its next date or its problem."""
    if schedule.status == PAUSED:
        why = f"\n{schedule.problem}" if schedule.problem else ""
        return f"⏸ {title(schedule)}\nPaused.{why} `/credits resume` starts it again."
    due = f"Next <t:{int(schedule.due_at.timestamp())}:R>." if schedule.due_at else ""
    problem = f"\n{schedule.problem}" if schedule.problem else ""
    return f"🗓 {title(schedule)}\n{due}{problem}"


def besides(schedule: Schedule) -> str:
    """Return which options are chosen, or that none is."""
    options = read_options(schedule.options)
    chosen = chosen_of(options)
    known = [words for name, (words, _) in CHOICES.items() if name in chosen]
    known += [f"Attach {attached(options)}"] if options.attach else []
    known += [f"As of the release at <t:{int(options.release.timestamp())}:f>"] if options.release else []
    return " · ".join(known) or "nothing else"


def attached(options: Options) -> str:
    """Return what is attached and how it looks, and whether it is not after all."""
    if not options.attach:
        return "nothing"
    colours = THEMES[options.theme].partition(",")[0].lower()
    look = f"{IN_SHORT[options.attach]}, {options.size}, {colours}"
    return look if options.picture else f"{look} (not while only the announcements are posted)"


def dates(moments: Sequence[datetime]) -> str:
    """Return moments a line each, in the reader's own time."""
    return "\n".join(f"<t:{int(moment.timestamp())}:F> (<t:{int(moment.timestamp())}:R>)" for moment in moments)


def messages(count: int) -> str:
    """Return `1 message` or `3 messages`."""
    return "1 message" if count == 1 else f"{count} messages"
