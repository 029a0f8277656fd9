"""Tells the bot and the people's pages of changes in the world: servers, channels, roles."""

from sandbox.discord import payloads
from sandbox.discord.feed import Event, Feed
from sandbox.discord.gateway import Gateway
from sandbox.discord.wire import Intent, Json
from sandbox.discord.world import Change, World


class Bridge:
    """Watches a world."""

    def __init__(self, world: World, gateway: Gateway, feed: Feed) -> None:
        self._world = world
        self._gateway = gateway
        self._feed = feed

    def __call__(self, change: Change) -> None:
        """Tell of one change."""
        if change.event == "DM_CREATE" and change.channel is not None and change.channel.recipient is not None:
            recipient = change.channel.recipient
            dm = {"id": str(change.channel.id), "recipient": payloads.person_json(self._world.bot)}
            self._feed.publish(Event("dm_create", {"dm": dm}, frozenset({recipient.id})))
            return
        data = self._data(change)
        if data is not None and change.guild is not None:
            self._gateway.dispatch(change.event, data, guild_id=change.guild.id, intent=Intent.GUILDS)
        self._feed.pulse()

    def _data(self, change: Change) -> Json | None:
        """Return the gateway's payload; None for what a bot without the members intent is not told."""
        if change.guild is None:
            return None
        match change.event:
            case "GUILD_CREATE":
                return payloads.gateway_guild_json(change.guild, self._world.bot.id)
            case "GUILD_DELETE":
                return {"id": str(change.guild.id)}
            case "GUILD_ROLE_CREATE" if change.role is not None:
                return {"guild_id": str(change.guild.id), "role": payloads.role_json(change.role)}
        return None if change.channel is None else payloads.channel_json(change.channel)
