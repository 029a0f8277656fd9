"""From a linked account to a scheduled post in four presses: begin, channel, when, start. It works in a DM, too."""

from typing import Any

import discord
from discord import ui
from discord.ext import commands

from bot.accounts.links import Link
from bot.accounts.words import called
from bot.client import CurtainCall, invite_url
from bot.components import Answer, Registration, button, chosen, link_button, select, view
from bot.credits.templates.builtin import DEFAULT
from bot.errors import NotYours, UserError
from bot.forms import Form
from bot.names import escape_name, plain_name
from bot.providers.access import Access
from bot.replies import Reply, answer
from bot.schedule.guess import guessed_zone
from bot.schedule.rules import parse_rule
from bot.schedule.schedules import next_dates
from bot.schedule.zones import require_timezone
from bot.store.schedules import Schedule
from bot.vocabulary import vocabulary
from cogs.options import CHOICES, NAME_LIMIT, shortened
from cogs.places import Place, Places
from cogs.sources import bring, require_readable

WHEN = (
    ("Once a month, on the 1st at 18:00", "monthly on the 1st at 18:00"),
    ("Once a month, on the 15th at 18:00", "monthly on the 15th at 18:00"),
    ("Every Friday at 18:00", "every friday at 18:00"),
    ("Every Sunday at 18:00", "every sunday at 18:00"),
    ("Every Monday at 18:00", "every monday at 18:00"),
    ("Every day at 18:00", "every day at 18:00"),
)
"""What is offered first, in words and as the rule; everything else can be typed afterwards."""

_Interaction = discord.Interaction[CurtainCall]


class FirstPost(commands.Cog):
    """Asks for what a schedule needs, one choice at a time. A creator's own names and servers they manage, only."""

    def __init__(self, bot: CurtainCall) -> None:
        self._bot = bot
        self._places = Places(bot)
        self._accounts = bot.services.accounts
        self._schedules = bot.services.schedules
        self._sources = bot.services.sources
        bot.components["first.begin"] = Registration(self.begin, Answer.NEW)
        bot.components["first.channel"] = Registration(self.channel, Answer.UPDATE)
        bot.components["first.when"] = Registration(self.when, Answer.UPDATE)
        bot.components["first.change"] = Registration(self.ask_change, Answer.MODAL)
        bot.components["first.start"] = Registration(self.start, Answer.UPDATE)
        bot.components["first.discard"] = Registration(self.discard, Answer.UPDATE)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: _Interaction) -> None:
        """Remember in which server somebody is at work: a DM does not say."""
        if interaction.guild_id is not None:
            self._places.note(interaction.user.id, interaction.guild_id)

    async def begin(self, interaction: _Interaction, link_id: str = "") -> None:
        """Ask for the channel."""
        link = await self._link(interaction, link_id)
        await require_readable(interaction, link)
        places = await self._places.of(interaction.user.id)
        if not places:
            await answer(interaction, self._nowhere(interaction))
            return
        several = len({place.guild.id for place in places}) > 1
        more = "\nAnother channel: use `/credits schedule` in its server." if len(places) > CHOICES else ""
        menu = select(
            "first.channel",
            link.id,
            placeholder="In which channel?",
            options=[_option(place, several=several) for place in places[:CHOICES]],
        )
        await answer(
            interaction,
            Reply(
                f"Where shall the {vocabulary(link.provider).supporters} of **{called(link)}** be thanked? Everyone "
                f"who can read the channel sees their names. Nothing is posted until you start it.{more}",
                title="1 of 3 · Where",
                view=view(menu),
            ),
        )

    def _nowhere(self, interaction: _Interaction) -> Reply:
        invite = invite_url(str(interaction.application_id))
        return Reply(
            "I found no channel to post in. I must be in your server, you need **Manage Server** there, and both of us "
            "must be allowed to write in the channel. Invite me with the button, or use `/credits schedule` in your "
            "server: it says what is missing.",
            view=view(link_button("Invite me", invite)),
        )

    async def channel(self, interaction: _Interaction, link_id: str) -> None:
        """Ask when, in a time zone that is a good guess."""
        link = await self._link(interaction, link_id)
        place = await self._place(interaction, chosen(interaction))
        zone = await self._zone(interaction, place.guild.id)
        menu = select(
            "first.when",
            link.id,
            place.channel.id,
            zone,
            placeholder="How often?",
            options=[discord.SelectOption(label=label, value=rule) for label, rule in WHEN],
        )
        await answer(
            interaction,
            Reply(
                f"The credits go to {place.channel.mention}. How often? Times are for **{zone}**; in the next step you "
                "see them in your own time, and can change both.",
                title="2 of 3 · When",
                view=view(menu),
            ),
        )

    async def _zone(self, interaction: _Interaction, guild_id: int) -> str:
        """Return the zone of the server's latest schedule, else a guess: who was asked once is not asked again."""
        before = await self._schedules.of_guild(guild_id)
        return before[-1].timezone if before else guessed_zone(str(interaction.locale))

    async def when(self, interaction: _Interaction, link_id: str, channel_id: str, zone: str) -> None:
        """Draft the schedule and ask for its confirmation."""
        await self.propose(interaction, link_id, channel_id, chosen(interaction), zone)

    async def propose(self, interaction: _Interaction, link_id: str, channel_id: str, rule: str, zone: str) -> None:
        """Show a draft with its next dates. Raises BadRule and BadTimezone for what was typed."""
        link = await self._link(interaction, link_id)
        place = await self._place(interaction, channel_id)
        draft = await self._schedules.draft(
            guild_id=place.guild.id,
            channel_id=place.channel.id,
            created_by=interaction.user.id,
            rule=parse_rule(rule),
            timezone=require_timezone(zone).key,
            template=DEFAULT,
        )
        carried = (link.id, place.channel.id, draft.id)
        others = [one for one in await self._sources.of_guild(place.guild.id) if one.link_id != link.id]
        besides = ", with everybody else whom that server thanks" if others else ""
        await answer(
            interaction,
            Reply(
                f"I will thank the {vocabulary(link.provider).supporters} of **{called(link)}** in "
                f"{place.channel.mention} of **{escape_name(place.guild.name)}**, **{draft.words}** "
                f"({draft.timezone}){besides}.\n\n"
                f"The next three times, in your own time:\n{_dates(draft, interaction)}",
                title="3 of 3 · Start it?",
                view=view(
                    button("Start it", "first.start", *carried, style=discord.ButtonStyle.success),
                    button("Other time or zone", "first.change", *carried),
                    button("Discard", "first.discard", place.channel.id, draft.id),
                ),
            ),
        )

    async def ask_change(self, interaction: _Interaction, link_id: str, channel_id: str, draft_id: str) -> None:
        """Open the form that takes any rule and zone."""
        guild_id = self._guild_id(channel_id)
        draft = await self._schedules.draft_of(draft_id, guild_id=guild_id, user_id=interaction.user.id)
        await interaction.response.send_modal(WhenModal(self, link_id, draft))

    async def replace(self, interaction: _Interaction, link_id: str, draft: Schedule, rule: str, zone: str) -> None:
        """Propose what was typed instead of a draft."""
        await self.propose(interaction, link_id, str(draft.channel_id), rule, zone)
        await self._schedules.discard(draft.id, guild_id=draft.guild_id, user_id=interaction.user.id)

    async def start(self, interaction: _Interaction, link_id: str, channel_id: str, draft_id: str) -> None:
        """Let the server thank the account's people, and start the schedule."""
        link = await self._link(interaction, link_id)
        place = await self._place(interaction, channel_id)
        mine = {"guild_id": place.guild.id, "user_id": interaction.user.id}
        # A draft that is gone adds nobody's names.
        await self._schedules.channel_of(draft_id, **mine)
        await bring(interaction, link.id, place.guild.id)
        started = await self._schedules.confirm(draft_id, **mine)
        first = f" The first post comes <t:{int(started.due_at.timestamp())}:R>." if started.due_at else ""
        await answer(
            interaction,
            Reply(
                f"The credits go to {place.channel.mention} **{started.words}** ({started.timezone}).{first}\n\n"
                "`/credits preview` in the server shows them now, `/credits schedules` changes or stops them. More "
                "names, from a file or elsewhere: `/credits import` and `/credits sources add`.",
                title="Scheduled",
            ),
        )

    async def discard(self, interaction: _Interaction, channel_id: str, draft_id: str) -> None:
        """Forget the draft."""
        await self._schedules.discard(draft_id, guild_id=self._guild_id(channel_id), user_id=interaction.user.id)
        await answer(interaction, Reply("Discarded. Nothing will be posted."))

    async def _link(self, interaction: _Interaction, link_id: str) -> Link:
        return await self._accounts.require(interaction.user.id, Access.CREATOR, link_id or None, provider=None)

    async def _place(self, interaction: _Interaction, channel_id: str) -> Place:
        place = await self._places.find(interaction.user.id, int(channel_id))
        if place is None:
            raise UserError(
                "You or I can no longer post in that channel, or you no longer have **Manage Server** there. Begin "
                "again with `/help`."
            )
        return place

    def _guild_id(self, channel_id: str) -> int:
        channel = self._bot.get_channel(int(channel_id))
        if not isinstance(channel, discord.TextChannel):
            raise NotYours("draft", "Begin again with `/help`.")
        return channel.guild.id


