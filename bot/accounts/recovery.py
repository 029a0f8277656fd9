"""After a crash: what the journal says was being asked of a provider when the process ended."""

import logging
from collections.abc import Mapping

from bot.accounts import notices
from bot.accounts.links import link_of
from bot.accounts.notices import Notice, Notify
from bot.clock import Clock
from bot.providers.contract import Provider
from bot.store import attempts, audit, journal, links, tickets
from bot.store.database import Database
from bot.store.journal import Entry
from bot.store.transaction import Transaction

log = logging.getLogger(__name__)

_INTERRUPTED = "interrupted"


async def recover(database: Database, providers: Mapping[str, Provider], *, notify: Notify, clock: Clock) -> None:
    """Settle every row of the journal, then tell the people it concerns.

    An exchange: its code may be used up and its tokens are lost, so the attempt ends; the ticket is still good.
    A refresh with a provider that rotates refresh tokens: the new one may be lost, so the link must be made again.
    A refresh with one that does not (Google): the stored refresh token works as before; the row is just removed.
    """
    settled: list[Notice] = []
    async with database.write() as connection:
        for entry in await journal.all_entries(connection):
            notice = await _settle(connection, entry, providers, clock)
            await journal.finish(connection, entry.id)
            log.warning("interrupted work settled", extra={"kind": entry.kind})
            if notice:
                settled.append(notice)
    for notice in settled:
        await notify(notice)


async def _settle(
    connection: Transaction, entry: Entry, providers: Mapping[str, Provider], clock: Clock
) -> Notice | None:
    if entry.kind == journal.EXCHANGE and entry.attempt_id is not None:
        return await _exchange(connection, entry.attempt_id, clock)
    if entry.kind == journal.REFRESH and entry.link_id is not None:
        return await _refresh(connection, entry.link_id, providers, clock)
    return None


async def _exchange(connection: Transaction, attempt_id: str, clock: Clock) -> Notice | None:
    attempt = await attempts.by_id(connection, attempt_id)
    if attempt is None or not await attempts.end(connection, attempt_id, clock(), _INTERRUPTED):
        return None
    ticket = await tickets.by_id(connection, attempt.ticket_id)
    subject = f"attempt/{attempt_id}"
    await audit.add(connection, clock(), ticket.user_id, "link.refused", subject=subject, detail=_INTERRUPTED)
    return notices.interrupted(ticket.user_id, ticket.access, ticket.provider)


async def _refresh(
    connection: Transaction, link_id: str, providers: Mapping[str, Provider], clock: Clock
) -> Notice | None:
    row = await links.by_id(connection, link_id)
    if row is None:
        return None
    provider = providers.get(row.provider)
    if provider is None or not provider.rotates_refresh_tokens:
        return None
    if not await links.mark_dead(connection, link_id, clock(), _INTERRUPTED):
        return None
    subject = f"{row.provider}/{row.account_id}"
    await audit.add(connection, clock(), row.user_id, "link.dead", subject=subject, detail=_INTERRUPTED)
    return notices.dead(link_of(row, providers), _INTERRUPTED)
