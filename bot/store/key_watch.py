"""Keeps an eye on the keys while the bot runs: which ones it was given, and which ones rows still need."""

from bot.alerts import Alerts
from bot.store import settings
from bot.store.database import Database
from bot.store.key_use import key_uses, lost_keys
from bot.store.transaction import Transaction
from bot.store.vault import Vault

_GIVEN = "keys of the latest start"
_ALERT = "store.encryption_keys "


class KeyWatch:
    """Names lost keys by standing alerts, and says over the database which keys this process has."""

    def __init__(self, database: Database, vault: Vault, alerts: Alerts) -> None:
        self._database = database
        self._vault = vault
        self._alerts = alerts

    async def start(self) -> None:
        """Write down the ids of this process's keys for `rotate-keys`, and look for lost ones."""
        async with self._database.write() as connection:
            await settings.write(connection, _GIVEN, " ".join(self._vault.key_ids))
        await self.look()

    async def look(self) -> None:
        """Let an alert stand for each key that rows need and that is not configured, until no row needs it."""
        async with self._database.read() as connection:
            lost = lost_keys(await key_uses(connection), self._vault.key_ids)
        missed = {f"{_ALERT}{key.key_id}": key.sentence for key in lost if key.matters}
        for alert in [alert for alert in self._alerts.standing if alert.startswith(_ALERT) and alert not in missed]:
            self._alerts.clear(alert)
        for alert, sentence in missed.items():
            self._alerts.stand(alert, sentence)


async def given_keys(connection: Transaction) -> tuple[str, ...]:
    """Return the ids of the keys that the bot was last started with, the newest first."""
    return tuple((await settings.read(connection, _GIVEN) or "").split())
