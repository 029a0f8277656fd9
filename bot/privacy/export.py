"""Everything that is kept about a person as one JSON file, readable and with the same keys every time."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from textwrap import indent

import msgspec

from bot.errors import UserError
from bot.store.people import Row

FILE_NAME = "curtain-call-data.json"
UPLOAD_LIMIT = 9 * 1024 * 1024
"""Discord takes 10 MiB a file; the rest is for what goes around it."""
_MOST = 256 * 1024 * 1024
_INDENT = 2


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file to hand to its person."""

    name: str
    content: bytes = field(repr=False)


class TooMuch(UserError):
    """There is more to export than Discord takes."""

    def __init__(self) -> None:
        super().__init__(
            "There is more kept about you than fits into one file on Discord. Ask whoever runs this bot for it; the "
            "privacy page says how to reach them."
        )


async def as_json(head: Mapping[str, object], tables: Iterable[tuple[str, AsyncIterator[Row]]]) -> bytes:
    """Return an object with what `head` says and a list for each table. Raises TooMuch."""
    written = bytearray(b"{\n")
    written += b",\n".join(f'  "{key}": {indent(_text(value), "  ").lstrip()}'.encode() for key, value in head.items())
    for name, rows in tables:
        written += f',\n  "{name}": ['.encode()
        between = "\n"
        async for row in rows:
            written += f"{between}{indent(_text(row), '    ')}".encode()
            between = ",\n"
            if len(written) > _MOST:
                raise TooMuch
        written += b"\n  ]" if between == ",\n" else b"]"
    return bytes(written + b"\n}\n")


async def as_file(content: bytes, limit: int = UPLOAD_LIMIT) -> ExportFile:
    """Return a file of at most `limit` bytes, compressed where it must be. Raises TooMuch."""
    if len(content) <= limit:
        return ExportFile(FILE_NAME, content)
    small = await asyncio.to_thread(gzip.compress, content)
    if len(small) > limit:
        raise TooMuch
    return ExportFile(f"{FILE_NAME}.gz", small)


def moment(value: datetime) -> str:
    """Return a moment as ISO 8601 in UTC, to the millisecond that is stored."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _text(value: object) -> str:
    return msgspec.json.format(msgspec.json.encode(_plain(value)), indent=_INDENT).decode()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
