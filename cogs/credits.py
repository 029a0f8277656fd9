"""/credits: the thank-you now, and on a rule. Needs Manage Server; sources are in cogs/sources.py."""

from collections import deque
from collections.abc import Sequence

import discord
from discord import app_commands

from bot.client import CurtainCall
from bot.components import Answer, Registration, button, link_button, view
from bot.credits.templates.builtin import DEFAULT
from bot.credits.text import Part
from bot.names import escape_name
from bot.replies import Reply, answer, working
from bot.schedule.messages import dress
from bot.schedule.rules import parse_rule
from bot.schedule.schedules import next_dates
from bot.schedule.zones import require_timezone, timezones
from bot.store.links import OK
from bot.store.schedules import Schedule
from bot.supporters.sources import Source
from cogs import credits_page, exports, history, imports, patreon, releases, render, roster, templates
from cogs.managing import guild_of, require_standing, standing, target, target_by_id
from cogs.paging import page_of
from cogs.schedule_card import ScheduleCard, open_menu
from cogs.schedule_words import dates, described, messages, offered_schedules, title
from cogs.sources import Sources, first_source
from cogs.templates import offered

_PAGE = 8
_PRESSES_KEPT = 200
_POSTS, _POSTS_SECONDS = 5, 60.0
"""Posts by hand a server: more than anybody needs, and no flood."""


