"""What the way of a link leaves behind: erased as soon as it is of no use, deleted a day later."""

from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock
from bot.store import attempts, audit, tickets
from bot.store.database import Database

KEPT = timedelta(days=1)
"""Spent and expired tickets are kept this long, so that an old link's page can say what became of it."""

AUDIT_KEPT = timedelta(days=365)
"""The privacy page promises this."""


@dataclass(frozen=True, slots=True)
class CleanedUp:
    """What a round of cleaning did."""

    attempts_ended: int
    tickets_deleted: int
    audit_deleted: int


async def clean_up(database: Database, *, clock: Clock) -> CleanedUp:
    """End the attempts of expired tickets, erasing what was sealed in them; delete old tickets, attempts and audit.

    The journal needs no cleaning: its rows go with the result, with their attempt or link, or in `recover`.
    """
    now = clock()
    async with database.write() as connection:
        ended = await attempts.erase_expired(connection, now)
        deleted = await tickets.forget(connection, now - KEPT)
        audited = await audit.forget(connection, now - AUDIT_KEPT)
    return CleanedUp(ended, deleted, audited)
