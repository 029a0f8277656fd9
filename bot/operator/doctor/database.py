"""The database: whether it opens and can be written, its room, its keys, and what its links were granted."""

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from bot.operator.doctor.finding import Finding, mend, note, right
from bot.providers.access import Access
from bot.providers.google import SCOPES
from bot.store.census import LinkGroup, link_groups
from bot.store.database import Database
from bot.store.existing import database_file, is_up_to_date, open_existing
from bot.store.key_use import KeyUse, key_uses, lost_keys
from bot.store.vault import Vault

Free: TypeAlias = Callable[[Path], int]
"""Returns how many bytes are free where a path is."""
_URL, _KEYS = "store.url", "store.encryption_keys"
_LEAST_FREE = 200 * 2**20
_COPIES = 2
"""A migration copies the database first, and a backup does."""


def free_bytes(path: Path) -> int:
    """Return how many bytes are free where a path is."""
    return shutil.disk_usage(path).free


async def database(url: str, free: Free) -> list[Finding]:
    """Open the database, take its write lock for a moment, and look at the room beside it."""
    file = database_file(url)
    if not file.exists():
        return [_to_be_made(file)]
    async with open_existing(url) as opened:
        current = await is_up_to_date(opened)
        found = [await _writable(opened, file)]
    if not current:
        found.append(
            note(_URL, "its schema is an earlier version's; the next start copies it and brings it up to date")
        )
    return [*found, _room(file, free)]


async def keys(url: str, vault: Vault) -> list[Finding]:
    """Compare the configured keys with those that rows are sealed with."""
    if not database_file(url).exists():
        return [right(_KEYS, f"{_count(len(vault.key_ids), 'key')} can be used; nothing is sealed yet")]
    async with open_existing(url) as opened, opened.read() as connection:
        uses = await key_uses(connection)
    lost = [mend(*key.sentence.split(": ", 1)) for key in lost_keys(uses, vault.key_ids)]
    return [*(lost or [right(_KEYS, "every sealed value has its key")]), *_older(vault, uses)]


async def permissions(url: str) -> list[Finding]:
    """Say what the stored links were granted, against what the commands need."""
    if not database_file(url).exists():
        return []
    async with open_existing(url) as opened, opened.read() as connection:
        groups = await link_groups(connection)
    if not groups:
        return [note("links", "nobody has linked an account yet")]
    return [_granted(groups), *_unable(groups)]


def _to_be_made(file: Path) -> Finding:
    folder = next(parent for parent in file.absolute().parents if parent.exists())
    if os.access(folder, os.W_OK):
        return note(_URL, f"there is no database at {file} yet; the first start makes it")
    return mend(_URL, f"{folder} cannot be written to; name a file in a folder that the bot may use")


async def _writable(opened: Database, file: Path) -> Finding:
    # Whatever keeps it from being written raises a StoreError, which is a finding.
    async with opened.write():
        return right(_URL, f"{file} opens and can be written")


def _room(file: Path, free: Free) -> Finding:
    needed = max(_LEAST_FREE, _COPIES * file.stat().st_size)
    left = free(file.parent)
    if left >= needed:
        return right(_URL, f"{_megabytes(left)} are free beside it")
    return mend(_URL, f"only {_megabytes(left)} are free beside it; make room for {_megabytes(needed)}")


def _older(vault: Vault, uses: Sequence[KeyUse]) -> list[Finding]:
    found = []
    in_use = {use.key_id for use in uses}
    for number, key_id in enumerate(vault.key_ids[1:], 2):
        place = f"key {key_id} (number {number} in the list)"
        if key_id in in_use:
            found.append(note(_KEYS, f"values are still sealed with {place}; `python -m bot rotate-keys` renews them"))
        else:
            found.append(note(_KEYS, f"nothing needs {place} any more but older backups; you can take it out"))
    return found


def _granted(groups: Sequence[LinkGroup]) -> Finding:
    working = [group for group in groups if group.works]
    usable = _count(sum(group.links for group in working), "account")
    counted = ", ".join(f"{_allowing(working, access):,} {access.value}" for access in Access)
    dead = sum(group.links for group in groups if not group.works)
    return note("links", f"{usable} may be used ({counted}), and {dead:,} must be linked again")


def _allowing(groups: Sequence[LinkGroup], access: Access) -> int:
    return sum(group.links for group in groups if SCOPES[access] <= group.scopes)


def _unable(groups: Sequence[LinkGroup]) -> list[Finding]:
    """Name the sources whose members cannot be read: their credits do not appear."""
    unable = sum(group.in_use for group in groups if not (group.works and SCOPES[Access.CREATOR] <= group.scopes))
    if not unable:
        return []
    return [
        note(
            "links",
            f"{_count(unable, 'account')} of those that servers thank cannot read members; "
            "their owners see a button for it under /accounts",
        )
    ]


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _megabytes(size: int) -> str:
    return f"{size / 2**20:,.0f} MB"
