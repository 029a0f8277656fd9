"""Keeps access tokens fresh: one refresh per link however many ask, committed before anybody uses its result."""

import asyncio
import logging
import secrets
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.accounts import recovery
from bot.accounts.flights import Flights
from bot.accounts.notices import Notify
from bot.accounts.refreshing import Elsewhere, LeftAlone, Need, Refreshing
from bot.clock import Clock, Sleep
from bot.errors import TokensUnreadable, UserError
from bot.metrics import Metrics
from bot.providers.access import Bearer
from bot.providers.contract import Provider
from bot.store import tokens
from bot.store.database import Database
from bot.store.tokens import Due
from bot.store.vault import Vault

log = logging.getLogger(__name__)

SKEW = timedelta(seconds=60)
"""A token this close to its end is refreshed first: the request it is for takes time, and clocks differ."""
IDLE = timedelta(days=30)
"""A grant that was not used for so long is used, far from the six months after which Google ends it."""
BATCH = 50
"""So many idle grants a round: with a round each ten minutes that is 200,000 in the 30 days, and never a burst."""

_IDLE_AT_ONCE = 4
# Seconds between two looks whether another process is done: together a little more than all tries of a refresh take.
_LOOKS = (0.05, 0.1, 0.2, 0.4, 0.8, *[1.6] * 20)
_random = secrets.SystemRandom()


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a round of refreshing did. `skipped` were not tried, since their provider is left alone right now."""

    fresh: int
    failed: int
    skipped: int = 0


class TokenKeeper:
    """Gives access tokens for links; an `AccessTokens`.

    At most `at_once` refreshes are under way, and half of these for rounds, so that people do not wait for a round.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        providers: Mapping[str, Provider],
        *,
        notify: Notify,
        clock: Clock,
        metrics: Metrics,
        at_once: int = 16,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._database = database
        self._providers = providers
        self._notify = notify
        self._clock = clock
        self._sleep = sleep
        self._refreshing = Refreshing(database, vault, providers, notify=notify, clock=clock, metrics=metrics)
        self._flights = Flights()
        self._gate = asyncio.Semaphore(at_once)
        self._round_at_once = max(1, at_once // 2)
        self._passed_over = 0

    def bearer(self, link_id: str) -> Bearer:
        """Return how to get an access token for this link."""

        async def bearer(refused: str | None) -> str:
            return await self.access_token(link_id, refused)

        return bearer

    async def access_token(self, link_id: str, refused: str | None = None) -> str:
        """Return a token good for at least a minute, and another one than `refused`.

        Raises NotYours (the link is gone), NeedsRelink, TokensUnreadable, TryLater.
        """
        return await self._get(link_id, Need(self._clock() + SKEW, refused))

    async def refresh_due(self, until: datetime, link_ids: Collection[str] | None = None) -> Refreshed:
        """Refresh the tokens that expire by `until` (UTC), of these links or of all; one failure touches no other."""
        async with self._database.read() as connection:
            due = await tokens.due(connection, until, link_ids)
        return await self._round(due, Need(until), self._round_at_once)

    async def keep_alive(self) -> Refreshed:
        """Use a batch of the grants that nobody has used for a month, those that were idle longest first.

        Those that cannot be refreshed now are passed over until all others had their turn.
        """
        now = self._clock()
        async with self._database.read() as connection:
            due = await tokens.idle(connection, now - IDLE, limit=BATCH, offset=self._passed_over)
        done = await self._round(due, Need(now + SKEW, renewed_after=now - IDLE), _IDLE_AT_ONCE)
        self._passed_over = self._passed_over + done.failed if len(due) == BATCH else 0
        return done

    async def recover(self) -> None:
        """Settle what a crash has interrupted. Call it at the start of the only process, before anything else."""
        await recovery.recover(self._database, self._providers, notify=self._notify, clock=self._clock)

    async def recover_lapsed(self) -> None:
        """Settle what was interrupted so long ago that nobody can still be working on it; safe at any time.

        Where only the provider knows how a refresh ended, it is asked.
        """
        await recovery.recover_lapsed(self._database, self._providers, notify=self._notify, clock=self._clock)
        now = self._clock()
        async with self._database.read() as connection:
            doubtful = await tokens.in_doubt(connection, now)
        await self._round(doubtful, Need(now + SKEW, renewed_after=now), _IDLE_AT_ONCE)

    async def settle(self) -> None:
        """Let refreshes that are under way finish; call it before the database closes."""
        await self._flights.settle()

    async def _get(self, link_id: str, need: Need) -> str:
        try:
            return await self._fresh(link_id, need)
        except TokensUnreadable:
            await self._refreshing.note_unreadable(link_id)
            raise

    async def _fresh(self, link_id: str, need: Need) -> str:
        fresh = await self._refreshing.stored(link_id, need)
        if fresh is not None:
            return fresh
        token = await self._flights.join(link_id, lambda: self._fly(link_id, need))
        if token != need.refused:
            return token
        # A flight that others began found the very token that was refused here good enough for them.
        return await self._flights.join(link_id, lambda: self._fly(link_id, need))

    async def _fly(self, link_id: str, need: Need) -> str:
        """Refresh, or wait until another process has. The gate is not held while waiting."""
        for pause in _LOOKS:
            with suppress(Elsewhere):
                async with self._gate:
                    return await self._refreshing.refresh(link_id, need)
            await self._sleep(pause * _random.uniform(0.5, 1.5))
        async with self._gate:
            return await self._refreshing.refresh(link_id, need)

    async def _round(self, due: Sequence[Due], need: Need, at_once: int) -> Refreshed:
        """Refresh some links; a provider that is left alone ends the round for its links."""
        gate = asyncio.Semaphore(at_once)
        resting: set[str] = set()

        async def one(each: Due) -> None:
            async with gate:
                if each.provider in resting:
                    raise LeftAlone(each.provider)
                try:
                    await self._get(each.link_id, need)
                except LeftAlone:
                    resting.add(each.provider)
                    raise

        ends = await asyncio.gather(*(one(each) for each in due), return_exceptions=True)
        for each, end in zip(due, ends, strict=True):
            _note(each, end)
        skipped = sum(isinstance(end, LeftAlone) for end in ends)
        fresh = sum(end is None for end in ends)
        return Refreshed(fresh, len(due) - fresh - skipped, skipped)


def _note(each: Due, end: BaseException | None) -> None:
    """Log how one refresh of a round ended; the breaker has told of a provider that is left alone."""
    if isinstance(end, UserError) and not isinstance(end, LeftAlone):
        log.info("refresh failed", extra={"link": each.link_id, "fault": type(end).__name__})
    elif isinstance(end, BaseException) and not isinstance(end, UserError):
        log.error("refresh broke", exc_info=end, extra={"link": each.link_id})
