"""What every API method has in common: credentials, scopes, parameters, parts, fields and errors."""

import pytest

from tests.sandbox.google.helpers import ACT, DRIVE, MEMBERS, READ, App


def uploads(app: App, person: str = "alice") -> str:
    channel = app.google.person(person).channel
    assert channel is not None
    return channel.uploads_id


async def test_no_credentials_at_all(app: App) -> None:
    public = await app.youtube("videos", part="id", id="x")
    assert (public.status, public.reason) == (403, "forbidden")
    assert "unregistered callers" in public.json["error"]["message"]
    personal = await app.youtube("members", part="snippet")
    assert (personal.status, personal.reason) == (401, "required")
    assert personal.json["error"]["status"] == "UNAUTHENTICATED"
    assert personal.headers["WWW-Authenticate"].startswith("Bearer")


async def test_a_bad_token_is_an_auth_error(app: App) -> None:
    answer = await app.youtube("channels", "ya29.nobody", part="id", mine="true")
    assert (answer.status, answer.reason) == (401, "authError")
    assert answer.json["error"]["errors"][0]["location"] == "Authorization"
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    assert app.google.quota_left == 10_000


async def test_a_token_in_the_url_does_not_count(app: App) -> None:
    answer = await app.youtube("members", part="snippet", access_token=await app.token(MEMBERS, person="creator"))
    assert answer.status == 401


async def test_a_wrong_api_key_is_refused(app: App) -> None:
    answer = await app.youtube("videos", part="id", id="x", key="AIzaWrong")
    assert (answer.status, answer.reason) == (400, "badRequest")
    assert answer.json["error"]["details"][0]["reason"] == "API_KEY_INVALID"


async def test_an_api_key_cannot_say_mine(app: App) -> None:
    answer = await app.youtube("channels", part="id", mine="true", key=app.google.api_key)
    assert (answer.status, answer.reason) == (401, "authorizationRequired")
    rated = await app.youtube("videos", part="id", myRating="like", key=app.google.api_key)
    assert (rated.status, rated.reason) == (401, "authorizationRequired")


@pytest.mark.parametrize(
    ("scope", "path", "query"),
    [
        (MEMBERS, "channels", {"part": "id", "mine": "true"}),
        (READ, "members", {"part": "snippet"}),
        (READ, "membershipsLevels", {"part": "snippet"}),
        (ACT, "members", {"part": "snippet"}),
        (DRIVE, "channels", {"part": "id", "mine": "true"}),
    ],
)
async def test_a_wrong_scope_is_insufficient(app: App, scope: str, path: str, query: dict[str, str]) -> None:
    answer = await app.youtube(path, await app.token(scope, person="creator"), **query)
    assert (answer.status, answer.reason) == (403, "insufficientPermissions")
    assert answer.json["error"]["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
    assert answer.json["error"]["status"] == "PERMISSION_DENIED"


async def test_readonly_may_not_rate_or_comment(app: App) -> None:
    token, video = await app.token(READ), app.google.person("mallory").videos[0].id
    assert (await app.rate(token, video)).reason == "insufficientPermissions"
    assert (await app.comment(token, video, "hello")).reason == "insufficientPermissions"
    assert app.google.person("alice").ratings == {}


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({"part": "snippet", "playlistId": "UUx", "colour": "blue"}, "invalid"),
        ({"part": "snippet", "playlistId": "UUx", "order": "date"}, "invalid"),
        ({"playlistId": "UUx"}, "required"),
        ({"part": "", "playlistId": "UUx"}, "required"),
        ({"part": "snippet"}, "missingRequiredParameter"),
        ({"part": "snippet", "playlistId": ""}, "missingRequiredParameter"),
        ({"part": "snippet", "playlistId": "UUx", "id": "y"}, "incompatibleParameters"),
        ({"part": "snippet,banana", "playlistId": "UUx"}, "unknownPart"),
        ({"part": "snippet", "playlistId": "UUx", "maxResults": "51"}, "invalidParameter"),
        ({"part": "snippet", "playlistId": "UUx", "maxResults": "-1"}, "invalid"),
        ({"part": "snippet", "playlistId": "UUx", "maxResults": "many"}, "invalid"),
        ({"part": "snippet", "playlistId": "UUx", "prettyPrint": "perhaps"}, "invalid"),
        ({"part": "snippet", "playlistId": "UUx", "fields": "items(id"}, "invalidParameter"),
        ({"part": "snippet", "playlistId": "UUx", "fields": "items/banana"}, "invalidParameter"),
        ({"part": "snippet", "playlistId": "UUx", "fields": "items/id/deeper"}, "invalidParameter"),
        ({"part": "snippet", "playlistId": "UUx", "alt": "xml"}, "invalid"),
        ({"part": "snippet", "playlistId": ["UUx", "UUy"]}, "invalid"),
    ],
)
async def test_bad_parameters_are_refused_and_cost_one_unit(app: App, query: dict[str, str], reason: str) -> None:
    answer = await app.youtube("playlistItems", key=app.google.api_key, **query)
    assert (answer.status, answer.reason) == (400, reason)
    error = answer.json["error"]
    assert (error["code"], error["message"]) == (400, error["errors"][0]["message"])
    assert app.google.requests[-1].cost == 1


