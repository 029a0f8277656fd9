"""What one source says: its levels and the people at them, whatever provider or file they come from."""

import unicodedata
from datetime import datetime

import msgspec


class Level(msgspec.Struct, frozen=True, gc=False):
    """A level of one source. `name` is as its creator wrote it."""

    id: str
    name: str


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One person of one source, at the highest level they have there.

    `key` is who they are at the provider: `youtube:<channel id>`, `patreon:<user id>`, else `list:<name>` as
    `list_key` writes it. `name` is what they are called there, never a legal name unless the source's setting says so;
    empty for somebody whom the source counts without a name.
    `months` are whole months in all; `since` is UTC, None when unknown.
    """

    key: str
    name: str
    level_id: str
    months: int
    since: datetime | None


class SourceList(msgspec.Struct, frozen=True):
    """All people of one source and its levels, highest first. `as_of` (UTC) is when it was read or imported."""

    levels: tuple[Level, ...]
    entries: tuple[Entry, ...]
    as_of: datetime


def list_key(name: str) -> str:
    """Return the key of somebody who has nothing but a name: however it is composed and whatever its case."""
    return f"list:{unicodedata.normalize('NFC', name).casefold()}"
