"""`rotate-keys`: everything under the newest key, beside a bot that goes on writing."""

import asyncio
import sqlite3
from contextlib import closing

import pytest
from pydantic import SecretStr
from sqlalchemy import LargeBinary, select, update

from bot.alerts import Alerts
from bot.errors import StoreError
from bot.operator.keys import rotate_keys
from bot.store import journal, key_use
from bot.store.existing import open_existing
from bot.store.key_watch import KeyWatch
from bot.store.ownership import owned
from bot.store.rotation import Progress, rotate
from bot.store.sealed import NOT_SEALED, SEALED
from bot.store.tables import metadata, tokens
from bot.store.tokens import of_link as tokens_of
from bot.store.vault import Vault, new_key
from tests.operator.stored import Stored, add_account, at_now


async def restart(stored: Stored) -> Alerts:
    """Start the bot with the keys there are, as far as keys are concerned."""
    alerts = Alerts()
    async with stored.opened() as database:
        await KeyWatch(database, stored.vault, alerts).start()
    return alerts


async def run(stored: Stored) -> list[str]:
    said: list[str] = []
    await rotate_keys(stored.settings, said.append, clock=at_now)
    return said


def test_every_binary_column_is_listed_as_sealed_or_as_not_sealed() -> None:
    binary = {
        column for table in metadata.sorted_tables for column in table.columns if isinstance(column.type, LargeBinary)
    }
    listed = [column.column for column in SEALED]
    assert len(listed) == len(set(listed))
    assert not set(listed) & NOT_SEALED
    assert {str(column) for column in binary} == {str(column) for column in {*listed, *NOT_SEALED}}


def test_a_key_is_not_called_unneeded_while_any_sealed_table_may_need_it() -> None:
    assert set(key_use._WORDS) == {column.table for column in SEALED}


async def test_everything_is_sealed_anew_for_its_own_place_and_the_old_key_can_go(stored: Stored) -> None:
    before, old = await stored.plain(), stored.vault.key_ids[0]
    newest = stored.add_key()
    await restart(stored)
    said = await run(stored)
    stored.keys = stored.keys[:1]
    assert await stored.plain() == before
    assert "?" not in {value for values in before.values() for value in values}
    assert "tokens.refresh_token: 3 sealed anew" in said
    assert "snapshots.payload: 1 sealed anew" in said
    assert any(line.startswith(f"You can now remove key {old}, number 2 in the list") for line in said)
    assert await stored.audited("keys.rotated") == [(f"key/{newest}", "15 values")]


async def test_a_second_run_finds_nothing_to_do_and_audits_nothing(stored: Stored) -> None:
    stored.add_key()
    await restart(stored)
    await run(stored)
    said = await run(stored)
    assert "tokens.refresh_token: 0 sealed anew" in said
    assert len(await stored.audited("keys.rotated")) == 1


class Killed(BaseException):
    """The process dies here."""


async def test_a_rotation_that_was_killed_goes_on_where_it_was_and_is_audited_once(stored: Stored) -> None:
    stored.add_key()
    await restart(stored)
    before = await stored.plain()

    def die(progress: Progress) -> None:
        if progress.column == "attempts.verifier":
            raise Killed

    async with stored.opened() as database:
        with pytest.raises(Killed):
            await rotate(database, stored.vault, clock=at_now, tell=die)
    assert await stored.audited("keys.rotated") == []
    said = await run(stored)
    assert "tokens.refresh_token: 0 sealed anew" in said
    assert "attempts.authorization_code: 1 sealed anew" in said
    assert await stored.plain() == before
    assert len(await stored.audited("keys.rotated")) == 1


async def at_once(_: float) -> None:
    await asyncio.sleep(0)


class Meddling(Vault):
    """Seals for the rotation; when it first comes to one value, the bot acts on a connection of its own."""

    def __init__(self, stored: Stored, context: str, *statements: tuple[str, tuple[bytes, ...]]) -> None:
        super().__init__([SecretStr(key) for key in stored.keys])
        self._file, self._context, self._statements = stored.file, context, statements

    def seal(self, secret: str, *, context: str) -> bytes:
        if context == self._context:
            statements, self._statements = self._statements, ()
            with closing(sqlite3.connect(self._file)) as bot, bot:
                bot.execute("PRAGMA foreign_keys = ON")
                for statement, values in statements:
                    bot.execute(statement, values)
        return super().seal(secret, context=context)


async def test_what_the_bot_writes_meanwhile_stays(stored: Stored) -> None:
    """Between reading and writing the bot refreshes one token, and unlinks another account."""
    stored.add_key()
    place = "tokens/link00001/refresh_token"
    fresh = stored.vault.seal("refreshed", context=place)
    meddling = Meddling(
        stored,
        place,
        ("UPDATE tokens SET refresh_token = ? WHERE link_id = 'link00001'", (fresh,)),
        ("DELETE FROM links WHERE id = 'link00002'", ()),
    )
    async with stored.opened() as database:
        rotation = await rotate(database, meddling, clock=at_now, tell=lambda _: None, sleep=at_once)
    assert rotation.columns[0] == Progress("tokens.refresh_token", 1)
    assert (await stored.plain())["tokens.refresh_token"] == ["refresh_token of link00000", "refreshed"]


