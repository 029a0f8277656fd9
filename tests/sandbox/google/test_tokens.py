"""The token endpoint."""

import base64

import pytest

from sandbox.google.oauth.grants import MAX_REFRESH_TOKENS
from tests.sandbox.google.helpers import ACT, MEMBERS, READ, REDIRECT, VERIFIER, App
from tests.support.clock import HandClock


async def test_a_code_becomes_tokens_for_what_was_granted(app: App) -> None:
    answer = await app.exchange(await app.code(READ, ACT, untick=("force-ssl",)))
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["scope"] == READ
    assert answer.json["expires_in"] == 3599
    assert answer.json["token_type"] == "Bearer"
    assert {answer.json["access_token"], answer.json["refresh_token"]} <= app.google.secrets
    assert "refresh_token_expires_in" not in answer.json


async def test_the_client_may_authenticate_by_basic(app: App) -> None:
    pair = f"{app.secrets['client_id']}:{app.secrets['client_secret']}"
    headers = {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}
    form = {"grant_type": "authorization_code", "code": await app.code(), "redirect_uri": REDIRECT}
    form["code_verifier"] = VERIFIER
    both = await app.post("/token", form | {"client_secret": app.secrets["client_secret"]}, headers=headers)
    assert (both.status, both.json["error"]) == (400, "invalid_request")
    answer = await app.post("/token", form, headers=headers)
    assert answer.status == 200


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"client_secret": None}, 400, "invalid_request"),
        ({"client_id": None}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": None}, 400, "invalid_request"),
        ({"redirect_uri": REDIRECT + "?x"}, 400, "redirect_uri_mismatch"),
        ({"redirect_uri": None}, 400, "invalid_request"),
        ({"code": None}, 400, "invalid_request"),
        ({"code": "4/0Aunknown"}, 400, "invalid_grant"),
        ({"code_verifier": None}, 400, "invalid_grant"),
        ({"code_verifier": "another-verifier-that-does-not-belong-to-this-code-0123456789"}, 400, "invalid_grant"),
    ],
)
async def test_a_bad_exchange_is_refused_and_the_right_one_still_works(
    app: App, changes: dict[str, str | None], status: int, error: str
) -> None:
    code = await app.code()
    answer = await app.exchange(**({"code": code} | changes))  # type: ignore[arg-type]  # None leaves a field out
    assert (answer.status, answer.json["error"]) == (status, error)
    assert "error_description" in answer.json
    assert (await app.exchange(code)).status == 200


async def test_a_verifier_without_a_challenge_is_refused(app: App) -> None:
    code = await app.code(code_challenge=None, code_challenge_method=None)
    assert (await app.exchange(code)).json["error"] == "invalid_grant"
    assert (await app.exchange(code, code_verifier=None)).status == 200


async def test_json_bodies_and_repeated_fields_are_refused(app: App) -> None:
    async with app.http.post(app.google.origin + "/token", json={"grant_type": "authorization_code"}) as response:
        assert response.status == 400
        assert (await response.json())["error"] == "invalid_request"
    repeated = await app.post("/token", [("grant_type", "refresh_token"), ("grant_type", "x")])  # type: ignore[arg-type]  # pairs
    assert repeated.json["error"] == "invalid_request"


async def test_a_second_use_of_a_code_ends_what_the_first_gave(app: App) -> None:
    code = await app.code()
    first = (await app.exchange(code)).json
    other = await app.link(person="alice")
    assert (await app.exchange(code)).json["error"] == "invalid_grant"
    assert (await app.refresh(first["refresh_token"])).json["error"] == "invalid_grant"
    assert (await app.youtube("channels", first["access_token"], part="id", mine="true")).status == 401
    assert (await app.refresh(other["refresh_token"])).status == 200


async def test_a_code_expires_after_ten_minutes(app: App, clock: HandClock) -> None:
    code, late = await app.code(), await app.code()
    clock.pass_time(minutes=9, seconds=59)
    assert (await app.exchange(code)).status == 200
    clock.pass_time(seconds=1)
    assert (await app.exchange(late)).json["error"] == "invalid_grant"


async def test_refresh_tokens_come_first_time_or_when_prompted_and_only_offline(app: App) -> None:
    assert "refresh_token" not in await app.link(access_type="online")
    assert "refresh_token" in await app.link(prompt=None)
    assert "refresh_token" not in await app.link(prompt=None)
    assert "refresh_token" in await app.link(prompt="consent")
    assert "refresh_token" not in await app.link(prompt="consent", access_type=None)


