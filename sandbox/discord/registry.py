"""The bot's registered commands, everywhere and per server, and who may use them where."""

from sandbox.discord import errors, permissions
from sandbox.discord.check.commands import check_command, check_commands
from sandbox.discord.check.form import Form
from sandbox.discord.check.shape import check_shape
from sandbox.discord.completed import without_nulls
from sandbox.discord.feed import Event, Feed
from sandbox.discord.model import ChannelRecord, User
from sandbox.discord.wire import CommandType, Json
from sandbox.discord.world import World

_DEFAULTS: Json = {
    "type": 1,
    "description": "",
    "name_localizations": None,
    "description_localizations": None,
    "default_member_permissions": None,
    "dm_permission": True,
    "contexts": None,
    "integration_types": [0],
    "nsfw": False,
}
_IN_SERVER, _IN_BOT_DM = 0, 1

Scope = int | None
"""The server a command belongs to; None: everywhere."""


class Registry:
    """Commands by scope. A command keeps its id as long as its name and type stay."""

    def __init__(self, world: World, feed: Feed) -> None:
        self._world = world
        self._feed = feed
        self._commands: dict[Scope, list[Json]] = {None: []}

    def all(self, scope: Scope) -> list[Json]:
        """Return the commands of one scope."""
        return self._commands.get(scope, [])

    def names(self) -> set[str]:
        """Return the names of all commands of all scopes."""
        return {command["name"] for commands in self._commands.values() for command in commands}

    def get(self, scope: Scope, command_id: int) -> Json:
        """Return a command; 10063 when there is none."""
        for command in self.all(scope):
            if command["id"] == str(command_id):
                return command
        raise errors.unknown("application command")

    def find(self, command_id: str) -> Json | None:
        """Return a command of any scope."""
        for commands in self._commands.values():
            for command in commands:
                if command["id"] == command_id:
                    return command
        return None

    def overwrite(self, scope: Scope, body: object) -> list[Json]:
        """Replace all commands of a scope (bulk overwrite); 50035 when one is at fault, and nothing changes."""
        form = Form(body)
        if not isinstance(body, list):
            form.fail("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        check_commands(form)
        form.finish()
        self._commands[scope] = [self._made(scope, command) for command in form.value]
        self.tell()
        return self._commands[scope]

    def create(self, scope: Scope, body: Json) -> tuple[Json, bool]:
        """Add a command or replace the one of that name and type; return it, and whether it is new."""
        others = [command for command in self.all(scope) if _key(command) != _key(body)]
        form = Form([*others, body])
        check_commands(form)
        form.finish()
        made = self._made(scope, body)
        new = len(others) == len(self.all(scope))
        self._commands[scope] = [*others, made]
        self.tell()
        return made, new

    def edit(self, scope: Scope, command_id: int, body: Json) -> Json:
        """Change some fields of a command."""
        old = self.get(scope, command_id)
        merged = {**old, **body, "type": old["type"]}
        form = Form(merged)
        check_shape(form)
        check_command(form)
        form.finish()
        old.update(self._completed(scope, merged), id=old["id"], version=str(self._world.snowflake()))
        self.tell()
        return old

    def delete(self, scope: Scope, command_id: int) -> None:
        """Remove a command."""
        self._commands[scope].remove(self.get(scope, command_id))
        self.tell()

    def usable_by(self, user: User) -> list[Json]:
        """Return what a person can use somewhere, with where: ``usable_in`` channels and ``usable_in_dm``."""
        guilds = self._world.guilds_of(user)
        places = [channel for guild in guilds for channel in guild.channels.values()]
        everything = self.all(None) + [command for guild in guilds for command in self.all(guild.id)]
        found = []
        for command in everything:
            usable_in = [str(place.id) for place in places if self.usable_in(command, user, place)]
            usable_in_dm = self._usable_in_dm(command, user)
            if usable_in or usable_in_dm:
                found.append({**command, "usable_in": usable_in, "usable_in_dm": usable_in_dm})
        return found

    def usable_in(self, command: Json, user: User, channel: ChannelRecord) -> bool:
        """Return whether a person finds a command in a channel or DM."""
        if channel.recipient is not None:
            return channel.recipient is user and self._usable_in_dm(command, user)
        if command.get("guild_id") not in (None, str(channel.guild_id)) or not _in_context(command, _IN_SERVER):
            return False
        if channel.guild_id is None or not self._world.bot_reaches(channel.guild_id):
            return False
        bits = self._world.permissions_in(channel, user)
        if not bits & permissions.Permission.USE_APPLICATION_COMMANDS:
            return False
        needed = command["default_member_permissions"]
        if needed is None or bits & permissions.Permission.ADMINISTRATOR:
            return True
        return int(needed) != 0 and bits & int(needed) == int(needed)

    def _usable_in_dm(self, command: Json, user: User) -> bool:
        if command.get("guild_id") is not None or not _in_context(command, _IN_BOT_DM):
            return False
        return self._world.shares_server(user)

    def _made(self, scope: Scope, body: Json) -> Json:
        known = next((command for command in self.all(scope) if _key(command) == _key(body)), None)
        command_id = known["id"] if known else str(self._world.snowflake())
        return {**self._completed(scope, body), "id": command_id, "version": str(self._world.snowflake())}

    def _completed(self, scope: Scope, body: Json) -> Json:
        command = {**_DEFAULTS, **without_nulls(body)}
        command["application_id"] = str(self._world.bot.id)
        needed = command["default_member_permissions"]
        command["default_member_permissions"] = None if needed is None else str(needed)
        if scope is not None:
            command["guild_id"] = str(scope)
        if command["type"] != CommandType.CHAT_INPUT:
            command.pop("options", None)
        return command

    def tell(self) -> None:
        """Tell every person's page what they can use now."""
        for person in self._world.people:
            event = Event("commands_update", {"commands": self.usable_by(person)}, frozenset({person.id}))
            self._feed.publish(event)


def _key(command: Json) -> tuple[int, object]:
    return command.get("type", 1), command.get("name")


def _in_context(command: Json, context: int) -> bool:
    """Return whether a command shows in a context: by ``contexts``, else by the older ``dm_permission``."""
    if 0 not in (command["integration_types"] or [0]):
        return False
    contexts = command["contexts"]
    if contexts is None:
        return context == _IN_SERVER or command["dm_permission"] is not False
    return context in contexts
