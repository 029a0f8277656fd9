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
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bot.accounts.accounts import Accounts
from bot.accounts.cleanup import clean_up
from bot.accounts.keeper import TokenKeeper
from bot.accounts.linking import Linking
from bot.alerts import Alerts
from bot.client import DISCORD_DOWN, CurtainCall
from bot.clock import Clock, utc_now
from bot.config import Settings
from bot.credits.files import Files
from bot.credits.layouts import Layouts
from bot.credits.live import LivePages
from bot.credits.own import OwnTemplates
from bot.credits.pictures.pictures import Pictures
from bot.credits.public import PublicPages
from bot.credits.readings import Readings
from bot.errors import ConfigError, OperatorError
from bot.limits import Limits
from bot.metrics import Metrics
from bot.privacy.privacy import Privacy
from bot.privacy.servers import Servers
from bot.provided import google_of, patreon_of, sign_in_of, youtube_connection
from bot.providers.access import Access
from bot.providers.client_secrets import GoogleClient
from bot.providers.google import Google
from bot.providers.patreon import SCOPES as PATREON_SCOPES
from bot.schedule.poster import Poster
from bot.schedule.releases import DueReleases
from bot.schedule.schedules import Schedules
from bot.schedule.ticks import Ticks
from bot.services import Services
from bot.site import Site
from bot.store.database import Database, folder_of, open_database
from bot.store.key_watch import KeyWatch
from bot.store.ownership import owned
from bot.store.vault import Vault
from bot.supporters.channel_members import ChannelMembers
from bot.supporters.imports import Imports
from bot.supporters.kinds import PATREON, YOUTUBE_MEMBERS
from bot.supporters.patreon import PatreonPatrons
from bot.supporters.reading import SourceReader
from bot.supporters.sharing import Sharing
from bot.supporters.sources import Sources
from bot.supporting import supporting_of
from bot.web.outlets import Outlets
from bot.youtube.client import YouTube
from bot.youtube.members import Members
from bot.youtube.quota import Quota
from bot.youtube.quota_book import QuotaBook
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
async def opened(
    settings: Settings, google: GoogleClient, *, clock: Clock = utc_now, limits: Limits | None = None
) -> AsyncIterator["App"]:
    """Open everything that outlives a connection to Discord, and close it in reverse. Raises OperatorError.

    `limits` says how often people may do things; None is what suits people.
    """
    _point_discord_at(settings)
    vault = Vault(settings.store.encryption_keys)
    async with AsyncExitStack() as stack:
        sole = await stack.enter_async_context(owned(settings.store.url))
        database = await stack.enter_async_context(open_database(settings.store.url))
        connector = aiohttp.TCPConnector(limit=_CONNECTIONS, keepalive_timeout=60)
        session = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
        yield _compose(settings, google, database, vault, session, clock, limits or Limits(), sole=sole)


def _compose(
    settings: Settings,
    client_at_google: GoogleClient,
    database: Database,
    vault: Vault,
    session: aiohttp.ClientSession,
    clock: Clock,
    limits: Limits,
    *,
    sole: bool,
) -> "App":
    metrics = Metrics()
    alerts = Alerts()
    metrics.watch_alerts(lambda: len(alerts.standing))
    discord_client = CurtainCall(settings.discord.guild_ids, metrics=metrics)
    notify = discord_client.notify
    google = google_of(settings, client_at_google, session, clock, alerts)
    patreon = patreon_of(settings, session, clock, alerts)
    quota = Quota(clock, daily_units=settings.google.daily_units, metrics=metrics)
    book = QuotaBook(database, quota, clock)
    youtube = YouTube(session, api_endpoint=settings.google.youtube_api, quota=quota, clock=clock)
    connections = {google.name: youtube_connection(google, youtube), **patreon.connections}
    providers = {name: connection.provider for name, connection in connections.items()}
    keeper = TokenKeeper(database, vault, providers, notify=notify, clock=clock, metrics=metrics)
    members = Members(youtube, keeper, clock)
    sources = Sources(database, clock)
    readers: dict[str, SourceReader] = {
        YOUTUBE_MEMBERS: ChannelMembers(members),
        PATREON: PatreonPatrons(patreon.patrons, keeper, own=patreon.own),
    }
    supporting = supporting_of(database, vault, clock, readers, _needed_scopes(google))
    rolls = supporting.rolls
    schedules = Schedules(database, clock)
    due_releases = DueReleases(database, schedules, supporting.releases, clock)
    templates = OwnTemplates(database, clock)
    layouts = Layouts(templates, rolls.for_guild, clock)
    pictures = Pictures(folder_of(settings.store.url) / "drawing")
    poster = Poster(
        database=database,
        vault=vault,
        read_roll=rolls.for_guild,
        lay_out=layouts.lay_out,
        client=discord_client,
        notify=notify,
        clock=clock,
        metrics=metrics,
        draw=pictures.attachments,
        read_release=supporting.releases.read,
    )
    folder = folder_of(settings.store.url) / "files"
    files = Files(database, folder, public_url=settings.web.public_url, clock=clock)
    pages = PublicPages(database, public_url=settings.web.public_url, clock=clock)
    live = LivePages(database, Readings(database, rolls, clock))
    linking = Linking(
        database,
        vault,
        connections,
        sign_in=sign_in_of(settings, session, clock, alerts),
        notify=notify,
        public_url=settings.web.public_url,
        clock=clock,
        limits=limits,
    )
    accounts = Accounts(database, vault, providers, clock=clock)
    key_watch = KeyWatch(database, vault, alerts)
    uploads = Uploads(youtube, keeper, clock)
    drop = (uploads.forget, members.forget, patreon.patrons.forget)
    servers = Servers(database, clock, drop=drop)
    discord_client.services = Services(
        database=database,
        accounts=accounts,
        linking=linking,
        privacy=Privacy(
            database,
            accounts,
            drop=drop,
            settle=book.save,
            page_url=f"{settings.web.public_url}/privacy",
            clock=clock,
        ),
        servers=servers,
        uploads=uploads,
        ratings=Ratings(youtube, keeper),
        members=members,
        patreon=patreon,
        sources=sources,
        lists=supporting.lists,
        imports=Imports(supporting.lists, sources, clock),
        sharing=Sharing(database, clock),
        approvals=supporting.approvals,
        rolls=rolls,
        wishes=supporting.wishes,
        people=supporting.people,
        standings=supporting.standings,
        changes=supporting.changes,
        schedules=schedules,
        due_releases=due_releases,
        poster=poster,
        templates=templates,
        layouts=layouts,
        files=files,
        pages=pages,
        pictures=pictures,
        clock=clock,
    )
    ticks = Ticks(
        database=database,
        poster=poster,
        refresh=keeper.refresh_due,
        clean_up={
            "forget old tickets": partial(_forget_tickets, database, clock),
            "forget old schedules": schedules.clean_up,
            "hold the lists of releases": due_releases.hold,
            "forget templates never saved": templates.clean_up,
            "forget old days of the quota": book.clean_up,
            **supporting.clean_up,
            "forget servers that were left": servers.clean_up,
            "stop posts with old names": poster.stop_old,
            "forget files whose time is over": files.clean_up,
            "forget pages that were taken down": pages.clean_up,
            "forget names that no page shows": live.clean_up,
            "use idle grants": keeper.keep_alive,
            "settle what was interrupted": keeper.recover_lapsed,
            "look for lost keys": key_watch.look,
        },
        save={"save the quota's ledger": book.save},
        clock=clock,
    )
    recover = keeper.recover if sole else keeper.recover_lapsed
    return App(
        settings,
        discord_client,
        keeper,
        ticks,
        book,
        key_watch,
        recover=recover,
        site=Site(settings, linking, Outlets(files, live), metrics, limits, clock),
        alerts=alerts,
    )


