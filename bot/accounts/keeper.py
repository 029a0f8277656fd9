"""Keeps access tokens fresh: one refresh per link however many ask, committed before anybody uses its result."""

import asyncio
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.accounts.flights import Flights
from bot.accounts.notices import Notify
from bot.accounts.recovery import recover
from bot.accounts.refreshing import Refreshing
from bot.clock import Clock
from bot.errors import UserError
from bot.providers.access import Bearer
from bot.providers.contract import Provider
from bot.store import tokens
from bot.store.database import Database
from bot.store.vault import Vault

log = logging.getLogger(__name__)

SKEW = timedelta(seconds=60)
"""A token this close to its end is refreshed first: the request it is for takes time, and clocks differ."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a round of refreshing did."""

    fresh: int
    failed: int


class TokenKeeper:
    """Gives access tokens for links; an `AccessTokens`."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        providers: Mapping[str, Provider],
        *,
        notify: Notify,
        clock: Clock,
        at_once: int = 16,
    ) -> None:
        self._database = database
        self._providers = providers
        self._notify = notify
        self._clock = clock
        self._at_once = at_once
        self._refreshing = Refreshing(database, vault, providers, notify=notify, clock=clock)
        self._flights = Flights()

    def bearer(self, link_id: str) -> Bearer:
        """Return how to get an access token for this link."""

        async def bearer(refused: str | None) -> str:
            return await self.access_token(link_id, refused)

        return bearer

    async def access_token(self, link_id: str, refused: str | None = None) -> str:
        """Return a token good for at least a minute, and another one than `refused`.

        Raises NotYours (the link is gone), NeedsRelink, TokensUnreadable, TryLater.
        """
        return await self._good_until(link_id, self._clock() + SKEW, refused)

    async def refresh_due(self, until: datetime, link_ids: Collection[str] | None = None) -> Refreshed:
        """Refresh the tokens that expire by `until` (UTC), of these links or of all; one failure touches no other."""
        async with self._database.read() as connection:
            due = await tokens.due(connection, until, link_ids)
        gate = asyncio.Semaphore(self._at_once)

        async def one(link_id: str) -> bool:
            async with gate:
                try:
                    await self._good_until(link_id, until, None)
                except UserError as error:
                    log.info("refresh failed", extra={"link": link_id, "fault": type(error).__name__})
                    return False
                return True

        async with asyncio.TaskGroup() as group:
            rounds = [group.create_task(one(link_id)) for link_id in due]
        fresh = sum(task.result() for task in rounds)
        return Refreshed(fresh, len(due) - fresh)

    async def recover(self) -> None:
        """Tidy up what a crash has interrupted; call it once at start, before anything else uses links."""
        await recover(self._database, self._providers, notify=self._notify, clock=self._clock)

    async def settle(self) -> None:
        """Let refreshes that are under way finish; call it before the database closes."""
        await self._flights.settle()

    async def _good_until(self, link_id: str, until: datetime, refused: str | None) -> str:
        fresh = await self._refreshing.stored(link_id, until, refused)
        if fresh is not None:
            return fresh
        token = await self._flights.join(link_id, lambda: self._refreshing.refresh(link_id, until, refused))
        if token != refused:
            return token
        # A flight that others began found the very token that was refused here good enough for them.
        return await self._flights.join(link_id, lambda: self._refreshing.refresh(link_id, until, refused))
