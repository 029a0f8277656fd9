"""Servers as a person's page shows them."""

from sandbox.discord.model import Guild, User
from sandbox.discord.permissions import Permission, in_guild
from sandbox.discord.wire import Json
from sandbox.discord.world import World


def guilds_json(world: World, me: User) -> list[Json]:
    """Return the servers that a person is in, with the channels they see, and whether the bot is there too."""
    return [
        {
            "id": str(guild.id),
            "name": guild.name,
            "has_bot": world.bot.id in guild.members,
            "can_manage": may_manage(guild, me),
            "channels": _channels(world, me, guild),
        }
        for guild in world.guilds_of(me)
    ]


def may_manage(guild: Guild, user: User) -> bool:
    """Return whether a person may add apps to a server and remove them: with Manage Server."""
    member = guild.members.get(user.id)
    return member is not None and bool(in_guild(guild, member) & Permission.MANAGE_GUILD)


def _channels(world: World, me: User, guild: Guild) -> list[Json]:
    return [
        {
            "id": str(channel.id),
            "name": channel.name,
            "topic": channel.topic,
            "can_send": world.may(channel, me, Permission.SEND_MESSAGES),
        }
        for channel in guild.channels.values()
        if world.may(channel, me, Permission.VIEW_CHANNEL)
    ]
