"""/credits release: let a schedule thank those who supported when a video came out."""

from collections.abc import Sequence
from datetime import datetime

import discord
from discord import app_commands

from bot.client import CurtainCall
from bot.errors import UserError
from bot.providers.access import Access
from bot.replies import Reply, answer, working
from bot.schedule.releases import read_moment
from bot.youtube.payer import Payer
from bot.youtube.uploads import Upload
from bot.youtube.video_links import parse_video
from cogs.managing import guild_of
from cogs.options import matching
from cogs.schedule_words import offered_schedules, title

_Interaction = discord.Interaction[CurtainCall]
_RECENT = 25


class Releasing:
    """Finds out when a video came out, and keeps that."""

    def __init__(self, bot: CurtainCall) -> None:
        self._accounts = bot.services.accounts
        self._uploads = bot.services.uploads
        self._schedules = bot.services.schedules
        self._releases = bot.services.due_releases

    async def set(self, interaction: _Interaction, schedule_id: str, video: str, when: str) -> None:
        """Keep the moment of a video or the one that was typed; without either, thank those of the day again."""
        guild_id = guild_of(interaction).id
        schedule = await self._schedules.get(schedule_id, guild_id)
        if not video and not when:
            changed = await self._releases.clear(schedule_id, guild_id)
            await answer(interaction, Reply(f"{title(changed)}\nIt thanks whoever supports you when it posts."))
            return
        video_id = parse_video(video) if video else ""
        moment = read_moment(when, schedule.timezone) if when else await self._published(interaction, video_id)
        changed = await self._releases.set(schedule_id, guild_id, moment, video_id)
        held_at = await self._releases.held_at(schedule_id)
        holds = "Then I hold the list that I read nearest to it"
        if held_at is not None:
            holds = f"The list that I read nearest to it is of <t:{int(held_at.timestamp())}:f>; I hold that"
        text = (
            f"{title(changed)}\nIt thanks those who supported you at <t:{int(moment.timestamp())}:f>. {holds}, for at "
            "most 30 days; afterwards it thanks those of the day again."
        )
        await answer(interaction, Reply(text, title="As of the release"))

    async def offered(self, interaction: _Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Offer the person's own newest uploads; none where they have not allowed to look at them."""
        try:
            recent = (await self._own(interaction.user.id))[:_RECENT]
        except UserError:
            return []
        return matching(current, ((f"{one.title} · {one.published_at:%Y-%m-%d}", one.video_id) for one in recent))

    async def _published(self, interaction: _Interaction, video_id: str) -> datetime:
        own = await self._own(interaction.user.id)
        found = next((one for one in own if one.video_id == video_id), None)
        if found is None:
            raise UserError("That is none of your own uploads. Say `when` it came out, such as `2026-12-24 18:00`.")
        return found.published_at

    async def _own(self, user_id: int) -> Sequence[Upload]:
        link = await self._accounts.require(user_id, Access.LOOK, None)
        return await self._uploads.read(link.id, link.uploads_playlist, Payer.person(user_id))


def register(group: app_commands.Group, bot: CurtainCall) -> None:
    """Add /credits release."""
    releasing = Releasing(bot)

    async def videos(interaction: _Interaction, current: str) -> list[app_commands.Choice[str]]:
        return await releasing.offered(interaction, current)

    @app_commands.command(description="Let a schedule thank those who supported you when a video came out")
    @app_commands.describe(
        schedule="Which one",
        video="One of your own, or its link; leave this and `when` out to thank those of the day again",
        when="When it came or comes out, such as 2026-12-24 18:00; the video's own time when left out",
    )
    @app_commands.autocomplete(schedule=offered_schedules, video=videos)
    async def release(interaction: _Interaction, schedule: str, video: str = "", when: str = "") -> None:
        await working(interaction)
        await releasing.set(interaction, schedule, video, when)

    group.add_command(release)
