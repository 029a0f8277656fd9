"""The sandbox's Google as one loopback server, with what tests need to look at and to upset."""

from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

from aiohttp import web

from sandbox.google.answers import json_response
from sandbox.google.api.credentials import Doorkeeper
from sandbox.google.api.dispatch import ApiRequest, Apis, query_of
from sandbox.google.catalogue import build_world
from sandbox.google.clock import Clock, utc_now
from sandbox.google.errors import ConsentPageError, JsonObject
from sandbox.google.faults import Fault, Faults
from sandbox.google.model import Account, World
from sandbox.google.oauth.clients import ClientRegistry
from sandbox.google.oauth.endpoints import OAuthEndpoints
from sandbox.google.oauth.grants import AccessToken, GrantBook, RefreshToken
from sandbox.google.oauth.pages import ConsentPages
from sandbox.google.oauth.tokens import TokenEndpoint
from sandbox.google.oauth.walk import Choice, walk
from sandbox.google.quota import Quota
from sandbox.google.records import RequestRecord, Tally
from sandbox.google.secret_store import SecretStore

_OBSERVED = ("/token", "/revoke", "/youtube/v3/", "/drive/v3/")
_Answer = Callable[[web.Request, Tally], Awaitable[web.Response]]


class GoogleSandbox:
    """Google on 127.0.0.1. Use it as an async context manager; `clock` returns aware UTC datetimes."""

    def __init__(self, world: World | None = None, *, port: int = 0, clock: Clock = utc_now) -> None:
        self.world = world or build_world()
        self.faults = Faults()
        self.requests: list[RequestRecord] = []
        self.listeners: list[Callable[[RequestRecord], None]] = []
        self._clock = clock
        self._port = port
        self._store = SecretStore()
        self.api_key = self._store.make("AIzaSy", 24)
        self._clients = ClientRegistry(self._store)
        self._grants = GrantBook(clock, self._store)
        self._quota = Quota(clock)
        self._apis = Apis(self.world, clock, Doorkeeper(self._grants, self.api_key), self._quota)
        self._pages = ConsentPages(self.world, self._clients, self._grants, self._store)
        tokens = TokenEndpoint(self._clients, self._grants, self._store, clock)
        self._endpoints = OAuthEndpoints(tokens, self._grants, self._store)
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=1)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
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
    def youtube_api(self) -> str:
        """The value for `[google] youtube_api`."""
        return f"{self.origin}/"

    @property
    def drive_api(self) -> str:
        """The value for `[google] drive_api`; Drive's paths start with drive/v3/ below it."""
        return f"{self.origin}/"

    @property
    def revoke_uri(self) -> str:
        """The value for `[google] revoke_uri`."""
        return f"{self.origin}/revoke"

    @property
    def secrets(self) -> set[str]:
        """Every secret handed out or received so far."""
        return self._store.seen

    @property
    def quota_left(self) -> int:
        """Units left of the Pacific day's 10,000; can be set."""
        return self._quota.units_left

    @quota_left.setter
    def quota_left(self, units: int) -> None:
        self._quota.units_left = units

    @property
    def searches_left(self) -> int:
        """Calls of search.list left of the Pacific day's 100; can be set."""
        return self._quota.searches_left

    @searches_left.setter
    def searches_left(self, calls: int) -> None:
        self._quota.searches_left = calls

    @property
    def members_access(self) -> bool:
        """Whether Google granted the project access to channel members; can be set."""
        return self._apis.members_access

    @members_access.setter
    def members_access(self, granted: bool) -> None:
        self._apis.members_access = granted

    @property
    def testing(self) -> bool:
        """Whether the consent screen is in Testing: refresh tokens given meanwhile live for seven days; can be set."""
        return self._grants.testing

    @testing.setter
    def testing(self, on: bool) -> None:
        self._grants.testing = on

    @property
    def rotating(self) -> bool:
        """Whether refresh tokens are single use, as Patreon's are (Google's are not); can be set."""
        return self._grants.rotating

    @rotating.setter
    def rotating(self, on: bool) -> None:
        self._grants.rotating = on

    @property
    def first_box_only(self) -> bool:
        """Whether the consent page comes with only its first box ticked; can be set."""
        return self._pages.first_box_only

    @first_box_only.setter
    def first_box_only(self, only: bool) -> None:
        self._pages.first_box_only = only

    def client_secrets(self, *redirect_uris: str, application: str = "Curtain Call") -> JsonObject:
        """Register redirect URIs and return the application's client secrets as the console's file holds them."""
        return self._clients.register(application, redirect_uris).secrets_file(self.origin)

    def person(self, name: str) -> Account:
        """Return an account or brand by key (`alice`, `bob`, `creator`, `encore`, `mallory`), e-mail or handle."""
        return self.world.account(name)

    def grant(self, name: str, *scopes: str, application: str = "Curtain Call") -> tuple[AccessToken, RefreshToken]:
        """Issue what a person's finished consent gives the application, without its pages."""
        client_id = self._clients.register(application, ()).client_id
        return self._grants.issue(self.person(name), client_id, frozenset(scopes))

    def refreshes(self, refresh_token: str) -> bool:
        """Tell whether a refresh token would be taken now; it stays unused."""
        return self._grants.refresh_token(refresh_token) is not None

    def revoke_grant(self, name: str) -> None:
        """End what a person granted, as they would at myaccount.google.com/permissions."""
        self._grants.end_all_of(self.person(name))

    def expire_access_tokens(self) -> None:
        """Let every access token that is out end now."""
        self._grants.expire_access_tokens()

    async def consent(
        self, url: str, person: str = "alice", untick: tuple[str, ...] = (), *, deny: bool = False
    ) -> str:
        """Walk the consent pages as a person or brand and return the redirect; `ConsentPageError` for an error page."""
        identity = self.person(person)
        choice = Choice(identity.google_account.subject, identity.subject, untick, deny)
        return await walk(self.origin, url, choice)

    def _application(self) -> web.Application:
        app = web.Application(middlewares=[self._observe_page])
        app.add_routes(self._pages.routes())
        app.add_routes([web.post("/token", self._token), web.post("/revoke", self._revoke)])
        app.add_routes(
            [web.route("*", "/youtube/v3/{rest:.*}", self._api), web.route("*", "/drive/v3/{rest:.*}", self._api)]
        )
        return app

    async def _token(self, request: web.Request) -> web.StreamResponse:
        return await self._observed(request, self._endpoints.token)

    async def _revoke(self, request: web.Request) -> web.StreamResponse:
        return await self._observed(request, lambda asked, _: self._endpoints.revoke(asked))

    async def _api(self, request: web.Request) -> web.StreamResponse:
        return await self._observed(request, self._answer_api)

    async def _answer_api(self, request: web.Request, tally: Tally) -> web.Response:
        body = await request.read()
        asked = ApiRequest(request.method, request.path, query_of(request.query), request.headers, body)
        response = self._apis.answer(asked, tally)
        if response.body:
            response.enable_compression()
        return response

    async def _observed(self, request: web.Request, answer: _Answer) -> web.StreamResponse:
        """Answer a request with the planned faults and delay, and record it."""
        tally = Tally()
        fault = self.faults.take(request.path, after_effect=False)
        if fault is None:
            response = await answer(request, tally)
            fault = self.faults.take(request.path, after_effect=True)
            if fault is not None:
                response = web.Response()
        elif fault.status:
            tally.reason = fault.reason
            response = json_response(fault.body(request.path), fault.status, headers=fault.headers())
        else:
            response = web.Response()
        await self.faults.wait_delay()
        if _drops(fault) and request.transport is not None:
            request.transport.abort()
        self._record(request, 0 if _drops(fault) else response.status, tally)
        return response

    def _record(self, request: web.Request, status: int, tally: Tally) -> None:
        record = RequestRecord(
            method=request.method,
            path=request.path,
            status=status,
            at=self._clock(),
            query=tuple(request.query.items()),
            cost=tally.cost,
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
        if request.path.startswith(_OBSERVED):
            return await handler(request)
        try:
            response = await handler(request)
        except ConsentPageError as error:
            response = self._pages.error_page(error)
        self._record(request, response.status, Tally())
        return response


def _drops(fault: Fault | None) -> bool:
    return fault is not None and fault.status == 0
