"""Tells the bot and the people's pages of changes in the world: servers, channels, roles."""

from sandbox.discord import payloads
from sandbox.discord.feed import Event, Feed
from sandbox.discord.gateway import Gateway
from sandbox.discord.registry import Registry
from sandbox.discord.served_guilds import guilds_json
from sandbox.discord.wire import Intent, Json
from sandbox.discord.world import Change, World

_OF_THE_PAGE = frozenset({"GUILD_CREATE", "GUILD_DELETE"})
"""Changes after which people see other servers, or a server with or without the bot."""


class Bridge:
    """Watches a world."""

    def __init__(self, world: World, gateway: Gateway, feed: Feed, registry: Registry) -> None:
        self._world = world
        self._gateway = gateway
        self._feed = feed
        self._registry = registry

    def __call__(self, change: Change) -> None:
        """Tell of one change."""
        if change.event == "DM_CREATE" and change.channel is not None and change.channel.recipient is not None:
            recipient = change.channel.recipient
            dm = {"id": str(change.channel.id), "recipient": payloads.person_json(self._world.bot)}
            self._feed.publish(Event("dm_create", {"dm": dm}, frozenset({recipient.id})))
            return
        data = self._data(change)
        if data is not None and change.guild is not None:
            event = "GUILD_CREATE" if change.event == "GUILD_AVAILABLE" else change.event
            self._gateway.dispatch(event, data, guild_id=change.guild.id, intent=Intent.GUILDS)
        if change.event in _OF_THE_PAGE:
            for person in self._world.people:
                guilds = {"guilds": guilds_json(self._world, person)}
                self._feed.publish(Event("guilds_update", guilds, frozenset({person.id})))
            self._registry.tell()
        self._feed.pulse()

    def _data(self, change: Change) -> Json | None:
        """Return the gateway's payload; None for what a bot without the members intent is not told."""
        if change.guild is None:
            return None
        match change.event:
            case "GUILD_CREATE":
                # Discord says `unavailable` only of a server that was named in READY or has been down.
                new = payloads.gateway_guild_json(change.guild, self._world.bot.id)
                return {key: value for key, value in new.items() if key != "unavailable"}
            case "GUILD_AVAILABLE":
                return payloads.gateway_guild_json(change.guild, self._world.bot.id)
            case "GUILD_DELETE":
                # Without `unavailable` it means that the bot was removed.
                down: Json = {"unavailable": True} if change.guild.unavailable else {}
                return {"id": str(change.guild.id), **down}
            case "GUILD_ROLE_CREATE" if change.role is not None:
                return {"guild_id": str(change.guild.id), "role": payloads.role_json(change.role)}
        return None if change.channel is None else payloads.channel_json(change.channel)
