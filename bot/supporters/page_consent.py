"""Whether names may stand on a page that everybody with its address can open: their owner alone decides.

This is more than letting a server's managers take a list away (`sharing`), so it is asked for apart.
"""

from collections.abc import Iterable

import msgspec

from bot.store.sources import Source
from bot.supporters.source_settings import said_of, with_said


class _Shown(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the owner of a source has said about public pages."""

    share: bool = False


def withheld(sources: Iterable[Source], by: int) -> list[Source]:
    """Return the sources whose names this person may not put on a page.

    Their own they may; others' only where the owner has allowed it.
    """
    return [source for source in sources if source.owner_id != by and not is_allowed(source)]


def is_allowed(source: Source) -> bool:
    """Tell whether its owner lets others put the names on a page; what cannot be read is a no."""
    return said_of(source, _Shown).share


def settings_with(source: Source, *, allowed: bool) -> str:
    """Return a source's settings in which its owner has said so."""
    return with_said(source, _Shown(allowed))
