"""/myuploads: a person's own uploads, the private and unlisted ones too; only they ever see the answer."""

from collections.abc import Sequence

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.accounts.links import Link
from bot.accounts.words import called_plainly
from bot.client import CurtainCall
from bot.components import Answer, Registration, button, chosen, select, view
from bot.names import escape_name
from bot.providers.access import Access
from bot.replies import Reply, answer, working
from bot.youtube.payer import Payer
from bot.youtube.uploads import Upload, count_by_privacy
from cogs import options
from cogs.paging import page_of
from cogs.progress import Progress

ALL = "all"
PRIVACIES = ("public", "unlisted", "private")
_MARKS = {"public": "🌍", "unlisted": "🔗", "private": "🔒"}
_PAGE = 10


class Uploads(commands.Cog):
    """Lists uploads, ten a page."""

    def __init__(self, bot: CurtainCall) -> None:
        self._accounts = bot.services.accounts
        self._uploads = bot.services.uploads
        bot.components["uploads.page"] = Registration(self.turn, Answer.UPDATE)
        bot.components["uploads.filter"] = Registration(self.filter, Answer.UPDATE)

    @app_commands.command(description="See your own uploads, the private and unlisted ones too (only you see this)")
    @app_commands.describe(privacy="Only videos with this privacy", account="Which of your accounts")
    @app_commands.choices(privacy=[app_commands.Choice(name=name, value=name) for name in (ALL, *PRIVACIES)])
    @app_commands.autocomplete(account=options.accounts)
    async def myuploads(
        self, interaction: discord.Interaction[CurtainCall], privacy: str = ALL, account: str | None = None
    ) -> None:
        """Show the newest uploads."""
        await working(interaction)
        link = await self._accounts.require(interaction.user.id, Access.LOOK, account)
        await self._show(interaction, link, privacy, 0)

    async def turn(self, interaction: discord.Interaction[CurtainCall], link_id: str, privacy: str, page: str) -> None:
        """Show another page."""
        link = await self._accounts.require(interaction.user.id, Access.LOOK, link_id)
        await self._show(interaction, link, privacy, int(page))

    async def filter(self, interaction: discord.Interaction[CurtainCall], link_id: str) -> None:
        """Show only one privacy, from its first page."""
        link = await self._accounts.require(interaction.user.id, Access.LOOK, link_id)
        await self._show(interaction, link, chosen(interaction), 0)

    async def _show(self, interaction: discord.Interaction[CurtainCall], link: Link, privacy: str, wanted: int) -> None:
        payer, progress = Payer.person(interaction.user.id), Progress(interaction, "Reading your uploads")
        uploads = await self._uploads.read(link.id, link.uploads_playlist, payer, progress=progress)
        listed = [upload for upload in uploads if privacy in {ALL, upload.privacy}]
        page = page_of(listed, wanted, _PAGE)
        empty = "You have uploaded nothing yet." if not uploads else f"None of your videos is {privacy}."
        await answer(
            interaction,
            Reply(
                "\n".join(map(_line, page.items)) or empty,
                title=_counts(uploads),
                footer=f"{called_plainly(link)} · page {page.number + 1} of {page.count}",
                view=_controls(link, privacy, page.number, page.count),
            ),
        )


def _counts(uploads: Sequence[Upload]) -> str:
    """Return `236 videos: 229 public, 5 unlisted, 2 private`."""
    by_privacy = ", ".join(f"{count:,} {name}" for name, count in count_by_privacy(uploads).items())
    return f"{len(uploads):,} {'video' if len(uploads) == 1 else 'videos'}: {by_privacy}"


def _line(upload: Upload) -> str:
    moment = int(upload.published_at.timestamp())
    return (
        f"{_MARKS.get(upload.privacy, '❔')} **{escape_name(upload.title)}**\n"
        f"-# {upload.privacy} · <t:{moment}:D> · <https://youtu.be/{upload.video_id}>"
    )


def _controls(link: Link, privacy: str, page: int, count: int) -> ui.View:
    menu = select(
        "uploads.filter",
        link.id,
        placeholder="Show …",
        options=[
            discord.SelectOption(label=f"{name} videos", value=name, emoji=_MARKS.get(name), default=name == privacy)
            for name in (ALL, *PRIVACIES)
        ],
    )
    if count == 1:
        return view(menu)
    back = button("◀", "uploads.page", link.id, privacy, page - 1, disabled=page == 0)
    on = button("▶", "uploads.page", link.id, privacy, page + 1, disabled=page + 1 >= count)
    return view(menu, back, on)


async def setup(bot: CurtainCall) -> None:
    """Add the cog."""
    await bot.add_cog(Uploads(bot))
