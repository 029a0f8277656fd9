"""The options a person gives to a slash command, checked against what the bot registered, and resolved."""

import base64
import binascii
from typing import Any

from sandbox.discord import payloads
from sandbox.discord.errors import PersonError
from sandbox.discord.files import Files
from sandbox.discord.model import ChannelRecord, Upload
from sandbox.discord.wire import MAX_FILE_BYTES, Json, OptionType
from sandbox.discord.world import World

_NESTED = (OptionType.SUBCOMMAND, OptionType.SUBCOMMAND_GROUP)


class Resolver:
    """Turns ids into the ``resolved`` part of an interaction's data."""

    def __init__(self, world: World, files: Files, channel: ChannelRecord) -> None:
        self.resolved: Json = {}
        self._world = world
        self._files = files
        self._channel = channel

    def user(self, value: object) -> bool:
        """Resolve a user, and its member in this server; return whether there is one."""
        user = self._world.users.get(_number(value))
        if user is None:
            return False
        self._add("users", user.id, payloads.user_json(user))
        guild = self._world.guild_of(self._channel)
        if guild is not None and user.id in guild.members:
            bits = str(self._world.permissions_in(self._channel, user))
            member = payloads.bare_member_json(guild.members[user.id])
            self._add("members", user.id, member | {"permissions": bits})
        return True

    def role(self, value: object) -> bool:
        """Resolve a role of this server; return whether there is one."""
        guild = self._world.guild_of(self._channel)
        role = guild.roles.get(_number(value)) if guild is not None else None
        if role is None:
            return False
        self._add("roles", role.id, payloads.role_json(role))
        return True

    def channel(self, value: object) -> bool:
        """Resolve a channel of this server; return whether there is one."""
        guild = self._world.guild_of(self._channel)
        channel = guild.channels.get(_number(value)) if guild is not None else None
        if channel is None:
            return False
        bits = str(self._world.permissions_in(channel, self._world.bot))
        self._add("channels", channel.id, payloads.channel_json(channel) | {"permissions": bits})
        return True

    def upload(self, value: object, field: str | None = None) -> str:
        """Keep a file, given as ``Upload`` or ``{"filename", "content": base64}``; return its id.

        Raises PersonError, with ``field``, for what is no file or larger than Discord takes.
        """
        if isinstance(value, dict):
            try:
                content = base64.b64decode(str(value.get("content", "")), validate=True)
            except binascii.Error:
                raise PersonError("The file's content is not base64.", field=field) from None
            value = Upload(str(value.get("filename", "file")), content)
        if not isinstance(value, Upload):
            raise PersonError("Choose a file.", field=field)
        if len(value.content) > MAX_FILE_BYTES:
            raise PersonError(f"This file is too large: {MAX_FILE_BYTES >> 20} MiB are the most.", field=field)
        attachment = self._files.keep(self._channel.id, value, {}, ephemeral=True)
        self._add("attachments", attachment.id, payloads.attachment_json(attachment))
        return str(attachment.id)

    def _add(self, kind: str, key: int, value: Json) -> None:
        self.resolved.setdefault(kind, {})[str(key)] = value


def ready_options(command: Json, given: list[Json], resolver: Resolver) -> list[Json]:
    """Return the options as they are sent; PersonError names the first that is missing or wrong."""
    schema = {option["name"]: option for option in command.get("options") or []}
    if any(option["type"] in _NESTED for option in schema.values()):
        return [_nested(schema, given, resolver)]
    for option in given:
        if option.get("name") not in schema:
            raise PersonError("This command has no such option.", field=str(option.get("name")))
    values = {option["name"]: option.get("value") for option in given}
    ready = []
    for name, option in schema.items():
        if values.get(name) is None:
            if option.get("required"):
                raise PersonError("This option is required. Specify a value.", field=name)
            continue
        ready.append({"name": name, "type": option["type"], "value": _value(option, values[name], resolver)})
    return ready


def _nested(schema: dict[str, Json], given: list[Json], resolver: Resolver) -> Json:
    if len(given) != 1 or given[0].get("name") not in schema:
        raise PersonError("Choose one of: " + ", ".join(schema))
    below = schema[given[0]["name"]]
    options = ready_options(below, given[0].get("options") or [], resolver)
    return {"name": below["name"], "type": below["type"], "options": options}


def focused_type(command: Json, given: list[Json]) -> int:
    """Return the type of the option being typed; PersonError when it does not complete."""
    schema = {option["name"]: option for option in command.get("options") or []}
    for option in given:
        known = schema.get(option.get("name", ""))
        if known is None:
            continue
        if known["type"] in _NESTED:
            return focused_type(known, option.get("options") or [])
        if option.get("focused") and known.get("autocomplete"):
            return int(known["type"])
    raise PersonError("No option with suggestions is being typed.")


def _value(option: Json, value: Any, resolver: Resolver) -> Any:
    kind = OptionType(option["type"])
    if kind is OptionType.STRING:
        return _text(option, str(value))
    if kind in (OptionType.INTEGER, OptionType.NUMBER):
        return _amount(option, value)
    if kind is OptionType.ATTACHMENT:
        return resolver.upload(value, field=option["name"])
    if kind is OptionType.BOOLEAN and isinstance(value, bool):
        return value
    if _resolves(kind, value, resolver):
        return str(value)
    raise PersonError("There is no such thing here.", field=option["name"])


def _resolves(kind: OptionType, value: Any, resolver: Resolver) -> bool:
    match kind:
        case OptionType.USER:
            return resolver.user(value)
        case OptionType.ROLE:
            return resolver.role(value)
        case OptionType.CHANNEL:
            return resolver.channel(value)
        case OptionType.MENTIONABLE:
            return resolver.role(value) or resolver.user(value)
    return False


def _text(option: Json, value: str) -> str:
    _chosen(option, value)
    low, high = option.get("min_length", 0), option.get("max_length", 6000)
    if not low <= len(value) <= high:
        raise PersonError(f"Must be between {low} and {high} in length.", field=option["name"])
    return value


def _amount(option: Json, value: object) -> float:
    whole = option["type"] == OptionType.INTEGER
    if isinstance(value, str):
        try:
            value = int(value) if whole else float(value)
        except ValueError:
            raise PersonError("Type a number.", field=option["name"]) from None
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
        raise PersonError("Type a number.", field=option["name"])
    _chosen(option, value)
    low, high = option.get("min_value"), option.get("max_value")
    if (low is not None and value < low) or (high is not None and value > high):
        raise PersonError(f"Must be between {low} and {high}.", field=option["name"])
    return value


def _chosen(option: Json, value: object) -> None:
    choices = option.get("choices")
    if choices and value not in [choice["value"] for choice in choices]:
        raise PersonError("Choose one of the suggestions.", field=option["name"])


def _number(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        return 0
