"""The daily budget of the project."""

from datetime import UTC, datetime

from tests.sandbox.google.helpers import ACT, MEMBERS, READ, App
from tests.support.clock import HandClock


async def test_each_call_costs_its_units(app: App) -> None:
    token = await app.token(READ, ACT)
    creator = await app.token(MEMBERS, person="creator")
    video = app.google.person("mallory").videos[0].id
    costs = []
    for answer in (
        app.youtube("channels", token, part="id", mine="true"),
        app.youtube("videos", token, part="id", id=video),
        app.youtube("videos/getRating", token, id=video),
        app.rate(token, video),
        app.comment(token, video, "Bravo"),
        app.youtube("members", creator, part="snippet"),
        app.youtube("membershipsLevels", creator, part="snippet"),
        app.youtube("search", token, part="snippet", q="lantern"),
    ):
        assert (await answer).status in {200, 204}
        costs.append(app.google.requests[-1].cost)
    assert costs == [1, 1, 1, 50, 50, 2, 1, 0]
    assert app.google.quota_left == 10_000 - sum(costs)
    assert app.google.searches_left == 99


async def test_a_spent_budget_refuses_and_costs_nothing(app: App) -> None:
    token, video = await app.token(READ, ACT), app.google.person("mallory").videos[0].id
    app.google.quota_left = 49
    refused = await app.rate(token, video)
    assert (refused.status, refused.reason) == (403, "quotaExceeded")
    assert refused.json["error"]["errors"][0]["domain"] == "youtube.quota"
    assert app.google.quota_left == 49
    app.google.quota_left = 0
    assert (await app.youtube("channels", token, part="id", mine="true")).reason == "quotaExceeded"
    assert app.google.person("alice").rating_of(video) == "none"


async def test_search_has_a_bucket_of_its_own(app: App) -> None:
    app.google.searches_left = 1
    query = {"part": "snippet", "q": "lantern", "key": app.google.api_key}
    assert (await app.youtube("search", **query)).status == 200
    spent = await app.youtube("search", **query)
    assert (spent.status, spent.reason) == (429, "rateLimitExceeded")
    assert app.google.quota_left == 10_000


async def test_the_budget_starts_anew_at_midnight_pacific(app: App, clock: HandClock) -> None:
    # Summer time: midnight in Los Angeles is 07:00 UTC.
    clock.now = datetime(2026, 7, 1, 6, 59, tzinfo=UTC)
    query = {"part": "id", "forHandle": "@alice", "key": app.google.api_key}
    app.google.quota_left = 0
    app.google.searches_left = 0
    assert (await app.youtube("channels", **query)).reason == "quotaExceeded"
    clock.pass_time(minutes=1)
    assert (await app.youtube("channels", **query)).status == 200
    assert (app.google.quota_left, app.google.searches_left) == (9_999, 100)


async def test_drive_does_not_spend_youtubes_units(app: App) -> None:
    token = await app.token("https://www.googleapis.com/auth/drive.metadata.readonly")
    assert (await app.get("drive/v3/files", token)).status == 200
    assert (await app.get("drive/v3/files", token, pageSize=0)).status == 400
    assert app.google.quota_left == 10_000