async def test_include_granted_scopes_returns_all_that_was_ever_granted(app: App) -> None:
    await app.link(READ)
    alone = await app.link(ACT)
    assert alone["scope"] == ACT
    together = await app.link(MEMBERS, include_granted_scopes="true")
    assert set(together["scope"].split()) == {READ, ACT, MEMBERS}
    assert (await app.link(MEMBERS, person="creator", include_granted_scopes="true"))["scope"] == MEMBERS


async def test_a_refresh_gives_a_new_access_token_and_may_narrow(app: App) -> None:
    tokens = await app.link(READ, ACT)
    again = (await app.refresh(tokens["refresh_token"])).json
    assert again["access_token"] != tokens["access_token"]
    assert "refresh_token" not in again
    assert set(again["scope"].split()) == {READ, ACT}
    narrow = (await app.refresh(tokens["refresh_token"], scope=READ)).json
    assert narrow["scope"] == READ
    video = app.google.person("alice").videos[0].id
    assert (await app.rate(narrow["access_token"], video)).reason == "insufficientPermissions"
    beyond = await app.refresh(tokens["refresh_token"], scope=f"{READ} {MEMBERS}")
    assert (beyond.status, beyond.json["error"]) == (400, "invalid_scope")


async def test_a_refresh_token_serves_its_own_client_only(app: App) -> None:
    tokens = await app.link()
    other = app.google.client_secrets(REDIRECT, application="Another app")["web"]
    pair = {"client_id": other["client_id"], "client_secret": other["client_secret"]}
    assert (await app.refresh(tokens["refresh_token"], **pair)).json["error"] == "unauthorized_client"
    code = await app.code()
    assert (await app.exchange(code, **pair)).json["error"] == "invalid_grant"


async def test_access_tokens_expire_by_clock_and_on_demand(app: App, clock: HandClock) -> None:
    tokens = await app.link()
    clock.pass_time(seconds=3599)
    assert (await app.youtube("channels", tokens["access_token"], part="id", mine="true")).status == 200
    clock.pass_time(seconds=1)
    late = await app.youtube("channels", tokens["access_token"], part="id", mine="true")
    assert (late.status, late.reason) == (401, "authError")
    assert "invalid_token" in late.headers["WWW-Authenticate"]
    fresh = (await app.refresh(tokens["refresh_token"])).json["access_token"]
    app.google.expire_access_tokens()
    assert (await app.youtube("channels", fresh, part="id", mine="true")).status == 401


async def test_in_testing_refresh_tokens_die_after_seven_days(app: App, clock: HandClock) -> None:
    app.google.testing = True
    tokens = await app.link()
    assert tokens["refresh_token_expires_in"] == 604799
    clock.pass_time(days=6, hours=23)
    assert (await app.refresh(tokens["refresh_token"])).status == 200
    clock.pass_time(hours=1)
    dead = await app.refresh(tokens["refresh_token"])
    assert dead.json == {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}


async def test_refresh_tokens_die_unused_after_half_a_year(app: App, clock: HandClock) -> None:
    used, unused = await app.link(), await app.link()
    clock.pass_time(days=181)
    assert (await app.refresh(used["refresh_token"])).status == 200
    clock.pass_time(days=1)
    assert (await app.refresh(used["refresh_token"])).status == 200
    assert (await app.refresh(unused["refresh_token"])).json["error"] == "invalid_grant"


async def test_the_oldest_of_a_hundred_refresh_tokens_dies_silently(app: App) -> None:
    first = await app.link()
    bob = await app.link(person="bob")
    second = await app.link()
    for _ in range(MAX_REFRESH_TOKENS - 1):
        await app.link(login_hint="alice@sandbox.test")
    assert (await app.refresh(first["refresh_token"])).json["error"] == "invalid_grant"
    assert (await app.refresh(second["refresh_token"])).status == 200
    assert (await app.refresh(bob["refresh_token"])).status == 200


async def test_no_secret_shows_in_the_repr_of_records(app: App) -> None:
    tokens = await app.link()
    await app.refresh(tokens["refresh_token"])
    assert {VERIFIER, app.secrets["client_secret"], app.google.api_key} <= app.google.secrets
    shown = repr(app.google.requests)
    assert "refresh_token" in shown
    assert [secret for secret in app.google.secrets if secret in shown and secret != "the-state"] == []
    assert [record.grant_type for record in app.google.requests if record.path == "/token"] == [
        "authorization_code",
        "refresh_token",
    ]