class Credits(app_commands.Group):
    """The commands under /credits."""

    def __init__(self, bot: CurtainCall) -> None:
        super().__init__(
            name="credits",
            description="Thank everyone who supports you, now or on schedule",
            guild_only=True,
            default_permissions=discord.Permissions(manage_guild=True),
        )
        self._bot = bot
        self._sources = bot.services.sources
        self._schedules = bot.services.schedules
        self._poster = bot.services.poster
        self._card = ScheduleCard(bot)
        self._pressed: deque[int] = deque(maxlen=_PRESSES_KEPT)
        bot.components["credits.preview"] = Registration(self.preview_pressed, Answer.UPDATE)
        bot.components["schedule.list"] = Registration(self.list_pressed, Answer.UPDATE)
        bot.components["schedule.confirm"] = Registration(self.confirm, Answer.UPDATE)
        bot.components["schedule.discard"] = Registration(self.discard, Answer.UPDATE)
        bot.components["schedule.go_on"] = Registration(self.go_on, Answer.UPDATE)
        bot.components["schedule.resume"] = Registration(self.resume_pressed, Answer.UPDATE)
        bot.components["credits.post"] = Registration(self.post_pressed, Answer.UPDATE)

    @app_commands.command(description="See the credits as they would be posted now; only you see them")
    @app_commands.describe(
        channel="Where they would be posted; I check whether we both may write there", template="How they are laid out"
    )
    @app_commands.autocomplete(template=offered)
    async def preview(
        self,
        interaction: discord.Interaction[CurtainCall],
        channel: discord.TextChannel | None = None,
        template: str = DEFAULT,
    ) -> None:
        """Show the parts privately; the whole list as a file goes only to its owner."""
        await working(interaction)
        place = None if channel is None else target(interaction, channel)
        chosen = await self._template(interaction, template)
        if await first_source(interaction, standing(interaction), "credits.preview", chosen):
            return
        await self._preview(interaction, chosen, place.mention if place else "")

    async def preview_pressed(self, interaction: discord.Interaction[CurtainCall], right: str, template: str) -> None:
        """Go on with a preview that waited for its first source."""
        require_standing(interaction, right)
        await self._preview(interaction, template)

    async def _template(self, interaction: discord.Interaction[CurtainCall], wanted: str) -> str:
        """Return a template by the name that is kept for it. Raises TemplateUnknown."""
        return (await interaction.client.services.templates.find(guild_of(interaction).id, wanted)).name

    async def _preview(self, interaction: discord.Interaction[CurtainCall], template: str, place: str = "") -> None:
        guild_id = guild_of(interaction).id
        parts = await self._poster.preview(guild_id, template, interaction.user.id)
        sources = await self._sources.of_guild(guild_id)
        owners = {source.owner_id for source in sources}
        owned = owners == {interaction.user.id}
        where = f" in {place}" if place else ""
        lead = f"This is how the credits would look{where} now, in {messages(len(parts))}. Nobody is pinged."
        withheld = "" if owned or not any(part.file for part in parts) else "\nOnly its owner gets the file here."
        await answer(interaction, Reply(f"{lead}{withheld}{_waiting(sources)}"))
        for part in parts:
            dressed = dress(part if owned else Part(part.embeds), "")
            await interaction.followup.send(embeds=dressed.embeds, files=dressed.files, ephemeral=True)

    @app_commands.command(description="Post the credits now")
    @app_commands.describe(channel="The channel to post in; this one when left out", template="How they are laid out")
    @app_commands.autocomplete(template=offered)
    @app_commands.checks.cooldown(_POSTS, _POSTS_SECONDS, key=lambda interaction: interaction.guild_id)
    async def post(
        self,
        interaction: discord.Interaction[CurtainCall],
        channel: discord.TextChannel | None = None,
        template: str = DEFAULT,
    ) -> None:
        """Post to a channel where both the bot and the person may write."""
        await working(interaction)
        place = target(interaction, channel)
        chosen = await self._template(interaction, template)
        if await first_source(interaction, standing(interaction), "credits.post", place.id, chosen):
            return
        await self._post(interaction, place.id, chosen)

    async def post_pressed(
        self, interaction: discord.Interaction[CurtainCall], right: str, channel_id: str, template: str
    ) -> None:
        """Go on with a post that waited for its first source; a second press of the same button posts nothing."""
        require_standing(interaction, right)
        place = target_by_id(interaction, int(channel_id))
        message_id = interaction.message.id if interaction.message else interaction.id
        if message_id in self._pressed:
            return
        self._pressed.append(message_id)
        await self._post(interaction, place.id, template)

    async def _post(self, interaction: discord.Interaction[CurtainCall], channel_id: int, template: str) -> None:
        sent = await self._poster.post_now(
            guild_id=guild_of(interaction).id, channel_id=channel_id, template=template, by=interaction.user.id
        )
        await answer(
            interaction,
            Reply(
                f"Posted in <#{channel_id}>, {messages(len(sent))}.",
                view=view(link_button("See it", sent[0].jump_url)),
            ),
        )

    @app_commands.command(description="Post the credits on a rule, such as every monday at 18:00")
    @app_commands.describe(
        channel="The channel to post in",
        when="Such as: every monday at 18:00, monthly on the 1st at 09:00, every day at 20:30, or five-field cron",
        timezone="Type a city, such as Berlin; UTC when left out",
        template="How they are laid out",
    )
    @app_commands.autocomplete(template=offered)
    async def schedule(
        self,
        interaction: discord.Interaction[CurtainCall],
        channel: discord.TextChannel,
        when: app_commands.Range[str, 1, 100],
        timezone: app_commands.Range[str, 1, 64] = "UTC",
        template: str = DEFAULT,
    ) -> None:
        """Draft a schedule and ask for its confirmation."""
        await working(interaction)
        place = target(interaction, channel)
        draft = await self._schedules.draft(
            guild_id=guild_of(interaction).id,
            channel_id=place.id,
            created_by=interaction.user.id,
            rule=parse_rule(when),
            timezone=require_timezone(timezone).key,
            template=await self._template(interaction, template),
        )
        if not await first_source(interaction, standing(interaction), "schedule.go_on", draft.id):
            await self._ask(interaction, draft)

    @schedule.autocomplete("timezone")
    async def zones(
        self, _interaction: discord.Interaction[CurtainCall], current: str
    ) -> list[app_commands.Choice[str]]:
        """Offer IANA names by city."""
        return [app_commands.Choice(name=name.replace("_", " "), value=name) for name in timezones(current)]

    async def go_on(self, interaction: discord.Interaction[CurtainCall], right: str, schedule_id: str) -> None:
        """Go on with a draft that waited for its first source."""
        require_standing(interaction, right)
        await self._ask(
            interaction,
            await self._schedules.draft_of(schedule_id, guild_id=guild_of(interaction).id, user_id=interaction.user.id),
        )

    async def _ask(self, interaction: discord.Interaction[CurtainCall], draft: Schedule) -> None:
        coming = dates(next_dates(draft, interaction.created_at))
        await answer(
            interaction,
            Reply(
                f"I will post the credits in <#{draft.channel_id}> **{draft.words}** ({draft.timezone}).\n\n"
                f"The next three times, in your own time:\n{coming}",
                title="Start this schedule?",
                view=view(
                    button(
                        "Start it",
                        "schedule.confirm",
                        standing(interaction),
                        draft.id,
                        style=discord.ButtonStyle.success,
                    ),
                    button("Rehearse", "schedule.rehearse", standing(interaction), draft.id),
                    button("Discard", "schedule.discard", draft.id),
                ),
            ),
        )

    async def confirm(self, interaction: discord.Interaction[CurtainCall], right: str, schedule_id: str) -> None:
        """Start the schedule, if its person may still write where it posts."""
        require_standing(interaction, right)
        mine = {"guild_id": guild_of(interaction).id, "user_id": interaction.user.id}
        target_by_id(interaction, await self._schedules.channel_of(schedule_id, **mine))
        started = await self._schedules.confirm(schedule_id, **mine)
        first = f" The first post comes at <t:{int(started.due_at.timestamp())}:f>." if started.due_at else ""
        await answer(
            interaction,
            Reply(
                f"The credits go to <#{started.channel_id}> **{started.words}** ({started.timezone}).{first}\n"
                "`/credits schedules` shows it; `/credits pause` and `/credits delete` stop it.",
                title="Scheduled",
                view=view(button("Options", "schedule.open", right, started.id)),
            ),
        )

    async def discard(self, interaction: discord.Interaction[CurtainCall], schedule_id: str) -> None:
        """Forget the draft."""
        await self._schedules.discard(schedule_id, guild_id=guild_of(interaction).id, user_id=interaction.user.id)
        await answer(interaction, Reply("Discarded. Nothing will be posted."))

    @app_commands.command(description="See what is planned in this server, and change it")
    @app_commands.describe(schedule="Which one to change; all of them when left out")
    @app_commands.autocomplete(schedule=offered_schedules)
    async def schedules(self, interaction: discord.Interaction[CurtainCall], schedule: str = "") -> None:
        """List the schedules with their next date or their problem, or show one."""
        await working(interaction)
        if schedule:
            await self._card.show(interaction, schedule)
        else:
            await self._list(interaction, 0)

    async def list_pressed(self, interaction: discord.Interaction[CurtainCall], page: str) -> None:
        """Show another page of the list."""
        await self._list(interaction, int(page))

    async def _list(self, interaction: discord.Interaction[CurtainCall], wanted: int) -> None:
        found = await self._schedules.of_guild(guild_of(interaction).id)
        page = page_of(found, wanted, _PAGE)
        nothing = "Nothing is planned here. `/credits schedule` plans it."
        items = [open_menu(interaction, page.items)] if page.items else []
        if page.count > 1:
            items.append(button("◀", "schedule.list", page.number - 1, disabled=page.number == 0))
            items.append(button("▶", "schedule.list", page.number + 1, disabled=page.number + 1 == page.count))
        await answer(
            interaction,
            Reply(
                "\n\n".join(map(described, page.items)) or nothing,
                title="Scheduled credits",
                view=view(*items) if items else None,
            ),
        )

    @app_commands.command(description="Stop posting until you resume it")
    @app_commands.describe(schedule="Which one")
    @app_commands.autocomplete(schedule=offered_schedules)
    async def pause(self, interaction: discord.Interaction[CurtainCall], schedule: str) -> None:
        """Pause one schedule."""
        await working(interaction)
        paused = await self._schedules.pause(schedule, guild_of(interaction).id)
        again = view(button("Resume", "schedule.resume", standing(interaction), paused.id))
        await answer(interaction, Reply(f"Paused: {title(paused)}. Nothing is posted until you resume it.", view=again))

    @app_commands.command(description="Post again on a paused schedule's rule")
    @app_commands.describe(schedule="Which one")
    @app_commands.autocomplete(schedule=offered_schedules)
    async def resume(self, interaction: discord.Interaction[CurtainCall], schedule: str) -> None:
        """Resume one schedule."""
        await working(interaction)
        await self._resume(interaction, schedule)

    async def resume_pressed(self, interaction: discord.Interaction[CurtainCall], right: str, schedule_id: str) -> None:
        """Resume the schedule that was paused a moment ago."""
        require_standing(interaction, right)
        await self._resume(interaction, schedule_id)

    async def _resume(self, interaction: discord.Interaction[CurtainCall], schedule_id: str) -> None:
        guild_id = guild_of(interaction).id
        target_by_id(interaction, (await self._schedules.get(schedule_id, guild_id)).channel_id)
        resumed = await self._schedules.resume(schedule_id, guild_id, by=interaction.user.id)
        await answer(interaction, Reply(f"Resumed. {described(resumed)}"))

    @app_commands.command(description="Forget a schedule; what was posted stays")
    @app_commands.describe(schedule="Which one")
    @app_commands.autocomplete(schedule=offered_schedules)
    async def delete(self, interaction: discord.Interaction[CurtainCall], schedule: str) -> None:
        """Delete one schedule."""
        await working(interaction)
        deleted = await self._schedules.delete(schedule, guild_of(interaction).id)
        await answer(interaction, Reply(f"Deleted: {title(deleted)}. What was posted stays."))


def _waiting(sources: Sequence[Source]) -> str:
    """Return who must link which channel again, a line each."""
    working = {source.account_id for source in sources if source.status == OK}
    return "".join(
        f"\n<@{source.owner_id}> must link **{escape_name(source.title)}** again with `/accounts`; until then I go on "
        "with its last list, for a few days."
        for source in sources
        if source.account_id not in working
    )


async def setup(bot: CurtainCall) -> None:
    """Add the commands."""
    group = Credits(bot)
    sources = Sources(bot)
    group.add_command(sources)
    # Each file of commands adds its own: `register(group, bot)`.
    roster.register(group, bot)
    imports.register(group, bot)
    templates.register(group, bot)
    patreon.register(sources, bot)
    credits_page.register(group, bot)
    exports.register(group, sources, bot)
    render.register(group, bot)
    history.register(group, bot)
    releases.register(group, bot)
    bot.tree.add_command(group)
