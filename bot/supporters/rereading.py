"""Reads lists again in time, so that what a server changed about somebody is not forgotten while they stand there.

Such changes go 30 days after their person was last seen in a list, and a server that posts once a month may have read
none for 31.
"""

import logging
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import UserError
from bot.store import overrides
from bot.store.database import Database
from bot.supporters.roll import Occasion
from bot.supporters.rolls import Rolls
from bot.youtube.payer import Payer

UNSEEN_READ = timedelta(days=20)
"""How long somebody may be unseen before the lists are read: it leaves ten days for what fails."""
_AGAIN = timedelta(days=1)
_log = logging.getLogger(__name__)


class Rereading:
    """Reads the lists of servers that changed something; whoever is found there is noted by the reading itself."""

    def __init__(self, database: Database, rolls: Rolls, clock: Clock) -> None:
        self._database = database
        self._rolls = rolls
        self._clock = clock
        self._read: dict[int, datetime] = {}

    async def run(self) -> None:
        """Read where somebody was not seen for long, each server once a day: most of them have left."""
        now = self._clock()
        async with self._database.read() as connection:
            due = await overrides.guilds_unseen(connection, now - UNSEEN_READ)
        self._read = {guild_id: at for guild_id, at in self._read.items() if now - at < _AGAIN}
        for guild_id in sorted(due - self._read.keys()):
            self._read[guild_id] = now
            try:
                await self._rolls.for_guild(guild_id, Occasion.PREVIEW, Payer.scheduled(guild_id))
            except UserError as error:
                _log.info("lists not read again", extra={"guild": guild_id, "reason": type(error).__name__})
