"""What the bot must be allowed in a channel to post credits there, and to find them again after a crash."""

import discord

from bot.errors import ChannelPermissionMissing

NEEDED = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "embed_links": "Embed Links",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
}
"""discord.py's names and the ones that Discord's settings show; the bot's invitation asks for these and no more."""
_IN_THREADS = {**NEEDED, "send_messages": "Send Messages in Threads"}


def missing_permissions(permissions: discord.Permissions) -> list[str]:
    """Return what is missing to post in a channel, in the words of Discord's settings."""
    return [name for flag, name in NEEDED.items() if not getattr(permissions, flag)]


def missing_in_thread(permissions: discord.Permissions) -> list[str]:
    """Return what is missing to post in a thread, in the words of Discord's settings."""
    needed = {flag: getattr(permissions, flag) for flag in _IN_THREADS}
    needed["send_messages"] = permissions.send_messages_in_threads
    return [name for flag, name in _IN_THREADS.items() if not needed[flag]]


def require_permissions(channel: discord.abc.GuildChannel | discord.Thread) -> None:
    """Raise ChannelPermissionMissing, naming what is missing, unless the bot can post credits in `channel`."""
    permissions = channel.permissions_for(channel.guild.me)
    find_missing = missing_in_thread if isinstance(channel, discord.Thread) else missing_permissions
    if missing := find_missing(permissions):
        raise ChannelPermissionMissing(channel.mention, missing)
