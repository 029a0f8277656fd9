"""`rotate-keys`: seals everything with the newest key, beside the running bot, and says which keys can go."""

from collections.abc import Callable
from typing import TypeAlias

from bot.clock import Clock, utc_now
from bot.config import Settings
from bot.errors import StoreError
from bot.store.database import Database
from bot.store.existing import open_existing, require_up_to_date
from bot.store.key_use import key_uses, lost_keys
from bot.store.key_watch import given_keys
from bot.store.ownership import is_free
from bot.store.rotation import Progress, Rotation, rotate
from bot.store.vault import Vault

Say: TypeAlias = Callable[[str], None]
"""Prints a line."""
_EVERY = 1000


async def rotate_keys(settings: Settings, say: Say, *, clock: Clock = utc_now) -> None:
    """Re-encrypt, telling how it goes. Raises OperatorError, with nothing changed, when it cannot begin."""
    vault = Vault(settings.store.encryption_keys)
    async with open_existing(settings.store.url) as database:
        await require_up_to_date(database)
        if not await is_free(settings.store.url):
            await _require_bot_knows(database, vault)
        rotation = await rotate(database, vault, clock=clock, tell=_Teller(say))
        async with database.read() as connection:
            lost = lost_keys(await key_uses(connection), vault.key_ids)
    _report(rotation, vault, say)
    for key in lost:
        say(f"{key.sentence}.")


async def lost_key_sentences(settings: Settings) -> list[str]:
    """Return a sentence for each key that rows need and that is not configured; none without a database."""
    vault = Vault(settings.store.encryption_keys)
    async with open_existing(settings.store.url) as database, database.read() as connection:
        return [key.sentence for key in lost_keys(await key_uses(connection), vault.key_ids)]


async def _require_bot_knows(database: Database, vault: Vault) -> None:
    """Refuse to seal with a key that a running bot cannot open: everybody's account would stop working at once."""
    async with database.read() as connection:
        given = await given_keys(connection)
    newest = vault.key_ids[0]
    if given and newest != given[0]:
        raise StoreError(
            f"store.encryption_keys: the bot was last started without key {newest} in front; "
            "restart it with this list, then rotate"
        )


class _Teller:
    """Says how far a column is, every thousand values."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._said = 0

    def __call__(self, progress: Progress) -> None:
        if progress.rotated // _EVERY > self._said:
            self._say(f"{progress.column}: {progress.rotated:,} so far")
        self._said = progress.rotated // _EVERY


def _report(rotation: Rotation, vault: Vault, say: Say) -> None:
    for column in rotation.columns:
        failed = f", {column.unreadable:,} do not open" if column.unreadable else ""
        say(f"{column.column}: {column.rotated:,} sealed anew{failed}")
    if rotation.left:
        say(f"{rotation.left:,} values were in use all the time; run this once more.")
    say(f"New values are sealed with key {vault.key_ids[0]}, the first in store.encryption_keys.")
    for key_id in rotation.unneeded:
        number = vault.key_ids.index(key_id) + 1
        say(
            f"You can now remove key {key_id}, number {number} in the list, and restart the bot. "
            "Keep it with the backups made before now, which need it."
        )
