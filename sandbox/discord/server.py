"""The sandbox's Discord as one server on 127.0.0.1: REST, gateway, OAuth, files, and the page for people."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from aiohttp import web

from sandbox.discord.answers import Answers
from sandbox.discord.bridge import Bridge
from sandbox.discord.feed import Feed
from sandbox.discord.files import Files
from sandbox.discord.gateway import Gateway
from sandbox.discord.headquarters import headquarters, new_application
from sandbox.discord.interactions import Interactions
from sandbox.discord.invoke import Invoker
from sandbox.discord.messages import Messages
from sandbox.discord.model import Application
from sandbox.discord.nonces import Nonces
from sandbox.discord.oauth import OAuth
from sandbox.discord.oauth_page import OAuthPage, authorize
from sandbox.discord.own_origin import own_origin_only
from sandbox.discord.page import Page
from sandbox.discord.people import Desk, Person
from sandbox.discord.person_api import PersonApi
from sandbox.discord.registry import Registry
from sandbox.discord.rest.api import Api, Exchange, Trouble, failure_answer, plain_errors
from sandbox.discord.rest.basics import Basics
from sandbox.discord.rest.channels import Channels
from sandbox.discord.rest.commands import Commands
from sandbox.discord.rest.oauth import OAuthRoutes
from sandbox.discord.rest.webhooks import Webhooks
from sandbox.discord.seen import Channel
from sandbox.discord.snowflake import Clock, utc_now
from sandbox.discord.wire import MAX_REQUEST_BYTES, Json
from sandbox.discord.world import World


class DiscordSandbox:
    """Serves a world until left. ``clock`` returns aware UTC datetimes; ``interaction_deadline`` is in seconds.

    Port 0 takes a free one. With a given ``application``, its token and secrets are used instead of fresh ones.
    """

    def __init__(
        self,
        world: World | None = None,
        *,
        port: int = 0,
        clock: Clock = utc_now,
        interaction_deadline: float = 3.0,
        application: Application | None = None,
    ) -> None:
        self.world = world or headquarters(clock)
        self.application = application or new_application()
        self.secrets: set[str] = {self.application.token, self.application.client_secret}
        self.feed = Feed()
        self.gateway_server = Gateway(self.application, self.world, self.feed)
        self._port = port
        self._runner: web.AppRunner | None = None
        self._app = web.Application(middlewares=[plain_errors, own_origin_only], client_max_size=MAX_REQUEST_BYTES)
        self._api = Api(self._app, token=lambda: self.application.token, clock=self.world.clock, heard=self.feed.pulse)
        self._files = Files(self.world.snowflake)
        messages = Messages(self.application, self.world, self.feed, self.gateway_server, self._files)
        self._interactions = Interactions(
            self.world, self.feed, self.gateway_server, deadline=interaction_deadline, known=self.secrets
        )
        registry = Registry(self.world, self.feed)
        invoker = Invoker(self.world, registry, messages, self._interactions, self._files)
        self._desk = Desk(self.world, self.feed, registry, messages, invoker, self._api.requests)
        self._people: dict[int, Person] = {}
        self._oauth = OAuth(self.application, self.world.clock, self.secrets)
        self._person_api = PersonApi(self._desk, self.gateway_server, self._interactions)
        self._watcher = Bridge(self.world, self.gateway_server, self.feed, registry)
        self._add_routes(messages, registry)

    def _add_routes(self, messages: Messages, registry: Registry) -> None:
        Basics(self.application, self.world, self.gateway_server).add_to(self._api)
        Channels(self.world, messages, Nonces(self.world.clock)).add_to(self._api)
        Commands(self.application, self.world, registry).add_to(self._api)
        Webhooks(self.application, Answers(self.world, messages, self._interactions)).add_to(self._api)
        OAuthRoutes(self._oauth, self.application, self.world).add_to(self._api)
        OAuthPage(self._oauth, self.application, self.world).add_to(self._app)
        self._person_api.add_to(self._app)
        Page(self._files).add_to(self._app)
        self._app.router.add_get("/gateway", self.gateway_server.handle)
        self._app.router.add_get("/gateway/", self.gateway_server.handle)

    async def __aenter__(self) -> Self:
        self._runner = web.AppRunner(self._app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self._files.origin = self.origin
        self.gateway_server.url = self.gateway
        self.world.watchers.append(self._watcher)
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.world.watchers.remove(self._watcher)
        self._interactions.close()
        await self.gateway_server.close()
        await self._person_api.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def origin(self) -> str:
        """Return the server, such as ``http://127.0.0.1:PORT``."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def page(self) -> str:
        """Return the address of the page for people in a browser."""
        return f"{self.origin}/"

    @property
    def api_base(self) -> str:
        """Return what ``discord.http.Route.BASE`` is set to."""
        return f"{self.origin}/api/v10"

    @property
    def gateway(self) -> str:
        """Return what ``DiscordWebSocket.DEFAULT_GATEWAY`` is set to."""
        return f"ws://127.0.0.1:{self._port}/gateway"

    @property
    def authorize_uri(self) -> str:
        """Return the page of Discord's OAuth2 sign-in."""
        return f"{self.origin}/oauth2/authorize"

    @property
    def requests(self) -> list[Exchange]:
        """Return every request of the bot so far, with its answer."""
        return self._api.requests

    @property
    def troubles(self) -> dict[str, Trouble]:
        """Return what fails requests until it is taken out, by name."""
        return self._api.troubles

    @property
    def listeners(self) -> list[Callable[[Exchange], None]]:
        """Return those who are told of each request of the bot as it is answered."""
        return self._api.listeners

    def extend(self, add_to: Callable[[web.Application], None]) -> None:
        """Let somebody add routes of their own; only before the server is entered."""
        add_to(self._app)

    def person(self, name: str) -> Person:
        """Return a person by username or display name; KeyError when there is none."""
        user = self.world.person(name)
        return self._people.setdefault(user.id, Person(user, self._desk))

    def channel(self, name: str | int) -> Channel:
        """Return a channel by name or id; KeyError when there is none."""
        record = self.world.channels[name] if isinstance(name, int) else self.world.channel_named(name)
        return Channel(record, self.world, self.feed)

    async def bot_ready(self, *, timeout: float = 10) -> None:  # noqa: ASYNC109 (part of the tests' API)
        """Wait until a shard of the bot has identified and was given READY and its servers."""
        await self.feed.until(lambda: self.gateway_server.online or None, timeout=timeout)

    async def commands_registered(self, *names: str, timeout: float = 10) -> None:  # noqa: ASYNC109 (part of the tests' API)
        """Wait until the bot has registered commands of these names somewhere."""
        registry = self._desk.registry

        def probe() -> bool | None:
            return set(names) <= registry.names() or None

        await self.feed.until(probe, timeout=timeout)

    async def request_made(self, predicate: Callable[[Exchange], bool], *, timeout: float = 5) -> Exchange:  # noqa: ASYNC109 (part of the tests' API)
        """Return the first request of the bot, past or to come, that the predicate takes."""
        return await self.feed.until(lambda: next(filter(predicate, self.requests), None), timeout=timeout)

    async def drop_gateway(self, resumable: bool = True) -> None:
        """Make every shard reconnect: with RESUME, or with a new session."""
        await self.gateway_server.drop(resumable=resumable)

    def cut_gateway(self) -> None:
        """Break every shard's connection without a word; sessions can be resumed."""
        self.gateway_server.cut()

    def fail_next(
        self,
        method: str,
        route_contains: str,
        status: int,
        *,
        body: Json | None = None,
        headers: dict[str, str] | None = None,
        after_accepting: bool = False,
        times: int = 1,
    ) -> None:
        """Answer the next ``times`` requests whose route template or path contains the text with ``status``.

        ``after_accepting``: what was asked is done first. A 429 says to retry after 50 ms.
        """
        answer = failure_answer(status, body, headers)
        self._api.fail_next(method, route_contains, answer, after_accepting=after_accepting, times=times)

    async def authorize(self, url: str, person: str = "alice", *, deny: bool = False) -> str:
        """Open an authorize URL as a browser does, answer as this person, and return where it redirects to."""
        return await authorize(url, self.world.person(person), deny=deny)
