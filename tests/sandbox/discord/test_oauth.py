"""Discord's OAuth2 sign-in, as the bot's web pages and a browser use it."""

import base64
import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
import pytest

from sandbox.discord import DiscordSandbox, headquarters

REDIRECT = "http://localhost:8080/oauth/discord/callback"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


class Site:
    """The bot's web site as a client of Discord's OAuth2. ``now`` is the sandbox's time."""

    def __init__(self, sandbox: DiscordSandbox, session: aiohttp.ClientSession) -> None:
        self.sandbox = sandbox
        self.session = session
        self.sandbox.application.redirect_uris = [REDIRECT]

    def url(self, **changed: str) -> str:
        query = {
            "client_id": self.sandbox.application.client_id,
            "redirect_uri": REDIRECT,
            "response_type": "code",
            "scope": "identify",
            "state": "a b&c",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }
        return self.sandbox.authorize_uri + "?" + urlencode(query | changed)

    async def code(self, person: str = "alice") -> str:
        back = await self.sandbox.authorize(self.url(), person)
        return parse_qs(urlsplit(back).query)["code"][0]

    async def exchange(self, code: str, /, **changed: str) -> tuple[int, Any]:
        application = self.sandbox.application
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT,
            "client_id": application.client_id,
            "client_secret": application.client_secret,
            "code_verifier": VERIFIER,
        }
        return await self.post("token", form | changed)

    async def post(self, path: str, form: dict[str, str]) -> tuple[int, Any]:
        async with self.session.post(f"{self.sandbox.api_base}/oauth2/{path}", data=form) as response:
            return response.status, await response.json()

    async def me(self, token: str) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        async with self.session.get(f"{self.sandbox.api_base}/users/@me", headers=headers) as response:
            return response.status, await response.json()


@pytest.fixture
async def site(sandbox: DiscordSandbox) -> AsyncIterator[Site]:
    async with aiohttp.ClientSession() as session:
        yield Site(sandbox, session)


async def test_a_person_signs_in_and_is_known(site: Site) -> None:
    back = await site.sandbox.authorize(site.url(), "the.creator")
    answer = parse_qs(urlsplit(back).query)
    assert back.startswith(REDIRECT + "?")
    assert answer["state"] == ["a b&c"]

    status, tokens = await site.exchange(answer["code"][0])
    assert status == 200
    assert (tokens["token_type"], tokens["scope"], tokens["expires_in"]) == ("Bearer", "identify", 604800)
    _, me = await site.me(tokens["access_token"])
    assert me["id"] == str(site.sandbox.person("the.creator").id)
    assert {answer["code"][0], tokens["access_token"], tokens["refresh_token"]} <= site.sandbox.secrets


