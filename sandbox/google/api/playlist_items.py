"""playlistItems.list: a channel's uploads, newest added first, and one's own liked videos."""

from sandbox.google import ids
from sandbox.google.api.call import Call, not_served
from sandbox.google.api.channels import thumbnails
from sandbox.google.api.ratings import rated_videos
from sandbox.google.clock import rfc3339
from sandbox.google.errors import ApiError, JsonObject
from sandbox.google.model import Channel, Video

_LIKES = "LL"
_Place = tuple[int, Video]


def list_playlist_items(call: Call) -> JsonObject:
    """Answer playlistItems.list; others than the owner see the public uploads alone."""
    if call.filter_of("playlistId", "id") == "id":
        raise not_served("the filter id of playlistItems.list")
    playlist_id = call.params.text("playlistId")
    only = call.params.text("videoId")
    places = list(enumerate(_videos(call, playlist_id)))
    if only:
        places = [place for place in places if place[1].id == only]
        if not places:
            raise ApiError(
                404, "videoNotFound", "The video cannot be found in the playlist.", domain="youtube.playlistItem"
            )
    page = call.page(places, playlist_id, only)
    return call.listing("youtube#playlistItemListResponse", page, lambda place: _resource(call, playlist_id, place))


def _videos(call: Call, playlist_id: str) -> list[Video]:
    for channel in call.world.channels():
        if channel.uploads_id == playlist_id and channel.videos:
            mine = call.account is not None and call.account.channel is channel
            return channel.videos if mine else channel.with_privacy("public")
    if playlist_id.startswith(_LIKES):
        return _liked(call, playlist_id)
    raise ApiError(
        404,
        "playlistNotFound",
        "The playlist identified with the request's <code>playlistId</code> parameter cannot be found.",
        domain="youtube.playlistItem",
        location="playlistId",
    )


def _liked(call: Call, playlist_id: str) -> list[Video]:
    if call.account is None or playlist_id != _LIKES:
        raise ApiError(
            403,
            "playlistItemsNotAccessible",
            "The request is not properly authorized to retrieve the specified playlist items.",
            domain="youtube.playlistItem",
            location="playlistId",
        )
    return rated_videos(call, call.account, "like")


def _resource(call: Call, playlist_id: str, place: _Place) -> JsonObject:
    position, video = place
    owner = call.world.channel(video.channel_id)
    content: JsonObject = {"videoId": video.id}
    # A video that was never published has no such date; seen with private videos.
    if video.privacy != "private":
        content["videoPublishedAt"] = rfc3339(video.published_at)
    return {
        "kind": "youtube#playlistItem",
        "etag": ids.etag("item", playlist_id, video.id),
        "id": ids.playlist_item_id(playlist_id, video.id),
        "snippet": _snippet(playlist_id, position, video, owner),
        "contentDetails": content,
        "status": {"privacyStatus": video.privacy},
    }


def _snippet(playlist_id: str, position: int, video: Video, owner: Channel | None) -> JsonObject:
    title = owner.title if owner else ""
    return {
        "publishedAt": rfc3339(video.added_at),
        "channelId": video.channel_id,
        "title": video.title,
        "description": video.description,
        "thumbnails": thumbnails("vi", video.id),
        "channelTitle": title,
        "playlistId": playlist_id,
        "position": position,
        "resourceId": {"kind": "youtube#video", "videoId": video.id},
        "videoOwnerChannelTitle": title,
        "videoOwnerChannelId": video.channel_id,
    }
