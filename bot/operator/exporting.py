"""`export`: every table as lines of JSON, in a folder or a zip file, for reading, audits and moving."""

import json
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, TypeAlias

from bot.clock import Clock, utc_now
from bot.config import Settings
from bot.errors import StoreError
from bot.operator.keys import Say
from bot.store.database import Database
from bot.store.existing import open_existing, require_up_to_date
from bot.store.export import TABLES, left_out, lines
from bot.store.migrate import PRIVATE_FILE

Files: TypeAlias = Callable[[str], AbstractContextManager[IO[bytes]]]
"""Opens a new file of that name, to be written once."""
_PRIVATE_FOLDER = 0o700
_MANIFEST = "export.json"


async def export(settings: Settings, target: Path, say: Say, *, clock: Clock = utc_now) -> None:
    """Write what an operator may read to a new zip file or folder. Raises OperatorError."""
    _require_new(target)
    async with open_existing(settings.store.url) as database:
        await require_up_to_date(database)
        try:
            with _zip_file(target) if target.suffix == ".zip" else _folder(target) as files:
                counted = await _write(database, files, clock)
        except OSError as error:
            raise StoreError(f"export: {target} cannot be written ({error.strerror}); name another place") from None
    say(f"{sum(counted.values()):,} rows of {len(counted)} tables are written to {target}, as lines of JSON.")
    say("Whatever is encrypted or hashed is left out. The rest is about people all the same: keep it as carefully.")


def _require_new(target: Path) -> None:
    if target.exists():
        raise StoreError(f"export: {target} exists already; name a zip file or a folder that does not")


async def _write(database: Database, files: Files, clock: Clock) -> dict[str, int]:
    """Write every table, and a file that says what is there; return the number of rows by table."""
    counted = dict.fromkeys(TABLES, 0)
    # One transaction: what the tables say of each other is of one moment.
    async with database.read() as connection:
        for table in TABLES:
            with files(f"{table}.jsonl") as file:
                async for line in lines(connection, table):
                    file.write(line)
                    counted[table] += 1
    with files(_MANIFEST) as file:
        manifest = {"made_at": clock().isoformat(), "rows": counted, "left_out": left_out()}
        file.write(json.dumps(manifest, indent=2).encode() + b"\n")
    return counted


@contextmanager
def _folder(target: Path) -> Iterator[Files]:
    target.mkdir(mode=_PRIVATE_FOLDER)

    def new_file(name: str) -> IO[bytes]:
        return os.fdopen(os.open(target / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "wb")

    yield new_file


@contextmanager
def _zip_file(target: Path) -> Iterator[Files]:
    target.touch(mode=PRIVATE_FILE, exist_ok=False)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        yield lambda name: archive.open(name, "w", force_zip64=True)
