"""OAuth servers answer well, badly and not at all; each means one thing."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr
from yarl import URL

from bot.alerts import Alerts
from bot.providers.contract import ConsentRequest, OAuthApp
from bot.providers.failures import ClientFault, GrantDead, NotAsked, ProviderFailure, Unavailable
from bot.providers.google import Google
from bot.providers.oauth import TokenEndpoint, new_pkce, pkce_of
from bot.providers.wire import Wire

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SECRET = "the-client-secret"


class Server:
    """An OAuth server that answers as it is told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, str]] = []
        self.asked: list[dict[str, list[str]]] = []
        self.pauses: list[float] = []
        self.origin = ""
        self.alerts = Alerts()

    async def handle(self, request: web.Request) -> web.Response:
        self.asked.append(parse_qs(await request.text()))
        status, body = self.answers.pop(0)
        headers = {"Location": "/elsewhere"} if status == 302 else None
        return web.Response(status=status, text=body, headers=headers)

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


@asynccontextmanager
async def serving(handler: Callable[[web.Request], Awaitable[web.Response]]) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", handler)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    async with serving(server.handle) as origin:
        server.origin = origin
        yield server


@pytest.fixture
async def endpoint(server: Server) -> AsyncIterator[TokenEndpoint]:
    async with aiohttp.ClientSession() as session:
        app = OAuthApp("id", SecretStr(SECRET), f"{server.origin}/auth", f"{server.origin}/token")
        yield _endpoint(session, app, server)


async def test_an_answer_is_read_whole(server: Server, endpoint: TokenEndpoint) -> None:
    server.answers = [
        (200, '{"access_token":"a","expires_in":3599,"refresh_token":"r","scope":"y x","token_type":"Bearer"}')
    ]
    issued = await endpoint.exchange("c", verifier="v", redirect_uri="http://localhost/cb")
    assert (issued.access_token, issued.refresh_token) == ("a", "r")
    assert issued.scopes == frozenset({"x", "y"})
    assert issued.expires_at == NOW + timedelta(seconds=3599)
    assert "access_token" not in repr(issued)
    assert "refresh_token" not in repr(issued)
    [form] = server.asked
    assert form == {
        "grant_type": ["authorization_code"],
        "client_id": ["id"],
        "client_secret": [SECRET],
        "code": ["c"],
        "code_verifier": ["v"],
        "redirect_uri": ["http://localhost/cb"],
    }


async def test_what_is_not_said_is_assumed_with_care(server: Server, endpoint: TokenEndpoint) -> None:
    server.answers = [(200, '{"access_token":"a"}')]
    issued = await endpoint.refresh("r", frozenset({"b", "a"}))
    assert (issued.refresh_token, issued.scopes) == (None, None)
    assert issued.expires_at == NOW + timedelta(minutes=10)
    assert server.asked[0]["scope"] == ["a b"]


async def test_a_refresh_without_scopes_names_none(server: Server, endpoint: TokenEndpoint) -> None:
    server.answers = [(200, '{"access_token":"a","scope":"other"}')]
    await endpoint.refresh("r", frozenset())
    assert "scope" not in server.asked[0]


@pytest.mark.parametrize(
    ("status", "body", "failure", "detail"),
    [
        (400, '{"error":"invalid_grant"}', GrantDead, "invalid_grant"),
        (401, '{"error":"invalid_client","error_description":"the-client-secret"}', ClientFault, "invalid_client"),
        (400, '{"error":"redirect_uri_mismatch"}', ClientFault, "redirect_uri_mismatch"),
        (400, '{"error":"invalid_scope"}', ClientFault, "invalid_scope"),
        (404, "<html>", ClientFault, "http_404"),
        (400, '{"error":"the-client-secret Ω"}', ClientFault, "http_400"),
        (302, "", ClientFault, "http_302"),
        (200, "<html>", Unavailable, "an answer without a token"),
        (200, '{"token_type":"Bearer"}', Unavailable, "an answer without a token"),
    ],
)
async def test_a_refusal_is_told_by_who_can_mend_it(
    server: Server, endpoint: TokenEndpoint, status: int, body: str, failure: type[ProviderFailure], detail: str
) -> None:
    server.answers = [(status, body)]
    with pytest.raises(failure) as raised:
        await endpoint.refresh("r", frozenset())
    assert raised.value.detail == detail
    assert SECRET not in str(raised.value)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("error", "stands"),
    [
        ("invalid_client", True),
        ("unauthorized_client", True),
        ("unsupported_grant_type", True),
        # These are about a link, not about the client.
        ("invalid_scope", False),
        ("invalid_grant", False),
    ],
)
async def test_a_refused_client_is_an_alert_until_a_token_comes(
    server: Server, endpoint: TokenEndpoint, error: str, stands: bool
) -> None:
    refusal = (401, f'{{"error":"{error}"}}')
    server.answers = [refusal, refusal, (503, ""), (503, ""), (503, ""), (200, '{"access_token":"a"}')]
    for _ in range(3):
        with pytest.raises(ProviderFailure):
            await endpoint.refresh("r", frozenset())
    sentence = f"Google refuses this bot's OAuth client ({error}): mend google.client_secrets"
    assert list(server.alerts.standing.values()) == ([sentence] if stands else [])
    await endpoint.refresh("r", frozenset())
    assert not server.alerts.standing


