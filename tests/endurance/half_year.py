"""Half a year of five hundred accounts, told by moving the clock from one event to the next."""

import asyncio
import heapq
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias, cast

from sqlalchemy import select

from bot.accounts.notices import Notice
from bot.errors import NeedsRelink, TryLater
from bot.schedule.poster import Poster
from bot.schedule.ticks import Ticks
from bot.store import schedules, tables
from bot.store.links import NEEDS_RELINK
from bot.store.schedules import ACTIVE
from sandbox.google import GoogleSandbox
from sandbox.google.faults import Fault
from tests.endurance.crowd import Member
from tests.endurance.fates import Fate, Trouble
from tests.endurance.house import House
from tests.endurance.walker import Trip, Walker
from tests.endurance.worker import dead_link
from tests.support.clock import HandClock

AHEAD = timedelta(minutes=50)
"""So long before a post is due its tokens are renewed."""
RETRY = timedelta(hours=1)
TRIES = 9
"""A post that cannot read its names is tried so often, then it is given up."""

Event: TypeAlias = Callable[[], Awaitable[None]]


@dataclass
class Person:
    """Somebody with a link. `schedule` uses it; `comes_back` is how long they take to link again, None: they do not."""

    member: Member
    fate: Fate
    schedule: str
    comes_back: timedelta | None
    deaths: int = 0

    @property
    def link_id(self) -> str:
        return self.member.link_id


