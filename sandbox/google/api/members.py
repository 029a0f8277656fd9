"""members.list and membershipsLevels.list, for a creator's own channel alone."""

from datetime import timedelta

from sandbox.google import ids
from sandbox.google.api.call import Call
from sandbox.google.clock import rfc3339
from sandbox.google.errors import ApiError, JsonObject
from sandbox.google.fields import only_parts
from sandbox.google.model import Channel, Level, LevelStay, Member
from sandbox.google.paging import Page

_MAX_FILTERED = 100
# Google says that tokens of this method expire, not when.
TOKEN_LIFETIME = timedelta(hours=1)


def list_members(call: Call) -> JsonObject:
    """Answer members.list in either mode."""
    channel = _members_channel(call)
    read = _MODES.get(call.params.text("mode"))
    if read is None:
        message = "The request specifies an invalid mode."
        raise ApiError(400, "invalidMode", message, domain="youtube.parameter", location="mode")
    page = read(call, channel)
    return call.listing("youtube#memberListResponse", page, lambda member: _resource(channel, member))


def list_levels(call: Call) -> JsonObject:
    """Answer membershipsLevels.list."""
    channel = _members_channel(call)
    items = [only_parts(_level_resource(channel, level), call.parts) for level in channel.levels]
    return {"kind": "youtube#membershipsLevelListResponse", "etag": "", "items": items}


def _members_channel(call: Call) -> Channel:
    if not call.members_access:
        message = "Access forbidden. The request may not be properly authorized."
        raise ApiError(403, "forbidden", message, domain="youtube.common")
    channel = call.person().channel
    if channel is None or not channel.levels:
        message = "The creator that is attempting to retrieve the channel's members does not have channel memberships."
        raise ApiError(400, "channelMembershipsNotEnabled", message, domain="youtube.membership")
    return channel


def _filtered(call: Call, channel: Channel, members: list[Member]) -> list[Member]:
    level = call.params.text("hasAccessToLevel")
    if level:
        if level not in {known.id for known in channel.levels}:
            raise _bad_filter("hasAccessToLevel", "invalidHasAccessToLevel")
        members = [member for member in members if level in {stay.level.id for stay in member.stays}]
    if "filterByMemberChannelId" in call.params:
        wanted = set(call.params.texts("filterByMemberChannelId"))
        if not wanted or len(wanted) > _MAX_FILTERED:
            raise _bad_filter("filterByMemberChannelId", "invalidFilterByMemberChannelId")
        members = [member for member in members if member.channel_id in wanted]
    return members


def _bad_filter(name: str, reason: str) -> ApiError:
    message = f"The request specifies an invalid value for the <code>{name}</code> parameter."
    return ApiError(400, reason, message, domain="youtube.parameter", location=name)


def _binding(call: Call, mode: str) -> str:
    filters = (call.params.text("hasAccessToLevel"), call.params.text("filterByMemberChannelId"))
    return "\x1f".join((call.method.id, call.person().key, mode, *filters))


def _all_current(call: Call, channel: Channel) -> Page[Member]:
    members = _filtered(call, channel, channel.members)
    binding = _binding(call, "all_current")
    token, size = call.params.text("pageToken"), call.params.whole("maxResults")
    start = call.tokens.read(token, binding, call.now, TOKEN_LIFETIME) if token else 0
    end = start + size
    following = call.tokens.make(end, binding, call.now) if end < len(members) else ""
    return Page(members[start:end], start, len(members), size, following)


def _updates(call: Call, channel: Channel) -> Page[Member]:
    """Return who joined or moved up since the token was made; a call without a token only starts the count."""
    binding = _binding(call, "updates")
    token, size = call.params.text("pageToken"), call.params.whole("maxResults")
    count = len(channel.joined)
    start = call.tokens.read(token, binding, call.now, TOKEN_LIFETIME) if token else count
    end = min(start + size, count)
    news = _filtered(call, channel, channel.joined[start:end])
    return Page(news, start, len(news), size, call.tokens.make(end, binding, call.now))


_MODES = {"all_current": _all_current, "updates": _updates}


def _stay(stay: LevelStay) -> JsonObject:
    return {
        "level": stay.level.id,
        "memberSince": rfc3339(stay.since),
        "memberTotalDurationMonths": stay.months,
    }


def _resource(channel: Channel, member: Member) -> JsonObject:
    return {
        "kind": "youtube#member",
        "etag": ids.etag("member", member.channel_id),
        "snippet": {
            "creatorChannelId": channel.id,
            "memberDetails": {
                "channelId": member.channel_id,
                "channelUrl": f"http://www.youtube.com/channel/{member.channel_id}",
                "displayName": member.name,
                "profileImageUrl": f"https://yt3.ggpht.invalid/{member.channel_id}=s88",
            },
            "membershipsDetails": {
                "highestAccessibleLevel": member.level.id,
                "highestAccessibleLevelDisplayName": member.level.name,
                "accessibleLevels": [stay.level.id for stay in member.stays],
                "membershipsDuration": {
                    "memberSince": rfc3339(member.since),
                    "memberTotalDurationMonths": member.months,
                },
                "membershipsDurationAtLevels": [_stay(stay) for stay in member.stays],
            },
        },
    }


def _level_resource(channel: Channel, level: Level) -> JsonObject:
    return {
        "kind": "youtube#membershipsLevel",
        "etag": ids.etag("level", level.id),
        "id": level.id,
        "snippet": {"creatorChannelId": channel.id, "levelDetails": {"displayName": level.name}},
    }
