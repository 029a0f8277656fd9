"""Pages that follow what changes: what each shows now, and a word to whoever has it open when that is another thing."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from bot.accounts.tickets import SECRET_SHAPE
from bot.clock import Sleep
from bot.credits.look import Look, look_of
from bot.credits.page import NOBODY, NOT_SHARED, UNREADABLE, Shown, only, packed, shown
from bot.credits.readings import Readings
from bot.store import pages as rows
from bot.store import sources as source_rows
from bot.store.database import Database
from bot.store.pages import PageRow
from bot.store.vault import digest
from bot.supporters.page_consent import withheld
from bot.supporters.roll import Roll

log = logging.getLogger(__name__)

_LOOK_SECONDS = 1.0
"""How often the database is asked what has changed while somebody has a page open."""


@dataclass(frozen=True, slots=True)
class PageState:
    """What a page shows now. `version` is another whenever a name is; `encoded` is `names` as JSON.

    `basis` is what the names were laid out from: the roll, or what the page says instead.
    """

    page_id: str
    basis: Roll | Shown = field(repr=False)
    look: Look
    names: Shown
    version: str
    encoded: bytes = field(repr=False)


class Watch:
    """One page under watch, for everybody who has it open. `state` is None once it was taken down."""

    def __init__(self, state: PageState) -> None:
        self.state: PageState | None = state
        self.viewers = 0
        self._changed = asyncio.Event()

    async def other_than(self, seen: PageState | None) -> PageState | None:
        """Return what the page shows as soon as it is not this any more."""
        while self.state is seen and seen is not None:
            await self._changed.wait()
        return self.state

    def show(self, state: PageState | None) -> None:
        """Take on what it shows now."""
        before = self.state
        # By its basis, not by its version: an address that asks for months shows what this layout does not.
        if before and state and state.basis is before.basis and state.look == before.look:
            return
        self.state = state
        self._changed.set()
        self._changed = asyncio.Event()


class LivePages:
    """Opens pages by their keys. Time passes by `sleep`."""

    def __init__(self, database: Database, readings: Readings, *, sleep: Sleep = asyncio.sleep) -> None:
        self._database = database
        self._readings = readings
        self._sleep = sleep
        self._watches: dict[str, tuple[Watch, asyncio.Task[None]]] = {}
        self._made: dict[str, dict[str, PageState]] = {}
        self._laying: dict[str, asyncio.Lock] = {}
        self._closed = False

    async def open(self, key: str) -> PageState | None:
        """Return what the page behind a key shows now; None where there is none, or none any more."""
        page = await self._page(key)
        return await self._state(page) if page else None

    async def worn(self, state: PageState, look: Look) -> PageState:
        """Return what a page shows in another look, such as an address asks for."""
        return state if look == state.look else await self._laid_out(state.page_id, state.basis, look)

    @asynccontextmanager
    async def watching(self, key: str) -> AsyncIterator[Watch | None]:
        """Watch a page while the block runs; None as for `open`."""
        page = await self._page(key)
        if page is None:
            yield None
            return
        watch = await self._watch(page)
        watch.viewers += 1
        try:
            yield watch
        finally:
            watch.viewers -= 1
            if not watch.viewers:
                self._leave(page.id, watch)

    async def close(self) -> None:
        """Let everybody go who waits: the bot is being stopped."""
        self._closed = True
        watches, self._watches = self._watches, {}
        for watch, task in watches.values():
            task.cancel()
            watch.show(None)
        await asyncio.gather(*(task for _, task in watches.values()), return_exceptions=True)
        await self._readings.close()

    def read_again(self, guild_id: int) -> None:
        """Read a server's lists anew the next time that one of its pages is looked at."""
        self._readings.expire(guild_id)

    async def clean_up(self) -> None:
        """Drop names from memory that nobody has looked at for a while."""
        self._readings.forget_unused()
        open_now = self._watches.keys()
        self._laying = {page_id: lock for page_id, lock in self._laying.items() if lock.locked()}
        self._made = {page_id: made for page_id, made in self._made.items() if page_id in open_now}

    @property
    def is_closed(self) -> bool:
        """Whether the bot is being stopped."""
        return self._closed

    async def was_taken_down(self, key: str) -> bool:
        """Tell whether there was a page behind this key, not long ago."""
        page = await self._row(key)
        return page is not None and page.revoked_at is not None

    async def _page(self, key: str) -> PageRow | None:
        page = await self._row(key)
        return page if page and page.revoked_at is None else None

    async def _row(self, key: str) -> PageRow | None:
        if not SECRET_SHAPE.fullmatch(key):
            return None
        async with self._database.read() as connection:
            return await rows.by_key(connection, digest(key))

    async def _watch(self, page: PageRow) -> Watch:
        state = await self._state(page)
        known = self._watches.get(page.id)
        if known:
            return known[0]
        watch = Watch(state)
        self._watches[page.id] = watch, asyncio.create_task(self._follow(page.id, watch), name="page watch")
        return watch

    def _leave(self, page_id: str, watch: Watch) -> None:
        known = self._watches.get(page_id)
        if known and known[0] is watch:
            known[1].cancel()
            del self._watches[page_id]

    async def _follow(self, page_id: str, watch: Watch) -> None:
        while watch.state:
            await self._sleep(_LOOK_SECONDS)
            try:
                async with self._database.read() as connection:
                    page = await rows.by_id(connection, page_id)
                watch.show(await self._state(page) if page and page.revoked_at is None else None)
            except Exception:
                # It must not end here: who has the page open would never hear of a change again.
                log.exception("page not looked at", extra={"page": page_id})

    async def _state(self, page: PageRow) -> PageState:
        return await self._laid_out(page.id, await self._basis(page), look_of(page.settings))

    async def _laid_out(self, page_id: str, basis: Roll | Shown, look: Look) -> PageState:
        """Lay a page out, once for each template as long as what it is made of stays the same, however many ask."""
        async with self._laying.setdefault(page_id, asyncio.Lock()):
            return await self._laid_out_once(page_id, basis, look)

    async def _laid_out_once(self, page_id: str, basis: Roll | Shown, look: Look) -> PageState:
        made = self._made.get(page_id, {}).get(look.template)
        if made is None or made.basis is not basis:
            made = await asyncio.to_thread(_laid_out, page_id, basis, look)
        elif made.look != look:
            made = replace(made, look=look)
        same = {template: one for template, one in self._made.get(page_id, {}).items() if one.basis is basis}
        self._made[page_id] = same | {look.template: made}
        return made

    async def _basis(self, page: PageRow) -> Roll | Shown:
        """Return the roll that a page shows, or what it says instead."""
        if await self._is_withheld(page):
            return _NOT_SHARED
        reading = await self._readings.of_guild(page.guild_id)
        # Asked again: reading takes a while, and a source may have come or been taken back meanwhile.
        if await self._is_withheld(page):
            return _NOT_SHARED
        if reading.roll is None:
            return _NOBODY if reading.empty else _UNREADABLE
        return reading.roll

    async def _is_withheld(self, page: PageRow) -> bool:
        async with self._database.read() as connection:
            return bool(withheld(await source_rows.of_guild(connection, page.guild_id), page.created_by))


def _laid_out(page_id: str, basis: Roll | Shown, look: Look) -> PageState:
    """Take some 5 µs a name: call it in a thread."""
    names = shown(basis, look.template) if isinstance(basis, Roll) else basis
    version, encoded = packed(names)
    return PageState(page_id, basis, look, names, version, encoded)


_NOT_SHARED, _NOBODY, _UNREADABLE = only(NOT_SHARED), only(NOBODY), only(UNREADABLE)
