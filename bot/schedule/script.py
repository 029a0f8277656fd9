"""What a post will say: the roll read and laid out, with what its schedule's options add to it or leave out."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, TypeAlias

from bot.credits.layouts import LayOut, ReadRoll
from bot.credits.text import Part, Picture
from bot.errors import TryLater, UserError
from bot.schedule.news import news_of
from bot.schedule.options import Options, read_options
from bot.store.posted import PostedRow
from bot.store.posts import Post
from bot.store.schedules import Schedule
from bot.supporters.changes import Change, Changes
from bot.supporters.roll import Occasion, Roll
from bot.youtube.payer import Payer

Draw: TypeAlias = Callable[[Roll, int], Awaitable[Sequence[tuple[str, bytes]]]]
"""Draws a roll for a server, as files to attach to one message: names and bytes. Raises UserError."""

_READ_LIMIT = timedelta(seconds=120)
"""The longest a roll may take to read; shorter than a lease."""
_DRAW_LIMIT = timedelta(seconds=45)
"""The longest a picture may take: with reading, shorter than a lease."""
_MOST_BYTES = 10 * 1024 * 1024
"""What a message can carry in a server without boosts (Discord's documentation, "Uploading Files")."""
_log = logging.getLogger(__name__)


ReadRelease: TypeAlias = Callable[[str, int, Occasion, Payer], Awaitable[Roll]]
"""Reads a server's roll as of the release that a schedule is for, by the schedule's id and the server's."""


class Asked(NamedTuple):
    """What is to be said: for which server, by which template and options, as a post of which schedule, if any."""

    guild_id: int
    template: str
    options: Options = Options()
    schedule_id: str | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """What a post says. Without parts nothing is to be posted, and `why_not` says why.

    `is_first`: its schedule has no post yet to compare with.

    `keep_until` (UTC): how long the names may be kept, None for no limit of their own. `lacks` is a sentence on what
    was asked for and could not be added.
    """

    parts: tuple[Part, ...]
    roll: Roll
    why_not: str = ""
    lacks: str = ""
    is_first: bool = False

    @property
    def keep_until(self) -> datetime | None:
        """How long the names may be kept (UTC), None for no limit of their own."""
        return self.roll.keep_until


class Writer:
    """Writes scripts. `draw` is None where no pictures can be drawn, `read_release` where no release is kept."""

    def __init__(
        self,
        read_roll: ReadRoll,
        lay_out: LayOut,
        changes: Changes,
        draw: Draw | None,
        read_release: ReadRelease | None = None,
    ) -> None:
        self._read_roll = read_roll
        self._read_release = read_release
        self._lay_out = lay_out
        self._changes = changes
        self._draw = draw

    async def write(self, asked: Asked, occasion: Occasion, payer: Payer) -> Script:
        """Return what a post would say now. Raises what reading and laying out raise."""
        roll, change = await self.look(asked, occasion, payer)
        news = None if change is None else news_of(change, asked.options)
        if news is None and (why_not := _why_not(asked.options, change)):
            return Script((), roll, why_not=why_not, is_first=change is None)
        parts = [news] if news else []
        if asked.options.only_news:
            return Script(tuple(parts), roll)
        parts += await self._lay_out(asked.guild_id, roll, asked.template, change)
        pictures, lacks = await self._pictures(asked, roll)
        if pictures:
            parts.append(Part((), pictures=pictures))
        return Script(tuple(parts), roll, lacks=lacks)

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

    async def _pictures(self, asked: Asked, roll: Roll) -> tuple[tuple[Picture, ...], str]:
        """Return the pictures to attach, or why they are missing: credits without a picture are better than none."""
        if not asked.options.attach or not roll.total:
            return (), ""
        if self._draw is None:
            return (), "I cannot draw pictures here."
        try:
            async with asyncio.timeout(_DRAW_LIMIT.total_seconds()):
                files = await self._draw(roll, asked.guild_id)
        except TimeoutError:
            return (), "The picture took too long to draw; `/credits render` has more time."
        except UserError as error:
            _log.warning("post without its picture", extra={"reason": type(error).__name__})
            return (), f"The picture is missing. {error.message}"
        if sum(len(content) for _, content in files) > _MOST_BYTES:
            return (), "The picture is too large to attach; `/credits render` gives it as a link."
        return tuple(Picture(name, content) for name, content in files), ""


def asked_of(schedule: Schedule) -> Asked:
    """Return what a schedule's next post is to say."""
    return Asked(schedule.guild_id, schedule.template, read_options(schedule.options), schedule.id)


def asked_by(post: Post) -> Asked:
    """Return what a post is to say."""
    return Asked(post.guild_id, post.template, read_options(post.options), post.schedule_id)


def _why_not(options: Options, change: Change | None) -> str:
    """Return why nothing is posted when there is nothing to announce, or nothing when the credits are."""
    if options.only_news:
        if change is None:
            return "This was my first look; from now on I announce what changes."
        return "There was nothing to announce."
    if options.skip_unchanged and change is not None and not (change or change.renamed):
        return "Nobody changed since the last post."
    return ""
