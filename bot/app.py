"""The composition root: opens store, providers, web, scheduler and Discord side by side, and closes them in reverse."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Protocol

import aiohttp
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bot.accounts.accounts import Accounts
from bot.accounts.cleanup import clean_up
from bot.accounts.keeper import TokenKeeper
from bot.accounts.linking import Linking
from bot.alerts import Alerts
from bot.client import CurtainCall
from bot.clock import Clock, utc_now
from bot.config import Settings
from bot.credits.files import Files
from bot.credits.layouts import Layouts
from bot.credits.live import LivePages
from bot.credits.own import OwnTemplates
from bot.credits.pictures.attaching import Attaching
from bot.credits.pictures.pictures import Pictures
from bot.credits.public import PublicPages
from bot.credits.readings import Readings
from bot.lifecycle import App
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
from bot.supporters.channel_members import ChannelMembers, FollowedMembers
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

_CONNECTIONS = 100


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
) -> AsyncIterator[App]:
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
) -> App:
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
    sources = Sources(database, clock, checks={YOUTUBE_MEMBERS: members.check})
    readers: dict[str, SourceReader] = {
        YOUTUBE_MEMBERS: ChannelMembers(members),
        PATREON: PatreonPatrons(patreon.patrons, keeper, own=patreon.own),
    }
    supporting = supporting_of(
        database, vault, clock, readers, _needed_scopes(google), limits, followed=FollowedMembers(members)
    )
    rolls = supporting.rolls
    schedules = Schedules(database, clock)
    due_releases = DueReleases(database, schedules, supporting.releases, clock)
    templates = OwnTemplates(database, clock)
    imports = Imports(supporting.lists, sources, clock)
    layouts = Layouts(templates, rolls.for_guild, clock, limits)
    folder = folder_of(settings.store.url)
    pictures = Pictures(folder / "drawing")
    files = Files(database, folder / "files", public_url=settings.web.public_url, clock=clock)
    poster = Poster(
        database=database,
        vault=vault,
        read_roll=rolls.for_guild,
        lay_out=layouts.lay_out,
        client=discord_client,
        notify=notify,
        clock=clock,
        metrics=metrics,
        attach=Attaching(pictures, files).attach,
        read_release=supporting.releases.read,
    )
    pages = PublicPages(database, public_url=settings.web.public_url, clock=clock)
    live = LivePages(database, Readings(database, supporting.page_rolls, clock))
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
        imports=imports,
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
        live=live,
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
            "forget lists that were not saved": imports.drafts.clean_up,
            "forget pages that were taken down": pages.clean_up,
            "forget names that no page shows": live.clean_up,
            "forget what was read a while ago": partial(
                _clean_up, members, uploads, patreon.patrons, supporting.people
            ),
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


class _Keeps(Protocol):
    """Something that keeps in memory for a while what was read."""

    def clean_up(self) -> None:
        """Drop what is too old to be used."""


async def _clean_up(*readers: _Keeps) -> None:
    for one in readers:
        one.clean_up()


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
