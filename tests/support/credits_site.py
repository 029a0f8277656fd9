"""The page of credits over a real database, with lists that a test imports, on a loopback port."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import msgspec
from aiohttp import web
from pydantic import SecretStr

from bot.credits.files import Files
from bot.credits.live import LivePages
from bot.credits.look import Look
from bot.credits.public import PublicPages
from bot.credits.readings import Readings
from bot.store.database import Database
from bot.store.sources import Source
from bot.store.vault import Vault, new_key
from bot.supporters.entries import Entry, Level, SourceList, list_key
from bot.supporters.kinds import LIST
from bot.supporters.lists import Lists
from bot.supporters.reading import SourceReader
from bot.supporters.rolls import Rolls
from bot.supporters.snapshots import Snapshots
from bot.supporters.wanting import Wanting
from bot.web.credits_pages import CreditsPages
from bot.web.file_pages import FilePages
from bot.web.headers import SecurityHeaders
from bot.web.outlets import Outlets
from bot.web.places import Places
from bot.web.proxies import Proxies
from bot.web.rendering import Pages
from bot.web.static_files import StaticFiles
from tests.support.clock import HandClock
from tests.support.databases import fresh_database
from tests.web.site import served

GUILD, CREATOR, OTHER = 7, 70, 71
START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Tick:
    """The second between two looks at what has changed, which passes when a test says so."""

    def __init__(self) -> None:
        self._passed = asyncio.Event()
        self.waiting = asyncio.Event()

    async def __call__(self, _seconds: float) -> None:
        self.waiting.set()
        await self._passed.wait()
        self._passed.clear()

    def pass_one(self) -> None:
        self._passed.set()


@dataclass
class CreditsSite:
    """Everything behind the page, and its origin."""

    database: Database
    clock: HandClock
    lists: Lists
    pages: PublicPages
    live: LivePages
    files: Files
    folder: Path
    tick: Tick
    origin: str = field(default="")

    async def import_names(self, names: Sequence[str], *, by: int = CREATOR, level: str = "Crew") -> Source:
        """Bring a list of names, all at one level."""
        return await self.lists.add(GUILD, LIST, "The Creator", listed(names, level, self.clock()), by)

    async def import_everybody(self, names: Sequence[str]) -> Source:
        """Bring a list in which equal names, too, are different people."""
        return await self.lists.add(GUILD, LIST, "The Creator", everybody(names, self.clock()), CREATOR)

    async def replace_everybody(self, source: Source, names: Sequence[str]) -> None:
        """Bring another such list in its place, a moment later."""
        self.clock.pass_time(milliseconds=1)
        await self.lists.replace(source.id, GUILD, everybody(names, self.clock()), source.owner_id)

    async def replace_names(self, source: Source, names: Sequence[str], *, level: str = "Crew") -> None:
        """Bring another list in its place, a moment later."""
        self.clock.pass_time(milliseconds=1)
        await self.lists.replace(source.id, GUILD, listed(names, level, self.clock()), source.owner_id)

    async def look_again(self) -> None:
        """Let the second pass after which open pages look for changes."""
        await self.tick.waiting.wait()
        self.tick.pass_one()

    async def page(self, look: Look | None = None, *, by: int = CREATOR) -> str:
        """Make a page and return its path."""
        made = await self.pages.create(GUILD, look or Look(), by)
        return made.url.removeprefix("http://localhost")


def listed(names: Sequence[str], level: str, as_of: datetime) -> SourceList:
    """Return a list with these names, in this order by their months."""
    entries = tuple(Entry(list_key(name), name, "a", len(names) - number, None) for number, name in enumerate(names))
    return SourceList((Level("a", level),), entries, as_of)


def everybody(names: Sequence[str], as_of: datetime) -> SourceList:
    """Return a list as `listed`, whose people are told apart by their places."""
    made = listed(names, "Crew", as_of)
    people = tuple(msgspec.structs.replace(one, key=f"list:{place}") for place, one in enumerate(made.entries))
    return msgspec.structs.replace(made, entries=people)


@asynccontextmanager
async def credits_site(
    folder: Path,
    *,
    hand_driven: bool = True,
    quiet_seconds: float = 15,
    streams: Places | None = None,
    clock: HandClock | None = None,
    readers: Mapping[str, SourceReader] = MappingProxyType({}),
) -> AsyncIterator[CreditsSite]:
    """Serve a server's pages; with `hand_driven` the page looks for changes when `tick.pass_one()` says so.

    `readers` read sources of other kinds than lists.
    """
    clock = clock or HandClock(START)
    tick = Tick()
    async with fresh_database(folder / "pages.db") as database:
        vault = Vault([SecretStr(new_key())])
        lists = Lists(database, vault, clock)
        snapshots = Snapshots(database, vault, clock, scopes={})
        rolls = Rolls(database, {LIST: lists, **readers}, snapshots, Wanting(database, clock))
        sleep = tick if hand_driven else asyncio.sleep
        live = LivePages(database, Readings(database, rolls, clock), sleep=sleep)
        site = CreditsSite(
            database=database,
            clock=clock,
            lists=lists,
            pages=PublicPages(database, public_url="http://localhost", clock=clock),
            live=live,
            files=Files(database, folder / "files", public_url="http://localhost", clock=clock, most_bytes=10_000),
            folder=folder,
            tick=tick,
        )
        app = web.Application()
        app.on_response_prepare.append(SecurityHeaders(https=False))
        pages = Pages(discord_url="https://discord.example")
        proxies, places = Proxies(()), Outlets(site.files, live)
        CreditsPages(live, pages, proxies, streams or places.streams, quiet_seconds=quiet_seconds).add_to(app.router)
        FilePages(site.files, pages, proxies, places.downloads).add_to(app.router)
        StaticFiles().add_to(app.router)

        async def end(_app: web.Application) -> None:
            await live.close()

        app.on_shutdown.append(end)
        async with served(app) as site.origin:
            yield site
