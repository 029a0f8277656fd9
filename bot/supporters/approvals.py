"""Managers ask, owners answer: nobody's names reach a server, its file or its page by another person's will.

A question waits a week for its owner, is answered once, and asks again only a week after a no. The asker learns the
answer, but not whether somebody they asked has linked anything.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.clock import Clock
from bot.errors import AskedAlready, NotToBeAsked, NotYours, TooOften
from bot.limits import Allowance, Limiter
from bot.store import approvals as rows
from bot.store import audit
from bot.store import sources as source_rows
from bot.store.approvals import NEVER, NO, OPEN, YES, Approval
from bot.store.database import Database
from bot.store.sources import Source
from bot.store.transaction import Transaction
from bot.store.types import new_id
from bot.supporters import page_consent, sharing
from bot.supporters.sources import bring, traces

ADD = "source"
"""May this server thank the people who support you?"""
EXPORT = "export"
"""May whoever manages this server take your list away as a file?"""
PAGE = "page"
"""May your names stand on a page that everybody with its address can open?"""

WAITS = timedelta(days=7)
QUIET = timedelta(days=7)
"""After a no, how long nobody of that server can ask the same."""
A_DAY = timedelta(days=1)
ASKED_A_DAY = 5
"""Questions one person can ask within a day, wherever."""
WAITING_AT_MOST = 10
"""Questions that can wait for one owner, from all servers together."""
KEPT = timedelta(days=30)

_SETTINGS: Mapping[str, tuple[Callable[[Source], str], str]] = {
    EXPORT: (lambda source: sharing.settings_with(source, shared=True), "source.shared"),
    PAGE: (lambda source: page_consent.settings_with(source, allowed=True), "source.page_allowed"),
}
"""What a yes writes into the source's settings, and what the audit calls it."""


class Approvals:
    """Keeps questions and carries out a yes."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        # Beside the rows, which name their asker no more once the asker's data is deleted.
        self._asked = Limiter(Allowance(ASKED_A_DAY, A_DAY), clock)

    async def ask(self, kind: str, guild_id: int, owner_id: int, asked_by: int, *, subject: str = "") -> Approval:
        """Keep a question. That the asker manages the server is for the caller to check.

        Raises AskedAlready while the same one waits or was answered with no within the week, NotToBeAsked when the
        owner wants no questions from this server or has too many, and TooOften.
        """
        now = self._clock()
        asked = Approval(new_id(), guild_id, kind, None, subject, asked_by, owner_id, now, now + WAITS)
        async with self._database.write() as connection:
            await self._require_free(connection, asked)
            await rows.add(connection, asked)
            detail = f"{kind} in server {guild_id}"
            await audit.add(
                connection, now, asked_by, "approval.asked", subject=await _about(connection, asked), detail=detail
            )
        return asked

    async def _require_free(self, connection: Transaction, asked: Approval) -> None:
        now = asked.created_at
        before = await rows.between(connection, asked.guild_id, asked.owner_id)
        if any(one.answer == NEVER for one in before):
            raise NotToBeAsked
        for one in before:
            if (one.kind, one.subject) != (asked.kind, asked.subject):
                continue
            if one.answer == OPEN and one.expires_at > now:
                raise AskedAlready(one.expires_at)
            if one.answer == NO and one.answered_at is not None and one.answered_at > now - QUIET:
                raise AskedAlready(one.answered_at + QUIET)
        if await rows.count_asked(connection, asked.asked_by, now - A_DAY) >= ASKED_A_DAY:
            raise TooOften("questions", now + A_DAY)
        if len(await rows.open_for(connection, asked.owner_id, now)) >= WAITING_AT_MOST:
            raise NotToBeAsked
        wait = self._asked.take(asked.asked_by)
        if wait:
            raise TooOften("questions", now + wait)

    async def waiting_for(self, owner_id: int) -> list[Approval]:
        """Return the questions that wait for somebody's answer, the oldest first."""
        async with self._database.read() as connection:
            return await rows.open_for(connection, owner_id, self._clock())

    async def approve(self, approval_id: str, owner_id: int, *, link_id: str | None = None, kind: str = "") -> Approval:
        """Say yes, and do what was asked, in one transaction.

        `link_id` and `kind` say which account the server may thank the supporters of, and as what kind of source.
        Raises NotYours for a question that is another person's, answered, over, or about something that is gone.
        """
        now = self._clock()
        async with self._database.write() as connection:
            asked = await self._require_open(connection, approval_id, owner_id)
            if asked.kind == ADD:
                await bring(connection, now, asked.guild_id, link_id or "", owner_id, kind)
            else:
                await self._allow(connection, asked)
            await self._close(connection, asked, YES, link_id)
        return replace(asked, answer=YES, answered_at=now)

    async def refuse(self, approval_id: str, owner_id: int, *, said: str = NO) -> Approval:
        """Say NO, or NEVER. Raises NotYours as `approve` does."""
        async with self._database.write() as connection:
            asked = await self._require_open(connection, approval_id, owner_id)
            await self._close(connection, asked, said, None)
        return replace(asked, answer=said, answered_at=self._clock())

    async def _require_open(self, connection: Transaction, approval_id: str, owner_id: int) -> Approval:
        asked = await rows.by_id(connection, approval_id)
        if asked is None or asked.owner_id != owner_id or asked.answer != OPEN or asked.expires_at <= self._clock():
            raise NotYours("question", "It was answered, or its week is over; nothing was changed.")
        return asked

    async def _allow(self, connection: Transaction, asked: Approval) -> None:
        source = await source_rows.by_id(connection, asked.subject)
        if source is None or (source.guild_id, source.owner_id) != (asked.guild_id, asked.owner_id):
            raise NotYours("list", "It was taken away from that server; nothing was changed.")
        settings_of, action = _SETTINGS[asked.kind]
        await source_rows.set_settings(connection, source.id, settings_of(source))
        await audit.add(connection, self._clock(), asked.owner_id, action, **traces(source))

    async def _close(self, connection: Transaction, asked: Approval, said: str, link_id: str | None) -> None:
        now = self._clock()
        await rows.answer(connection, asked.id, said, now, link_id)
        subject = await _about(connection, asked)
        detail = f"{asked.kind} in server {asked.guild_id}"
        await audit.add(connection, now, asked.owner_id, f"approval.{said}", subject=subject, detail=detail)

    async def clean_up(self) -> None:
        """Forget questions that ended a month ago."""
        async with self._database.write() as connection:
            await rows.remove_old(connection, self._clock() - KEPT)


async def _about(connection: Transaction, asked: Approval) -> str:
    """Return what the audit calls the source that a question is about; empty while there is none."""
    source = await source_rows.by_id(connection, asked.subject) if asked.subject else None
    return traces(source)["subject"] if source else ""
