"""The steps of one post: plan what it says, look what has arrived, send what is missing.

The roll is read and laid out, and every message is stored with its nonce before the first is sent; each message's id is
stored as it is sent. Whoever takes up a post that was left half-way first looks in the channel for what has arrived, by
the mark on each message, and sends only what is missing. Where it cannot look it stops: nothing is sent again blindly.
What nobody has read yet is written anew when somebody in it has said meanwhile how they want to be credited.
"""

import contextlib
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import discord

from bot.clock import Clock
from bot.errors import Restarting, Unsettled
from bot.schedule.channel import SEND_LIMIT, CreditsChannel
from bot.schedule.claims import MOST_TRIES
from bot.schedule.holding import Holding
from bot.schedule.ledger import Ledger, NotHeld, Outdated, Planned
from bot.schedule.marker import footer
from bot.schedule.messages import dress
from bot.schedule.script import Asked, Script, Writer, asked_by
from bot.store.posts import SENDING, Post
from bot.supporters.changes import Change
from bot.supporters.roll import Occasion
from bot.youtube.payer import Payer

_WRITINGS = 5
"""How often a post is written while people say how they want to be credited; the last without drawing, in seconds."""
_CLOCK_SLACK = timedelta(minutes=5)
"""How far this machine's clock may be from Discord's when the history is read."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A post's messages, and in a sentence what could not be added to them."""

    messages: list[Planned]
    lacks: str = ""


class Delivery:
    """Plans and sends posts that the ledger holds. A step raises NotHeld once the post is another's or stopped."""

    def __init__(self, ledger: Ledger, writer: Writer, client: discord.Client, clock: Clock) -> None:
        self._ledger = ledger
        self._writer = writer
        self._client = client
        self._clock = clock
        self._holding = Holding(ledger)
        self._stopping = False

    @property
    def slow(self) -> int:
        """For how many posts something is drawn or waits to be."""
        return self._holding.count

    async def renew(self) -> None:
        """Keep the posts that are drawn for; to be called more often than a lease ends."""
        await self._holding.renew()

    def stop(self) -> None:
        """From now on, put posts back instead of sending their next message."""
        self._stopping = True

    async def rehearse(self, asked: Asked, by: int) -> Script:
        """Return what would be said now, to user `by`.

        Raises what reading the roll raises, and TemplateUnknown and BadTemplate.
        """
        script = await self._writer.write(asked, Occasion.PREVIEW, Payer.in_server(by, asked.guild_id))
        if script.file is not None:
            await self._ledger.keep(script.file)
        return script

    async def changes(self, asked: Asked, by: int) -> Change | None:
        """Return what changed since a schedule's last post, to user `by`; None before its first. Raises as reading."""
        _, change = await self._writer.look(asked, Occasion.PREVIEW, Payer.in_server(by, asked.guild_id))
        return change

    async def plan(self, post: Post) -> Plan | None:
        """Return the post's messages, each with its id if it is in the channel; stores them the first time.

        None for a post that has nothing to say, which is closed then. Raises Unsettled.
        """
        channel = self._channel(post)
        if post.status == SENDING:
            stored = await self._reconcile(post, channel, await self._ledger.planned(post))
            if any(one.message_id for one in stored):
                return Plan(stored)
            now = self._clock()
            is_over = any(one.part.over_at is not None and one.part.over_at <= now for one in stored)
            if not await self._ledger.take_back(post, is_over=is_over):
                return Plan(stored)
        channel.require()
        for _ in range(_WRITINGS):
            with contextlib.suppress(Outdated):
                return await self._newly_planned(post)
        raise Unsettled

    async def _newly_planned(self, post: Post) -> Plan | None:
        heard = await self._ledger.listen(post)
        script = await self._written(post)
        if not script.parts:
            first = await self._writer.record(post, script.roll) if script.is_first else None
            await self._ledger.skip(post, script.why_not, first)
            return None
        roster = await self._writer.record(post, script.roll)
        planned = await self._ledger.plan(
            post, script.parts, script.keep_until, roster, heard=heard, thanks=script.thanks, file=script.file
        )
        return Plan(planned, script.lacks)

    async def _written(self, post: Post) -> Script:
        occasion = Occasion.POST if post.tries < MOST_TRIES else Occasion.LAST_TRY
        try:
            hold = partial(self._holding.held, post)
            return await self._writer.write(asked_by(post), occasion, _payer(post), hold)
        except Restarting:
            await self._put_back(post)
            raise NotHeld from None

    async def send(self, post: Post, planned: list[Planned]) -> list[discord.PartialMessage]:
        """Send the messages that have no id yet, in order, and return all of them."""
        channel = self._channel(post)
        ids = [one.message_id or await self._send_one(post, channel, one, len(planned)) for one in planned]
        return [channel.message(message_id) for message_id in ids]

    async def _reconcile(self, post: Post, channel: CreditsChannel, planned: list[Planned]) -> list[Planned]:
        """Look in the channel for the messages whose sending was never confirmed."""
        missing = {one.number for one in planned if one.message_id is None}
        if not missing:
            return planned
        since = (post.sending_since or post.claimed_at) - _CLOCK_SLACK
        until = post.lease_until + SEND_LIMIT + _CLOCK_SLACK
        found = await channel.find(post.id, missing, len(planned), since=since, until=until)
        await self._ledger.sent(post, found)
        return [replace(one, message_id=found.get(one.number, one.message_id)) for one in planned]

    async def _send_one(self, post: Post, channel: CreditsChannel, one: Planned, total: int) -> int:
        if self._stopping:
            await self._put_back(post)
            raise NotHeld
        await self._ledger.check(post)
        dressed = dress(one.part, footer(post, one.number, total, self._clock()))
        # One notification a post: what follows its first message arrives silently.
        message_id = await channel.send(dressed, nonce=one.nonce, silent=one.number > 1)
        await self._ledger.sent(post, {one.number: message_id})
        return message_id

    async def _put_back(self, post: Post) -> None:
        """Leave the post to whoever is there after a restart."""
        await self._ledger.put_back(post, post.problem, self._clock())

    def _channel(self, post: Post) -> CreditsChannel:
        return CreditsChannel(self._client, post.guild_id, post.channel_id)


def _payer(post: Post) -> Payer:
    if post.schedule_id is None:
        return Payer.in_server(post.created_by, post.guild_id)
    return Payer.scheduled(post.guild_id)
