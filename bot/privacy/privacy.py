"""What is kept about one person: counted, exported as a file, deleted."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.accounts.accounts import Accounts, Unlinked
from bot.accounts.links import Link
from bot.clock import Clock
from bot.privacy.export import ExportFile, as_file, as_json, moment
from bot.store import audit, links, people, sources, tickets
from bot.store.audit import NOBODY
from bot.store.database import Database
from bot.store.personal import KEPT
from bot.store.withdrawal import withdraw_names
from bot.supporters.sources import REMOVED

log = logging.getLogger(__name__)

_NO_NAMES_LEFT = (
    "Whoever let this server thank their channel members has taken that back, so there are no names to post. Bring "
    "others with `/credits sources add`."
)


@dataclass(frozen=True, slots=True)
class Overview:
    """What is kept about a person: the linked accounts, and the number of rows by table."""

    links: Sequence[Link]
    counts: Mapping[str, int]

    def __bool__(self) -> bool:
        return any(self.counts.values())


@dataclass(frozen=True, slots=True)
class Deleted:
    """What was deleted: rows by table as they were, each account with what its provider said, schedules that paused."""

    counts: Mapping[str, int]
    unlinked: Sequence[Unlinked]
    paused: int

    def __bool__(self) -> bool:
        return any(self.counts.values())


class Privacy:
    """One person's own view of what is kept, and the way to end it.

    `drop` empties what memory holds of a link, by the link's id; `settle` stores what is written down only now and
    then; `page_url` is the public page about privacy.
    """

    def __init__(
        self,
        database: Database,
        accounts: Accounts,
        *,
        drop: Sequence[Callable[[str], None]],
        settle: Callable[[], Awaitable[None]],
        page_url: str,
        clock: Clock,
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._drop = drop
        self._settle = settle
        self.page_url = page_url
        self._clock = clock

    async def overview(self, user_id: int) -> Overview:
        """Return what is kept about this person now."""
        await self._settle()
        linked = await self._accounts.of(user_id)
        async with self._database.read() as connection:
            return Overview(linked, await people.counts(connection, await people.find(connection, user_id)))

    async def export(self, user_id: int) -> ExportFile:
        """Return all of it as a file. Raises TooMuch."""
        if await self.overview(user_id):
            async with self._database.write() as connection:
                await audit.add(connection, self._clock(), user_id, "privacy.exported")
        withheld = {kept.table.name: dict(kept.withheld) for kept in KEPT if kept.withheld}
        about = {"discord_user_id": str(user_id), "exported_at": moment(self._clock()), "explained_at": self.page_url}
        async with self._database.read() as connection:
            person = await people.find(connection, user_id)
            tables = [(kept.table.name, people.rows(connection, person, kept)) for kept in KEPT]
            content = await as_json({"about": about, "left_out": withheld}, tables)
        return await as_file(content)

    async def delete(self, user_id: int) -> Deleted:
        """Forget this person, then end the grants that nobody else needs.

        All of the forgetting is one transaction, before any provider is asked: a crash in between leaves nothing here,
        and at most a permission at the provider that nobody here can use. What a server has confirmed stays there
        without the person; schedules of theirs that have no names left are paused.
        """
        await self._settle()
        now = self._clock()
        async with self._database.write() as connection:
            await tickets.lock_person(connection, user_id)
            person = await people.find(connection, user_id)
            counts = await people.counts(connection, person)
            thanked_in = await people.shown_in(connection, user_id)
            own = await links.of_user(connection, user_id)
            forgotten = [(await self._accounts.forget(connection, row)).without_identity() for row in own]
            await sources.remove_of_owner(connection, user_id)
            await withdraw_names(connection, sorted(thanked_in), REMOVED, now)
            paused = await people.pause_without_names(connection, user_id, thanked_in, _NO_NAMES_LEFT, now)
            await people.forget(connection, person)
            if any(counts.values()):
                await audit.add(connection, now, NOBODY, "privacy.deleted")
        for link in forgotten:
            for drop in self._drop:
                drop(link.row.id)
        log.info("a person was forgotten", extra={"links": len(forgotten)})
        return Deleted(counts, [await self._accounts.revoke(link) for link in forgotten], paused)
