"""What the tests of links stand on: sandbox Google and Discord, a database, the pages, and a clock moved by hand."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from pydantic import SecretStr
from sqlalchemy import Table, select

from bot.accounts.accounts import Accounts
from bot.accounts.keeper import TokenKeeper
from bot.accounts.linking import Linking
from bot.accounts.links import Link, Requester
from bot.accounts.notices import Notice
from bot.alerts import Alerts
from bot.clock import Sleep
from bot.errors import NoChannel, TryLater
from bot.metrics import Metrics
from bot.providers.access import Access, Bearer
from bot.providers.contract import Connection, OAuthApp, ProviderAccount
from bot.providers.discord import DiscordSignIn
from bot.providers.google import Google
from bot.providers.wire import Wire
from bot.store.database import Database
from bot.store.tables import audit, links
from bot.store.vault import Vault, new_key
from bot.web.runner import PageRunner
from bot.web.server import web_app
from sandbox.browser import Browser
from sandbox.discord import DiscordSandbox
from sandbox.google import GoogleSandbox
from tests.support.clock import HandClock
from tests.support.databases import fresh_database

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass
class Stage:
    """Everything a link needs, real but for Discord's gateway."""

    clock: HandClock
    google: GoogleSandbox
    discord: DiscordSandbox
    session: aiohttp.ClientSession
    database: Database
    vault: Vault
    provider: Google
    sign_in: DiscordSignIn | None
    notices: list[Notice]
    url: str
    path: Path
    linking: Linking
    keeper: TokenKeeper
    accounts: Accounts
    alerts: Alerts
    ready: bool = True
    metrics: Metrics = field(default_factory=Metrics)

    def person(self, username: str) -> Requester:
        user = self.discord.world.person(username)
        return Requester(user.id, user.username, user.display_name)

    async def ticket(
        self, username: str = "alice", access: Access = Access.LOOK, *, relink_of: str = "", choose: bool = False
    ) -> str:
        """Use /link, or the button that names a link, and return the address on its button."""
        person = self.person(username)
        url = await self.linking.open_ticket(person, "youtube", access, relink_of=relink_of, choose_account=choose)
        return url.reveal()

    async def reach_google(self, browser: Browser, url: str, username: str = "alice") -> None:
        """Open a link and go on to Google's page, signing in at Discord where that is asked."""
        await browser.open(url)
        await browser.continue_()
        await browser.continue_()
        if self.sign_in:
            await browser.sign_in(username)
        assert str(browser.url).startswith(self.google.origin), browser.text

    async def link(
        self,
        browser: Browser,
        username: str = "alice",
        access: Access = Access.LOOK,
        *,
        account: str = "alice",
        channel: str = "",
        relink_of: str = "",
        untick: tuple[str, ...] = (),
    ) -> Link:
        """Walk the whole way, by either proof, and return the link."""
        await self.reach_google(browser, await self.ticket(username, access, relink_of=relink_of), username)
        await browser.consent(account, channel=channel, untick=untick)
        if self.sign_in is None:
            return (await self.linking.finish_with_code(self.person(username).user_id, browser.link_code)).link
        assert " linked " in browser.outcome
        return await self.link_on(username, channel or account)

    async def link_on(self, username: str, account: str) -> Link:
        """Return somebody's link on an account's or brand's channel."""
        own = await self.accounts.of(self.person(username).user_id)
        channel = self.google.person(account).channel
        assert channel
        return next(link for link in own if link.account_id == channel.id)

    async def links_of(self, username: str) -> list[Link]:
        return await self.accounts.of(self.person(username).user_id)

    async def rows(self, table: Table) -> list[dict[str, Any]]:
        """Return a whole table."""
        async with self.database.read() as connection:
            return [dict(row) for row in (await connection.execute(select(table))).mappings()]

    async def everything(self) -> dict[str, list[dict[str, Any]]]:
        """Return the whole database."""
        return {table.name: await self.rows(table) for table in links.metadata.sorted_tables}

    async def refusals(self) -> list[str]:
        """Return the reasons in the audit, oldest first."""
        return [row["detail"] for row in await self.rows(audit) if row["action"] == "link.refused"]

    def token_requests(self, grant_type: str = "authorization_code") -> int:
        """Return how often Google was asked for tokens."""
        return sum(1 for each in self.google.requests if each.path == "/token" and each.grant_type == grant_type)

    def revocations(self) -> int:
        return sum(1 for each in self.google.requests if each.path == "/revoke")

    async def notify(self, notice: Notice) -> None:
        self.notices.append(notice)

    def linking_anew(self, *, sign_in: DiscordSignIn | None) -> Linking:
        """Return the linking of a process that has just started, perhaps configured otherwise."""
        connections = {"youtube": Connection(self.provider, account_of(self.google, self.session))}
        return Linking(
            self.database,
            self.vault,
            connections,
            sign_in=sign_in,
            notify=self.notify,
            public_url=self.url,
            clock=self.clock,
        )

    def keeper_anew(
        self, provider: Google | None = None, *, database: Database | None = None, sleep: Sleep = asyncio.sleep
    ) -> TokenKeeper:
        """Return the keeper of another process, perhaps one that has just started."""
        providers = {"youtube": provider or self.provider}
        return TokenKeeper(
            database or self.database,
            self.vault,
            providers,
            notify=self.notify,
            clock=self.clock,
            metrics=self.metrics,
            sleep=sleep,
        )


