"""A database with something in every sealed column, and the configuration that opens it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.config import Settings
from bot.store.database import Database, open_database
from bot.store.sealed import SEALED
from bot.store.tables import (
    attempts,
    audit,
    links,
    lists,
    post_parts,
    posted_rosters,
    posts,
    release_lists,
    schedules,
    snapshots,
    sources,
    tickets,
    tokens,
)
from bot.store.vault import UnsealError, Vault, new_key

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LOOK = "https://www.googleapis.com/auth/youtube.readonly"


def at_now() -> datetime:
    return NOW


@dataclass
class Stored:
    """A database file and the keys that it is used with, newest first."""

    file: Path
    keys: list[str]

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file}"

    @property
    def settings(self) -> Settings:
        return Settings.model_validate({"store": {"url": self.url, "encryption_keys": self.keys}})

    @property
    def vault(self) -> Vault:
        return Vault([SecretStr(key) for key in self.keys])

    def add_key(self) -> str:
        """Put a new key in front, as an operator does; return its id."""
        self.keys.insert(0, new_key())
        return self.vault.key_ids[0]

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Database]:
        async with open_database(self.url) as database:
            yield database

    async def fill(self, accounts: int = 3) -> None:
        """Link so many accounts, with one link under way, one post that waits and one kept list."""
        vault = self.vault
        async with self.opened() as database, database.write() as connection:
            for number in range(accounts):
                await add_account(connection, vault, f"link{number:05}", number)
            await add_the_rest(connection, vault)

    async def plain(self) -> dict[str, list[str]]:
        """Return what every sealed column holds, opened; a value that does not open is a question mark."""
        vault = self.vault
        found: dict[str, list[str]] = {}
        async with self.opened() as database, database.read() as connection:
            for column in SEALED:
                chosen = select(*column.key, column.column).where(column.column.is_not(None)).order_by(*column.key)
                rows = (await connection.execute(chosen)).all()
                found[column.name] = [_opened(vault, row[-1], column.context(tuple(row[:-1]))) for row in rows]
        return found

    async def audited(self, action: str) -> list[tuple[str, str]]:
        """Return subject and detail of an action's lines."""
        chosen = select(audit.c.subject, audit.c.detail).where(audit.c.action == action).order_by(audit.c.id)
        async with self.opened() as database, database.read() as connection:
            return [tuple(row) for row in (await connection.execute(chosen)).all()]


async def add_account(
    connection: AsyncConnection,
    vault: Vault,
    link_id: str,
    user_id: int,
    *,
    scopes: Sequence[str] = (LOOK,),
    status: str = "ok",
) -> None:
    """Link one account."""
    link = {"id": link_id, "user_id": user_id, "provider": "youtube", "account_id": f"UC{link_id}", "title": "T"}
    moments = {"created_at": NOW, "updated_at": NOW, "consented_at": NOW}
    await connection.execute(insert(links).values(**link, **moments, scopes=" ".join(scopes), status=status))
    sealed = {
        name: vault.seal(f"{name} of {link_id}", context=f"tokens/{link_id}/{name}")
        for name in ("access_token", "refresh_token")
    }
    await connection.execute(
        insert(tokens).values(link_id=link_id, **sealed, expires_at=NOW + timedelta(hours=1), updated_at=NOW)
    )


async def add_the_rest(connection: AsyncConnection, vault: Vault) -> None:
    """Put one row into every other table with sealed columns."""
    ticket = {"id": "t", "token_hash": b"h", "user_id": 1, "username": "alice", "display_name": "Alice"}
    wish = {"provider": "youtube", "access": "look", "created_at": NOW, "expires_at": NOW + timedelta(minutes=10)}
    await connection.execute(insert(tickets).values(**ticket, **wish))
    names = ("ticket_secret", "sign_in_verifier", "verifier", "authorization_code")
    sealed = {name: vault.seal(name, context=f"attempts/a/{name}") for name in names}
    await connection.execute(
        insert(attempts).values(id="a", ticket_id="t", browser_hash=b"b", created_at=NOW, **sealed)
    )
    await connection.execute(
        insert(sources).values(
            id="s", guild_id=7, kind="youtube_members", link_id="link00000", owner_id=0, added_by=0, added_at=NOW
        )
    )
    kept = vault.seal("the names", context="snapshots/s/payload")
    await connection.execute(insert(snapshots).values(source_id="s", taken_at=NOW, payload=kept))
    imported = vault.seal("the list", context="lists/s/payload")
    await connection.execute(insert(lists).values(source_id="s", imported_at=NOW, rows=1, payload=imported))
    await add_schedule(connection, "due", NOW - timedelta(minutes=1))
    await add_schedule(connection, "later", NOW + timedelta(days=1))
    then = vault.seal("the names then", context="release_lists/due/s/payload")
    await connection.execute(insert(release_lists).values(schedule_id="due", source_id="s", taken_at=NOW, payload=then))
    for post_id, status in (("p", "sending"), ("c", "claimed")):
        place = {"guild_id": 7, "channel_id": 8, "created_by": 1, "template": ""}
        times = {"due_at": NOW, "lease_until": NOW, "claimed_at": NOW}
        await connection.execute(insert(posts).values(id=post_id, status=status, **place, **times))
    parts = [
        {"post_id": "p", "number": 1, "payload": vault.seal("part 1", context="post_parts/p/1"), "nonce": "n1"},
        # What a part says is erased once it is posted.
        {"post_id": "p", "number": 2, "payload": b"", "nonce": "n2"},
    ]
    await connection.execute(insert(post_parts), parts)
    thanked = vault.seal("whom", context="posted_rosters/p/payload")
    of = {"post_id": "p", "schedule_id": "due", "guild_id": 7}
    await connection.execute(insert(posted_rosters).values(**of, payload=thanked))


async def add_schedule(connection: AsyncConnection, schedule_id: str, due_at: datetime) -> None:
    """Plan a post."""
    rule = {"words": "daily", "cron": "0 0 * * *", "timezone": "UTC", "template": "", "status": "active"}
    place = {"guild_id": 7, "channel_id": 8, "created_by": 1}
    await connection.execute(
        insert(schedules).values(id=schedule_id, due_at=due_at, created_at=NOW, updated_at=NOW, **place, **rule)
    )


def _opened(vault: Vault, sealed: bytes, context: str) -> str:
    try:
        return vault.open(sealed, context=context) if sealed else ""
    except UnsealError:
        return "?"