async def _forget_tickets(database: Database, clock: Clock) -> None:
    await clean_up(database, clock=clock)


def _needed_scopes(google: Google) -> dict[str, frozenset[str]]:
    """Return what a link must have for the sources that read through it, by kind."""
    return {YOUTUBE_MEMBERS: google.scopes_for(Access.CREATOR), PATREON: PATREON_SCOPES[Access.CREATOR]}


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

    def __init__(
        self,
        settings: Settings,
        client: CurtainCall,
        keeper: TokenKeeper,
        ticks: Ticks,
        book: QuotaBook,
        key_watch: KeyWatch,
        *,
        recover: Callable[[], Awaitable[None]],
        site: Site,
        alerts: Alerts,
    ) -> None:
        self._settings = settings
        self._recover = recover
        self._alerts = alerts
        self._unready: tuple[str, ...] = ()
        self._site = site
        self.client = client
        self._keeper = keeper
        self._ticks = ticks
        self._book = book
        self._key_watch = key_watch
        self._stopping = False

    async def serve(self, stop: asyncio.Event) -> None:
        """Run until `stop` is set, then finish or put back what is under way. Raises OperatorError."""
        await self._book.read()
        await self._key_watch.start()
        await self._recover()
        await self.client.services.poster.take_over()
        pages = await self._site.open(self.ready, drain_seconds=_DRAIN_SECONDS)
        self._ticks.start()
        discord_task = asyncio.create_task(self._connect(), name="discord")
        stopping = asyncio.create_task(stop.wait(), name="stop")
        # What was made by starting lives as long as the process: the garbage collector need not look at it again.
        gc.collect()
        gc.freeze()
        try:
            await asyncio.wait({discord_task, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await self._close(pages, discord_task, stopping)
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

    async def ready(self) -> bool:
        """Tell whether all works: connected to Discord, the database answers, and no alert stands.

        The log says why not when that changes, not at each probe.
        """
        unready = tuple([why async for why in self._why_not()])
        if unready != self._unready:
            self._unready = unready
            if unready:
                log.warning("not ready", extra={"why": "; ".join(unready)})
            else:
                log.info("ready again")
        return not unready

    async def _why_not(self) -> AsyncIterator[str]:
        if self._stopping:
            yield "stopping"
        if not self.client.is_ready():
            yield "not connected to Discord"
        if not await self.client.services.database.answers():
            yield "the database does not answer"
        for sentence in self._alerts.standing.values():
            yield sentence

    async def _close(self, pages: AsyncExitStack, *tasks: asyncio.Task[object]) -> None:
        """Stop in reverse; what is under way is finished or put back first."""
        self._stopping = True
        self.client.services.pictures.close()
        await asyncio.gather(self._ticks.drain(_DRAIN_SECONDS), self.client.settle(_DRAIN_SECONDS), pages.aclose())
        with contextlib.suppress(TimeoutError):
            # What is left in the journal is settled at the next start.
            async with asyncio.timeout(_SETTLE_SECONDS):
                await self._keeper.settle()
        await self.client.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # Last of all: commands and posts spend until they have come to an end.
        await self._ticks.run("save the quota's ledger", self._book.save)
        log.info("stopped")
