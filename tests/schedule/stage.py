"""What the tests of posts stand on: a database, the sandbox's Discord, a real client, and a clock moved by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

import discord
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.accounts.notices import Notice
from bot.credits.layouts import Layouts
from bot.credits.own import OwnTemplates
from bot.credits.pictures.attaching import Attach
from bot.errors import UserError
from bot.metrics import Metrics
from bot.schedule.poster import Poster
from bot.schedule.rules import parse_rule
from bot.schedule.schedules import Schedules
from bot.store import tables
from bot.store.database import Database
from bot.store.schedules import Schedule
from bot.store.vault import Vault, new_key
from bot.supporters.roll import Group, Occasion, Roll, Supporter
from bot.youtube.payer import Payer
from sandbox.discord import DiscordSandbox, Message
from tests.support.clock import HandClock

TEMPLATE = "levels"
START = datetime(2026, 11, 23, 16, 59, 30, tzinfo=UTC)
"""A Monday, half a minute before 18:00 in Berlin."""


class CrashError(Exception):
    """The process died here."""


class FragileDatabase(Database):
    """Dies at the n-th boundary of a write (before it begins, after it is committed) and stays dead, like a process."""

    def __init__(self, database: Database, dies_at: int) -> None:
        super().__init__(database._engine)
        self.boundaries = 0
        self._dies_at = dies_at

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        self._stay_dead()
        async with super().read() as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        self._cross()
        async with super().write() as connection:
            yield connection
        self._cross()

    @property
    def died(self) -> bool:
        return self.boundaries >= self._dies_at

    def _cross(self) -> None:
        self.boundaries += 1
        self._stay_dead()

    def _stay_dead(self) -> None:
        if self.died:
            raise CrashError


class Stage:
    """One bot that posts, with the roll it reads and the notices it gave."""

    def __init__(
        self, clock: HandClock, database: Database, discord_: DiscordSandbox, client: discord.Client, guild_id: int
    ) -> None:
        self.clock = clock
        self.database = database
        self.discord = discord_
        self.client = client
        self.guild_id = guild_id
        self.channel = discord_.channel("credits")
        self.creator = discord_.person("the.creator").id
        self.schedules = Schedules(database, clock)
        self.templates = OwnTemplates(database, clock)
        self.layouts = Layouts(self.templates, self._read_roll, clock)
        self.roll = roll_of(400)
        self.occasions: list[Occasion] = []
        self.payers: list[Payer] = []
        self.keep_until: datetime | None = None
        self.trouble: UserError | None = None
        self.notices: list[Notice] = []
        self.metrics = Metrics()
        self._vault = Vault([SecretStr(new_key())])

    def poster(
        self,
        database: Database | None = None,
        client: discord.Client | None = None,
        attach: Attach | None = None,
        at_once: int = 8,
    ) -> Poster:
        return Poster(
            database=database or self.database,
            vault=self._vault,
            read_roll=self._read_roll,
            lay_out=self.layouts.lay_out,
            client=client or self.client,
            notify=self.notify,
            clock=self.clock,
            metrics=self.metrics,
            attach=attach,
            at_once=at_once,
        )

    async def _read_roll(self, guild_id: int, occasion: Occasion, payer: Payer) -> Roll:
        self.payers.append(payer)
        # Looked up when it is called, so that a test can put another in its place.
        return await self.read_roll(guild_id, occasion)

    async def read_roll(self, guild_id: int, occasion: Occasion) -> Roll:
        assert guild_id == self.guild_id
        self.occasions.append(occasion)
        if self.trouble is not None:
            raise self.trouble
        return replace(self.roll, keep_until=self.keep_until)

    async def notify(self, notice: Notice) -> None:
        self.notices.append(notice)

    async def schedule(self, when: str = "every monday at 18:00", channel: str = "credits") -> Schedule:
        draft = await self.schedules.draft(
            guild_id=self.guild_id,
            channel_id=self.discord.channel(channel).id,
            created_by=self.creator,
            rule=parse_rule(when),
            timezone="Europe/Berlin",
            template=TEMPLATE,
        )
        return await self.schedules.confirm(draft.id, guild_id=self.guild_id, user_id=self.creator)

    async def work(self, poster: Poster) -> None:
        """Let one tick happen and everything it started end."""
        await poster.tick()
        await poster.idle()

    async def first_message(self) -> None:
        """Wait until something stands in the channel."""
        await self.channel.wait_for(lambda message: message.id > 0)

    @property
    def posted(self) -> list[Message]:
        return [message for message in self.channel.messages if not message.deleted]

    @property
    def footers(self) -> list[str]:
        return [message.embeds[-1]["footer"]["text"] for message in self.posted]

    async def ledger(self) -> list[tuple[str, str]]:
        """Return status and problem of every post, the oldest first."""
        chosen = select(tables.posts.c.status, tables.posts.c.problem).order_by(tables.posts.c.due_at)
        async with self.database.read() as connection:
            return [(row.status, row.problem) for row in (await connection.execute(chosen)).all()]

    async def payloads(self) -> list[bytes]:
        async with self.database.read() as connection:
            return list((await connection.execute(select(tables.post_parts.c.payload))).scalars())


def roll_of(count: int) -> Roll:
    names = tuple(Supporter(f"Supporter {number:04}", 3, START) for number in range(count))
    return Roll((Group("Gold", names),), START, ("The Creator",))
