"""What can say who supports a source's owner: one implementation a kind of source, put together in `app.py`."""

from typing import Protocol

from bot.store.sources import Source
from bot.supporters.entries import SourceList
from bot.youtube.payer import Payer


class SourceReader(Protocol):
    """Reads sources of one kind."""

    async def read(self, source: Source, payer: Payer) -> SourceList:
        """Return everybody, complete or not at all. `payer` pays where the provider counts.

        Raises AccessMissing, NeedsRelink, NotYours or TokensUnreadable where only the source's owner can help (the last
        list then stands in), TryLater or QuotaSpent where time does, and other UserErrors.
        """
        ...
