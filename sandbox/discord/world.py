"""The servers, channels and people of the sandbox. Whoever watches the world is told of each change."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.discord import permissions
from sandbox.discord.model import ChannelRecord, Guild, Member, Overwrite, Role, User
from sandbox.discord.snowflake import Clock, Snowflakes, created_at, utc_now


@dataclass(frozen=True, slots=True)
class Change:
    """Something that changed: ``event`` by its gateway name, such as CHANNEL_UPDATE, and where."""

    event: str
    guild: Guild | None
    channel: ChannelRecord | None = None
    role: Role | None = None


class World:
    """All users, servers and channels. ``clock`` returns aware UTC datetimes; ``dms_closed`` is everybody at once."""

    def __init__(self, bot: User, *, clock: Clock = utc_now) -> None:
        self.bot = bot
        self.clock = clock
        self.snowflake = Snowflakes(clock)
        self.users: dict[int, User] = {bot.id: bot}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, ChannelRecord] = {}
        self.watchers: list[Callable[[Change], None]] = []
        self.dms_closed = False

    @property
    def people(self) -> list[User]:
        """Return everybody who can be played: no bots."""
        return [user for user in self.users.values() if not user.bot]

    def person(self, name: str) -> User:
        """Return a person by username or display name; KeyError when there is none."""
        for user in self.people:
            if name in (user.username, user.global_name):
                return user
        raise KeyError(name)

    def channel_named(self, name: str) -> ChannelRecord:
        """Return a server's channel by name, with or without ``#``; KeyError when there is none."""
        for guild in self.guilds.values():
            for channel in guild.channels.values():
                if channel.name == name.removeprefix("#"):
                    return channel
        raise KeyError(name)

    def guilds_of(self, user: User) -> list[Guild]:
        """Return the servers that a user is in."""
        return [guild for guild in self.guilds.values() if user.id in guild.members]

    def shares_server(self, user: User) -> bool:
        """Return whether a user is in a server with the bot; only then can it write to them."""
        return any(self.bot.id in guild.members for guild in self.guilds_of(user))

    def add_person(
        self, username: str, display_name: str | None = None, *, color: str = "#5865f2", user_id: int | None = None
    ) -> User:
        """Add a person who is in no server yet."""
        user = User(user_id or self.snowflake(), username, display_name, color)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str, *, owner: User | None = None, guild_id: int | None = None) -> Guild:
        """Add a server with the bot in it. Without an owner, it belongs to nobody who can be played."""
        new_id = guild_id or self.snowflake()
        guild = Guild(new_id, name, owner.id if owner else new_id, self.clock())
        guild.roles[new_id] = Role(new_id, "@everyone", permissions.EVERYONE_DEFAULT)
        self._seat_bot(guild)
        self.guilds[new_id] = guild
        if owner is not None:
            self.join(guild, owner)
        self._tell(Change("GUILD_CREATE", guild))
        return guild

    def remove_guild(self, guild: Guild) -> None:
        """End a server, for everybody."""
        del self.guilds[guild.id]
        for channel_id in guild.channels:
            del self.channels[channel_id]
        self._tell(Change("GUILD_DELETE", guild))

    def kick_bot(self, guild: Guild) -> None:
        """Take the bot out of a server, with the role that it brought; people and their messages stay."""
        for role_id in guild.members.pop(self.bot.id).roles:
            if guild.roles[role_id].bot_id == self.bot.id:
                del guild.roles[role_id]
        self._tell(Change("GUILD_DELETE", guild))

    def add_bot(self, guild: Guild) -> None:
        """Let the bot into a server that it is not in."""
        self._seat_bot(guild)
        self._tell(Change("GUILD_CREATE", guild))

    def fail(self, guild: Guild) -> None:
        """Let a server be down, as in an outage: it is unavailable, and the bot is still in it."""
        guild.unavailable = True
        self._tell(Change("GUILD_DELETE", guild))

    def mend(self, guild: Guild) -> None:
        """End a server's outage."""
        guild.unavailable = False
        self._tell(Change("GUILD_AVAILABLE", guild))

    def bot_reaches(self, guild_id: int) -> bool:
        """Return whether the bot is in a server that is not down."""
        guild = self.guilds.get(guild_id)
        return guild is not None and self.bot.id in guild.members and not guild.unavailable

    def _seat_bot(self, guild: Guild) -> None:
        role = Role(self.snowflake(), self.bot.display_name, permissions.BOT_DEFAULT, position=1, bot_id=self.bot.id)
        guild.roles[role.id] = role
        guild.members[self.bot.id] = Member(self.bot, created_at(self.snowflake()), [role.id])

    def add_role(self, guild: Guild, name: str, *allowed: str, mentionable: bool = False) -> Role:
        """Add a role with permissions by name, such as ``manage_guild``."""
        role = Role(
            self.snowflake(), name, permissions.named(allowed), position=len(guild.roles), mentionable=mentionable
        )
        guild.roles[role.id] = role
        self._tell(Change("GUILD_ROLE_CREATE", guild, role=role))
        return role

    def join(self, guild: Guild, user: User, *roles: Role) -> Member:
        """Put a user into a server, or give a member more roles."""
        member = guild.members.setdefault(user.id, Member(user, self.clock()))
        member.roles.extend(role.id for role in roles if role.id not in member.roles)
        self._tell(Change("GUILD_MEMBER_ADD", guild))
        return member

    def leave(self, guild: Guild, user: User) -> None:
        """Take a person out of a server."""
        del guild.members[user.id]
        self._tell(Change("GUILD_MEMBER_REMOVE", guild))

    def add_channel(
        self, guild: Guild, name: str, *, topic: str | None = None, channel_id: int | None = None
    ) -> ChannelRecord:
        """Add a text channel."""
        channel = ChannelRecord(channel_id or self.snowflake(), name, guild.id, topic, position=len(guild.channels))
        guild.channels[channel.id] = self.channels[channel.id] = channel
        self._tell(Change("CHANNEL_CREATE", guild, channel))
        return channel

    def remove_channel(self, channel: ChannelRecord) -> None:
        """Delete a server's channel."""
        guild = self.guild_of(channel)
        if guild is None:
            raise ValueError("A DM cannot be deleted.")
        del self.channels[channel.id]
        del guild.channels[channel.id]
        self._tell(Change("CHANNEL_DELETE", guild, channel))

    def set_overwrite(self, channel: ChannelRecord, target: Role | User, allow: int, deny: int) -> None:
        """Set what a channel allows and denies a role or a member."""
        kind = 1 if isinstance(target, User) else 0
        channel.overwrites[target.id] = Overwrite(target.id, kind, allow, deny)
        self._tell(Change("CHANNEL_UPDATE", self.guild_of(channel), channel))

    def open_dm(self, user: User) -> ChannelRecord:
        """Return the DM between the bot and a person, made when it is the first time."""
        for channel in self.channels.values():
            if channel.recipient is user:
                return channel
        channel = ChannelRecord(self.snowflake(), user.username, recipient=user)
        self.channels[channel.id] = channel
        self._tell(Change("DM_CREATE", None, channel))
        return channel

    def guild_of(self, channel: ChannelRecord) -> Guild | None:
        """Return a channel's server; None for a DM."""
        return None if channel.guild_id is None else self.guilds.get(channel.guild_id)

    def permissions_in(self, channel: ChannelRecord, user: User) -> int:
        """Return the bits a user has in a channel or DM; no bits for outsiders."""
        if channel.recipient is not None:
            return int(permissions.IN_DMS) if user in (channel.recipient, self.bot) else permissions.NONE
        guild = self.guild_of(channel)
        if guild is None or user.id not in guild.members:
            return permissions.NONE
        return permissions.in_channel(guild, channel, guild.members[user.id])

    def may(self, channel: ChannelRecord, user: User, needed: int) -> bool:
        """Return whether a user has all of these bits in a channel."""
        return self.permissions_in(channel, user) & needed == needed

    def viewers(self, channel: ChannelRecord) -> frozenset[int]:
        """Return the ids of the people who may see a channel."""
        view = permissions.Permission.VIEW_CHANNEL
        return frozenset(user.id for user in self.people if self.may(channel, user, view))

    def _tell(self, change: Change) -> None:
        for watcher in self.watchers:
            watcher(change)
