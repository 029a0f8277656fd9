"""Who a message really pings: what its text mentions, cut down by ``allowed_mentions`` and permissions."""

import re
from collections.abc import Collection

from sandbox.discord.check.components import walk
from sandbox.discord.model import Mentions, MessageRecord, User
from sandbox.discord.permissions import Permission
from sandbox.discord.wire import Json
from sandbox.discord.world import World

_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(everyone|here)")
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)

EVERYTHING: Json = {"parse": ["users", "roles", "everyone"]}
USERS_ONLY: Json = {"parse": ["users"]}


def pinged(world: World, message: MessageRecord, allowed: Json) -> Mentions:
    """Return whom the message pings. Text in code never pings; a backslash before a mention stops nothing."""
    text = _CODE.sub("", _text(message))
    guild = world.guild_of(message.channel)
    powerful = guild is not None and world.may(message.channel, message.author, Permission.MENTION_EVERYONE)
    parse = allowed.get("parse") or []
    users = _chosen(_USER.findall(text), parse, "users", allowed)
    found = [world.users[user_id] for user_id in users if user_id in world.users]
    roles: list[int] = []
    if guild is not None:
        for role_id in _chosen(_ROLE.findall(text), parse, "roles", allowed):
            role = guild.roles.get(role_id)
            if role is not None and (role.mentionable or powerful):
                roles.append(role_id)
    everyone = powerful and "everyone" in parse and bool(_EVERYONE.search(text))
    return Mentions(tuple(_with_replied(found, message, allowed)), tuple(roles), everyone)


def _text(message: MessageRecord) -> str:
    """Return the text in which mentions count: the content and text displays, never embeds."""
    return "\n".join([message.content, *(str(c["content"]) for c in walk(message.components) if c.get("content"))])


def _chosen(found: list[str], parse: Collection[str], kind: str, allowed: Json) -> list[int]:
    """Return the ids in the text that ``allowed`` lets through, each once."""
    ids = list(dict.fromkeys(int(each) for each in found))
    if kind in parse:
        return ids
    listed = {int(each) for each in allowed.get(kind) or []}
    return [each for each in ids if each in listed]


def _with_replied(users: list[User], message: MessageRecord, allowed: Json) -> list[User]:
    """Add the author of the message replied to, whom a reply pings unless told otherwise."""
    target = message.replies_to
    wanted = allowed.get("replied_user", allowed is EVERYTHING)
    if target is None or not wanted or target.author in users:
        return users
    return [*users, target.author]
