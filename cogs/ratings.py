"""/like and the message menu "Like this video"."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import CurtainCall
from bot.components import Answer, Registration, button, chosen, link_button, select, view
from bot.errors import UserError
from bot.names import escape_name
from bot.providers.access import Access
from bot.replies import Reply, answer, working
from bot.youtube.payer import Payer
from bot.youtube.ratings import Rated
from bot.youtube.video_links import find_videos, parse_video
from cogs.options import CHOICES

_DONE = {"like": "You like", "dislike": "You dislike", "none": "You no longer rate"}
_STATES = {"like": "liked", "dislike": "disliked", "none": "not rated"}


class Ratings(commands.Cog):
    """Rates videos."""

    def __init__(self, bot: CurtainCall) -> None:
        self._accounts = bot.services.accounts
        self._ratings = bot.services.ratings
        bot.components["rate"] = Registration(self.rate_pressed, Answer.NEW)
        bot.components["rate.choose"] = Registration(self.rate_chosen, Answer.UPDATE)
        self._menu = app_commands.ContextMenu(name="Like this video", callback=self.like_message)
        bot.tree.add_command(self._menu)

    @app_commands.command(description="Like a video on YouTube, or take a like back")
    @app_commands.describe(video="The video's link or id", rating="like, unless you choose otherwise")
    @app_commands.choices(rating=[app_commands.Choice(name=name, value=name) for name in _DONE])
    async def like(self, interaction: discord.Interaction[CurtainCall], video: str, rating: str = "like") -> None:
        """Rate the video with the person's default account."""
        await working(interaction)
        await self._rate(interaction, parse_video(video), rating)

    async def like_message(self, interaction: discord.Interaction[CurtainCall], message: discord.Message) -> None:
        """Like the video that a message links; with several, ask which."""
        await working(interaction)
        embedded = [part for embed in message.embeds for part in (embed.url, embed.description) if part]
        videos = find_videos("\n".join([message.content, *embedded]))
        if not videos:
            raise UserError(
                "There is no link to a YouTube video in that message. Choose one that has one, or use `/like`."
            )
        if len(videos) == 1:
            await self._rate(interaction, videos[0], "like")
            return
        menu = select(
            "rate.choose",
            placeholder="Which video?",
            options=[discord.SelectOption(label=f"youtu.be/{video}", value=video) for video in videos[:CHOICES]],
        )
        await answer(interaction, Reply("That message links several videos. Which one shall I like?", view=view(menu)))

    async def rate_pressed(self, interaction: discord.Interaction[CurtainCall], rating: str, video: str) -> None:
        """Rate from a button, such as Undo."""
        await self._rate(interaction, video, rating)

    async def rate_chosen(self, interaction: discord.Interaction[CurtainCall]) -> None:
        """Like the video chosen in the menu."""
        await self._rate(interaction, chosen(interaction), "like")

    async def _rate(self, interaction: discord.Interaction[CurtainCall], video: str, rating: str) -> None:
        link = await self._accounts.require(interaction.user.id, Access.ACT)
        rated = await self._ratings.rate(link.id, video, rating, Payer.person(interaction.user.id))
        await answer(interaction, _reply(rated))


def _reply(rated: Rated) -> Reply:
    title = escape_name(rated.title)
    if rated.before == rated.after:
        text = f"Nothing changed: **{title}** was already {_STATES[rated.after]}."
        undo = None
    else:
        text = f"{_DONE[rated.after]} **{title}**. Before, it was {_STATES[rated.before]}."
        undo = button("Undo", "rate", rated.before, rated.video_id)
    return Reply(text, view=view(link_button("Watch", f"https://youtu.be/{rated.video_id}"), undo))


async def setup(bot: CurtainCall) -> None:
    """Add the cog."""
    await bot.add_cog(Ratings(bot))