def _option(place: Place, *, several: bool) -> discord.SelectOption:
    server = plain_name(shortened(place.guild.name, NAME_LIMIT - 10))
    return discord.SelectOption(
        label=shortened(f"#{place.channel.name}", NAME_LIMIT),
        value=str(place.channel.id),
        description=f"in {server}" if several else server,
    )


def _dates(draft: Schedule, interaction: _Interaction) -> str:
    moments = [int(moment.timestamp()) for moment in next_dates(draft, interaction.created_at)]
    return "\n".join(f"<t:{moment}:F> (<t:{moment}:R>)" for moment in moments)


class WhenModal(Form, title="When?"):
    """Takes any rule and any time zone."""

    when: ui.TextInput[Any] = ui.TextInput(
        custom_id="when",
        label="When, in words or as cron",
        placeholder="every 2nd friday at 20:00 · monthly on the last day at 9:00",
        max_length=100,
    )
    timezone: ui.TextInput[Any] = ui.TextInput(
        custom_id="timezone", label="Time zone: a city, such as Berlin", max_length=64
    )

    def __init__(self, cog: FirstPost, link_id: str, draft: Schedule) -> None:
        super().__init__(timeout=600)
        self._cog = cog
        self._link_id = link_id
        self._draft = draft
        self.when.default = draft.words
        self.timezone.default = draft.timezone

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Propose what was typed."""
        await interaction.response.defer()
        await self._cog.replace(interaction, self._link_id, self._draft, self.when.value, self.timezone.value)


async def setup(bot: CurtainCall) -> None:
    """Add the cog."""
    await bot.add_cog(FirstPost(bot))
