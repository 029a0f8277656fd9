"""Nothing in the database is half there."""

from collections import Counter
from typing import Any

from sqlalchemy import Table, select

from bot.store import tables
from bot.store.links import NEEDS_RELINK, OK
from bot.store.sealed import SEALED
from tests.endurance.house import House

_STEPS = ("verifier", "sign_in_verifier", "authorization_code", "code_mac")


async def rows(house: House, table: Table) -> list[dict[str, Any]]:
    """Return a whole table."""
    async with house.database.read() as connection:
        return [dict(row) for row in (await connection.execute(select(table))).mappings()]


async def assert_whole(house: House) -> None:
    """Check every table of the way of a link against the others."""
    assert await rows(house, tables.journal) == []
    await _links(house)
    await _attempts(house)
    await _sealed(house)


async def _links(house: House) -> None:
    links = await rows(house, tables.links)
    assert {row["link_id"] for row in await rows(house, tables.tokens)} == {row["id"] for row in links}
    saved = {(row["actor"], row["subject"]) for row in await rows(house, tables.audit) if row["action"] == "link.saved"}
    for row in links:
        assert (row["user_id"], f"youtube/{row['account_id']}") in saved
        dead = row["status"] == NEEDS_RELINK
        assert dead or row["status"] == OK
        assert dead == bool(row["reason"]) == bool(row["died_at"]), row
    defaults = Counter(row["user_id"] for row in links if row["is_default"])
    assert defaults == Counter({row["user_id"] for row in links})


async def _attempts(house: House) -> None:
    attempts = await rows(house, tables.attempts)
    for row in attempts:
        left = [name for name in _STEPS if row[name] is not None]
        if row["ended_at"] is not None:
            assert (left, bool(row["outcome"])) == ([], True), row["id"]
        elif row["sign_in_state_hash"] is None or row["proven_at"] is not None:
            # Before the proof by a sign-in, the person may have to start again: that attempt holds nothing.
            assert "verifier" in left, row["id"]
            assert ("authorization_code" in left) == ("code_mac" in left), row["id"]
    for ticket in await rows(house, tables.tickets):
        outcomes = [row["outcome"] for row in attempts if row["ticket_id"] == ticket["id"]]
        assert outcomes.count("linked") == (ticket["spent_at"] is not None), ticket["id"]
        assert ticket["spent_at"] is None or None not in outcomes, ticket["id"]


async def _sealed(house: House) -> None:
    """Open every value that is sealed."""
    for column in SEALED:
        async with house.database.read() as connection:
            found = (await connection.execute(select(*column.key, column.column))).all()
        for *key, value in found:
            if value:
                house.vault.open(value, context=column.context(tuple(key)))
