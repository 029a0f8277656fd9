"""channels.list, playlistItems.list and videos.list: who sees what, in which order."""

from collections import Counter

from sandbox.google.catalogue import build_world
from tests.sandbox.google.helpers import ACT, READ, App


async def test_the_owner_sees_236_uploads_and_others_229(app: App) -> None:
    token, stranger = await app.token(READ), await app.token(READ, person="mallory")
    mine = (await app.youtube("channels", token, part="contentDetails", mine="true")).json["items"][0]
    playlist = mine["contentDetails"]["relatedPlaylists"]["uploads"]
    query = {"part": "snippet,contentDetails,status", "playlistId": playlist, "maxResults": 50}
    owned = await app.every_page("playlistItems", token, **query)
    assert Counter(item["status"]["privacyStatus"] for item in owned) == {"public": 229, "unlisted": 5, "private": 2}
    for items in (
        await app.every_page("playlistItems", stranger, **query),
        await app.every_page("playlistItems", key=app.google.api_key, **query),
    ):
        assert len(items) == 229
        assert {item["status"]["privacyStatus"] for item in items} == {"public"}
    added = [item["snippet"]["publishedAt"] for item in owned]
    assert added == sorted(added, reverse=True)
    assert [item["snippet"]["position"] for item in owned] == list(range(236))


async def test_published_and_added_dates_differ_sometimes(app: App) -> None:
    token, channel = await app.token(READ), app.google.person("alice").channel
    assert channel is not None
    query = {"part": "snippet,contentDetails,status", "playlistId": channel.uploads_id, "maxResults": 50}
    items = await app.every_page("playlistItems", token, **query)
    published = [item["contentDetails"].get("videoPublishedAt") for item in items]
    assert sum(date is None for date in published) == 2
    shown = [date for date in published if date]
    assert shown != sorted(shown, reverse=True)
    assert sum(date == item["snippet"]["publishedAt"] for date, item in zip(published, items, strict=True)) > 180


async def test_an_account_without_a_channel_has_no_items(app: App) -> None:
    answer = await app.youtube("channels", await app.token(READ, person="bob"), part="id", mine="true")
    assert answer.status == 200
    assert "items" not in answer.json
    assert answer.json["pageInfo"]["totalResults"] == 0


async def test_channels_are_found_by_id_and_handle(app: App) -> None:
    alice = app.google.person("alice").channel
    creator = app.google.person("creator").channel
    assert alice is not None
    assert creator is not None
    key = {"key": app.google.api_key, "part": "snippet,statistics"}
    by_handle = await app.youtube("channels", **key, forHandle="The.Creator")
    assert [item["id"] for item in by_handle.json["items"]] == [creator.id]
    by_id = await app.youtube("channels", **key, id=f"{alice.id},{creator.id},UCunknown")
    assert by_id.json["items"][0]["statistics"]["videoCount"] == "229"
    assert len(by_id.json["items"]) == 2
    too_many = await app.youtube("channels", **key, id=",".join(map(str, range(51))))
    assert too_many.reason == "invalidFilters"


async def test_unknown_and_private_playlists(app: App) -> None:
    token = await app.token(READ)
    missing = await app.youtube("playlistItems", token, part="id", playlistId="PLnothing")
    assert (missing.status, missing.reason) == (404, "playlistNotFound")
    foreign = await app.youtube("playlistItems", token, part="id", playlistId="LLsomebody")
    assert (foreign.status, foreign.reason) == (403, "playlistItemsNotAccessible")
    keyed = await app.youtube("playlistItems", key=app.google.api_key, part="id", playlistId="LL")
    assert keyed.reason == "playlistItemsNotAccessible"


async def test_private_videos_of_others_are_absent_and_unlisted_ones_open_by_id(app: App) -> None:
    mallory = app.google.person("mallory").channel
    assert mallory is not None
    private, unlisted = mallory.with_privacy("private")[0].id, mallory.with_privacy("unlisted")[0].id
    query = {"part": "snippet,status", "id": f"{private},{unlisted},doesnotexist"}
    for answer in (
        await app.youtube("videos", await app.token(READ), **query),
        await app.youtube("videos", key=app.google.api_key, **query),
    ):
        assert [item["id"] for item in answer.json["items"]] == [unlisted]
    own = await app.youtube("videos", await app.token(READ, person="mallory"), **query)
    assert [item["id"] for item in own.json["items"]] == [private, unlisted]


async def test_no_video_at_all_is_an_empty_list(app: App) -> None:
    answer = await app.youtube("videos", key=app.google.api_key, part="snippet", id="doesnotexist")
    assert answer.json["items"] == []


async def test_fifty_ids_come_at_once_and_more_are_refused(app: App) -> None:
    ids = [video.id for video in app.google.person("alice").videos if video.privacy == "public"][:51]
    answer = await app.youtube("videos", key=app.google.api_key, part="id", id=",".join(ids[:50]))
    assert [item["id"] for item in answer.json["items"]] == ids[:50]
    assert "nextPageToken" not in answer.json
    assert (await app.youtube("videos", key=app.google.api_key, part="id", id=",".join(ids))).reason == "invalidFilters"


async def test_liked_videos_come_newest_rating_first(app: App) -> None:
    token = await app.token(READ, ACT)
    videos = [video.id for video in app.google.person("creator").videos[:3]]
    for video in videos:
        assert (await app.rate(token, video)).status == 204
    await app.rate(token, videos[0], "dislike")
    liked = await app.youtube("videos", token, part="id", myRating="like")
    assert [item["id"] for item in liked.json["items"]] == [videos[2], videos[1]]
    disliked = await app.youtube("videos", token, part="id", myRating="dislike")
    assert [item["id"] for item in disliked.json["items"]] == [videos[0]]
    assert (await app.youtube("videos", token, part="id", myRating="none")).reason == "invalidRating"
    playlist = await app.youtube("playlistItems", token, part="contentDetails", playlistId="LL")
    assert [item["contentDetails"]["videoId"] for item in playlist.json["items"]] == [videos[2], videos[1]]


def test_the_world_is_the_same_every_time() -> None:
    assert build_world() == build_world()


def test_ids_are_realistic_and_unique() -> None:
    world = build_world()
    videos = [video.id for channel in world.channels() for video in channel.videos]
    assert len(videos) == len(set(videos))
    assert {len(video) for video in videos} == {11}
    alice = world.account("alice").channel
    assert alice is not None
    assert sorted(video.id for video in alice.videos) != [video.id for video in alice.videos]
    assert {len(channel.id) for channel in world.channels()} == {24}
    assert any("**bold** @everyone <@123>" in video.title for video in alice.videos)
    assert all(len(video.title) <= 100 for video in alice.videos)
