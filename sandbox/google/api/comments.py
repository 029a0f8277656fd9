"""commentThreads.insert."""

from typing import Any

from sandbox.google import ids
from sandbox.google.api.call import Call
from sandbox.google.clock import rfc3339
from sandbox.google.errors import ApiError, JsonObject
from sandbox.google.fields import only_parts
from sandbox.google.model import Channel, Comment, Video

_MAX_TEXT = 10_000
_DOMAIN = "youtube.commentThread"


def insert_thread(call: Call) -> JsonObject:
    """Answer commentThreads.insert: the new thread."""
    account = call.person()
    if account.channel is None:
        message = "The YouTube account used to authorize the API request must be merged with the user's Google account."
        raise ApiError(403, "ineligibleAccount", message, domain=_DOMAIN)
    snippet: JsonObject = call.body.get("snippet", {})
    text = _text(snippet)
    video = _video(call, snippet)
    comment_id = ids.opaque_id("comment", account.key, len(account.comments), call.now)
    comment = Comment(comment_id, video.id, account.channel.id, text, call.now)
    account.comments.append(comment)
    return only_parts(_resource(comment, account.channel, video), call.parts)


def _text(snippet: JsonObject) -> str:
    inner: Any = snippet.get("topLevelComment", {}).get("snippet", {})
    text = str(inner.get("textOriginal", "")).strip()
    if not text:
        raise ApiError(400, "commentTextRequired", "The comment needs a text.", domain=_DOMAIN)
    if len(text) > _MAX_TEXT:
        raise ApiError(400, "commentTextTooLong", "The comment's text is too long.", domain=_DOMAIN)
    return text


def _video(call: Call, snippet: JsonObject) -> Video:
    if "videoId" not in snippet:
        message = "The request must name the channel or the video of the comment."
        raise ApiError(400, "channelOrVideoIdMissing", message, domain=_DOMAIN)
    video = call.world.video(snippet["videoId"])
    if video is None:
        message = "The video identified by the <code>videoId</code> parameter could not be found."
        raise ApiError(404, "videoNotFound", message, domain=_DOMAIN, location="body.snippet.videoId")
    if video.comments_disabled or not call.may_open(video):
        message = "The comment thread could not be created due to insufficient permissions."
        raise ApiError(403, "forbidden", message, domain=_DOMAIN)
    return video


def _resource(comment: Comment, author: Channel, video: Video) -> JsonObject:
    written = rfc3339(comment.written_at)
    return {
        "kind": "youtube#commentThread",
        "etag": ids.etag("thread", comment.id),
        "id": comment.id,
        "snippet": {
            "channelId": video.channel_id,
            "videoId": video.id,
            "topLevelComment": {
                "kind": "youtube#comment",
                "etag": ids.etag("comment", comment.id),
                "id": comment.id,
                "snippet": {
                    "channelId": video.channel_id,
                    "videoId": video.id,
                    "textDisplay": comment.text,
                    "textOriginal": comment.text,
                    "authorDisplayName": author.handle,
                    "authorChannelUrl": f"http://www.youtube.com/channel/{author.id}",
                    "authorChannelId": {"value": author.id},
                    "canRate": True,
                    "viewerRating": "none",
                    "likeCount": 0,
                    "publishedAt": written,
                    "updatedAt": written,
                },
            },
            "canReply": True,
            "totalReplyCount": 0,
            "isPublic": video.privacy != "private",
        },
    }
