"""A key that rows are sealed with and that is not configured is named; nothing ends with a traceback."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.__main__ import main
from bot.alerts import Alerts
from bot.store.key_watch import KeyWatch
from bot.store.vault import new_key
from sandbox.pointing import as_toml
from tests.operator.stored import Stored, add_account
from tests.test_configuration import CLIENT, TOKEN

ALL = (
    "3 accounts, 1 imported list of names, 1 kept list of names, 1 list of names as of a release, 1 message that waits "
    "to be posted, 1 record of whom a post thanked and 1 link under way are sealed with key"
)


async def watched(stored: Stored, alerts: Alerts) -> None:
    async with stored.opened() as database:
        await KeyWatch(database, stored.vault, alerts).start()


async def test_the_bot_starts_and_an_alert_counts_what_is_lost(
    stored: Stored, caplog: pytest.LogCaptureFixture
) -> None:
    alerts, lost = Alerts(), stored.vault.key_ids[0]
    stored.keys = [new_key()]
    await watched(stored, alerts)
    sentence = (
        f"store.encryption_keys: {ALL} {lost}, which is not in the list; put it back, or their owners must link again"
    )
    assert list(alerts.standing.values()) == [sentence]
    assert sentence in caplog.text


async def test_with_every_key_nothing_stands(stored: Stored) -> None:
    alerts = Alerts()
    stored.add_key()
    await watched(stored, alerts)
    assert not alerts.standing


async def test_the_alert_is_over_when_nothing_needs_the_key_any_more(stored: Stored) -> None:
    alerts = Alerts()
    stored.keys = [new_key()]
    async with stored.opened() as database:
        watch = KeyWatch(database, stored.vault, alerts)
        await watch.start()
        assert alerts.standing
        async with database.write() as connection:
            for statement in ("DELETE FROM links", "DELETE FROM posts"):
                await connection.execute(text(statement))
            await add_account(connection, stored.vault, "anew", 1)
        await watch.look()
    # A link under way is still there: within the hour it is gone by itself.
    assert not alerts.standing


async def test_one_account_is_counted_once_whichever_of_its_tokens_is_lost(stored: Stored) -> None:
    """After a refresh without a new refresh token, the two are sealed with different keys."""
    alerts = Alerts()
    async with stored.opened() as database, database.write() as connection:
        for gone in ("DELETE FROM posts", "DELETE FROM snapshots", "DELETE FROM links WHERE id != 'link00001'"):
            await connection.execute(text(gone))
        stored.keys = [new_key()]
        fresh = stored.vault.seal("fresh", context="tokens/link00001/access_token")
        await connection.execute(text("UPDATE tokens SET access_token = :fresh"), {"fresh": fresh})
    await watched(stored, alerts)
    (sentence,) = alerts.standing.values()
    assert sentence.startswith("store.encryption_keys: 1 account and 1 link under way are sealed with key")


def test_check_counts_them_and_ends_with_2(stored: Stored, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lost = stored.vault.key_ids[0]
    secrets = tmp_path / "client_secret.json"
    secrets.write_text(json.dumps(CLIENT), encoding="utf-8")
    config = tmp_path / "config.toml"

    def check(key: str) -> tuple[int, str]:
        sections: dict[str, dict[str, object]] = {
            "discord": {"token": TOKEN},
            "google": {"client_secrets_file": str(secrets)},
            "store": {"url": stored.url, "encryption_keys": [key]},
        }
        config.write_text(as_toml(sections), encoding="utf-8")
        return main(["--config", str(config), "check"]), capsys.readouterr().out

    assert check(stored.keys[0]) == (0, "The configuration is complete.\n")
    status, said = check(new_key())
    assert status == 2
    assert said.startswith(f"store.encryption_keys: {ALL} {lost}, which is not in the list;")
