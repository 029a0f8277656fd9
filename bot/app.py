"""The composition root: opens store, providers, web, scheduler and Discord side by side, and closes them in reverse."""

import asyncio
import contextlib
import gc
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

import aiohttp
import discord
from aiohttp import web
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bot.accounts.accounts import Accounts
from bot.accounts.cleanup import clean_up
from bot.accounts.keeper import TokenKeeper
from bot.accounts.linking import Linking
from bot.client import DISCORD_DOWN, CurtainCall, invite_url
from bot.clock import Clock, utc_now
from bot.config import Settings
from bot.errors import ConfigError, OperatorError
from bot.providers.access import Bearer
from bot.providers.client_secrets import GoogleClient
from bot.providers.contract import Connection, OAuthApp, ProviderAccount
from bot.providers.discord import DiscordSignIn
from bot.providers.google import Google
from bot.providers.wire import Wire
from bot.schedule.poster import Poster
from bot.schedule.schedules import Schedules
from bot.schedule.ticks import Ticks
from bot.services import Services
from bot.store.database import Database, open_database
from bot.store.vault import Vault
from bot.supporters.rolls import Rolls
from bot.supporters.sources import Sources
from bot.web.runner import PageRunner
from bot.web.server import web_app
from bot.youtube.channels import channel_of
from bot.youtube.client import YouTube
from bot.youtube.members import Members
from bot.youtube.ratings import Ratings
from bot.youtube.uploads import Uploads

log = logging.getLogger(__name__)

_DRAIN_SECONDS = 5.0
"""SIGTERM: what is under way has this long; with the closing of connections it ends within ten seconds."""
_SETTLE_SECONDS = 1.5
_CONNECTIONS = 100
_PASSING = frozenset({429, 500, 502, 503, 504})
_AUTHENTICATION_FAILED = 4004
_FIRST_PAUSE_SECONDS = 1
_LONGEST_PAUSE_SECONDS = 60


async def run(settings: Settings, google: GoogleClient) -> None:
    """Run until SIGTERM or SIGINT. Raises OperatorError when the start shows that the configuration is wrong."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with opened(settings, google) as app:
        await app.serve(stop)


@asynccontextmanager
async def opened(settings: Settings, google: GoogleClient, *, clock: Clock = utc_now) -> AsyncIterator["App"]:
    """Open everything that outlives a connection to Discord, and close it in reverse. Raises OperatorError."""
    _point_discord_at(settings)
    vault = Vault(settings.store.encryption_keys)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(settings.store.url))
        connector = aiohttp.TCPConnector(limit=_CONNECTIONS, keepalive_timeout=60)
        session = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
        yield _compose(settings, google, database, vault, session, clock)


def _compose(
    settings: Settings,
    client_at_google: GoogleClient,
    database: Database,
    vault: Vault,
    session: aiohttp.ClientSession,
    clock: Clock,
) -> "App":
    discord_client = CurtainCall(settings.discord.guild_ids)
    notify = discord_client.notify
    google = Google(
        Wire(session, "Google"),
        client_at_google.app,
        redirect_uri=f"{settings.web.public_url}/oauth/youtube/callback",
        revoke_uri=settings.google.revoke_uri,
        clock=clock,
    )
    providers = {google.name: google}
    youtube = YouTube(session, api_endpoint=settings.google.youtube_api, api_key=settings.google.api_key, clock=clock)
    keeper = TokenKeeper(database, vault, providers, notify=notify, clock=clock)
    members = Members(youtube, keeper, clock)
    schedules = Schedules(database, clock)
    poster = Poster(
        database=database,
        vault=vault,
        read_roll=Rolls(database, members).for_guild,
        client=discord_client,
        notify=notify,
        clock=clock,
    )
    linking = Linking(
        database,
        vault,
        {google.name: Connection(google, partial(_account_of, youtube))},
        sign_in=_sign_in(settings, session, clock),
        notify=notify,
        public_url=settings.web.public_url,
        clock=clock,
    )
    discord_client.services = Services(
        database=database,
        accounts=Accounts(database, vault, providers, clock=clock),
        linking=linking,
        uploads=Uploads(youtube, keeper, clock),
        ratings=Ratings(youtube, keeper),
        members=members,
        sources=Sources(database, clock),
        schedules=schedules,
        poster=poster,
    )
    ticks = Ticks(
        database=database,
        poster=poster,
        refresh=keeper.refresh_due,
        clean_up={
            "forget old tickets": partial(_forget_tickets, database, clock),
            "forget old schedules": schedules.clean_up,
        },
        clock=clock,
    )
    return App(settings, discord_client, keeper, ticks)


async def _forget_tickets(database: Database, clock: Clock) -> None:
    await clean_up(database, clock=clock)


async def _account_of(youtube: YouTube, bearer: Bearer) -> ProviderAccount:
    channel = await channel_of(youtube, bearer)
    return ProviderAccount(channel.id, channel.title, channel.handle, channel.uploads_playlist)


def _sign_in(settings: Settings, session: aiohttp.ClientSession, clock: Clock) -> DiscordSignIn | None:
    """Return Discord's sign-in, or None without a client secret: then people type a code."""
    own = settings.discord
    if not own.client_secret.get_secret_value():
        return None
    api_base = own.api_base.rstrip("/")
    return DiscordSignIn(
        Wire(session, "Discord"),
        OAuthApp(own.client_id, own.client_secret, own.authorize_uri, f"{api_base}/oauth2/token"),
        api_base=api_base,
        redirect_uri=f"{settings.web.public_url}/oauth/discord/callback",
        clock=clock,
    )


