"""Whatever happens, no name of a third party can be read from the database after its time (DESIGN, "Promises")."""

import json
import zlib
from base64 import b64decode
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlalchemy import select, update

from bot.credits.text import lay_out
from bot.metrics import Metrics
from bot.schedule.ledger import Ledger
from bot.store import links, tables
from bot.store.database import Database
from bot.store.snapshots import context
from bot.store.vault import Vault, new_key
from bot.supporters.entries import Entry, Level, SourceList
from bot.supporters.kinds import YOUTUBE_MEMBERS
from bot.supporters.roll import Group, Roll, Supporter
from bot.supporters.snapshots import Snapshots
from bot.supporters.sources import Sources
from tests.schedule.stage import START
from tests.support.clock import HandClock
from tests.support.databases import fresh_database
from tests.supporters.conftest import CREATOR, MALLORY, SCOPES, link_row

JOBS_EVERY = timedelta(minutes=10)
JUMPS = [JOBS_EVERY, timedelta(hours=6), timedelta(days=1), timedelta(days=3), timedelta(days=8)]
OWNERS = {"creator": CREATOR, "mallory": MALLORY}
SERVERS = (1, 2)
PLACES = [(link, server) for link in OWNERS for server in SERVERS]

STEP = st.one_of(
    st.tuples(st.just("pass_time"), st.sampled_from(JUMPS)),
    st.tuples(st.just("pass_to_an_end"), st.just(JOBS_EVERY)),
    st.tuples(st.sampled_from(["read", "add", "remove"]), st.sampled_from(PLACES)),
    st.tuples(st.just("post"), st.sampled_from(SERVERS)),
    st.tuples(st.sampled_from(["die", "relink", "narrow", "unlink"]), st.sampled_from(sorted(OWNERS))),
)


@dataclass
class Name:
    """A member's name that was read once, for one server, and must be gone after `until` at the latest."""

    text: str
    link: str
    server: int
    read_at: datetime
    taken_away: bool = False


