"""Permission bits, and what a member may do in a server or channel (Discord's reference, "Permissions")."""

from collections.abc import Iterable
from enum import IntFlag

from sandbox.discord.model import ChannelRecord, Guild, Member


class Permission(IntFlag):
    """The bits by Discord's names."""

    CREATE_INSTANT_INVITE = 1 << 0
    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_EVENTS = 1 << 33
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40
    PIN_MESSAGES = 1 << 51


ALL = (1 << 53) - 1
NONE = 0

_ALIASES = {"MANAGE_SERVER": "MANAGE_GUILD", "READ_MESSAGES": "VIEW_CHANNEL"}

IN_DMS = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.MENTION_EVERYONE
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.ADD_REACTIONS
    | Permission.USE_APPLICATION_COMMANDS
)

EVERYONE_DEFAULT = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ADD_REACTIONS
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
)

BOT_DEFAULT = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
)


def named(names: Iterable[str]) -> int:
    """Return the bits of permissions by name, in any case, such as ``send_messages``; KeyError if there is none."""
    bits = 0
    for name in names:
        upper = name.upper()
        bits |= Permission[_ALIASES.get(upper, upper)]
    return bits


def in_guild(guild: Guild, member: Member) -> int:
    """Return the bits a member has in the server as a whole."""
    if member.user.id == guild.owner_id:
        return ALL
    bits = guild.roles[guild.id].permissions
    for role_id in member.roles:
        bits |= guild.roles[role_id].permissions
    return ALL if bits & Permission.ADMINISTRATOR else bits


def in_channel(guild: Guild, channel: ChannelRecord, member: Member) -> int:
    """Return the bits a member has in a channel of the server: roles first, then overwrites."""
    bits = in_guild(guild, member)
    if bits & Permission.ADMINISTRATOR:
        return ALL
    bits = _overwritten(bits, channel, [guild.id])
    bits = _overwritten(bits, channel, member.roles)
    bits = _overwritten(bits, channel, [member.user.id])
    if not bits & Permission.VIEW_CHANNEL:
        return NONE
    if not bits & Permission.SEND_MESSAGES:
        bits &= ~(Permission.EMBED_LINKS | Permission.ATTACH_FILES | Permission.MENTION_EVERYONE)
    return bits


def _overwritten(bits: int, channel: ChannelRecord, targets: Iterable[int]) -> int:
    """Apply the overwrites of one tier together: what one role allows wins over what another denies."""
    found = [channel.overwrites[target] for target in targets if target in channel.overwrites]
    for overwrite in found:
        bits &= ~overwrite.deny
    for overwrite in found:
        bits |= overwrite.allow
    return bits
