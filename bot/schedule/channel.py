"""A Discord channel as the place of a post: send a part, find parts that have arrived.

Every error of discord.py and of the network leaves this module as a UserError.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import aiohttp
import discord

from bot.errors import ChannelGone, ChannelPermissionMissing, HistoryTooLong, MessageRefused, TryLater
from bot.schedule.marker import part_number
from bot.schedule.messages import Dressed
from bot.schedule.permissions import require_permissions

SEND_LIMIT = timedelta(seconds=60)
"""The longest one message may take, discord.py's own tries included; shorter than a lease."""
_log = logging.getLogger(__name__)
_HISTORY_LIMIT = 5000
_MISSING_ACCESS = 50001
_UNAUTHORIZED = 401
_TOO_MANY_REQUESTS = 429


class CreditsChannel:
    """One channel of one server, reached with the bot's own client; it need not be in the client's cache."""

    def __init__(self, client: discord.Client, guild_id: int, channel_id: int) -> None:
        self._client = client
        self._guild_id = guild_id
        self._id = channel_id
        self._channel = client.get_partial_messageable(channel_id, guild_id=guild_id)

    def require(self) -> None:
        """Raise ChannelPermissionMissing if it is known already that a post would fail here."""
        channel = self._cached()
        if channel is not None:
            require_permissions(channel)

    def message(self, message_id: int) -> discord.PartialMessage:
        """Return a message of this channel, for its `jump_url`."""
        return self._channel.get_partial_message(message_id)

    async def send(self, dressed: Dressed, *, nonce: str, silent: bool) -> int:
        """Send one message that pings nobody and return its id.

        The nonce is enforced: sending it again within a few minutes yields the same message. Raises TryLater when it
        may or may not have arrived.
        """
        async with self._translated("Send Messages"):
            sent = await self._channel.send(
                embeds=dressed.embeds,
                files=dressed.files,
                nonce=nonce,
                silent=silent,
                allowed_mentions=discord.AllowedMentions.none(),
            )
        return sent.id

    async def find(
        self, post_id: str, missing: set[int], total: int, *, since: datetime, until: datetime
    ) -> dict[int, int]:
        """Return the message ids of the `missing` parts that stand in the channel, written between the two moments.

        Raises ChannelPermissionMissing, ChannelGone, HistoryTooLong and TryLater: what is not returned is not there.
        """
        found: dict[int, int] = {}
        seen = 0
        async with self._translated("Read Message History"):
            async for message in self._channel.history(limit=_HISTORY_LIMIT, after=since, oldest_first=True):
                seen += 1
                number = self._part(message, post_id, total)
                if number in missing:
                    found[number] = message.id
                if message.created_at > until or len(found) == len(missing):
                    return found
            if seen == 0:
                await self._prove_readable()
        if seen == _HISTORY_LIMIT:
            raise HistoryTooLong
        return found

    async def _prove_readable(self) -> None:
        """Raise unless the channel's history can really be read.

        Without Read Message History, Discord answers with an empty list instead of refusing ("Get Channel Messages").
        An older message proves that it can; for a channel without any, Discord itself is asked for the permissions,
        since the client's own copy is behind while its gateway is down.
        """
        async for _ in self._channel.history(limit=1):
            return
        if self._client.user is None:
            raise TryLater("Discord")
        guild = await self._client.fetch_guild(self._guild_id, with_counts=False)
        place = await guild.fetch_channel(self._id)
        if isinstance(place, discord.Thread):
            place = await guild.fetch_channel(place.parent_id)
        us = await guild.fetch_member(self._client.user.id)
        if not place.permissions_for(us).read_message_history:
            raise ChannelPermissionMissing(f"<#{self._id}>", ["Read Message History"])

    def _part(self, message: discord.Message, post_id: str, total: int) -> int | None:
        ours = self._client.user is not None and message.author.id == self._client.user.id
        if not ours or not message.embeds:
            return None
        return part_number(message.embeds[-1].footer.text, post_id, total)

    def _cached(self) -> discord.abc.GuildChannel | discord.Thread | None:
        guild = self._client.get_guild(self._guild_id)
        return None if guild is None else guild.get_channel_or_thread(self._id)

    @asynccontextmanager
    async def _translated(self, permission: str) -> AsyncIterator[None]:
        """Turn what can go wrong into errors with words; `permission` is what a plain refusal lacks."""
        try:
            async with asyncio.timeout(SEND_LIMIT.total_seconds()):
                yield
        except discord.Forbidden as error:
            self.require()
            lacking = "View Channel" if error.code == _MISSING_ACCESS else permission
            raise ChannelPermissionMissing(f"<#{self._id}>", [lacking]) from None
        except discord.NotFound:
            raise ChannelGone from None
        except (discord.DiscordServerError, discord.RateLimited, aiohttp.ClientError, OSError) as error:
            raise TryLater("Discord") from error
        except discord.HTTPException as error:
            if error.status in {_UNAUTHORIZED, _TOO_MANY_REQUESTS}:
                raise TryLater("Discord") from error
            _log.warning("message refused", extra={"code": error.code, "why": error.text})
            raise MessageRefused(error.code or error.status) from error
