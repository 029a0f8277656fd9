"""Whether names may stand on a page that everybody with its address can open: their owner alone decides.

This is more than letting a server's managers take a list away (`sharing`), so it is asked for apart.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from bot.store.sources import Source


class _Settings(msgspec.Struct, frozen=True):
    """What is read of a source's settings here; other keys are other rooms'."""

    share: bool = False


def withheld(sources: Iterable[Source], by: int) -> list[Source]:
    """Return the sources whose names this person may not put on a page.

    Their own they may; others' only where the owner has allowed it.
    """
    return [source for source in sources if source.owner_id != by and not is_allowed(source)]


def is_allowed(source: Source) -> bool:
    """Tell whether its owner lets others put the names on a page; what cannot be read is a no."""
    try:
        return msgspec.json.decode(source.settings, type=_Settings).share
    except msgspec.MsgspecError:
        return False


def settings_with(source: Source, allowed: bool) -> str:
    """Return a source's settings in which its owner has said so."""
    try:
        known = msgspec.json.decode(source.settings, type=dict[str, Any])
    except msgspec.MsgspecError:
        known = {}
    return msgspec.json.encode({**known, "share": allowed}).decode()