def _point_discord_at(settings: Settings) -> None:
    """Set discord.py's server: it keeps its API base and gateway in class attributes (docs/architecture.md)."""
    Route.BASE = settings.discord.api_base.rstrip("/")
    if settings.discord.gateway:
        DiscordWebSocket.DEFAULT_GATEWAY = URL(settings.discord.gateway)


def _bad_token() -> ConfigError:
    return ConfigError("discord.token", "Discord does not accept it", "copy the bot token again from the portal, Bot")


def _closed_for_good(error: discord.ConnectionClosed) -> OperatorError:
    """Return what a close code means that discord.py does not reconnect after (Discord's table of close codes)."""
    if error.code == _AUTHENTICATION_FAILED:
        return _bad_token()
    return OperatorError(f"discord: Discord has closed the connection for good with code {error.code}")


class App:
    """The three that run side by side: pages, ticks, and the client at Discord."""

    def __init__(self, settings: Settings, client: CurtainCall, keeper: TokenKeeper, ticks: Ticks) -> None:
        self._settings = settings
        self.client = client
        self._keeper = keeper
        self._ticks = ticks
        self._stopping = False

    async def serve(self, stop: asyncio.Event) -> None:
        """Run until `stop` is set, then finish or put back what is under way. Raises OperatorError."""
        await self._keeper.recover()
        await self.client.services.poster.take_over()
        runner = await self._open_pages()
        self._ticks.start()
        discord_task = asyncio.create_task(self._connect(), name="discord")
        stopping = asyncio.create_task(stop.wait(), name="stop")
        # What was made by starting lives as long as the process: the garbage collector need not look at it again.
        gc.collect()
        gc.freeze()
        try:
            await asyncio.wait({discord_task, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await self._close(runner, discord_task, stopping)
        if not stop.is_set():
            # The client ends by itself only when something is wrong; this raises what.
            discord_task.result()

    async def _connect(self) -> None:
        """Log in and stay connected; discord.py reconnects by itself, but gives up when Discord is down at first."""
        await self._persist(self._log_in)
        await self._persist(self.client.connect)

    async def _log_in(self) -> None:
        try:
            await self.client.login(self._settings.discord.token.get_secret_value())
        except discord.LoginFailure:
            raise _bad_token() from None
        except (discord.HTTPException, *DISCORD_DOWN):
            # A second login opens a second session, and the first took its connector with it.
            await self.client.http.close()
            self.client.http.connector = discord.utils.MISSING
            raise

    async def _persist(self, step: Callable[[], Awaitable[None]]) -> None:
        pause = _FIRST_PAUSE_SECONDS
        while True:
            try:
                return await step()
            except (*DISCORD_DOWN, discord.HTTPException) as error:
                if isinstance(error, discord.HTTPException) and error.status not in _PASSING:
                    raise
                log.warning("Discord cannot be reached", extra={"error": type(error).__name__, "again_in": pause})
            except discord.ConnectionClosed as error:
                raise _closed_for_good(error) from None
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    async def _open_pages(self) -> web.AppRunner:
        own = self._settings.web
        client_id = self._settings.discord.client_id
        pages = web_app(
            self.client.services.linking,
            public_url=own.public_url,
            ready=self.ready,
            invite_url=invite_url(client_id) if client_id else "",
            discord_url=str(URL(self._settings.discord.authorize_uri).origin() / "channels/@me"),
        )
        runner = PageRunner(pages, shutdown_timeout=_DRAIN_SECONDS)
        await runner.setup()
        try:
            await web.TCPSite(runner, own.host, own.port).start()
        except OSError as error:
            await runner.cleanup()
            raise ConfigError(
                "web.port", f"{own.host}:{own.port} cannot be opened ({error.strerror})", "choose another port or host"
            ) from None
        log.info("pages open", extra={"host": own.host, "port": own.port})
        return runner

    async def ready(self) -> bool:
        """Tell whether commands can be answered now: connected to Discord, and the database answers."""
        if self._stopping or not self.client.is_ready():
            return False
        return await self.client.services.database.answers()

    async def _close(self, runner: web.AppRunner, *tasks: asyncio.Task[object]) -> None:
        """Stop in reverse; what is under way is finished or put back first."""
        self._stopping = True
        await asyncio.gather(self._ticks.drain(_DRAIN_SECONDS), self.client.settle(_DRAIN_SECONDS), runner.cleanup())
        with contextlib.suppress(TimeoutError):
            # What is left in the journal is settled at the next start.
            async with asyncio.timeout(_SETTLE_SECONDS):
                await self._keeper.settle()
        await self.client.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        log.info("stopped")
