"""In which servers, and in which of their channels, a person may have credits posted, also asked from a DM.

Discord does not tell a bot in which servers somebody is, and this bot asks for no list of members. So it looks where
the person owns the server or has used a command since the start, and, in a bot that is in few servers, in all others.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

import discord

from bot.client import CurtainCall
from bot.schedule.permissions import missing_permissions

_FEW_SERVERS = 20
"""In so many servers at most each is asked whether somebody is there; in more that would be a flood."""
_ASKED_AT_MOST = 10
_PEOPLE_KEPT = 10_000
_SEEN_KEPT = 10
_FITTING = ("credit", "thank", "support", "member", "patron", "announce", "news")


@dataclass(frozen=True, slots=True)
class Place:
    """A channel where both the bot and the person may write, in a server that the person manages."""

    channel: discord.TextChannel

    @property
    def guild(self) -> discord.Guild:
        """Return its server."""
        return self.channel.guild


class Places:
    """Finds servers and channels of a person; `note` is told where people use commands."""

    def __init__(self, bot: CurtainCall) -> None:
        self._bot = bot
        self._seen: OrderedDict[int, OrderedDict[int, None]] = OrderedDict()

    def note(self, user_id: int, guild_id: int) -> None:
        """Remember for a while, in memory, that somebody was in a server."""
        servers = self._seen.setdefault(user_id, OrderedDict())
        servers[guild_id] = None
        servers.move_to_end(guild_id)
        self._seen.move_to_end(user_id)
        if len(servers) > _SEEN_KEPT:
            servers.popitem(last=False)
        if len(self._seen) > _PEOPLE_KEPT:
            self._seen.popitem(last=False)

    async def of(self, user_id: int) -> list[Place]:
        """Return the channels to offer somebody: where they were last comes first, then what is called like credits."""
        guilds = self._likely(user_id)
        members = await asyncio.gather(*(self._member(guild, user_id) for guild in guilds))
        found = [one for guild, member in zip(guilds, members, strict=True) if member for one in _open(guild, member)]
        order = {guild.id: place for place, guild in enumerate(guilds)}
        found.sort(key=lambda one: (not _fits(one.channel), order[one.guild.id], one.channel.position))
        return found

    async def find(self, user_id: int, channel_id: int) -> Place | None:
        """Return a channel chosen earlier, asked again whether it still is one to offer this person."""
        channel = self._bot.get_channel(channel_id)
        if not isinstance(channel, discord.TextChannel):
            return None
        member = await self._member(channel.guild, user_id)
        if member is None:
            return None
        return next((one for one in _open(channel.guild, member) if one.channel.id == channel_id), None)

    def _likely(self, user_id: int) -> list[discord.Guild]:
        last = [guild for one in reversed(self._seen.get(user_id, ())) if (guild := self._bot.get_guild(one))]
        owned = [guild for guild in self._bot.guilds if guild.owner_id == user_id]
        others = list(self._bot.guilds) if len(self._bot.guilds) <= _FEW_SERVERS else []
        likely = list(dict.fromkeys([*last, *owned]))[:_ASKED_AT_MOST]
        return list(dict.fromkeys([*likely, *others]))

    async def _member(self, guild: discord.Guild, user_id: int) -> discord.Member | None:
        if guild.unavailable:
            return None
        try:
            return await guild.fetch_member(user_id)
        except (discord.NotFound, discord.Forbidden):
            return None


def _open(guild: discord.Guild, member: discord.Member) -> list[Place]:
    if not member.guild_permissions.manage_guild:
        return []
    return [
        Place(channel)
        for channel in guild.text_channels
        if channel.permissions_for(member).send_messages and not missing_permissions(channel.permissions_for(guild.me))
    ]


def _fits(channel: discord.TextChannel) -> bool:
    return any(word in channel.name.casefold() for word in _FITTING)
