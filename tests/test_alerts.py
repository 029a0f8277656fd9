"""Alerts stand until they are mended, and the log names each change once."""

import logging

import pytest

from bot.alerts import Alerts


def test_an_alert_is_logged_once_however_often_it_is_found(caplog: pytest.LogCaptureFixture) -> None:
    alerts = Alerts()
    with caplog.at_level(logging.INFO):
        for _ in range(3):
            alerts.stand("google client", "Mend google.client_secrets.")
        assert dict(alerts.standing) == {"google client": "Mend google.client_secrets."}
        alerts.stand("google client", "Mend it otherwise.")
        for _ in range(2):
            alerts.clear("google client")
    assert dict(alerts.standing) == {}
    assert [record.getMessage() for record in caplog.records] == [
        "Mend google.client_secrets.",
        "Mend it otherwise.",
        "alert is over",
    ]


def test_nobody_changes_what_stands_from_outside() -> None:
    standing = Alerts().standing
    with pytest.raises(TypeError):
        standing["key"] = "sentence"  # type: ignore[index]  # a read-only view is what is tested
