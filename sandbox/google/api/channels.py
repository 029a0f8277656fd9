"""channels.list."""

from sandbox.google import ids
from sandbox.google.api.call import Call, not_served
from sandbox.google.clock import rfc3339
from sandbox.google.errors import ApiError, JsonObject
from sandbox.google.model import Channel

_FILTERS = ("mine", "id", "forHandle", "forUsername", "categoryId", "managedByMe", "mySubscribers")
_MAX_IDS = 50


def list_channels(call: Call) -> JsonObject:
    """Answer channels.list; like Google's, the answer has no `items` at all when nothing matches."""
    chosen = call.filter_of(*_FILTERS)
    found = _find(call, chosen)
    page = call.page(found, chosen, call.params.text(chosen))
    mine = call.account.channel if call.account else None
    body = call.listing("youtube#channelListResponse", page, lambda channel: _resource(channel, mine))
    if not found:
        del body["items"]
    return body


def _find(call: Call, chosen: str) -> list[Channel]:
    if chosen == "mine":
        if not call.params.truth("mine"):
            raise ApiError(400, "missingRequiredParameter", "No filter selected.", domain="youtube.parameter")
        own = call.person_for("mine").channel
        return [own] if own else []
    if chosen == "forHandle":
        named = call.world.channel_by_handle(call.params.text("forHandle"))
        return [named] if named else []
    if chosen != "id":
        raise not_served(f"the filter {chosen} of channels.list")
    wanted = call.params.texts("id")
    if len(wanted) > _MAX_IDS:
        raise too_many_ids()
    return [channel for channel in call.world.channels() if channel.id in wanted]


def too_many_ids() -> ApiError:
    """Return the refusal of more than fifty ids."""
    message = "The request specifies an invalid filter parameter."
    return ApiError(400, "invalidFilters", message, domain="youtube.parameter", location="id")


def thumbnails(kind: str, key: str) -> JsonObject:
    """Return the thumbnails of a video (`vi`) or channel (`ch`); the host does not exist."""
    sizes = (("default", 120, 90), ("medium", 320, 180), ("high", 480, 360))
    return {
        name: {"url": f"https://i.ytimg.invalid/{kind}/{key}/{name}.jpg", "width": width, "height": height}
        for name, width, height in sizes
    }


def _resource(channel: Channel, mine: Channel | None) -> JsonObject:
    public = channel.with_privacy("public")
    return {
        "kind": "youtube#channel",
        "etag": ids.etag("channel", channel.id),
        "id": channel.id,
        "snippet": {
            "title": channel.title,
            "description": channel.description,
            "customUrl": channel.handle,
            "publishedAt": rfc3339(channel.created_at),
            "thumbnails": thumbnails("ch", channel.id),
            "localized": {"title": channel.title, "description": channel.description},
        },
        "contentDetails": {
            "relatedPlaylists": {"likes": "LL" if channel is mine else "", "uploads": channel.uploads_id}
        },
        "statistics": {
            "viewCount": str(sum(video.views for video in public)),
            "subscriberCount": str(100 * (1 + len(channel.members)) + len(public)),
            "hiddenSubscriberCount": False,
            "videoCount": str(len(public)),
        },
        "status": {"privacyStatus": "public", "isLinked": True, "longUploadsStatus": "longUploadsUnspecified"},
        "brandingSettings": {"channel": {"title": channel.title, "description": channel.description}},
    }
