"""Consent and tokens at the sandbox's Patreon."""

import pytest

from sandbox.google import ConsentPageError
from tests.sandbox.patreon.helpers import REDIRECT, SCOPES, App, answer_of
from tests.support.clock import HandClock


async def test_a_consent_leads_back_with_a_code_and_the_state(app: App) -> None:
    back = await app.patreon.consent(app.url(), "creator")
    assert back.startswith(f"{REDIRECT}?")
    assert set(answer_of(back)) == {"code", "state"}
    assert answer_of(back)["state"] == "the-state"


async def test_a_no_leads_back_too(app: App) -> None:
    back = answer_of(await app.patreon.consent(app.url(), "alice", deny=True))
    assert back == {"error": "access_denied", "state": "the-state"}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "nobody"}, "invalid_client"),
        ({"redirect_uri": REDIRECT + "/"}, "invalid_request"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "identity users"}, "invalid_scope"),
        ({"code_challenge": "x"}, "invalid_request"),
    ],
)
async def test_a_wrong_request_is_shown_as_a_page_and_never_redirected(
    app: App, changes: dict[str, str | None], error: str
) -> None:
    with pytest.raises(ConsentPageError) as caught:
        await app.patreon.consent(app.url(**changes))
    assert caught.value.error == error


async def test_a_code_becomes_a_pair_of_tokens_for_a_month(app: App) -> None:
    answer = await app.exchange(await app.code())
    assert answer.status == 200
    assert answer.json["expires_in"] == 31 * 24 * 3600
    assert set(answer.json["scope"].split()) == set(SCOPES)
    assert {answer.json["access_token"], answer.json["refresh_token"]} <= app.patreon.secrets


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"client_secret": None}, 400, "invalid_request"),
        ({"redirect_uri": REDIRECT + "?x"}, 401, "invalid_grant"),
        ({"code": "unknown"}, 401, "invalid_grant"),
        ({"code_verifier": "x"}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
async def test_a_bad_exchange_is_refused_and_the_right_one_still_works(
    app: App, changes: dict[str, str | None], status: int, error: str
) -> None:
    code = await app.code()
    answer = await app.exchange(**({"code": code} | changes))  # type: ignore[arg-type]  # None leaves a field out
    assert (answer.status, answer.json) == (status, {"error": error})
    assert (await app.exchange(code)).status == 200


async def test_a_code_works_once_and_for_ten_minutes(app: App, clock: HandClock) -> None:
    code, late = await app.code(), await app.code()
    given = (await app.exchange(code)).json
    assert (await app.exchange(code)).json == {"error": "invalid_grant"}
    assert not app.patreon.refreshes(given["refresh_token"]), "a code that comes twice ends what it gave"
    clock.pass_time(minutes=10)
    assert (await app.exchange(late)).json == {"error": "invalid_grant"}


async def test_a_refresh_token_is_single_use(app: App) -> None:
    first = await app.link()
    second = (await app.refresh(first["refresh_token"])).json
    assert second["refresh_token"] != first["refresh_token"]
    assert (await app.refresh(first["refresh_token"])).json == {"error": "invalid_grant"}
    assert (await app.get("identity", first["access_token"])).status == 401
    assert (await app.get("identity", second["access_token"])).status == 200
    assert (await app.refresh(second["refresh_token"], scope="identity")).json == {"error": "invalid_request"}
    assert (await app.refresh(second["refresh_token"])).status == 200


async def test_tokens_end_with_their_month_and_with_a_disconnection(app: App, clock: HandClock) -> None:
    tokens = await app.link()
    clock.pass_time(days=31)
    assert (await app.get("identity", tokens["access_token"])).status == 401
    fresh = (await app.refresh(tokens["refresh_token"])).json
    app.patreon.disconnect("creator")
    assert (await app.get("identity", fresh["access_token"])).status == 401
    assert (await app.refresh(fresh["refresh_token"])).json == {"error": "invalid_grant"}


async def test_nobody_without_a_user_agent_gets_tokens(app: App) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": "x", **app.settings}
    assert (await app.post(form, agent="none")).status == 403
