"""One schedule on a card: everything about it can be changed there, tried, and looked up."""

from collections.abc import Sequence
from typing import Any

import discord
import msgspec
from discord import ui

from bot.client import CurtainCall
from bot.components import (
    Answer,
    Component,
    Registration,
    all_chosen,
    button,
    channel_select,
    checklist,
    chosen,
    select,
    view,
)
from bot.forms import Form
from bot.names import escape_name
from bot.replies import Reply, answer
from bot.schedule.messages import dress
from bot.schedule.options import CHOICES, chosen_of, read_options, with_chosen
from bot.schedule.rules import parse_rule
from bot.schedule.schedules import next_dates
from bot.schedule.script import Script
from bot.schedule.zones import require_timezone
from bot.store.schedules import ACTIVE, PAUSED, Schedule
from cogs.managing import guild_of, require_standing, target_by_id
from cogs.options import NAME_LIMIT, shortened
from cogs.schedule_words import besides, dates, described, messages, plain_title

_Interaction = discord.Interaction[CurtainCall]
_MOST_OPTIONS = 25


class ScheduleCard:
    """Shows the card and answers what is pressed on it."""

    def __init__(self, bot: CurtainCall) -> None:
        self._schedules = bot.services.schedules
        self._poster = bot.services.poster
        self._templates = bot.services.templates
        self._sources = bot.services.sources
        for name, handler, how in (
            ("open", self.open_pressed, Answer.UPDATE),
            ("options", self.options_chosen, Answer.UPDATE),
            ("template", self.template_chosen, Answer.UPDATE),
            ("channel", self.channel_chosen, Answer.UPDATE),
            ("when", self.when_pressed, Answer.MODAL),
            ("stop", self.stop_pressed, Answer.UPDATE),
            ("start", self.start_pressed, Answer.UPDATE),
            ("rehearse", self.rehearse_pressed, Answer.NEW),
            ("remove", self.remove_pressed, Answer.UPDATE),
            ("removed", self.remove_confirmed, Answer.UPDATE),
        ):
            bot.components[f"schedule.{name}"] = Registration(handler, how)

    async def show(self, interaction: _Interaction, right: str, schedule_id: str) -> None:
        """Show the card in place of what is shown."""
        schedule = await self._schedules.get(schedule_id, guild_of(interaction).id)
        await self._show(interaction, right, schedule)

    async def open_pressed(self, interaction: _Interaction, right: str, schedule_id: str = "") -> None:
        """Show the card of the schedule that was chosen in the list, or whose button was pressed."""
        require_standing(interaction, right)
        await self.show(interaction, right, schedule_id or chosen(interaction))

    async def options_chosen(self, interaction: _Interaction, right: str, schedule_id: str) -> None:
        """Keep what is ticked."""
        require_standing(interaction, right)
        guild_id = guild_of(interaction).id
        now = read_options((await self._schedules.get(schedule_id, guild_id)).options)
        options = with_chosen(now, frozenset(all_chosen(interaction)))
        await self._show(interaction, right, await self._schedules.set_options(schedule_id, guild_id, options))

    async def template_chosen(self, interaction: _Interaction, right: str, schedule_id: str) -> None:
        """Lay the next posts out otherwise."""
        require_standing(interaction, right)
        guild_id = guild_of(interaction).id
        known = await self._templates.find(guild_id, chosen(interaction))
        await self._show(interaction, right, await self._schedules.set_template(schedule_id, guild_id, known.name))

    async def channel_chosen(self, interaction: _Interaction, right: str, schedule_id: str) -> None:
        """Post elsewhere from now on, where both the bot and the person may write."""
        require_standing(interaction, right)
        place = target_by_id(interaction, int(chosen(interaction)))
        moved = await self._schedules.set_channel(schedule_id, guild_of(interaction).id, place.id)
        await self._show(interaction, right, moved)

    async def when_pressed(self, interaction: _Interaction, right: str, schedule_id: str) -> None:
        """Ask for another rule in a form."""
        require_standing(interaction, right)
        schedule = await self._schedules.get(schedule_id, guild_of(interaction).id)
        await interaction.response.send_modal(_WhenForm(self, right, schedule))

    async def set_when(self, interaction: _Interaction, right: str, schedule_id: str, when: str, timezone: str) -> None:
        """Keep another rule."""
        require_standing(interaction, right)
        rule, zone = parse_rule(when), require_timezone(timezone).key
        changed = await self._schedules.set_rule(schedule_id, guild_of(interaction).id, rule, zone)
        await self._show(interaction, right, changed)

    async def stop_pressed(self, interaction: _Interaction, right: str, schedule_id: str) -> None:
        """Pause it."""
        require_standing(interaction, right)
        await self._show(interaction, right, await self._schedules.pause(schedule_id, guild_of(interaction).id))

    async def start_pressed(self, interaction: _Interaction, right: str, schedule_id: str) -> None:
        """Resume it, if the person may write where it posts."""
        require_standing(interaction, right)
        guild_id = guild_of(interaction).id
        target_by_id(interaction, (await self._schedules.get(schedule_id, guild_id)).channel_id)
        await self._show(
            interaction, right, await self._schedules.resume(schedule_id, guild_id, by=interaction.user.id)
        )

    async def rehearse_pressed(self, interaction: _Interaction, right: str, schedule_id: str) -> None:
        """Show what it would post now, to this person only; nothing is posted."""
        require_standing(interaction, right)
        guild_id, user_id = guild_of(interaction).id, interaction.user.id
        schedule = await self._schedules.shown(schedule_id, guild_id=guild_id, user_id=user_id)
        script = await self._poster.rehearse(schedule, user_id)
        await answer(interaction, Reply(_rehearsed(schedule, script), title="Only a rehearsal"))
        owned = {source.owner_id for source in await self._sources.of_guild(guild_id)} == {user_id}
        for part in script.parts:
            # The whole list as a file goes to nobody but its owner.
            dressed = dress(part if owned else msgspec.structs.replace(part, file=None), "")
            await interaction.followup.send(embeds=dressed.embeds, files=dressed.files, ephemeral=True)

    async def remove_pressed(self, interaction: _Interaction, right: str, schedule_id: str) -> None:
        """Ask once more."""
        require_standing(interaction, right)
        schedule = await self._schedules.get(schedule_id, guild_of(interaction).id)
        yes = button("Delete it", "schedule.removed", right, schedule.id, style=discord.ButtonStyle.danger)
        keep = button("Keep it", "schedule.open", right, schedule.id)
        text = f"{described(schedule)}\n\nWhat was posted stays."
        await answer(interaction, Reply(text, title="Delete this schedule?", view=view(yes, keep)))

    async def remove_confirmed(self, interaction: _Interaction, right: str, schedule_id: str) -> None:
        """Delete it."""
        require_standing(interaction, right)
        await self._schedules.delete(schedule_id, guild_of(interaction).id)
        back = view(button("Back", "schedule.list", right, 0))
        await answer(interaction, Reply("Deleted. What was posted stays.", view=back))

    async def _show(self, interaction: _Interaction, right: str, schedule: Schedule) -> None:
        known = await self._templates.all_of(guild_of(interaction).id)
        layout = next((one.words for one in known if one.name == schedule.template), schedule.template)
        coming = f"\n{dates(next_dates(schedule, interaction.created_at))}" if schedule.status == ACTIVE else ""
        text = f"{described(schedule)}{coming}\n\n**Layout:** {escape_name(layout)}\n**Besides:** {besides(schedule)}"
        of = (right, schedule.id)
        offered = [
            discord.SelectOption(
                label=shortened(one.words, NAME_LIMIT), value=one.name, default=one.name == schedule.template
            )
            for one in known[:_MOST_OPTIONS]
        ]
        items: list[ui.Item[Any]] = [
            _options_menu(schedule, *of),
            select("schedule.template", *of, placeholder="Layout", options=offered),
            channel_select("schedule.channel", *of, placeholder="Post in another channel"),
            _pause_button(schedule, *of),
            button("When …", "schedule.when", *of),
            button("Rehearse", "schedule.rehearse", *of),
            button("Picture …", "picture.open", *of),
            button("History", "history.open", right, schedule.id, 0),
            button("Delete", "schedule.remove", *of),
            button("All schedules", "schedule.list", right, 0),
        ]
        await answer(interaction, Reply(text, title="Scheduled credits", view=view(*items)))