async def test_a_refusal_comes_back_as_such(site: Site) -> None:
    back = await site.sandbox.authorize(site.url(), "alice", deny=True)

    answer = parse_qs(urlsplit(back).query)
    assert answer["error"] == ["access_denied"]
    assert answer["state"] == ["a b&c"]
    assert "code" not in answer


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "5"},
        {"redirect_uri": REDIRECT + "/"},
        {"redirect_uri": "https://evil.example"},
        {"response_type": "token"},
        {"scope": "identify email"},
        {"scope": ""},
        {"code_challenge_method": "plain"},
    ],
)
async def test_a_wrong_request_gets_no_further_than_the_page(site: Site, changed: dict[str, str]) -> None:
    async with site.session.get(site.url(**changed), allow_redirects=False) as response:
        assert response.status == 400
        assert "Location" not in response.headers


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"code": "wrong"}, 400, "invalid_grant"),
        ({"redirect_uri": REDIRECT + "/"}, 400, "invalid_grant"),
        ({"code_verifier": "w" * 43}, 400, "invalid_grant"),
        ({"code_verifier": ""}, 400, "invalid_grant"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "5"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
async def test_a_wrong_exchange_is_refused(site: Site, changed: dict[str, str], status: int, error: str) -> None:
    answer = await site.exchange(await site.code(), **changed)

    assert answer[0] == status
    assert answer[1]["error"] == error


async def test_a_code_is_good_once(site: Site) -> None:
    code = await site.code()

    assert (await site.exchange(code))[0] == 200
    assert (await site.exchange(code))[1]["error"] == "invalid_grant"


async def test_json_is_refused_and_basic_is_taken(site: Site) -> None:
    application = site.sandbox.application
    form = {"grant_type": "authorization_code", "redirect_uri": REDIRECT, "code_verifier": VERIFIER}
    url = f"{site.sandbox.api_base}/oauth2/token"

    async with site.session.post(url, json=form | {"code": await site.code()}) as response:
        assert response.status == 400
        assert (await response.json())["error"] == "unsupported_grant_type"
    basic = aiohttp.encode_basic_auth(application.client_id, application.client_secret)
    fields = form | {"code": await site.code()}
    async with site.session.post(url, data=fields, headers={"Authorization": basic}) as response:
        assert response.status == 200


async def test_revoking_one_token_revokes_all_of_that_person(site: Site) -> None:
    application = site.sandbox.application
    client = {"client_id": application.client_id, "client_secret": application.client_secret}
    first = (await site.exchange(await site.code()))[1]
    second = (await site.exchange(await site.code()))[1]
    bobs = (await site.exchange(await site.code("bob")))[1]

    refresh = client | {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    renewed = (await site.post("token", refresh))[1]
    assert (await site.me(renewed["access_token"]))[0] == 200
    assert (await site.post("token/revoke", client | {"token": second["access_token"]}))[0] == 200

    assert (await site.me(renewed["access_token"]))[0] == 401
    assert (await site.me(second["access_token"]))[0] == 401
    assert (await site.me(bobs["access_token"]))[0] == 200


async def test_codes_and_tokens_age() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)

    def clock() -> datetime:
        return now

    async with DiscordSandbox(headquarters(clock)) as sandbox, aiohttp.ClientSession() as session:
        site = Site(sandbox, session)
        old = await site.code()
        now += timedelta(minutes=1)
        assert (await site.exchange(old))[1]["error"] == "invalid_grant"
        token = (await site.exchange(await site.code()))[1]["access_token"]
        now += timedelta(days=7)
        assert (await site.me(token))[0] == 401


async def test_the_page_is_plain_html_that_names_the_application(site: Site) -> None:
    async with site.session.get(site.url(), cookies={"sandbox_person": "bob"}) as response:
        text = await response.text()
    assert response.headers["Cache-Control"] == "no-store"
    assert "Curtain Call" in text
    assert 'id="continue"' in text
    assert "<script" not in text
    assert f'value="{site.sandbox.person("bob").id}" selected' in text


async def test_the_application_gets_a_token_of_its_owner_by_its_own_secret(site: Site) -> None:
    application = site.sandbox.application
    form = {"grant_type": "client_credentials", "scope": "identify"}

    async def ask(secret: str, **changed: str) -> tuple[int, Any]:
        headers = {"Authorization": aiohttp.encode_basic_auth(application.client_id, secret)}
        url = f"{site.sandbox.api_base}/oauth2/token"
        async with site.session.post(url, data=form | changed, headers=headers) as response:
            return response.status, await response.json()

    status, tokens = await ask(application.client_secret)
    assert (status, tokens["scope"]) == (200, "identify")
    assert "refresh_token" not in tokens
    assert (await site.me(tokens["access_token"]))[1]["id"] == str(site.sandbox.world.people[0].id)
    assert await ask("wrong") == (401, {"error": "invalid_client"})
    assert (await ask(application.client_secret, scope="email"))[1]["error"] == "invalid_scope"
    assert (await ask(application.client_secret, scope=""))[1]["error"] == "invalid_scope"
    own = {"client_id": application.client_id, "client_secret": application.client_secret}
    assert await site.post("token", form | own) == (401, {"error": "invalid_client"})
