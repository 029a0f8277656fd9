"""The sandbox's Patreon as one loopback server, with what tests need to look at and to upset."""

from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

from aiohttp import web

from sandbox.google.answers import json_response
from sandbox.google.clock import Clock, utc_now
from sandbox.google.errors import ConsentPageError, JsonObject, OAuthError
from sandbox.google.faults import Fault, Faults
from sandbox.google.oauth.walk import Choice, walk
from sandbox.google.records import RequestRecord, Tally
from sandbox.google.secret_store import SecretStore
from sandbox.patreon.api import ROOT, Api, ApiRequest
from sandbox.patreon.catalogue import build_world
from sandbox.patreon.errors import ApiError, forbidden
from sandbox.patreon.grants import SCOPES, GrantBook, Pair
from sandbox.patreon.model import Account, World
from sandbox.patreon.pages import ConsentPages
from sandbox.patreon.tokens import TokenEndpoint

TOKEN = "/api/oauth2/token"
_FORM = "application/x-www-form-urlencoded"
_APPLICATION = "Curtain Call"


class PatreonSandbox:
    """Patreon on 127.0.0.1. Use it as an async context manager; `clock` returns aware UTC datetimes."""

    def __init__(self, world: World | None = None, *, port: int = 0, clock: Clock = utc_now) -> None:
        self.world = world or build_world()
        self.faults = Faults()
        self.requests: list[RequestRecord] = []
        self.listeners: list[Callable[[RequestRecord], None]] = []
        self._clock = clock
        self._port = port
        self._store = SecretStore()
        self._grants = GrantBook(clock, self._store)
        self._api = Api(self.world, self._grants, clock)
        self._pages = ConsentPages(self.world, self._grants, self._store)
        self._tokens = TokenEndpoint(self._grants, self._store)
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=1)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self._api.origin = self.origin
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.faults.clear()
        await self._runner.cleanup()

    @property
    def origin(self) -> str:
        """Where the server listens: scheme, host and port."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def secrets(self) -> set[str]:
        """Every secret handed out or received so far."""
        return self._store.seen

    @property
    def page_limit(self) -> int:
        """The most members on a page, whatever is asked for; can be set."""
        return self._api.page_limit

    @page_limit.setter
    def page_limit(self, most: int) -> None:
        self._api.page_limit = most

    def settings(self, *redirect_uris: str) -> dict[str, str]:
        """Register redirect URIs, and return the keys of `[patreon]`."""
        client = self._grants.register(_APPLICATION, redirect_uris)
        return {
            "client_id": client.client_id,
            "client_secret": client.secret,
            "api_base": f"{self.origin}/api",
            "authorize_uri": f"{self.origin}/oauth2/authorize",
            "token_uri": f"{self.origin}{TOKEN}",
        }

    def person(self, name: str) -> Account:
        """Return an account by key (`alice`, `bob`, `creator`, `mallory`), e-mail or user id."""
        return self.world.account(name)

    def creator_token(self, name: str) -> str:
        """Return a creator's access token as the developer portal shows it: with every scope."""
        return self.grant(name, *SCOPES).access_token

    def grant(self, name: str, *scopes: str) -> Pair:
        """Issue what a person's finished consent gives the application, without its pages."""
        client = self._grants.register(_APPLICATION, ())
        return self._grants.issue(self.person(name), client, frozenset(scopes))

    def refreshes(self, refresh_token: str) -> bool:
        """Tell whether a refresh token would be taken now; it stays unused."""
        return self._grants.refreshes(refresh_token)

    def disconnect(self, name: str) -> None:
        """End what a person granted, as they would in their Patreon settings."""
        self._grants.disconnect(self.person(name))

    def expire_access_tokens(self) -> None:
        """Let every access token that is out end now."""
        self._grants.expire_access_tokens()

    async def consent(self, url: str, person: str = "creator", *, deny: bool = False) -> str:
        """Walk the pages as a person and return the redirect; `ConsentPageError` for an error page."""
        subject = self.person(person).subject
        return await walk(self.origin, url, Choice(subject, subject, deny=deny))

    def _application(self) -> web.Application:
        app = web.Application(middlewares=[self._observe_page])
        app.add_routes(self._pages.routes())
        app.add_routes([web.post(TOKEN, self._token), web.get(ROOT + "{rest:.*}", self._answer_api)])
        return app

    async def _token(self, request: web.Request) -> web.StreamResponse:
        async def answer(tally: Tally) -> web.Response:
            if not request.headers.get("User-Agent"):
                raise forbidden("Requests without a User-Agent are dropped.")
            if request.content_type != _FORM or request.query_string:
                raise OAuthError("invalid_request", f"Send a form as {_FORM}.")
            posted = await request.post()
            form = {name: str(value) for name, value in posted.items()}
            tally.grant_type = form.get("grant_type", "")
            body, tally.person = self._tokens.answer(form)
            return json_response(body, headers={"Cache-Control": "no-store"})

        return await self._observed(request, answer)

    async def _answer_api(self, request: web.Request) -> web.StreamResponse:
        async def answer(tally: Tally) -> web.Response:
            rest = request.path.removeprefix(ROOT)
            pairs = list(request.query.items())
            raw = request.raw_path.partition("?")[2]
            return json_response(self._api.answer(ApiRequest(rest, raw, pairs, request.headers), tally), pretty=False)

        return await self._observed(request, answer)

    async def _observed(
        self, request: web.Request, answer: Callable[[Tally], Awaitable[web.Response]]
    ) -> web.StreamResponse:
        """Answer a request with the planned faults and delay, and record it."""
        tally = Tally()
        fault = self.faults.take(request.path, after_effect=False)
        if fault is None:
            response = await _refused(answer, tally)
            fault = self.faults.take(request.path, after_effect=True)
        else:
            tally.reason = fault.reason
            response = json_response(_failure(fault, request.path), fault.status or 500, headers=fault.headers())
        await self.faults.wait_delay()
        cut = fault is not None and fault.status == 0
        if cut and request.transport is not None:
            request.transport.abort()
        self._record(request, 0 if cut else response.status, tally)
        return response

    def _record(self, request: web.Request, status: int, tally: Tally) -> None:
        record = RequestRecord(
            method=request.method,
            path=request.path,
            status=status,
            at=self._clock(),
            query=tuple(request.query.items()),
            person=tally.person,
            grant_type=tally.grant_type,
            reason=tally.reason,
        )
        self.requests.append(record)
        for listener in self.listeners:
            listener(record)

    @web.middleware
    async def _observe_page(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if request.path.startswith("/api/"):
            return await handler(request)
        try:
            response = await handler(request)
        except ConsentPageError as error:
            response = self._pages.error_page(error)
        self._record(request, response.status, Tally())
        return response


async def _refused(answer: Callable[[Tally], Awaitable[web.Response]], tally: Tally) -> web.Response:
    """Return the answer, or the refusal as JSON."""
    try:
        return await answer(tally)
    except OAuthError as error:
        tally.reason = error.error
        return json_response({"error": error.error}, error.status)
    except ApiError as error:
        tally.reason = error.code_name
        return json_response(error.body(), error.status, headers=error.headers)


def _failure(fault: Fault, path: str) -> JsonObject:
    """Return the error body in the shape of the endpoint that fails."""
    if path == TOKEN:
        return {"error": fault.reason or "server_error"}
    return ApiError(fault.status, fault.reason or "InternalServerError", "Something went wrong.").body()