@dataclass
class World:
    """Links, sources, lists and half-sent posts, and what is known of every name that was ever read."""

    database: Database
    vault: Vault
    clock: HandClock
    names: list[Name] = field(default_factory=list)
    ended: dict[str, datetime] = field(default_factory=dict)
    seen: int = 0
    KEPT: ClassVar = timedelta(days=30)
    KEPT_AFTER: ClassVar = timedelta(days=7)

    def __post_init__(self) -> None:
        self.sources = Sources(self.database, self.clock)
        self.snapshots = Snapshots(self.database, self.vault, self.clock, scopes={YOUTUBE_MEMBERS: SCOPES})
        self.ledger = Ledger(self.database, self.vault, self.clock, Metrics())

    async def jobs(self) -> None:
        await self.snapshots.clean_up()
        await self.ledger.stop_old()

    async def pass_time(self, jump: timedelta) -> None:
        self.clock.now += jump
        if jump > JOBS_EVERY:
            # The bot was down; the jobs run at its start.
            await self.jobs()

    async def pass_to_an_end(self, before: timedelta) -> None:
        """Go to the moment when the next name must be gone, the jobs having run a little before."""
        end = min((self._until(name) for name in self.names if self._until(name) > self.clock()), default=self.clock())
        if end - before > self.clock():
            self.clock.now = end - before
            await self.jobs()
        self.clock.now = end

    async def add(self, place: tuple[str, int]) -> None:
        link, server = place
        if await self._alive(link):
            await self.sources.add(server, link, OWNERS[link])

    async def remove(self, place: tuple[str, int]) -> None:
        for source in await self.sources.of_guild(place[1]):
            if source.link_id == place[0]:
                await self.sources.remove(place[1], source.id, source.owner_id)
                self._take_away(place)

    async def read(self, place: tuple[str, int]) -> None:
        """Read a list of one new name."""
        link, server = place
        for source in await self.sources.of_guild(server):
            if source.link_id == link and link not in self.ended:
                # Letters and digits only: nothing in it is written otherwise anywhere.
                name = Name(f"otter{len(self.names):04}", link, server, self.clock())
                self.names.append(name)
                entry = Entry(f"youtube:UC{len(self.names)}", name.text, "1", 1, self.clock())
                await self.snapshots.keep(source.id, SourceList((Level("1", "Stalls"),), (entry,), self.clock()))

    async def post(self, server: int) -> None:
        """Lay out a post from the last lists, and leave it half-way."""
        found = [await self.snapshots.latest([source.id]) for source in await self.sources.of_guild(server)]
        kept = [one for one in found if one is not None]
        supporters = tuple(Supporter(member.name, 1, None) for one in kept for member in one.people.entries)
        if supporters:
            roll = Roll((Group("Stalls", supporters),), self.clock(), ("The Creator",))
            post = await self.ledger.open(server, 7, "levels", CREATOR)
            await self.ledger.plan(
                post,
                lay_out(roll, "levels"),
                min(one.until for one in kept),
                heard=await self.ledger.listen(post),
                thanks=lambda _: False,
            )

    async def die(self, link: str) -> None:
        async with self.database.write() as connection:
            if await links.mark_dead(connection, link, self.clock(), "revoked"):
                self.ended.setdefault(link, self.clock())

    async def relink(self, link: str) -> None:
        await self._consent(link, SCOPES)
        self.ended.pop(link, None)

    async def narrow(self, link: str) -> None:
        if link not in self.ended and await self._alive(link):
            await self._consent(link, frozenset({"look"}))
            self.ended[link] = self.clock()

    async def unlink(self, link: str) -> None:
        for server in SERVERS:
            await self.remove((link, server))
        async with self.database.write() as connection:
            await links.remove(connection, link)
            await links.add(connection, link_row(link, OWNERS[link], self.clock))
        self.ended.pop(link, None)

    async def check(self) -> None:
        """See that no name can be read that must be gone by now."""
        text = "\n".join([line async for line in self._everything()])
        for name in self.names:
            over = name.taken_away or self.clock() >= self._until(name)
            assert not (over and name.text in text), f"{name} at {self.clock()}"
            self.seen += name.text in text

    def _until(self, name: Name) -> datetime:
        ends = [name.read_at + self.KEPT]
        if name.link in self.ended:
            ends.append(self.ended[name.link] + self.KEPT_AFTER)
        return min(ends)

    async def _consent(self, link: str, scopes: Iterable[str]) -> None:
        row = tables.links.c
        values: dict[str, Any] = {"status": "ok", "reason": "", "died_at": None, "scopes": " ".join(scopes)}
        async with self.database.write() as connection:
            await connection.execute(
                update(tables.links).where(row.id == link).values(values | {"consented_at": self.clock()})
            )

    async def _alive(self, link: str) -> bool:
        async with self.database.read() as connection:
            found = await links.by_id(connection, link)
        return found is not None and found.status == "ok"

    def _take_away(self, place: tuple[str, int]) -> None:
        for name in self.names:
            name.taken_away |= (name.link, name.server) == place

    async def _everything(self) -> AsyncIterator[str]:
        """Yield every row of every table, what is sealed opened."""
        async with self.database.read() as connection:
            for table in tables.metadata.sorted_tables:
                for row in (await connection.execute(select(table))).mappings():
                    yield json.dumps([str(value) for value in row.values() if not isinstance(value, bytes)])
                    if table is tables.snapshots:
                        yield self._open(row["payload"], context(row["source_id"]))
                    elif table is tables.post_parts and row["payload"]:
                        yield self._open(row["payload"], f"post_parts/{row['post_id']}/{row['number']}")

    def _open(self, sealed: bytes, place: str) -> str:
        text = self.vault.open(sealed, context=place)
        return text if text.startswith("{") else zlib.decompress(b64decode(text)).decode()


def raw(folder: str) -> bytes:
    return b"".join(path.read_bytes() for path in Path(folder).iterdir())


@asynccontextmanager
async def new_world(folder: str) -> AsyncIterator[World]:
    clock = HandClock(START)
    async with fresh_database(Path(folder) / "names.db") as database:
        async with database.write() as connection:
            for link, owner in OWNERS.items():
                await links.add(connection, link_row(link, owner, clock))
        yield World(database, Vault([SecretStr(new_key())]), clock)


@settings(max_examples=12)
@given(st.lists(STEP, min_size=20, max_size=40))
async def test_no_name_can_be_read_after_its_time(steps: list[tuple[str, Any]]) -> None:
    with TemporaryDirectory() as folder:
        async with new_world(folder) as world:
            for place in PLACES:
                await world.add(place)
                await world.read(place)
            for server in SERVERS:
                await world.post(server)
            await world.check()
            assert world.seen
            for step, what in steps:
                await getattr(world, step)(what)
                if what == JOBS_EVERY:
                    # Right before the jobs come again, too.
                    await world.check()
                await world.jobs()
                await world.check()
        assert b"otter" not in raw(folder)


async def test_the_check_itself_finds_names_that_stay_too_long() -> None:
    with TemporaryDirectory() as folder:
        async with new_world(folder) as world:
            await world.add(PLACES[0])
            await world.read(PLACES[0])
            world.clock.pass_time(days=31)
            try:
                await world.check()
            except AssertionError:
                return
            raise AssertionError("the check is blind")
