"""/credits export: the list to take away. It leaves only to those whose list it is, and to whom they share it with."""

import asyncio
import io
from collections.abc import Sequence
from datetime import timedelta

import discord
from discord import app_commands

from bot.client import CurtainCall
from bot.errors import PressButton, UserError
from bot.names import escape_name
from bot.replies import Reply, answer, working
from bot.store.sources import Source
from bot.supporters.approvals import EXPORT
from bot.supporters.roll import Occasion, Roll
from bot.supporters.sharing import may_take
from bot.supporters.takeaway.formats import FORMATS, SRT
from bot.supporters.takeaway.subtitles import LONGEST, SHORTEST, as_srt, usual_length
from bot.youtube.payer import Payer
from cogs.managing import guild_of
from cogs.options import matching

_CHOICES = [app_commands.Choice(name=one.words, value=name) for name, one in FORMATS.items()]
_SECOND = timedelta(seconds=1)
_SECONDS = app_commands.Range[int, SHORTEST // _SECOND, LONGEST // _SECOND]
_NAMES = 5

_Interaction = discord.Interaction[CurtainCall]


class Exporting:
    """Makes files of a server's roll."""

    def __init__(self, bot: CurtainCall) -> None:
        self._sources = bot.services.sources
        self._rolls = bot.services.rolls
        self._sharing = bot.services.sharing

    async def export(self, interaction: _Interaction, form: str, seconds: int | None) -> None:
        """Give the whole roll as a file, if every source of it may leave with this person."""
        guild_id, user_id = guild_of(interaction).id, interaction.user.id
        require_leave(await self._sources.of_guild(guild_id), user_id)
        roll = await self._rolls.for_guild(guild_id, Occasion.PREVIEW, Payer.in_server(user_id, guild_id))
        # Asked again: reading takes a while, and a source may have been added or taken back meanwhile.
        require_leave(await self._sources.of_guild(guild_id), user_id)
        length = seconds * _SECOND if seconds is not None else None
        data, note = await asyncio.to_thread(_written, roll, form, length)
        if len(data) > interaction.filesize_limit:
            raise UserError("That file is larger than Discord takes here. Take `format: zip`, which is much smaller.")
        await answer(
            interaction,
            Reply(
                f"{_people(roll)}, as of <t:{int(roll.as_of.timestamp())}:f>.{note}",
                files=[discord.File(io.BytesIO(data), filename=f"credits.{form}")],
            ),
        )

    async def share(self, interaction: _Interaction, source_id: str, who: str) -> None:
        """Let others take a list away, or stop that."""
        shared = who == "managers"
        source = await self._sharing.set(guild_of(interaction).id, source_id, interaction.user.id, shared)
        title = escape_name(source.title)
        allowed = f"Whoever manages this server may take **{title}** away with `/credits export` now."
        refused = f"Only you may take **{title}** away now."
        await answer(interaction, Reply(allowed if shared else refused))

    async def own(self, interaction: _Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Offer the person's own sources in this server."""
        found = await self._sources.of_guild(guild_of(interaction).id)
        return matching(current, ((one.title, one.id) for one in found if one.owner_id == interaction.user.id))


def register(group: app_commands.Group, sources: app_commands.Group, bot: CurtainCall) -> None:
    """Add /credits export and /credits sources share."""
    exporting = Exporting(bot)

    @group.command(description="Take the whole list away as a file; for those whose list it is")
    @app_commands.describe(format="What kind of file", seconds="For srt: how long the subtitles run")
    @app_commands.choices(format=_CHOICES)
    async def export(
        interaction: discord.Interaction[CurtainCall],
        format: str,  # noqa: A002 (the option's name)
        seconds: _SECONDS | None = None,
    ) -> None:
        await working(interaction)
        await exporting.export(interaction, format, seconds)

    @sources.command(description="Say who may take your list away with /credits export")
    @app_commands.describe(source="Which of your sources", who="Who may")
    @app_commands.choices(
        who=[
            app_commands.Choice(name="only I", value="owner"),
            app_commands.Choice(name="whoever manages this server's credits", value="managers"),
        ]
    )
    async def share(interaction: discord.Interaction[CurtainCall], source: str, who: str) -> None:
        await working(interaction)
        await exporting.share(interaction, source, who)

    share.autocomplete("source")(exporting.own)


def require_leave(sources: Sequence[Source], user_id: int) -> None:
    """Raise UserError, naming whom to ask, when one of the sources may not leave with this person."""
    kept = [source for source in sources if not may_take(source, user_id)]
    if not kept:
        return
    listed = [f"**{escape_name(source.title)}** (ask <@{source.owner_id}>)" for source in kept[:_NAMES]]
    more = f" and {len(kept) - _NAMES} more" if len(kept) > _NAMES else ""
    raise UserError(
        f"The list leaves only with its owner's leave, and it has names of {', '.join(listed)}{more}. "
        "They can take it themselves, or allow it in `/accounts` or with `/credits sources share`.",
        action=PressButton("Ask by DM", "approvals.ask", (EXPORT,)),
    )


def _written(roll: Roll, form: str, length: timedelta | None) -> tuple[bytes, str]:
    """Return the file and what to say about it. Blocking."""
    if form != SRT:
        return FORMATS[form].write(roll), ""
    made = as_srt(roll, length or usual_length(roll))
    if made.readable:
        return made.data, ""
    quick = made.quickest / _SECOND
    comfortable = usual_length(roll) // _SECOND
    return made.data, f"\nNames stand for {quick:.1f} s only, which is too short to read. Try `seconds: {comfortable}`."


def _people(roll: Roll) -> str:
    named = f"{roll.total:,} {'name' if roll.total == 1 else 'names'}"
    return f"{named} (and {roll.unnamed:,} who prefer to stay unnamed)" if roll.unnamed else named
