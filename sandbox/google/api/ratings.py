"""videos.rate and videos.getRating, and the lists of what somebody rated."""

from typing import cast

from sandbox.google.api.call import Call
from sandbox.google.errors import ApiError, JsonObject
from sandbox.google.model import Account, Rating, Video


def rated_videos(call: Call, account: Account, rating: Rating) -> list[Video]:
    """Return the videos that an account rated so and may still see, newest rating first."""
    rated = [video_id for video_id, given in reversed(account.ratings.items()) if given == rating]
    videos = [call.world.video(video_id) for video_id in rated]
    return [video for video in videos if video is not None and call.may_open(video)]


def video_not_found() -> ApiError:
    """Return the refusal of a video id that leads nowhere."""
    message = "The video that you are trying to rate cannot be found."
    return ApiError(404, "videoNotFound", message, domain="youtube.video", location="id")


def signup_required() -> ApiError:
    """Return the refusal of an account without a YouTube channel (YouTube's core API errors)."""
    return ApiError(
        401, "youtubeSignupRequired", "Unauthorized", domain="youtube.header", location="Authorization",
        location_type="header",
    )  # fmt: skip


def rate(call: Call) -> JsonObject:
    """Answer videos.rate: an empty body, status 204."""
    account = call.person()
    video = call.world.video(call.params.text("id"))
    if video is None:
        raise video_not_found()
    _check_rater(account)
    _check_rateable(call, account, video)
    account.rate(video.id, cast("Rating", call.params.text("rating")))
    return {}


def _check_rater(account: Account) -> None:
    if account.channel is None:
        raise signup_required()
    if not account.email_verified:
        message = "The user must verify their email address prior to rating the video."
        raise ApiError(400, "emailNotVerified", message, domain="youtube.video")


def _check_rateable(call: Call, account: Account, video: Video) -> None:
    if not call.may_open(video):
        message = "The video cannot be rated because of insufficient permissions."
        raise ApiError(403, "forbidden", message, domain="youtube.video", location="id")
    if video.purchase_required and not account.owns(video):
        message = "This video is only available for rating to the users who purchased it."
        raise ApiError(400, "videoPurchaseRequired", message, domain="youtube.video", location="id")
    if video.ratings_disabled:
        message = "The owner of the video that you are trying to rate has disabled ratings for that video."
        raise ApiError(403, "videoRatingDisabled", message, domain="youtube.video", location="id")


def get_rating(call: Call) -> JsonObject:
    """Answer videos.getRating; ids that the caller cannot see are left out."""
    account = call.person()
    wanted = [call.world.video(video_id) for video_id in call.params.texts("id")]
    return {
        "kind": "youtube#videoGetRatingResponse",
        "etag": "",
        "items": [
            {"videoId": video.id, "rating": account.rating_of(video.id)}
            for video in wanted
            if video is not None and call.may_open(video)
        ],
    }
