"""After a crash: what the journal says was being asked of a provider when the process ended."""

import logging
from collections.abc import Mapping

from bot.accounts import notices
from bot.accounts.notices import Notice, Notify
from bot.clock import Clock
from bot.errors import INTERRUPTED
from bot.providers.contract import Provider
from bot.store import attempts, audit, journal, links, tickets
from bot.store.database import Database
from bot.store.journal import Entry
from bot.store.transaction import Transaction

log = logging.getLogger(__name__)


async def recover(database: Database, providers: Mapping[str, Provider], *, notify: Notify, clock: Clock) -> None:
    """Settle every row of the journal, then tell the people it concerns. For the start of the only process."""
    async with database.write() as connection:
        settled = await _settle_all(connection, await journal.all_entries(connection), providers, clock)
    await _tell(settled, notify)


async def recover_lapsed(
    database: Database, providers: Mapping[str, Provider], *, notify: Notify, clock: Clock
) -> None:
    """Settle the rows whose lease has run out. For a process that may not be alone, and for what was left behind."""
    async with database.read() as connection:
        if not await journal.lapsed(connection, clock()):
            return
    async with database.write() as connection:
        settled = await _settle_all(connection, await journal.lapsed(connection, clock()), providers, clock)
    await _tell(settled, notify)


async def settle(
    connection: Transaction, entry: Entry, providers: Mapping[str, Provider], clock: Clock
) -> Notice | None:
    """Settle one row and return what its person should be told, once this is committed.

    An exchange: its code may be used up and its tokens are lost, so the attempt ends; the ticket is still good.
    A refresh with a provider that does not rotate refresh tokens (Google): the stored one works as before; the row is
    just removed. A refresh with one that does: only the provider knows whether the stored one was used up. The row is
    left standing, and to the refresh that takes it over a dead grant means that this one was interrupted.
    """
    if entry.link_id is not None and await _in_doubt(connection, entry.link_id, providers):
        await journal.leave(connection, entry.id, clock())
        return None
    await journal.finish(connection, entry.id)
    log.warning("interrupted work settled", extra={"kind": entry.kind})
    if entry.kind == journal.EXCHANGE and entry.attempt_id is not None:
        return await _exchange(connection, entry.attempt_id, clock)
    return None


async def _settle_all(
    connection: Transaction, entries: list[Entry], providers: Mapping[str, Provider], clock: Clock
) -> list[Notice]:
    found = [await settle(connection, entry, providers, clock) for entry in entries]
    return [notice for notice in found if notice]


async def _tell(settled: list[Notice], notify: Notify) -> None:
    for notice in settled:
        await notify(notice)


async def _exchange(connection: Transaction, attempt_id: str, clock: Clock) -> Notice | None:
    attempt = await attempts.by_id(connection, attempt_id)
    if attempt is None or not await attempts.end(connection, attempt_id, clock(), INTERRUPTED):
        return None
    ticket = await tickets.by_id(connection, attempt.ticket_id)
    subject = f"attempt/{attempt_id}"
    await audit.add(connection, clock(), ticket.user_id, "link.refused", subject=subject, detail=INTERRUPTED)
    return notices.interrupted(ticket.user_id, ticket.access, ticket.provider)


async def _in_doubt(connection: Transaction, link_id: str, providers: Mapping[str, Provider]) -> bool:
    row = await links.by_id(connection, link_id)
    provider = providers.get(row.provider) if row is not None and row.status == links.OK else None
    return provider is not None and provider.rotates_refresh_tokens