class HalfYear:
    """The events in order of time, and what they do to the bot, to Google and to the people's stories."""

    def __init__(
        self, clock: HandClock, google: GoogleSandbox, people: list[Person], troubles: tuple[Trouble, ...]
    ) -> None:
        self.clock = clock
        self.google = google
        self.people = people
        self.troubles = troubles
        self.told: Counter[str] = Counter()
        self.posts = 0
        self.asked_in_trouble: dict[Trouble, int] = {}
        self._agenda: defaultdict[datetime, list[Person]] = defaultdict(list)
        self._events: list[tuple[datetime, int, Event]] = []
        self._count = 0
        self._house: House | None = None

    @property
    def house(self) -> House:
        assert self._house
        return self._house

    async def notify(self, notice: Notice) -> None:
        """Be Discord: note who is told that a link is dead."""
        self.told[dead_link(notice)] += 1

    def move_in(self, house: House) -> None:
        """Let another process go on from here."""
        self._house = house
        # Renewing tokens needs no poster, and there is no Discord here.
        self.ticks = Ticks(
            database=house.database,
            poster=cast("Poster", None),
            refresh=house.keeper.refresh_due,
            clean_up={},
            clock=self.clock,
        )

    def at(self, moment: datetime, event: Event) -> None:
        """Let something happen at a moment, after what was planned for it before."""
        self._count += 1
        heapq.heappush(self._events, (moment, self._count, event))

    def every(self, step: timedelta, begin: datetime, end: datetime, event: Event) -> None:
        """Let something happen again and again."""
        while begin < end:
            self.at(begin, event)
            begin += step

    def plan(self, person: Person, moment: datetime) -> None:
        """Let a person's schedule post at a moment; all that are due then share one tick."""
        if moment not in self._agenda:
            self.at(max(moment - AHEAD, self.clock()), self.tick)
            self.at(moment, lambda: self._post(moment))
        self._agenda[moment].append(person)

    async def run(self, until: datetime) -> None:
        """Let everything happen that is planned before a moment."""
        while self._events and self._events[0][0] < until:
            moment, _, event = heapq.heappop(self._events)
            self.clock.now = max(self.clock.now, moment)
            await event()
        self.clock.now = until

    async def tick(self) -> None:
        await self.ticks.refresh_tokens()

    async def keep_alive(self) -> None:
        await self.house.keeper.keep_alive()

    def trouble(self) -> Trouble | None:
        """Return what is wrong right now."""
        return next((trouble for trouble in self.troubles if trouble.at(self.clock())), None)

    async def revoke(self, person: Person) -> None:
        """Take the permission back at Google, unless there is none any more."""
        if person.fate.death(self.clock()) is None:
            self.google.revoke_grant(person.member.account.key)
            person.fate.revoke(self.clock())

    async def begin(self, trouble: Trouble, status: int) -> None:
        """Let Google go down, or let the client's secret expire."""
        self.asked_in_trouble[trouble] = -len(self.google.requests)
        if trouble.secret:
            self._turn_secret()
        else:
            self.google.faults.standing["trouble"] = Fault("/token", status, "", times=0)

    async def end(self, trouble: Trouble) -> None:
        self.asked_in_trouble[trouble] += len(self.google.requests)
        if trouble.secret:
            assert self.house.alerts.standing
            self._turn_secret()
        else:
            self.google.faults.clear()

    def _turn_secret(self) -> None:
        client = self.google._clients.register("Curtain Call", ())
        client.secret = client.secret[::-1]

    async def _post(self, moment: datetime) -> None:
        due = self._agenda.pop(moment)
        async with self.house.database.write() as connection:
            for person in due:
                assert person.fate.every
                await schedules.set_state(
                    connection,
                    person.schedule,
                    status=ACTIVE,
                    due_at=moment + person.fate.every,
                    problem="",
                    at=moment,
                )
        for person in due:
            assert person.fate.every
            self.plan(person, moment + person.fate.every)
        await asyncio.gather(*(self._read(person, TRIES) for person in due))

    async def _read(self, person: Person, tries: int) -> None:
        """Use a link as a post does: it works, or there is a reason why not."""
        channel = person.member.account.channel
        assert channel
        try:
            assert await self.house.channel_id(person.link_id) == channel.id
            assert person.fate.death(self.clock()) is None
            self.posts += 1
        except NeedsRelink:
            assert person.fate.death(self.clock()), f"{person} was told to link again without need"
        except TryLater:
            assert self.trouble(), f"{person} was told that Google is down"
            if tries > 1:
                self.at(self.clock() + RETRY, lambda: self._read(person, tries - 1))

    async def look(self) -> None:
        """See that every account is in the state that its story gives it, and that its owner was told once."""
        rows = await self._rows()
        for person in self.people:
            died = rows[person.link_id]
            death = person.fate.death(self.clock())
            noticed = self.told[person.link_id] - person.deaths
            if death is None or died is None:
                assert died is None, f"{person} is called dead, but lives"
                assert noticed == 0, f"{person} was told without need"
                assert death is None or self.clock() <= death.noticed_by, f"{person}: nobody noticed {death}"
                continue
            at, cause = died
            assert at >= death.at
            assert cause == death.cause, f"{person}: {cause}"
            if noticed:
                person.deaths += 1
                self._wait_for(person)
            assert self.told[person.link_id] == person.deaths, f"{person} was told {noticed} times"

    async def _rows(self) -> dict[str, tuple[datetime, str] | None]:
        """Return of each link since when and why it is dead, None for one that is well."""
        chosen = select(tables.links.c.id, tables.links.c.status, tables.links.c.died_at, tables.links.c.reason)
        async with self.house.database.read() as connection:
            found = (await connection.execute(chosen)).all()
        return {row.id: (row.died_at, row.reason) if row.status == NEEDS_RELINK else None for row in found}

    def _wait_for(self, person: Person) -> None:
        if person.comes_back is None:
            return
        moment = self.clock() + person.comes_back
        for trouble in self.troubles:
            if trouble.at(moment):
                moment = trouble.end
        self.at(moment, lambda: self._relink(person))

    async def _relink(self, person: Person) -> None:
        account, channel = person.member.account, person.member.account.channel
        assert channel
        trip = Trip(
            person.member.user_id, account.key, account.subject, account.subject, channel.id, known_as=account.email
        )
        link = await Walker(self.house, self.google.origin).link(trip, relink_of=person.link_id)
        assert link.id == person.link_id
        assert self.told.pop("", None) == 1
        person.fate.relink(self.clock())
