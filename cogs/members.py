"""/members: a creator's channel members, for that creator alone."""

import io
from collections.abc import Sequence

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.accounts.links import Link
from bot.accounts.words import called_plainly
from bot.client import CurtainCall
from bot.components import Answer, Registration, button, view
from bot.errors import UserError
from bot.names import escape_name
from bot.providers.access import Access
from bot.replies import Reply, answer, working
from bot.supporters.csv import members_csv
from bot.youtube.payer import Payer
from bot.youtube.roster import Member, Roster
from cogs.options import matching
from cogs.paging import page_of
from cogs.progress import Progress

_PAGE = 10
_SEARCH_LIMIT = 30  # It travels in the buttons' custom ids, which hold 100 characters.
_EVERY_LEVEL = "-"


class Members(commands.Cog):
    """Lists members, ten a page."""

    def __init__(self, bot: CurtainCall) -> None:
        self._accounts = bot.services.accounts
        self._members = bot.services.members
        bot.components["members.page"] = Registration(self.turn, Answer.UPDATE)
        bot.components["members.csv"] = Registration(self.take_away, Answer.NEW)

    @app_commands.command(
        description="See your channel members, how long they have been with you, and take the list away"
    )
    @app_commands.describe(level="Only members of this level", search="Only names with this in them")
    async def members(
        self,
        interaction: discord.Interaction[CurtainCall],
        level: str | None = None,
        search: app_commands.Range[str, 1, _SEARCH_LIMIT] = "",
    ) -> None:
        """Show the first page."""
        await working(interaction)
        link = await self._accounts.require(interaction.user.id, Access.CREATOR)
        roster = await self._read(interaction, link)
        await self._show(interaction, link, roster, _level_number(roster, level), search, 0)

    @members.autocomplete("level")
    async def levels(
        self, interaction: discord.Interaction[CurtainCall], current: str
    ) -> list[app_commands.Choice[str]]:
        """Offer the channel's levels; without a link there is nothing to offer, and the command says why."""
        try:
            link = await self._accounts.require(interaction.user.id, Access.CREATOR)
        except UserError:
            return []
        names = await self._members.level_names(link.id, Payer.typing(interaction.user.id))
        return matching(current, ((name, name) for name in names))

    async def turn(
        self, interaction: discord.Interaction[CurtainCall], link_id: str, level: str, page: str, *search: str
    ) -> None:
        """Show another page; the search comes last and may hold the separator itself."""
        link = await self._accounts.require(interaction.user.id, Access.CREATOR, link_id)
        roster = await self._read(interaction, link)
        await self._show(interaction, link, roster, level, ":".join(search), int(page))

    async def take_away(
        self, interaction: discord.Interaction[CurtainCall], link_id: str, level: str, *search: str
    ) -> None:
        """Give what the list shows as a file."""
        link = await self._accounts.require(interaction.user.id, Access.CREATOR, link_id)
        roster = await self._read(interaction, link)
        listed = _filtered(roster, level, ":".join(search))
        file = discord.File(io.BytesIO(members_csv(listed)), filename="members.csv")
        await answer(interaction, Reply(f"{_count(len(listed))}, as a file for any spreadsheet.", files=[file]))

    async def _read(self, interaction: discord.Interaction[CurtainCall], link: Link) -> Roster:
        payer, progress = Payer.person(interaction.user.id), Progress(interaction, "Reading your members")
        return await self._members.read(link.id, link.title, payer, progress=progress)

    async def _show(
        self,
        interaction: discord.Interaction[CurtainCall],
        link: Link,
        roster: Roster,
        level: str,
        search: str,
        wanted: int,
    ) -> None:
        listed = _filtered(roster, level, search)
        page = page_of(listed, wanted, _PAGE)
        as_of = f"-# As of <t:{int(roster.as_of.timestamp())}:R>"
        lines = "\n".join(map(_line, page.items)) or "Nobody fits. Try another level or another part of the name."
        await answer(
            interaction,
            Reply(
                f"{_levels(roster)}\n{as_of}\n\n{lines}",
                title=_count(len(roster.members)),
                footer=f"{called_plainly(link)} · {_count(len(listed))} here · page {page.number + 1}/{page.count}",
                view=_controls(link, level, search, page.number, page.count),
            ),
        )


def _count(number: int) -> str:
    return f"{number:,} {'member' if number == 1 else 'members'}"


def _levels(roster: Roster) -> str:
    """Return each level with its count, highest first."""
    totals = {level.id: 0 for level in roster.levels}
    for member in roster.members:
        totals[member.level_id] = totals.get(member.level_id, 0) + 1
    return " · ".join(f"**{escape_name(level.name)}** {totals[level.id]:,}" for level in roster.levels)


def _level_number(roster: Roster, name: str | None) -> str:
    """Return the level's place in the roster: a name may be too long for a custom id."""
    if name is None:
        return _EVERY_LEVEL
    for number, level in enumerate(roster.levels):
        if level.name.casefold() == name.casefold():
            return str(number)
    known = ", ".join(f"**{escape_name(level.name)}**" for level in roster.levels) or "none"
    raise UserError(f"You have no level of that name. Your levels: {known}.")


def _filtered(roster: Roster, level: str, search: str) -> Sequence[Member]:
    wanted_level = None
    if level != _EVERY_LEVEL and int(level) < len(roster.levels):
        wanted_level = roster.levels[int(level)].id
    wanted = search.casefold()
    return [
        member
        for member in roster.members
        if wanted_level in {None, member.level_id} and wanted in member.name.casefold()
    ]


def _line(member: Member) -> str:
    months = f"{member.months:,} {'month' if member.months == 1 else 'months'}"
    since = f", since <t:{int(member.since.timestamp())}:D>" if member.since else ""
    return f"**{escape_name(member.name)}** · {escape_name(member.level)} · {months}{since}"


def _controls(link: Link, level: str, search: str, page: int, count: int) -> ui.View:
    csv = button("Download as CSV", "members.csv", link.id, level, search)
    if count == 1:
        return view(csv)
    back = button("◀", "members.page", link.id, level, page - 1, search, disabled=page == 0)
    on = button("▶", "members.page", link.id, level, page + 1, search, disabled=page + 1 >= count)
    return view(back, on, csv)


async def setup(bot: CurtainCall) -> None:
    """Add the cog."""
    await bot.add_cog(Members(bot))
