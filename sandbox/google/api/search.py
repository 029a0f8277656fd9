"""search.list: public videos and channels by words in their titles; one's own with forMine."""

import html
from collections.abc import Callable
from datetime import datetime

from sandbox.google import ids
from sandbox.google.api.call import Call
from sandbox.google.api.channels import thumbnails
from sandbox.google.clock import rfc3339
from sandbox.google.errors import ApiError, JsonObject
from sandbox.google.model import Channel, Video

_TYPES = frozenset({"video", "channel", "playlist"})
_VIDEO_ONLY = (
    "forMine", "eventType", "videoCaption", "videoCategoryId", "videoDefinition", "videoDimension", "videoDuration",
    "videoEmbeddable", "videoLicense", "videoPaidProductPlacement", "videoSyndicated", "videoType",
)  # fmt: skip
_Hit = Video | Channel
_ORDERS: dict[str, Callable[[_Hit], tuple[float, str]]] = {
    "date": lambda hit: (-_date(hit).timestamp(), ""),
    "title": lambda hit: (0, hit.title),
    "viewCount": lambda hit: (-hit.views if isinstance(hit, Video) else 0, ""),
    "rating": lambda hit: (-hit.likes if isinstance(hit, Video) else 0, ""),
    "videoCount": lambda hit: (-len(hit.videos) if isinstance(hit, Channel) else 0, ""),
}


def list_results(call: Call) -> JsonObject:
    """Answer search.list; like Google's, titles and descriptions come HTML-escaped."""
    kinds = _kinds(call)
    hits = [hit for hit in _candidates(call, kinds) if _matches(call, hit)]
    order = _ORDERS.get(call.params.text("order"))
    if order is not None:
        hits.sort(key=order)
    bound = [f"{name}={values}" for name, values in sorted(call.params.given.items()) if name not in _UNBOUND]
    page = call.page(hits, *bound)
    body = call.listing("youtube#searchListResponse", page, lambda hit: _resource(call, hit))
    return body | {"regionCode": call.params.text("regionCode") or "US"}


_UNBOUND = frozenset({"pageToken", "maxResults", "key", "part", "fields", "alt", "prettyPrint"})


def _kinds(call: Call) -> frozenset[str]:
    kinds = frozenset(call.params.texts("type"))
    if not kinds <= _TYPES:
        message = "The request specifies an invalid value for the <code>type</code> parameter."
        raise ApiError(400, "invalidParameter", message, domain="youtube.parameter", location="type")
    if kinds != {"video"} and any(name in call.params for name in _VIDEO_ONLY):
        message = "The request contains an invalid combination of search filters and/or restrictions."
        raise ApiError(400, "invalidSearchFilter", message, domain="youtube.search")
    return kinds or _TYPES


def _candidates(call: Call, kinds: frozenset[str]) -> list[_Hit]:
    if call.params.truth("forMine"):
        return list(call.person_for("forMine").videos)
    channels = list(call.world.channels())
    found: list[_Hit] = list(channels) if "channel" in kinds else []
    if "video" in kinds:
        found.extend(video for channel in channels for video in channel.with_privacy("public"))
    return found


def _matches(call: Call, hit: _Hit) -> bool:
    words = call.params.text("q").lower().split()
    if not all(word in f"{hit.title} {hit.description}".lower() for word in words):
        return False
    channel_id = hit.channel_id if isinstance(hit, Video) else hit.id
    if call.params.text("channelId") not in {"", channel_id}:
        return False
    after, before = call.params.text("publishedAfter"), call.params.text("publishedBefore")
    date = _date(hit)
    return (not after or date >= datetime.fromisoformat(after)) and (
        not before or date < datetime.fromisoformat(before)
    )


def _date(hit: _Hit) -> datetime:
    return hit.published_at if isinstance(hit, Video) else hit.created_at


def _resource(call: Call, hit: _Hit) -> JsonObject:
    is_video = isinstance(hit, Video)
    channel_id = hit.channel_id if isinstance(hit, Video) else hit.id
    owner = call.world.channel(channel_id)
    kind = "video" if is_video else "channel"
    return {
        "kind": "youtube#searchResult",
        "etag": ids.etag("hit", hit.id),
        "id": {"kind": f"youtube#{kind}", f"{kind}Id": hit.id},
        "snippet": {
            "publishedAt": rfc3339(_date(hit)),
            "channelId": channel_id,
            "title": html.escape(hit.title).replace("&#x27;", "&#39;"),
            "description": html.escape(hit.description).replace("&#x27;", "&#39;"),
            "thumbnails": thumbnails("vi" if is_video else "ch", hit.id),
            "channelTitle": owner.title if owner else "",
            "liveBroadcastContent": "none",
            "publishTime": rfc3339(_date(hit)),
        },
    }
