"""What a post will say: the roll read and laid out, with what its schedule's options add to it or leave out."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from collections.abc import Set as AbstractSet
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, TypeAlias

from bot.credits.files import KeptFile
from bot.credits.layouts import LayOut, ReadRoll
from bot.credits.pages import Embed
from bot.credits.pictures.attaching import Attach, Attached, Wish
from bot.credits.pictures.job import IN_SHORT, Order
from bot.credits.pictures.pictures import Lane
from bot.credits.text import Part
from bot.errors import Restarting, TryLater, UserError
from bot.schedule.news import news_of
from bot.schedule.options import Options, read_options
from bot.store.files import FileRow
from bot.store.posted import PostedRow
from bot.store.posts import Post
from bot.store.schedules import Schedule
from bot.supporters.changes import Change, Changes
from bot.supporters.roll import Occasion, Roll
from bot.youtube.payer import Payer

Hold: TypeAlias = Callable[[], AbstractAsyncContextManager[None]]
"""Keeps a post while something that takes minutes is made for it."""

_READ_LIMIT = timedelta(seconds=120)
"""The longest a roll may take to read; shorter than a lease."""
DRAW_LIMIT = timedelta(minutes=10)
"""The longest a post waits for its video, others' before it included."""
_PAGES_LIMIT = timedelta(minutes=12)
"""And for pages, which take seconds: by then every video that was before them has ended, drawn or not."""
_SHOW_LIMIT = timedelta(seconds=45)
"""The longest whoever rehearses waits for a picture."""
_log = logging.getLogger(__name__)


ReadRelease: TypeAlias = Callable[[str, int, Occasion, Payer], Awaitable[Roll]]
"""Reads a server's roll as of the release that a schedule is for, by the schedule's id and the server's."""


class Asked(NamedTuple):
    """What is to be said: for which server, by which template and options, as a post of which schedule, if any.

    `by` is whoever made the schedule: a file that is kept for the post goes with their data.
    """

    guild_id: int
    template: str
    options: Options = Options()
    schedule_id: str | None = None
    by: int = 0


@dataclass(frozen=True, slots=True)
class Script:
    """What a post says. Without parts nothing is to be posted, and `why_not` says why.

    `is_first`: its schedule has no post yet to compare with.

    `keep_until` (UTC): how long the names may be kept, None for no limit of their own. `lacks` is a sentence on what
    was asked for and could not be added. `file` is the row of what one of the parts points to.
    """

    parts: tuple[Part, ...]
    roll: Roll
    why_not: str = ""
    lacks: str = ""
    is_first: bool = False
    file: FileRow | None = None

    def thanks(self, keys: AbstractSet[str]) -> bool:
        """Tell whether any of these people stands in it."""
        return bool(keys) and any(not keys.isdisjoint(one.keys) for group in self.roll.groups for one in group.names)

    @property
    def keep_until(self) -> datetime | None:
        """How long the names may be kept (UTC), None for no limit of their own."""
        return self.roll.keep_until


