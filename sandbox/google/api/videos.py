"""videos.list."""

from typing import cast

from sandbox.google import ids
from sandbox.google.api.call import Call
from sandbox.google.api.channels import thumbnails, too_many_ids
from sandbox.google.api.ratings import rated_videos
from sandbox.google.clock import rfc3339
from sandbox.google.errors import ApiError, JsonObject
from sandbox.google.model import Rating, Video
from sandbox.google.paging import Page

_MAX_IDS = 50


def list_videos(call: Call) -> JsonObject:
    """Answer videos.list; what the caller may not see is left out without a word."""
    chosen = call.filter_of("id", "myRating", "chart")
    found = _find(call, chosen)
    # With ids, maxResults is not supported: all of them come at once (YouTube Data API, videos.list).
    by_id = Page(found, 0, len(found), len(found), "")
    page = by_id if chosen == "id" else call.page(found, chosen, call.params.text(chosen))
    return call.listing("youtube#videoListResponse", page, lambda video: _resource(call, video))


def _find(call: Call, chosen: str) -> list[Video]:
    if chosen == "myRating":
        return _rated(call)
    if chosen == "chart":
        public = [video for channel in call.world.channels() for video in channel.with_privacy("public")]
        return sorted(public, key=lambda video: -video.views)
    wanted = call.params.texts("id")
    if len(wanted) > _MAX_IDS:
        raise too_many_ids()
    found = [call.world.video(video_id) for video_id in dict.fromkeys(wanted)]
    return [video for video in found if video is not None and call.may_open(video)]


def _rated(call: Call) -> list[Video]:
    rating = call.params.text("myRating")
    account = call.person_for("myRating")
    if rating == "none":
        message = "The request specifies an invalid value for the <code>myRating</code> parameter."
        raise ApiError(400, "invalidRating", message, domain="youtube.parameter", location="myRating")
    return rated_videos(call, account, cast("Rating", rating))


def _duration(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    steps = ((hours, "H"), (minutes, "M"), (left, "S"))
    return "PT" + "".join(f"{amount}{unit}" for amount, unit in steps if amount)


def _statistics(call: Call, video: Video) -> JsonObject:
    counts: JsonObject = {"viewCount": str(video.views), "favoriteCount": "0"}
    if not video.ratings_disabled:
        likes = sum(account.rating_of(video.id) == "like" for account in call.world.identities())
        counts["likeCount"] = str(video.likes + likes)
    if not video.comments_disabled:
        written = sum(comment.video_id == video.id for a in call.world.identities() for comment in a.comments)
        counts["commentCount"] = str(written)
    return counts


def _resource(call: Call, video: Video) -> JsonObject:
    owner = call.world.channel(video.channel_id)
    # To its owner a private video's date is that of the upload (videos resource, snippet.publishedAt).
    published = video.added_at if video.privacy == "private" else video.published_at
    return {
        "kind": "youtube#video",
        "etag": ids.etag("video", video.id),
        "id": video.id,
        "snippet": {
            "publishedAt": rfc3339(published),
            "channelId": video.channel_id,
            "title": video.title,
            "description": video.description,
            "thumbnails": thumbnails("vi", video.id),
            "channelTitle": owner.title if owner else "",
            "categoryId": "24",
            "liveBroadcastContent": "none",
            "localized": {"title": video.title, "description": video.description},
        },
        "contentDetails": {
            "duration": _duration(video.seconds),
            "dimension": "2d",
            "definition": "hd",
            "caption": "false",
            "licensedContent": False,
            "contentRating": {},
            "projection": "rectangular",
        },
        "status": {
            "uploadStatus": "processed",
            "privacyStatus": video.privacy,
            "license": "youtube",
            "embeddable": True,
            "publicStatsViewable": True,
            "madeForKids": False,
        },
        "statistics": _statistics(call, video),
    }
