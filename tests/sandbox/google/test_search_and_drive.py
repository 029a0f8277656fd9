"""search.list and Drive's files.list."""

from tests.sandbox.google.helpers import DRIVE, READ, App, Json


async def test_search_finds_public_videos_and_channels_with_escaped_titles(app: App) -> None:
    query: Json = {"part": "snippet", "key": app.google.api_key, "maxResults": 50}
    found = await app.every_page("search", **query, q="alice", type="video")
    assert len(found) == 229
    assert {item["id"]["kind"] for item in found} == {"youtube#video"}
    channels = (await app.youtube("search", **query, q="alice", type="channel")).json["items"]
    assert [item["snippet"]["title"] for item in channels] == ["Alice"]
    odd = (await app.youtube("search", **query, q="not bold", type="video")).json["items"]
    assert odd[0]["snippet"]["title"].endswith("&amp; &lt;b&gt;not bold&lt;/b&gt;")


async def test_search_orders_and_filters(app: App) -> None:
    channel = app.google.person("creator").channel
    assert channel is not None
    query = {"part": "snippet", "key": app.google.api_key, "channelId": channel.id, "type": "video"}
    dated = (await app.youtube("search", **query, order="date", maxResults=50)).json["items"]
    dates = [item["snippet"]["publishedAt"] for item in dated]
    assert dates == sorted(dates, reverse=True)
    assert len(dates) == 10
    later = (await app.youtube("search", **query, publishedAfter=dates[3], maxResults=50)).json["items"]
    assert len(later) == 4
    bad = await app.youtube("search", **query, publishedAfter="yesterday")
    assert (bad.status, bad.reason) == (400, "invalid")


async def test_search_for_ones_own_videos(app: App) -> None:
    token = await app.token(READ)
    query: Json = {"part": "snippet", "forMine": "true", "maxResults": 50}
    assert len(await app.every_page("search", token, **query, type="video")) == 236
    assert (await app.youtube("search", token, **query)).reason == "invalidSearchFilter"
    keyed = await app.youtube("search", key=app.google.api_key, **query, type="video")
    assert keyed.reason == "authorizationRequired"
    assert (await app.youtube("search", token, part="snippet", type="film")).reason == "invalidParameter"


async def test_drive_lists_ones_own_files_with_default_and_chosen_fields(app: App) -> None:
    token = await app.token(DRIVE)
    plain = (await app.get("drive/v3/files", token)).json
    assert len(plain["files"]) == 100
    assert set(plain["files"][0]) == {"kind", "id", "name", "mimeType"}
    rest = (await app.get("drive/v3/files", token, pageToken=plain["nextPageToken"])).json
    assert len(rest["files"]) == 30
    assert "nextPageToken" not in rest
    fields = "nextPageToken,incompleteSearch,files(id,name,mimeType,modifiedTime,size,webViewLink)"
    chosen = (await app.get("drive/v3/files", token, fields=fields, pageSize=2)).json
    assert set(chosen["files"][1]) == {"id", "name", "mimeType", "modifiedTime", "size", "webViewLink"}
    assert "size" not in chosen["files"][0]


async def test_drive_searches_and_orders(app: App) -> None:
    token = await app.token(DRIVE)
    query = "name contains 'take' and mimeType = 'video/mp4' and trashed = false"
    found = (await app.get("drive/v3/files", token, q=query, orderBy="modifiedTime desc,name")).json["files"]
    assert len(found) == 43
    assert {file["mimeType"] for file in found} == {"video/mp4"}
    assert (await app.get("drive/v3/files", token, q="name likes 'x'")).reason == "invalid"
    assert (await app.get("drive/v3/files", token, orderBy="colour")).reason == "invalidParameter"


async def test_drive_refuses_what_its_document_refuses(app: App) -> None:
    token = await app.token(DRIVE)
    assert (await app.get("drive/v3/files", token, pageSize=1001)).reason == "invalidParameter"
    assert (await app.get("drive/v3/files", token, pageSize=0)).reason == "invalidParameter"
    assert (await app.get("drive/v3/files", token, maxResults=5)).reason == "invalid"
    assert (await app.get("drive/v3/files", await app.token(READ))).reason == "insufficientPermissions"
    assert (await app.get("drive/v3/files", key=app.google.api_key)).status == 401
