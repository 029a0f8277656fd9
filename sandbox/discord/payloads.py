"""Users, servers, channels and messages as Discord's JSON."""

from datetime import UTC, datetime

from sandbox.discord.model import (
    Attachment,
    ChannelRecord,
    Guild,
    Member,
    MessageRecord,
    Overwrite,
    Role,
    User,
)
from sandbox.discord.wire import Json


def moment(when: datetime | None) -> str | None:
    """Return an ISO 8601 time in UTC with microseconds, as Discord writes it."""
    return None if when is None else when.astimezone(UTC).isoformat(timespec="microseconds")


def user_json(user: User) -> Json:
    """Return a user."""
    return {
        "id": str(user.id),
        "username": user.username,
        "global_name": user.global_name,
        "discriminator": "0000" if user.bot else "0",
        "avatar": None,
        "avatar_decoration_data": None,
        "banner": None,
        "collectibles": None,
        "primary_guild": None,
        "accent_color": int(user.color.removeprefix("#"), 16),
        "bot": user.bot,
        "public_flags": 0,
        "flags": 0,
    }


def person_json(user: User) -> Json:
    """Return a user as the sandbox's page shows it, with the colour of the avatar disc."""
    return {
        "id": str(user.id),
        "username": user.username,
        "global_name": user.global_name,
        "bot": user.bot,
        "color": user.color,
    }


def bare_member_json(member: Member) -> Json:
    """Return a member without its user, as beside a message's author."""
    return {
        "nick": None,
        "avatar": None,
        "banner": None,
        "roles": [str(role_id) for role_id in member.roles],
        "joined_at": moment(member.joined_at),
        "premium_since": None,
        "communication_disabled_until": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    }


def member_json(member: Member) -> Json:
    """Return a member with its user."""
    return {**bare_member_json(member), "user": user_json(member.user)}


def role_json(role: Role) -> Json:
    """Return a role."""
    value: Json = {
        "id": str(role.id),
        "name": role.name,
        "permissions": str(int(role.permissions)),
        "position": role.position,
        "mentionable": role.mentionable,
        "managed": role.bot_id is not None,
        "hoist": False,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
    if role.bot_id is not None:
        value["tags"] = {"bot_id": str(role.bot_id)}
    return value


def _overwrite_json(overwrite: Overwrite) -> Json:
    return {
        "id": str(overwrite.id),
        "type": overwrite.kind,
        "allow": str(int(overwrite.allow)),
        "deny": str(int(overwrite.deny)),
    }


def channel_json(channel: ChannelRecord) -> Json:
    """Return a channel of a server, or a DM."""
    last = channel.messages[-1].id if channel.messages else None
    value: Json = {
        "id": str(channel.id),
        "last_message_id": None if last is None else str(last),
        "last_pin_timestamp": None,
        "flags": 0,
    }
    if channel.recipient is not None:
        return {**value, "type": 1, "recipients": [user_json(channel.recipient)]}
    return {
        **value,
        "type": 0,
        "guild_id": str(channel.guild_id),
        "name": channel.name,
        "topic": channel.topic,
        "position": channel.position,
        "parent_id": None,
        "nsfw": False,
        "rate_limit_per_user": 0,
        "permission_overwrites": [_overwrite_json(overwrite) for overwrite in channel.overwrites.values()],
    }


def guild_json(guild: Guild) -> Json:
    """Return a server as ``GET /guilds/{id}`` does: without channels and members."""
    return {
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner_id),
        "roles": [role_json(role) for role in guild.roles.values()],
        "emojis": [],
        "stickers": [],
        "features": [],
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "banner": None,
        "description": None,
        "home_header": None,
        "incidents_data": None,
        "region": "deprecated",
        "widget_enabled": False,
        "widget_channel_id": None,
        "vanity_url_code": None,
        "application_id": None,
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "safety_alerts_channel_id": None,
        "verification_level": 1,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw": False,
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "preferred_locale": "en-US",
        "max_members": 25_000_000,
        "max_presences": None,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
    }


def gateway_guild_json(guild: Guild, bot_id: int) -> Json:
    """Return a server as GUILD_CREATE carries it to a bot without the members intent: itself the only member."""
    me = guild.members[bot_id]
    return {
        **guild_json(guild),
        "joined_at": moment(me.joined_at),
        "large": False,
        "unavailable": False,
        "member_count": len(guild.members),
        "members": [member_json(me)],
        "channels": [channel_json(channel) for channel in guild.channels.values()],
        "threads": [],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def attachment_json(attachment: Attachment) -> Json:
    """Return a file of a message."""
    value: Json = {
        "id": str(attachment.id),
        "filename": attachment.filename,
        "size": len(attachment.content),
        "url": attachment.url,
        "proxy_url": attachment.url,
        "content_type": attachment.content_type,
    }
    optional = {
        "description": attachment.description,
        "title": attachment.title,
        "width": attachment.width,
        "height": attachment.height,
        "ephemeral": attachment.ephemeral or None,
    }
    return value | {key: item for key, item in optional.items() if item is not None}


def message_json(message: MessageRecord) -> Json:
    """Return a message whole, as its author sees it."""
    value: Json = {
        "id": str(message.id),
        "channel_id": str(message.channel.id),
        "type": message.kind,
        "author": user_json(message.author),
        "content": message.content,
        "timestamp": moment(message.timestamp),
        "edited_timestamp": moment(message.edited_at),
        "tts": False,
        "pinned": False,
        "mention_everyone": message.mentions.everyone,
        "mentions": [user_json(user) for user in message.mentions.users],
        "mention_roles": [str(role_id) for role_id in message.mentions.roles],
        "attachments": [attachment_json(attachment) for attachment in message.attachments],
        "embeds": message.embeds,
        "components": message.components,
        "flags": message.flags,
    }
    if message.nonce is not None:
        value["nonce"] = message.nonce
    if message.application_id is not None:
        value["application_id"] = value["webhook_id"] = str(message.application_id)
    if message.interaction is not None:
        value["interaction_metadata"] = message.interaction
    if message.replies_to is not None:
        value["message_reference"] = _reference_json(message.replies_to)
        value["referenced_message"] = None if message.replies_to.deleted else _quoted(message.replies_to)
    return value


def _reference_json(target: MessageRecord) -> Json:
    reference: Json = {"type": 0, "message_id": str(target.id), "channel_id": str(target.channel.id)}
    if target.channel.guild_id is not None:
        reference["guild_id"] = str(target.channel.guild_id)
    return reference


def _quoted(message: MessageRecord) -> Json:
    """Return a referenced message; what it refers to itself is not nested further."""
    value = message_json(message)
    value.pop("referenced_message", None)
    return value
