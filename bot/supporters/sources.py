"""Which creators let a server thank their supporters: added by the creator alone."""

import contextlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias

from bot.clock import Clock
from bot.errors import NotYours, QuotaSpent, TryLater
from bot.store import approvals, audit
from bot.store import sources as rows
from bot.store.database import Database
from bot.store.sources import Source
from bot.store.transaction import Transaction
from bot.store.types import new_id
from bot.store.withdrawal import withdraw_names
from bot.supporters.kinds import PATREON, YOUTUBE_MEMBERS
from bot.supporters.patreon import OwnCampaign, PatreonSettings
from bot.supporters.source_settings import with_said
from bot.youtube.payer import Payer

__all__ = ["Source", "Sources", "bring", "subject_of", "subject_of_link", "traces"]

REMOVED = "a source of its names was taken away"


Check: TypeAlias = Callable[[str, str, Payer], Awaitable[None]]
"""Asks a provider whether the people behind a link, by its id and title, can be read. Raises what reading raises."""
_NO_CHECKS: Mapping[str, Check] = MappingProxyType({})


class Sources:
    """Adds, lists and removes the sources of servers. `checks` are asked before one is added, by its kind."""

    def __init__(self, database: Database, clock: Clock, *, checks: Mapping[str, Check] = _NO_CHECKS) -> None:
        self._database = database
        self._clock = clock
        self._checks = checks

    async def require_readable(self, link_id: str, title: str, kind: str, payer: Payer) -> None:
        """Find out before people's names are promised to a server whether they can be had; costs little.

        Raises MembersNotEnabled, MembersAccessNotGranted and what a link's own trouble is. A provider that does not
        answer now keeps nobody from going on.
        """
        if kind in self._checks:
            with contextlib.suppress(TryLater, QuotaSpent):
                await self._checks[kind](link_id, title, payer)

    async def add(self, guild_id: int, link_id: str, user_id: int, kind: str = YOUTUBE_MEMBERS) -> Source:
        """Let a server thank the supporters that the user's own link can read; adding it twice changes nothing.

        Raises NotYours when the link is gone or another person's: names reach a server by their creator's will alone,
        whoever manages it.
        """
        async with self._database.write() as connection:
            return await bring(connection, self._clock(), guild_id, link_id, user_id, kind)

    async def add_own_campaign(
        self, own: OwnCampaign, guild_id: int, user_id: int, title: str, *, guild_owner_id: int
    ) -> Source:
        """Let the server of the configuration thank the patrons of the configuration's campaign; twice changes nothing.

        It belongs to the creator whom the configuration names, else to the server's owner, never to whoever of its
        managers adds it. That the user manages that server is for the caller to check. Raises NotYours for any other
        server.
        """
        if guild_id != own.guild_id:
            raise NotYours("campaign", "Link the creator's own Patreon account with `/link`.")
        async with self._database.write() as connection:
            for known in await rows.of_guild(connection, guild_id):
                if known.kind == PATREON and known.link_id is None:
                    return known
            now = self._clock()
            added = await rows.add(
                connection,
                source_id=new_id(),
                guild_id=guild_id,
                kind=PATREON,
                owner_id=own.creator_id or guild_owner_id,
                by=user_id,
                at=now,
                title=title,
            )
            await audit.add(connection, now, user_id, "source.added", **traces(added))
            return added

    async def change_patreon(self, source_id: str, user_id: int, settings: PatreonSettings) -> Source:
        """Keep what the owner of a Patreon source chose. Raises NotYours, also for whoever only manages the server."""
        async with self._database.write() as connection:
            source = await rows.by_id(connection, source_id)
            if source is None or source.kind != PATREON or source.owner_id != user_id:
                raise NotYours("source", "Only the owner of the campaign can change this.")
            await rows.set_settings(connection, source_id, with_said(source, settings))
            changed = await rows.by_id(connection, source_id)
        return changed or source

    async def of_guild(self, guild_id: int) -> list[Source]:
        """Return a server's sources, the first added first."""
        async with self._database.read() as connection:
            return await rows.of_guild(connection, guild_id)

    async def of_link(self, link_id: str) -> list[Source]:
        """Return where a link's channel members are thanked, the first added first."""
        async with self._database.read() as connection:
            return await rows.of_link(connection, link_id)

    async def remove(self, guild_id: int, source_id: str, user_id: int) -> Source:
        """Take a source away from this server. That the user manages the server is for the caller to check.

        Raises NotYours when the source is gone or another server's.
        """
        return await self._remove(source_id, user_id, lambda source: source.guild_id == guild_id)

    async def withdraw(self, source_id: str, user_id: int) -> Source:
        """Take the user's own members away from the server they are thanked in. Raises NotYours."""
        return await self._remove(source_id, user_id, lambda source: source.owner_id == user_id)

    async def _remove(self, source_id: str, user_id: int, allowed: Callable[[Source], bool]) -> Source:
        async with self._database.write() as connection:
            source = await rows.by_id(connection, source_id)
            if source is None or not allowed(source):
                raise NotYours("source", "Look at `/credits sources list`.")
            await rows.remove(connection, source_id)
            await withdraw_names(connection, [source.guild_id], REMOVED, self._clock())
            await audit.add(connection, self._clock(), user_id, "source.removed", **traces(source))
        return source


async def bring(connection: Transaction, now: datetime, guild_id: int, link_id: str, user_id: int, kind: str) -> Source:
    """Add a source by its owner's own will, as `Sources.add` says. Who brings names may be asked again, too."""
    if await rows.owner_of_link(connection, link_id) != user_id:
        raise NotYours("account", "Look at your own with `/accounts`.")
    await approvals.lift_never(connection, guild_id, user_id)
    known = await rows.find_of_link(connection, guild_id, kind, link_id)
    if known is not None:
        return known
    added = await rows.add(
        connection,
        source_id=new_id(),
        guild_id=guild_id,
        kind=kind,
        link_id=link_id,
        owner_id=user_id,
        by=user_id,
        at=now,
    )
    await audit.add(connection, now, user_id, "source.added", **traces(added))
    return added


def subject_of(source: Source) -> str:
    """Return what the audit calls a source: its kind, the link it reads through (else its own id), and the account."""
    if source.link_id is None:
        return f"{source.kind}/{source.id}/file"
    return subject_of_link(source.link_id, source.account_id, source.kind)


def subject_of_link(link_id: str, account_id: str, kind: str = YOUTUBE_MEMBERS) -> str:
    """Return what the audit calls the source that reads a link's supporters.

    It names the link, too: two people can link the same channel, and what happens to one's source is not the other's.
    """
    return f"{kind}/{link_id}/{account_id}"


def traces(source: Source) -> dict[str, str]:
    """Return what the audit keeps of a source, in words that outlive its rows."""
    return {"subject": subject_of(source), "detail": f"server {source.guild_id}"}
