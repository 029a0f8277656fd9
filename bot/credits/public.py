"""A server's public pages: made, listed, changed and taken down. The address of each is told once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.accounts.tickets import new_secret
from bot.clock import Clock
from bot.credits.look import Look, look_of, settings_of
from bot.errors import NoSource, NotShared, NotYours, TooManyPages
from bot.names import escape_name
from bot.store import audit
from bot.store import pages as rows
from bot.store import sources as source_rows
from bot.store.database import Database
from bot.store.pages import PageRow
from bot.store.sources import Source
from bot.store.transaction import Transaction
from bot.store.types import new_id
from bot.store.vault import digest
from bot.supporters.page_consent import settings_with, withheld
from bot.supporters.sources import traces

MOST_PAGES = 10
"""A server's. Each that is open reads its lists again and again."""
_REMEMBERED = timedelta(days=30)
"""How long it is known that a page was taken down, so that its address says so."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that can be opened. `waits_for` are those who have not agreed that their names are shown on it."""

    id: str
    look: Look
    created_by: int
    created_at: datetime
    waits_for: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NewPage:
    """A page and its address, which is kept nowhere and can never be shown again."""

    page: Page
    url: str = field(repr=False)


class PublicPages:
    """The pages under `/credits/…` of the web server. That somebody manages a server is for the caller to check."""

    def __init__(self, database: Database, *, public_url: str, clock: Clock) -> None:
        self._database = database
        self._public_url = public_url.rstrip("/")
        self._clock = clock

    async def create(self, guild_id: int, look: Look, by: int) -> NewPage:
        """Make a page. Raises NoSource, NotShared where an owner of names has not agreed, and TooManyPages."""
        async with self._database.write() as connection:
            if len(await rows.of_guild(connection, guild_id)) >= MOST_PAGES:
                raise TooManyPages(MOST_PAGES)
            return await self._add(connection, guild_id, settings_of(look), by)

    async def move(self, page_id: str, guild_id: int, by: int) -> NewPage:
        """Take a page down and make another that looks the same: it has a new address, and the old one is dead.

        Raises NotYours, NoSource, and NotShared as `create` does.
        """
        async with self._database.write() as connection:
            row = await _of_guild(connection, page_id, guild_id)
            moved = await self._add(connection, guild_id, row.settings, by)
            await self._take_down(connection, row, by)
        return moved

    async def _add(self, connection: Transaction, guild_id: int, settings: str, by: int) -> NewPage:
        sources = await source_rows.of_guild(connection, guild_id)
        if not sources:
            raise NoSource
        _require_shared(sources, by)
        key = new_secret()
        row = PageRow(new_id(), guild_id, digest(key), settings, by, self._clock())
        await rows.add(connection, row)
        await self._note(connection, "page.created", row, by)
        return NewPage(_page(row, sources), f"{self._public_url}/credits/{key}")

    async def of_guild(self, guild_id: int) -> list[Page]:
        """Return a server's pages, the oldest first."""
        async with self._database.read() as connection:
            found = await rows.of_guild(connection, guild_id)
            sources = await source_rows.of_guild(connection, guild_id) if found else []
        return [_page(row, sources) for row in found]

    async def change(self, page_id: str, guild_id: int, changed: Callable[[Look], Look]) -> Page:
        """Give a page another look; whoever has it open sees that. Raises NotYours."""
        async with self._database.write() as connection:
            row = await _of_guild(connection, page_id, guild_id)
            look = changed(look_of(row.settings))
            await rows.set_settings(connection, page_id, settings_of(look))
        return Page(row.id, look, row.created_by, row.created_at)

    async def revoke(self, page_id: str, guild_id: int, by: int) -> Page:
        """Take a page down for good; it goes from every screen within seconds. Raises NotYours."""
        async with self._database.write() as connection:
            row = await _of_guild(connection, page_id, guild_id)
            await self._take_down(connection, row, by)
        return _page(row, [])

    async def _take_down(self, connection: Transaction, row: PageRow, by: int) -> None:
        await rows.revoke(connection, row.id, self._clock())
        await self._note(connection, "page.revoked", row, by)

    async def _note(self, connection: Transaction, action: str, row: PageRow, by: int) -> None:
        subject, detail = f"page/{row.id}", f"server {row.guild_id}"
        await audit.add(connection, self._clock(), by, action, subject=subject, detail=detail)

    async def allow(self, source_id: str, guild_id: int, owner_id: int, *, allowed: bool) -> Source:
        """Note whether others may put this source's names on a page; open pages follow. Raises NotYours."""
        async with self._database.write() as connection:
            source = await source_rows.by_id(connection, source_id)
            if source is None or (source.guild_id, source.owner_id) != (guild_id, owner_id):
                raise NotYours("source", "Only its owner can allow it; `/credits sources list` shows whose it is.")
            await source_rows.set_settings(connection, source_id, settings_with(source, allowed=allowed))
            action = "source.page_allowed" if allowed else "source.page_forbidden"
            await audit.add(connection, self._clock(), owner_id, action, **traces(source))
        return source

    async def clean_up(self) -> None:
        """Forget pages that were taken down long ago."""
        async with self._database.write() as connection:
            await rows.remove_revoked(connection, self._clock() - _REMEMBERED)


def _require_shared(sources: list[Source], by: int) -> None:
    kept_back = withheld(sources, by)
    if kept_back:
        owners = list(dict.fromkeys(source.owner_id for source in kept_back))
        raise NotShared([escape_name(source.title) for source in kept_back], owners)


async def _of_guild(connection: Transaction, page_id: str, guild_id: int) -> PageRow:
    row = await rows.by_id(connection, page_id)
    if row is None or row.guild_id != guild_id or row.revoked_at is not None:
        raise NotYours("page", "Look at `/credits page list`.")
    return row


def _page(row: PageRow, sources: list[Source]) -> Page:
    waits_for = dict.fromkeys(source.owner_id for source in withheld(sources, row.created_by))
    return Page(row.id, look_of(row.settings), row.created_by, row.created_at, tuple(waits_for))
