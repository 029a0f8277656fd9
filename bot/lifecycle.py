"""What runs side by side while the bot lives: pages, ticks and the client at Discord; and how it ends."""

import asyncio
import contextlib
import gc
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import discord

from bot.accounts.keeper import TokenKeeper
from bot.alerts import Alerts
from bot.client import DISCORD_DOWN, CurtainCall
from bot.config import Settings
from bot.errors import ConfigError, OperatorError
from bot.schedule.ticks import Ticks
from bot.site import Site
from bot.store.key_watch import KeyWatch
from bot.youtube.quota_book import QuotaBook

log = logging.getLogger(__name__)

_DRAIN_SECONDS = 5.0
"""SIGTERM: what is under way has this long; with the closing of connections it ends within ten seconds."""
_SETTLE_SECONDS = 1.5
_PASSING = frozenset({429, 500, 502, 503, 504})
_AUTHENTICATION_FAILED = 4004
_FIRST_PAUSE_SECONDS = 1
_LONGEST_PAUSE_SECONDS = 60


def _bad_token() -> ConfigError:
    return ConfigError("discord.token", "Discord does not accept it", "copy the bot token again from the portal, Bot")


def _closed_for_good(error: discord.ConnectionClosed) -> OperatorError:
    """Return what a close code means that discord.py does not reconnect after (Discord's table of close codes)."""
    if error.code == _AUTHENTICATION_FAILED:
        return _bad_token()
    return OperatorError(f"discord: Discord has closed the connection for good with code {error.code}")


class App:
    """The three that run side by side: pages, ticks, and the client at Discord."""

    def __init__(
        self,
        settings: Settings,
        client: CurtainCall,
        keeper: TokenKeeper,
        ticks: Ticks,
        book: QuotaBook,
        key_watch: KeyWatch,
        *,
        recover: Callable[[], Awaitable[None]],
        site: Site,
        alerts: Alerts,
    ) -> None:
        self._settings = settings
        self._recover = recover
        self._alerts = alerts
        self._unready: tuple[str, ...] = ()
        self._site = site
        self.client = client
        self._keeper = keeper
        self._ticks = ticks
        self._book = book
        self._key_watch = key_watch
        self._stopping = False

    async def serve(self, stop: asyncio.Event) -> None:
        """Run until `stop` is set, then finish or put back what is under way. Raises OperatorError."""
        await self._book.read()
        await self._key_watch.start()
        await self._recover()
        await self.client.services.poster.take_over()
        pages = await self._site.open(self.ready, drain_seconds=_DRAIN_SECONDS)
        self._ticks.start()
        discord_task = asyncio.create_task(self._connect(), name="discord")
        stopping = asyncio.create_task(stop.wait(), name="stop")
        # What was made by starting lives as long as the process: the garbage collector need not look at it again.
        gc.collect()
        gc.freeze()
        try:
            await asyncio.wait({discord_task, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await self._close(pages, discord_task, stopping)
        if not stop.is_set():
            # The client ends by itself only when something is wrong; this raises what.
            discord_task.result()

    async def _connect(self) -> None:
        """Log in and stay connected; discord.py reconnects by itself, but gives up when Discord is down at first."""
        await self._persist(self._log_in)
        await self._persist(self.client.connect)

    async def _log_in(self) -> None:
        try:
            await self.client.login(self._settings.discord.token.get_secret_value())
        except discord.LoginFailure:
            raise _bad_token() from None
        except (discord.HTTPException, *DISCORD_DOWN):
            # A second login opens a second session, and the first took its connector with it.
            await self.client.http.close()
            self.client.http.connector = discord.utils.MISSING
            raise

    async def _persist(self, step: Callable[[], Awaitable[None]]) -> None:
        pause = _FIRST_PAUSE_SECONDS
        while True:
            try:
                return await step()
            except (*DISCORD_DOWN, discord.HTTPException) as error:
                if isinstance(error, discord.HTTPException) and error.status not in _PASSING:
                    raise
                log.warning("Discord cannot be reached", extra={"error": type(error).__name__, "again_in": pause})
            except discord.ConnectionClosed as error:
                raise _closed_for_good(error) from None
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    async def ready(self) -> bool:
        """Tell whether all works: connected to Discord, the database answers, and no alert stands.

        The log says why not when that changes, not at each probe.
        """
        unready = tuple([why async for why in self._why_not()])
        if unready != self._unready:
            self._unready = unready
            if unready:
                log.warning("not ready", extra={"why": "; ".join(unready)})
            else:
                log.info("ready again")
        return not unready

    async def _why_not(self) -> AsyncIterator[str]:
        if self._stopping:
            yield "stopping"
        if not self.client.is_ready():
            yield "not connected to Discord"
        if not await self.client.services.database.answers():
            yield "the database does not answer"
        for sentence in self._alerts.standing.values():
            yield sentence

    async def _close(self, pages: AsyncExitStack, *tasks: asyncio.Task[object]) -> None:
        """Stop in reverse; what is under way is finished or put back first."""
        self._stopping = True
        self.client.services.pictures.close()
        await asyncio.gather(self._ticks.drain(_DRAIN_SECONDS), self.client.settle(_DRAIN_SECONDS), pages.aclose())
        with contextlib.suppress(TimeoutError):
            # What is left in the journal is settled at the next start.
            async with asyncio.timeout(_SETTLE_SECONDS):
                await self._keeper.settle()
        await self.client.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # Last of all: commands and posts spend until they have come to an end.
        await self._ticks.run("save the quota's ledger", self._book.save)
        log.info("stopped")