async def assert_nothing_linked(stage: Stage, *reasons: str) -> None:
    assert await stage.rows(links) == []
    assert await stage.refusals() == list(reasons)
    assert stage.token_requests() == 0
    assert stage.notices == []


async def no_sleep(_seconds: float) -> None:
    await asyncio.sleep(0)


def account_of(google: GoogleSandbox, session: aiohttp.ClientSession) -> Any:
    """Return how to ask the sandbox's YouTube whose token this is."""

    async def ask(bearer: Bearer, user_id: int) -> ProviderAccount:
        headers = {"Authorization": f"Bearer {await bearer(None)}"}
        query = {"part": "snippet,contentDetails", "mine": "true"}
        async with session.get(f"{google.youtube_api}youtube/v3/channels", params=query, headers=headers) as response:
            if response.status != 200:
                raise TryLater("YouTube")
            items = (await response.json()).get("items", [])
        if not items:
            raise NoChannel
        snippet, details = items[0]["snippet"], items[0]["contentDetails"]
        uploads = details["relatedPlaylists"]["uploads"]
        return ProviderAccount(items[0]["id"], snippet["title"], snippet.get("customUrl", ""), uploads)

    return ask


@asynccontextmanager
async def open_stage(path: Path, *, identify: bool) -> AsyncIterator[Stage]:
    """Set everything up, with or without Discord's sign-in as the proof."""
    clock = HandClock(START)
    async with AsyncExitStack() as stack:
        google = await stack.enter_async_context(GoogleSandbox(clock=clock))
        discord = await stack.enter_async_context(DiscordSandbox(clock=clock))
        database = await stack.enter_async_context(fresh_database(path / "links.db"))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        listener = socket.create_server(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        stage = _compose(google, discord, database, session, url, path, clock, identify=identify)

        async def ready() -> bool:
            return stage.ready

        pages = web_app(stage.linking, public_url=url, ready=ready, metrics=stage.metrics, clock=clock)
        runner = PageRunner(pages)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.SockSite(runner, listener).start()
        yield stage
        await stage.keeper.settle()


def _compose(
    google: GoogleSandbox,
    discord: DiscordSandbox,
    database: Database,
    session: aiohttp.ClientSession,
    url: str,
    path: Path,
    clock: HandClock,
    *,
    identify: bool,
) -> Stage:
    vault = Vault([SecretStr(new_key())])
    alerts = Alerts()
    metrics = Metrics()
    notices: list[Notice] = []

    async def notify(notice: Notice) -> None:
        notices.append(notice)

    callback = f"{url}/oauth/youtube/callback"
    file = google.client_secrets(callback)["web"]
    provider = Google(
        Wire(session, "Google", clock=clock, sleep=no_sleep),
        OAuthApp(file["client_id"], SecretStr(file["client_secret"]), file["auth_uri"], file["token_uri"]),
        redirect_uri=callback,
        revoke_uri=google.revoke_uri,
        clock=clock,
        alerts=alerts,
    )
    sign_in = _sign_in(discord, session, url, clock, alerts) if identify else None
    connections = {"youtube": Connection(provider, account_of(google, session))}
    providers = {"youtube": provider}
    return Stage(
        clock=clock,
        google=google,
        discord=discord,
        session=session,
        database=database,
        vault=vault,
        provider=provider,
        sign_in=sign_in,
        notices=notices,
        url=url,
        path=path,
        linking=Linking(database, vault, connections, sign_in=sign_in, notify=notify, public_url=url, clock=clock),
        keeper=TokenKeeper(database, vault, providers, notify=notify, clock=clock, metrics=metrics),
        accounts=Accounts(database, vault, providers, clock=clock),
        alerts=alerts,
        metrics=metrics,
    )


def _sign_in(
    discord: DiscordSandbox, session: aiohttp.ClientSession, url: str, clock: HandClock, alerts: Alerts
) -> DiscordSignIn:
    callback = f"{url}/oauth/discord/callback"
    application = discord.application
    application.redirect_uris.append(callback)
    app = OAuthApp(
        application.client_id,
        SecretStr(application.client_secret),
        discord.authorize_uri,
        f"{discord.api_base}/oauth2/token",
    )
    wire = Wire(session, "Discord", clock=clock, sleep=no_sleep)
    return DiscordSignIn(wire, app, api_base=discord.api_base, redirect_uri=callback, clock=clock, alerts=alerts)