@pytest.mark.parametrize(
    ("path", "query", "maximum"),
    [
        ("members", {"part": "snippet"}, 1000),
        ("videos", {"part": "id", "myRating": "like"}, 50),
        ("search", {"part": "snippet", "forMine": "true", "type": "video"}, 50),
    ],
)
async def test_each_method_has_the_maximum_of_its_document(
    app: App, path: str, query: dict[str, str], maximum: int
) -> None:
    token = await app.token(READ, MEMBERS, person="creator")
    assert (await app.youtube(path, token, maxResults=maximum, **query)).status == 200
    assert (await app.youtube(path, token, maxResults=maximum + 1, **query)).reason == "invalidParameter"


async def test_minima_differ_too(app: App) -> None:
    token = await app.token(READ)
    assert (await app.youtube("videos", token, part="id", myRating="like", maxResults=0)).reason == "invalidParameter"
    assert (await app.youtube("channels", token, part="id", mine="true", maxResults=0)).status == 200


async def test_five_items_a_page_unless_asked_otherwise(app: App) -> None:
    answer = await app.youtube("playlistItems", key=app.google.api_key, part="id", playlistId=uploads(app))
    assert len(answer.json["items"]) == 5
    assert answer.json["pageInfo"] == {"totalResults": 229, "resultsPerPage": 5}


async def test_parts_may_be_listed_or_repeated_and_select_the_keys(app: App) -> None:
    query = {"key": app.google.api_key, "playlistId": uploads(app)}
    listed = await app.youtube("playlistItems", **query, part="snippet,status")
    repeated = await app.youtube("playlistItems", **query, part=["status", "snippet"])
    assert listed.json["items"] == repeated.json["items"]
    assert set(listed.json["items"][0]) == {"kind", "etag", "id", "snippet", "status"}


async def test_fields_narrow_the_answer(app: App) -> None:
    answer = await app.youtube(
        "playlistItems",
        key=app.google.api_key,
        playlistId=uploads(app),
        part="snippet,contentDetails",
        fields="nextPageToken,items(contentDetails/videoId,snippet(title,position))",
    )
    assert set(answer.json) == {"nextPageToken", "items"}
    assert set(answer.json["items"][0]) == {"snippet", "contentDetails"}
    assert set(answer.json["items"][0]["snippet"]) == {"title", "position"}


async def test_page_tokens_are_bound_to_their_request(app: App) -> None:
    token = await app.token(READ, ACT)
    other = await app.token(READ, person="mallory")
    alice = {"part": "id", "playlistId": uploads(app)}
    page = (await app.youtube("playlistItems", token, **alice)).json["nextPageToken"]
    second = (await app.youtube("playlistItems", token, **alice, pageToken=page)).json
    assert "prevPageToken" in second
    for caller, query in (
        (other, alice),
        (token, alice | {"playlistId": uploads(app, "creator")}),
        (token, alice | {"pageToken": page[:-4] + "AAAA"}),
        (token, alice | {"pageToken": "CAUQAA"}),
        (token, alice | {"pageToken": "ünïcode"}),
    ):
        answer = await app.youtube("playlistItems", caller, **({"pageToken": page} | query))
        assert (answer.status, answer.reason) == (400, "invalidPageToken")


async def test_answers_are_gzipped_json_with_etag_and_kind(app: App) -> None:
    answer = await app.youtube("channels", key=app.google.api_key, part="id", forHandle="@alice")
    assert answer.headers["Content-Type"] == "application/json; charset=UTF-8"
    assert answer.headers["Content-Encoding"] in {"gzip", "deflate"}
    assert answer.json["kind"] == "youtube#channelListResponse"
    assert answer.json["etag"]


async def test_what_the_sandbox_does_not_serve_says_so(app: App) -> None:
    known = await app.youtube("playlists", key=app.google.api_key, part="id")
    assert (known.status, known.reason) == (501, "notImplemented")
    assert (await app.youtube("bananas", key=app.google.api_key)).status == 404
    wrong_verb = await app.call("GET", "youtube/v3/videos/rate", "", {})
    assert wrong_verb.status == 404
