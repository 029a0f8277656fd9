"""Sources that pages ask for all day while their provider is spared: the list kept last is taken while it is young."""

from datetime import timedelta

from bot.clock import Clock
from bot.store.sources import Source
from bot.supporters.entries import SourceList
from bot.supporters.reading import SourceReader
from bot.supporters.snapshots import Snapshots
from bot.youtube.payer import Payer

_EVERY = timedelta(minutes=15)
_NAMES_AN_INTERVAL = 2_000
"""More names, and the interval grows with them: a reading asks for a page of every thousand."""
_KNOWN = 500


class SparinglyRead:
    """Reads by another reader at most every quarter of an hour (a `SourceReader`)."""

    def __init__(self, reader: SourceReader, snapshots: Snapshots, clock: Clock) -> None:
        self._reader = reader
        self._snapshots = snapshots
        self._clock = clock
        self._settings: dict[str, str] = {}

    async def read(self, source: Source, payer: Payer) -> SourceList:
        """Return the kept list while it is young and made by these settings; else read, raising what that raises."""
        if self._settings.get(source.id) == source.settings and (young := await self._young(source.id)):
            return young
        people = await self._reader.read(source, payer)
        if len(self._settings) >= _KNOWN:
            self._settings.clear()
        self._settings[source.id] = source.settings
        return people

    async def _young(self, source_id: str) -> SourceList | None:
        kept = await self._snapshots.latest([source_id])
        if kept is None:
            return None
        lasts = _EVERY * max(1.0, len(kept.people.entries) / _NAMES_AN_INTERVAL)
        return kept.people if self._clock() < kept.people.as_of + lasts else None
