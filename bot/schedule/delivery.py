"""The steps of one post: plan what it says, look what has arrived, send what is missing.

The roll is read and laid out, and every message is stored with its nonce before the first is sent; each message's id is
stored as it is sent. Whoever takes up a post that was left half-way first looks in the channel for what has arrived, by
the mark on each message, and sends only what is missing. Where it cannot look it stops: nothing is sent again blindly.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta

import discord

from bot.clock import Clock
from bot.credits.layouts import LayOut, ReadRoll
from bot.credits.text import Part
from bot.errors import TryLater
from bot.schedule.channel import SEND_LIMIT, CreditsChannel
from bot.schedule.claims import MOST_TRIES
from bot.schedule.ledger import Ledger, NotHeld, Planned
from bot.schedule.marker import footer
from bot.schedule.messages import dress
from bot.store.posts import SENDING, Post
from bot.supporters.roll import Occasion, Roll
from bot.youtube.payer import Payer

_READ_LIMIT = timedelta(seconds=120)
"""The longest a roll may take to read; shorter than a lease."""
_CLOCK_SLACK = timedelta(minutes=5)
"""How far this machine's clock may be from Discord's when the history is read."""


class Delivery:
    """Plans and sends posts that the ledger holds. A step raises NotHeld once the post is another's or stopped."""

    def __init__(
        self, ledger: Ledger, read_roll: ReadRoll, lay_out: LayOut, client: discord.Client, clock: Clock
    ) -> None:
        self._ledger = ledger
        self._read_roll = read_roll
        self._lay_out = lay_out
        self._client = client
        self._clock = clock
        self._stopping = False

    def stop(self) -> None:
        """From now on, put posts back instead of sending their next message."""
        self._stopping = True

    async def preview(self, guild_id: int, template: str, by: int) -> list[Part]:
        """Return what a post of this server would say now to user `by`.

        Raises what reading the roll raises, and TemplateUnknown and BadTemplate.
        """
        roll = await self._roll(guild_id, Occasion.PREVIEW, Payer.in_server(by, guild_id))
        return await self._lay_out(guild_id, roll, template)

    async def plan(self, post: Post) -> list[Planned]:
        """Return the post's messages, each with its id if it is in the channel; stores them the first time."""
        channel = self._channel(post)
        if post.status == SENDING:
            return await self._reconcile(post, channel, await self._ledger.planned(post))
        channel.require()
        occasion = Occasion.POST if post.tries < MOST_TRIES else Occasion.LAST_TRY
        roll = await self._roll(post.guild_id, occasion, _payer(post))
        parts = await self._lay_out(post.guild_id, roll, post.template)
        return await self._ledger.plan(post, parts, roll.keep_until)

    async def send(self, post: Post, planned: list[Planned]) -> list[discord.PartialMessage]:
        """Send the messages that have no id yet, in order, close the post, and return all of them."""
        channel = self._channel(post)
        ids = [one.message_id or await self._send_one(post, channel, one, len(planned)) for one in planned]
        await self._ledger.close(post)
        return [channel.message(message_id) for message_id in ids]

    async def _roll(self, guild_id: int, occasion: Occasion, payer: Payer) -> Roll:
        try:
            async with asyncio.timeout(_READ_LIMIT.total_seconds()):
                return await self._read_roll(guild_id, occasion, payer)
        except TimeoutError as error:
            raise TryLater("YouTube") from error

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
            await self._ledger.put_back(post, post.problem, self._clock())
            raise NotHeld
        await self._ledger.check(post)
        dressed = dress(one.part, footer(post, one.number, total, self._clock()))
        # One notification a post: what follows its first message arrives silently.
        message_id = await channel.send(dressed, nonce=one.nonce, silent=one.number > 1)
        await self._ledger.sent(post, {one.number: message_id})
        return message_id

    def _channel(self, post: Post) -> CreditsChannel:
        return CreditsChannel(self._client, post.guild_id, post.channel_id)


def _payer(post: Post) -> Payer:
    if post.schedule_id is None:
        return Payer.in_server(post.created_by, post.guild_id)
    return Payer.scheduled(post.guild_id)