def open_menu(interaction: _Interaction, right: str, schedules: Sequence[Schedule]) -> Component:
    """Return the menu below the list of schedules that opens one of them."""
    options = [
        discord.SelectOption(label=shortened(plain_title(interaction, one), NAME_LIMIT), value=one.id)
        for one in schedules
    ]
    return select("schedule.open", right, placeholder="Change, try or look up", options=options)


def _options_menu(schedule: Schedule, *of: str) -> Component:
    held = chosen_of(read_options(schedule.options))
    options = [
        discord.SelectOption(label=words, value=name, description=does, default=name in held)
        for name, (words, does) in CHOICES.items()
    ]
    return checklist("schedule.options", *of, placeholder="What else it does", options=options)


def _pause_button(schedule: Schedule, *of: str) -> Component:
    if schedule.status == PAUSED:
        return button("Resume", "schedule.start", *of, style=discord.ButtonStyle.success)
    return button("Pause", "schedule.stop", *of)


def _rehearsed(schedule: Schedule, script: Script) -> str:
    if not script.parts:
        return f"Nothing would be posted now. {script.why_not}"
    lacks = f"\n{script.lacks}" if script.lacks else ""
    count = messages(len(script.parts))
    return f"Now it would post {count} in <#{schedule.channel_id}>; only you see them below.{lacks}"


class _WhenForm(Form):
    """Asks for a rule and a time zone."""

    when: ui.TextInput[Any] = ui.TextInput(
        custom_id="when", label="When", placeholder="every monday at 18:00, or five-field cron", max_length=100
    )
    timezone: ui.TextInput[Any] = ui.TextInput(
        custom_id="timezone", label="Time zone", placeholder="A city, such as Berlin", max_length=64
    )

    def __init__(self, card: ScheduleCard, right: str, schedule: Schedule) -> None:
        super().__init__(title="When to post", timeout=3600)
        self._card = card
        self._right = right
        self._id = schedule.id
        self.when.default = schedule.words
        self.timezone.default = schedule.timezone

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Change the card that the form was opened from."""
        await interaction.response.defer()
        await self._card.set_when(interaction, self._right, self._id, self.when.value, self.timezone.value)