async def test_a_value_sealed_with_an_old_key_meanwhile_is_taken_in_the_next_pass(stored: Stored) -> None:
    """A code that could not be used goes back into its row as it was read, which may be before the rotation."""
    place = "tokens/link00001/refresh_token"
    back, old = stored.vault.seal("put back", context=place), stored.vault.key_ids[0]
    stored.add_key()
    meddling = Meddling(stored, place, ("UPDATE tokens SET refresh_token = ? WHERE link_id = 'link00001'", (back,)))
    async with stored.opened() as database:
        rotation = await rotate(database, meddling, clock=at_now, tell=lambda _: None, sleep=at_once)
    assert rotation.columns[0] == Progress("tokens.refresh_token", 3)
    assert rotation.unneeded == (old,)
    stored.keys = stored.keys[:1]
    assert (await stored.plain())["tokens.refresh_token"][1] == "put back"


async def test_a_row_that_is_being_refreshed_is_left_to_the_bot_until_that_is_over(stored: Stored) -> None:
    """The bot knows the refresh token it began with by its ciphertext, and drops what came if it is another now."""
    stored.add_key()
    began: list[bytes] = []
    async with stored.opened() as database:
        async with database.write() as connection:
            row = await tokens_of(connection, "link00001")
            assert row
            began.append(row.refresh_token or b"")
            entry = await journal.begin(connection, at_now(), journal.REFRESH, link_id="link00001")

        async def refreshed(_: float) -> None:
            """Let the provider answer while the rotation waits."""
            async with database.write() as connection:
                now = await tokens_of(connection, "link00001")
                assert now
                assert now.refresh_token == began[0]
                await journal.finish(connection, entry)

        rotation = await rotate(database, stored.vault, clock=at_now, tell=lambda _: None, sleep=refreshed)
    assert (rotation.columns[0].rotated, rotation.left, len(rotation.unneeded)) == (3, 0, 1)


async def test_what_is_in_use_to_the_end_is_left_for_the_next_time_and_its_key_stays(stored: Stored) -> None:
    stored.add_key()
    async with stored.opened() as database:
        async with database.write() as connection:
            await journal.begin(connection, at_now(), journal.EXCHANGE, attempt_id="a")
        rotation = await rotate(database, stored.vault, clock=at_now, tell=lambda _: None, sleep=at_once)
    assert (rotation.left, rotation.unneeded) == (4, ())


async def test_many_rows_go_in_small_transactions_and_it_says_how_far_it_is(stored: Stored) -> None:
    vault = stored.vault
    async with stored.opened() as database, database.write() as connection:
        for number in range(10, 1260):
            await add_account(connection, vault, f"link{number:05}", number)
    stored.add_key()
    steps: list[Progress] = []
    async with stored.opened() as database:
        await rotate(database, stored.vault, clock=at_now, tell=steps.append)
    refreshed = [step.rotated for step in steps if step.column == "tokens.refresh_token"]
    assert refreshed == [*range(100, 1201, 100), 1253]


async def test_a_damaged_value_is_counted_and_left_alone(stored: Stored) -> None:
    async with stored.opened() as database, database.write() as connection:
        moved = (await connection.execute(select(tokens.c.refresh_token).limit(1))).scalar_one()
        await connection.execute(update(tokens).where(tokens.c.link_id == "link00002").values(refresh_token=moved))
    old = stored.vault.key_ids[0]
    stored.add_key()
    await restart(stored)
    said = await run(stored)
    assert "tokens.refresh_token: 2 sealed anew, 1 do not open" in said
    assert not any(f"remove key {old}" in line for line in said)


async def test_a_key_that_the_bot_was_not_started_with_is_not_used(stored: Stored) -> None:
    """The bot could not open what was sealed with it: every account would stop working at once."""
    await restart(stored)
    before = await stored.plain()
    newest = stored.add_key()
    async with owned(stored.url):
        with pytest.raises(StoreError, match=f"started without key {newest} in front; restart it"):
            await run(stored)
    stored.keys = stored.keys[1:]
    assert await stored.plain() == before


async def test_while_no_bot_runs_a_new_key_is_used_at_once(stored: Stored) -> None:
    await restart(stored)
    stored.add_key()
    assert "tokens.refresh_token: 3 sealed anew" in await run(stored)


async def test_a_lost_key_is_named_at_the_end_of_a_rotation(stored: Stored) -> None:
    lost = stored.vault.key_ids[0]
    stored.keys = [new_key()]
    await restart(stored)
    assert any(f"sealed with key {lost}, which is not in the list" in line for line in await run(stored))


async def test_a_database_that_is_not_there_is_not_made(stored: Stored) -> None:
    stored.file = stored.file.with_name("other.db")
    with pytest.raises(StoreError, match="there is no database at"):
        await run(stored)
    assert not stored.file.exists()
    with pytest.raises(StoreError):
        async with open_existing(stored.url):
            pass
