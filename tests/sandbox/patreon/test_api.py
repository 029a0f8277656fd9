"""API v2 of the sandbox's Patreon."""

from collections import Counter
from urllib.parse import urlencode

import aiohttp
import pytest

from sandbox.patreon.catalogue import MEMBERS, build_world
from tests.sandbox.patreon.helpers import App, Json
from tests.support.clock import HandClock

CAMPAIGN = "7200001"
_ASKED = {
    "include": "user,currently_entitled_tiers",
    "fields[member]": "patron_status,is_gifted,is_free_trial",
    "fields[user]": "vanity,first_name",
    "fields[tier]": "title,amount_cents",
}


async def every_page(app: App, token: str, **more: str) -> list[Json]:
    pages, cursor = [], ""
    while True:
        query = urlencode(_ASKED | more | ({"page[cursor]": cursor} if cursor else {}), safe=",")
        answer = await app.get(f"campaigns/{CAMPAIGN}/members", token, query)
        assert answer.status == 200, answer.json
        pages.append(answer.json)
        cursor = answer.json["meta"]["pagination"]["cursors"]["next"]
        assert bool(cursor) == ("links" in answer.json)
        if not cursor:
            return pages


def creator(app: App, *scopes: str) -> str:
    return app.patreon.grant("creator", *(scopes or ("identity", "campaigns", "campaigns.members"))).access_token


async def test_an_attribute_is_there_only_when_it_was_asked_for(app: App) -> None:
    token = creator(app)
    assert (await app.get("identity", token)).json["data"]["attributes"] == {}
    asked = (await app.get("identity", token, "fields%5Buser%5D=vanity,full_name")).json["data"]
    assert asked == {
        "attributes": {"vanity": "thecreator", "full_name": "The Creator"},
        "id": "31000003",
        "type": "user",
    }


async def test_campaigns_are_those_of_the_token_alone(app: App) -> None:
    query = "include=tiers&fields%5Bcampaign%5D=vanity&fields%5Btier%5D=title"
    found = (await app.get("campaigns", creator(app), query)).json
    assert [one["attributes"]["vanity"] for one in found["data"]] == ["thecreator"]
    assert [tier["attributes"]["title"] for tier in found["included"]] == ["Free", "Matinee", "Evening", "Premiere"]
    alice = app.patreon.grant("alice", "campaigns").access_token
    assert (await app.get("campaigns", alice)).json["data"] == []


async def test_all_members_come_in_pages_of_a_thousand(app: App) -> None:
    pages = await every_page(app, creator(app), **{"page[count]": "1000"})
    assert [len(page["data"]) for page in pages] == [1000, 1000, 300]
    people = {member["relationships"]["user"]["data"]["id"] for page in pages for member in page["data"]}
    assert len(people) == MEMBERS
    for page in pages:
        users = {one["id"] for one in page["included"] if one["type"] == "user"}
        assert users == {member["relationships"]["user"]["data"]["id"] for member in page["data"]}


async def test_pages_can_be_shorter_than_asked_for(app: App) -> None:
    app.patreon.page_limit = 700
    assert [len(page["data"]) for page in await every_page(app, creator(app))] == [700, 700, 700, 200]


async def test_the_creators_members_are_of_every_kind() -> None:
    campaign = build_world().account("creator").campaign
    assert campaign is not None
    kinds = Counter((one.status, one.is_gifted, one.is_free_trial, min(len(one.tiers), 2)) for one in campaign.members)
    assert len(campaign.members) == MEMBERS == 2_300
    assert kinds.keys() >= {
        (None, False, False, 0),
        (None, True, False, 1),
        ("active_patron", False, False, 0),
        ("active_patron", False, False, 1),
        ("active_patron", False, False, 2),
        ("active_patron", True, False, 1),
        ("active_patron", False, True, 1),
        ("declined_patron", False, False, 0),
        ("declined_patron", False, False, 1),
        ("former_patron", False, False, 0),
        ("former_patron", False, False, 1),
    }
    assert any(one.user.hide_pledges for one in campaign.members)
    assert campaign.members == build_world().account("creator").campaign.members  # type: ignore[union-attr]  # has one


@pytest.mark.parametrize(
    "query",
    [
        "include=nobody",
        "fields[user]=vanity",
        "fields%5Buser%5D=shoe_size",
        "fields%5Bplanet%5D=name",
        "page%5Bcount%5D=1001",
        "page%5Bcount%5D=0",
        "page%5Bcursor%5D=made-up",
        "sort=name",
        "include=user&include=user",
    ],
)
async def test_what_is_unknown_or_badly_encoded_is_refused(app: App, query: str) -> None:
    answer = await app.get(f"campaigns/{CAMPAIGN}/members", creator(app), query)
    assert (answer.status, answer.reason) == (400, "ParameterInvalid")


async def test_a_token_sees_what_its_scopes_and_its_person_allow(app: App) -> None:
    path = f"campaigns/{CAMPAIGN}/members"
    assert (await app.get(path)).status == 401
    assert (await app.get(path, "made-up")).status == 401
    assert (await app.get(path, creator(app, "identity", "campaigns"))).status == 403
    assert (await app.get("campaigns", creator(app, "identity"))).status == 403
    mallory = app.patreon.grant("mallory", "campaigns.members").access_token
    assert (await app.get(path, mallory)).status == 403
    assert (await app.get("campaigns/1/members", mallory)).status == 404
    assert (await app.get("posts", mallory)).status == 404
    assert (await app.get("identity", creator(app), "fields%5Buser%5D=email")).status == 403
    assert (await app.get(path, creator(app), "fields%5Bmember%5D=email")).status == 403


async def test_nobody_without_a_user_agent_is_answered(app: App) -> None:
    assert (await app.get("identity", creator(app), agent="none")).status == 403
    assert app.patreon.requests[-1].reason == "Forbidden"


async def test_a_token_has_a_hundred_requests_a_minute(app: App, clock: HandClock) -> None:
    token = creator(app, "identity")
    for _ in range(50):
        assert (await app.get("identity", token)).status == 200
    clock.pass_time(seconds=3)
    for _ in range(50):
        assert (await app.get("identity", token)).status == 200
    refused = await app.get("identity", token)
    assert (refused.status, refused.reason, refused.headers["Retry-After"]) == (429, "RequestThrottled", "57")
    assert refused.json["errors"][0]["retry_after_seconds"] == 57
    clock.pass_time(seconds=57)
    assert (await app.get("identity", token)).status == 200


async def test_a_client_has_a_hundred_requests_in_two_seconds(app: App, clock: HandClock) -> None:
    tokens = [app.patreon.grant(name, "identity").access_token for name in ("alice", "bob", "creator")]
    answers = [(await app.get("identity", tokens[turn % 3])).status for turn in range(101)]
    assert (answers.count(200), answers[-1]) == (100, 429)
    clock.pass_time(seconds=2)
    assert (await app.get("identity", tokens[2])).status == 200


async def test_trouble_can_be_planned(app: App) -> None:
    app.patreon.faults.fail_next("/members", 429, "RequestThrottled", retry_after=9)
    answer = await app.get(f"campaigns/{CAMPAIGN}/members", creator(app))
    assert (answer.status, answer.reason, answer.headers["Retry-After"]) == (429, "RequestThrottled", "9")
    tokens = await app.link()
    app.patreon.faults.lose_next("/token")
    with pytest.raises(aiohttp.ClientConnectionError):
        await app.refresh(tokens["refresh_token"])
    assert not app.patreon.refreshes(tokens["refresh_token"])