@pytest.mark.parametrize("error", ["unauthorized_client", "redirect_uri_mismatch", "invalid_request"])
async def test_nobody_makes_an_alert_stand_by_bringing_a_strange_code(
    server: Server, endpoint: TokenEndpoint, error: str
) -> None:
    server.answers = [(400, f'{{"error":"{error}"}}'), (401, '{"error":"invalid_client"}')]
    with pytest.raises(ClientFault):
        await endpoint.exchange("c", verifier="v", redirect_uri="http://localhost/cb")
    assert not server.alerts.standing
    with pytest.raises(ClientFault):
        await endpoint.exchange("c", verifier="v", redirect_uri="http://localhost/cb")
    assert len(server.alerts.standing) == 1


@pytest.mark.parametrize(
    ("said", "end"),
    [("604799", timedelta(seconds=604799)), ('"86400"', timedelta(days=1)), ("null", None), ('"soon"', None)],
)
async def test_a_grant_that_ends_says_when(
    server: Server, endpoint: TokenEndpoint, said: str, end: timedelta | None
) -> None:
    server.answers = [(200, f'{{"access_token":"a","refresh_token_expires_in":{said}}}')]
    issued = await endpoint.refresh("r", frozenset())
    assert issued.grant_expires_at == (NOW + end if end else None)


async def test_a_server_that_stays_down_is_left_alone(server: Server, endpoint: TokenEndpoint) -> None:
    server.answers = [(503, "")] * 5
    for _ in range(2):
        with pytest.raises(Unavailable):
            await endpoint.refresh("r", frozenset())
    with pytest.raises(NotAsked):
        await endpoint.refresh("r", frozenset())
    assert len(server.asked) == 5


@pytest.mark.parametrize("status", [429, 500, 502, 503])
async def test_trouble_is_tried_three_times_with_jitter(server: Server, endpoint: TokenEndpoint, status: int) -> None:
    server.answers = [(status, "")] * 3
    with pytest.raises(Unavailable):
        await endpoint.refresh("r", frozenset())
    assert len(server.asked) == 3
    assert len(server.pauses) == 2
    assert 0.2 <= server.pauses[0] <= 0.6 <= server.pauses[1] <= 1.8
    server.answers = [(status, ""), (200, '{"access_token":"a"}')]
    assert (await endpoint.refresh("r", frozenset())).access_token == "a"


async def test_no_server_at_all_is_unavailable() -> None:
    server = Server()
    async with serving(server.handle) as origin:
        pass
    async with aiohttp.ClientSession() as session:
        app = OAuthApp("id", SecretStr(SECRET), "", f"{origin}/token")
        endpoint = _endpoint(session, app, server)
        with pytest.raises(Unavailable):
            await endpoint.refresh("r", frozenset())


@pytest.mark.parametrize(
    ("status", "body", "confirmed"),
    [
        (200, "{}", True),
        (400, '{"error":"invalid_token"}', True),
        (400, '{"error":"invalid_request"}', False),
        (403, "", False),
    ],
)
async def test_a_revocation_says_whether_it_was_confirmed(
    server: Server, status: int, body: str, confirmed: bool
) -> None:
    server.answers = [(status, body)]
    async with aiohttp.ClientSession() as session:
        google = _google(session, server)
        assert await google.revoke("t") is confirmed
    assert server.asked == [{"token": ["t"]}]


async def test_the_consent_address_asks_for_exactly_this(server: Server) -> None:
    async with aiohttp.ClientSession() as session:
        google = _google(session, server)
        first = URL(google.consent_url(ConsentRequest("s", "c", frozenset({"b", "a"}), False, True)))
        wider = URL(google.consent_url(ConsentRequest("s", "c", frozenset({"a"}), True, False)))
    assert dict(first.query) == {
        "response_type": "code",
        "client_id": "id",
        "redirect_uri": "http://localhost/cb",
        "scope": "a b",
        "state": "s",
        "code_challenge": "c",
        "code_challenge_method": "S256",
        "access_type": "offline",
        "prompt": "select_account consent",
    }
    assert (wider.query["prompt"], wider.query["include_granted_scopes"]) == ("consent", "true")


def test_pkce_is_s256() -> None:
    # RFC 7636, appendix B.
    pair = pkce_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    assert pair.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    fresh = new_pkce()
    assert 43 <= len(fresh.verifier) <= 128
    assert fresh.verifier not in repr(fresh)


def _google(session: aiohttp.ClientSession, server: Server) -> Google:
    app = OAuthApp("id", SecretStr(SECRET), f"{server.origin}/auth", f"{server.origin}/token")
    return Google(
        _wire(session, server),
        app,
        redirect_uri="http://localhost/cb",
        revoke_uri=f"{server.origin}/revoke",
        clock=lambda: NOW,
        alerts=server.alerts,
    )


def _endpoint(session: aiohttp.ClientSession, app: OAuthApp, server: Server) -> TokenEndpoint:
    wire = _wire(session, server)
    return TokenEndpoint(wire, app, clock=lambda: NOW, alerts=server.alerts, mend="google.client_secrets")


def _wire(session: aiohttp.ClientSession, server: Server) -> Wire:
    return Wire(session, "Google", clock=lambda: NOW, sleep=server.sleep)