class Writer:
    """Writes scripts. `attach` is None where no pictures can be drawn, `read_release` where no release is kept."""

    def __init__(
        self,
        read_roll: ReadRoll,
        lay_out: LayOut,
        changes: Changes,
        attach: Attach | None,
        read_release: ReadRelease | None = None,
    ) -> None:
        self._read_roll = read_roll
        self._read_release = read_release
        self._lay_out = lay_out
        self._changes = changes
        self._attach = attach

    async def write(self, asked: Asked, occasion: Occasion, payer: Payer, hold: Hold | None = None) -> Script:
        """Return what a post would say now; without `hold` nothing is drawn that takes minutes.

        Raises what reading and laying out raise, and Restarting while pictures are drawn and the bot stops.
        """
        roll, change = await self.look(asked, occasion, payer)
        news = None if change is None else news_of(change, asked.options)
        if news is None and (why_not := _why_not(asked.options, change)):
            return Script((), roll, why_not=why_not, is_first=change is None)
        parts = [news] if news else []
        if asked.options.only_news:
            return Script(tuple(parts), roll)
        parts += await self._lay_out(asked.guild_id, roll, asked.template, change)
        order = asked.options.picture
        if order is None or not roll.total:
            return Script(tuple(parts), roll)
        attached, lacks = await self._attached(asked, order, roll, hold)
        if attached is None:
            return Script(tuple(parts), roll, lacks=lacks)
        if attached.taken is None:
            return Script((*parts, Part((), pictures=attached.files)), roll)
        return Script((*parts, _linked(order, attached.taken.kept)), roll, file=attached.taken.row)

    async def look(self, asked: Asked, occasion: Occasion, payer: Payer) -> tuple[Roll, Change | None]:
        """Return whom a post would thank now, and what changed since its schedule's last one, if it has one.

        Raises what reading the roll raises.
        """
        roll = await self._roll(asked, occasion, payer)
        return roll, await self._changes.since_last(asked.schedule_id, roll) if asked.schedule_id else None

    async def record(self, post: Post, roll: Roll) -> PostedRow | None:
        """Return whom a post of a schedule thanks, to be stored with its parts; None for a post by hand."""
        if post.schedule_id is None:
            return None
        return await self._changes.record(post.id, post.schedule_id, post.guild_id, roll)

    async def _roll(self, asked: Asked, occasion: Occasion, payer: Payer) -> Roll:
        try:
            async with asyncio.timeout(_READ_LIMIT.total_seconds()):
                if asked.options.release and asked.schedule_id and self._read_release:
                    return await self._read_release(asked.schedule_id, asked.guild_id, occasion, payer)
                return await self._read_roll(asked.guild_id, occasion, payer)
        except TimeoutError as error:
            raise TryLater("YouTube") from error

    async def _attached(self, asked: Asked, order: Order, roll: Roll, hold: Hold | None) -> tuple[Attached | None, str]:
        """Return what is attached, or why it is missing: credits without it are better than none."""
        if self._attach is None:
            return None, "I cannot draw pictures here."
        if hold is None and order.format != "png":
            return None, "A rehearsal draws no video; `/credits render` shows how it would look."
        longest = _PAGES_LIMIT if order.format == "png" else DRAW_LIMIT
        limit, lane = (longest, Lane.POSTS) if hold else (_SHOW_LIMIT, Lane.HAND)
        wish = Wish(roll, order, asked.guild_id, asked.by, lane)
        try:
            async with hold() if hold else nullcontext(), asyncio.timeout(limit.total_seconds()):
                return await self._attach(wish), ""
        except TimeoutError:
            return None, f"{_called(order)} took too long to draw. A smaller size or PNG pages take less."
        except Restarting:
            raise
        except UserError as error:
            _log.warning("post without its picture", extra={"reason": type(error).__name__})
            return None, f"{_called(order)} is missing. {error.message}"


def _called(order: Order) -> str:
    return "The picture" if order.format == "png" else "The video"


def _linked(order: Order, kept: KeptFile) -> Part:
    """Return the message that stands in a channel for a file that is too large for it."""
    until = int(kept.expires_at.timestamp())
    text = f"[Fetch it]({kept.url}) until <t:{until}:f> (<t:{until}:R>)."
    embed = Embed("", f"The credits as {IN_SHORT[order.format]}, too large for Discord. {text}")
    return Part((embed,), over_at=kept.expires_at)


def asked_of(schedule: Schedule, by: int) -> Asked:
    """Return what a schedule's next post is to say, to user `by`."""
    return Asked(schedule.guild_id, schedule.template, read_options(schedule.options), schedule.id, by)


def asked_by(post: Post) -> Asked:
    """Return what a post is to say."""
    return Asked(post.guild_id, post.template, read_options(post.options), post.schedule_id, post.created_by)


def _why_not(options: Options, change: Change | None) -> str:
    """Return why nothing is posted when there is nothing to announce, or nothing when the credits are."""
    if options.only_news:
        if change is None:
            return "This was my first look; from now on I announce what changes."
        return "There was nothing to announce."
    if options.skip_unchanged and change is not None and not (change or change.renamed):
        return "Nobody changed since the last post."
    return ""
