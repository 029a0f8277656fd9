"""videos.rate, videos.getRating and commentThreads.insert."""

import pytest

from sandbox.google.model import Channel
from tests.sandbox.google.helpers import ACT, READ, App


def mallory(app: App) -> Channel:
    channel = app.google.person("mallory").channel
    assert channel is not None
    return channel


async def test_a_rating_is_kept_and_can_be_taken_back(app: App) -> None:
    token, video = await app.token(READ, ACT), mallory(app).videos[0].id
    answer = await app.rate(token, video)
    assert (answer.status, answer.json) == (204, {})
    assert app.google.person("alice").rating_of(video) == "like"
    ratings = await app.youtube("videos/getRating", token, id=f"{video},unknownvideo")
    assert ratings.json["items"] == [{"videoId": video, "rating": "like"}]
    await app.rate(token, video, "none")
    assert app.google.person("alice").rating_of(video) == "none"
    assert app.google.person("bob").rating_of(video) == "none"


async def test_what_cannot_be_rated(app: App) -> None:
    token, channel = await app.token(ACT), mallory(app)
    private = channel.with_privacy("private")[0].id
    disabled = next(video.id for video in channel.videos if video.ratings_disabled)
    paid = next(video.id for video in channel.videos if video.purchase_required)
    for video, status, reason in (
        ("doesnotexist", 404, "videoNotFound"),
        (private, 403, "forbidden"),
        (disabled, 403, "videoRatingDisabled"),
        (paid, 400, "videoPurchaseRequired"),
    ):
        answer = await app.rate(token, video)
        assert (answer.status, answer.reason) == (status, reason)
    assert (await app.rate(token, channel.videos[0].id, "love")).reason == "invalidRating"
    assert app.google.person("alice").ratings == {}


async def test_who_cannot_rate(app: App) -> None:
    video = mallory(app).videos[0].id
    bob = await app.rate(await app.token(ACT, person="bob"), video)
    assert (bob.status, bob.reason) == (401, "youtubeSignupRequired")
    app.google.person("alice").email_verified = False
    alice = await app.rate(await app.token(ACT), video)
    assert (alice.status, alice.reason) == (400, "emailNotVerified")


async def test_one_may_rate_ones_own_private_video(app: App) -> None:
    own = mallory(app).with_privacy("private")[0].id
    assert (await app.rate(await app.token(ACT, person="mallory"), own)).status == 204


async def test_a_comment_is_written(app: App) -> None:
    token, video = await app.token(ACT), mallory(app).videos[0]
    answer = await app.comment(token, video.id, "Bravo! **ünïcode** 🎉")
    assert answer.status == 200
    snippet = answer.json["snippet"]
    assert snippet["topLevelComment"]["snippet"]["textOriginal"] == "Bravo! **ünïcode** 🎉"
    assert snippet["videoId"] == video.id
    assert [comment.text for comment in app.google.person("alice").comments] == ["Bravo! **ünïcode** 🎉"]
    counted = await app.youtube("videos", key=app.google.api_key, part="statistics", id=video.id)
    assert counted.json["items"][0]["statistics"]["commentCount"] == "1"


async def test_what_cannot_be_commented(app: App) -> None:
    token, channel = await app.token(ACT), mallory(app)
    video = channel.videos[0].id
    closed = channel.change_video(channel.videos[3].id, comments_disabled=True).id
    for target, text, status, reason in (
        (video, "   ", 400, "commentTextRequired"),
        (video, "x" * 10_001, 400, "commentTextTooLong"),
        ("doesnotexist", "hello", 404, "videoNotFound"),
        (channel.with_privacy("private")[0].id, "hello", 403, "forbidden"),
        (closed, "hello", 403, "forbidden"),
    ):
        answer = await app.comment(token, target, text)
        assert (answer.status, answer.reason) == (status, reason)
    bob = await app.comment(await app.token(ACT, person="bob"), video, "hello")
    assert (bob.status, bob.reason) == (403, "ineligibleAccount")
    assert app.google.person("alice").comments == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, "commentTextRequired"),
        ({"snippet": {"topLevelComment": {"snippet": {"textOriginal": "hi"}}}}, "channelOrVideoIdMissing"),
        ({"snippet": {"video": "x"}}, "invalid"),
        ({"snippet": "text"}, "invalid"),
        ({"snippet": {"videoId": 5}}, "invalid"),
        ({"colour": "blue"}, "invalid"),
    ],
)
async def test_a_malformed_comment_is_refused(app: App, body: dict[str, object], reason: str) -> None:
    token = await app.token(ACT)
    answer = await app.call("POST", "youtube/v3/commentThreads", token, {"part": "snippet"}, body)
    assert (answer.status, answer.reason) == (400, reason)


async def test_a_comment_must_be_json(app: App) -> None:
    headers = {"Authorization": f"Bearer {await app.token(ACT)}"}
    url = f"{app.google.origin}/youtube/v3/commentThreads?part=snippet"
    async with app.http.post(url, data={"snippet": "x"}, headers=headers) as response:
        assert response.status == 400
    headers["Content-Type"] = "application/json"
    async with app.http.post(url, data=b"{nonsense", headers=headers) as response:
        assert response.status == 400
