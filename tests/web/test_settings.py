"""What `check` says of proxies and metrics."""

import pytest

from bot.config import Settings
from bot.preflight import warnings


def notes(key: str, **web: object) -> list[str]:
    return [note for note in warnings(Settings.model_validate({"web": web})) if note.startswith(key)]


@pytest.mark.parametrize(("host", "hint"), [("127.0.0.1", "if it is on this machine"), ("::", "the proxy's")])
def test_a_proxy_that_nobody_named_is_worth_a_note(host: str, hint: str) -> None:
    [note] = notes("web.trusted_proxies", public_url="https://bot.example", host=host)
    assert "one address for everybody" in note
    assert hint in note


def test_a_named_proxy_and_localhost_are_not() -> None:
    assert notes("web.trusted_proxies", public_url="https://bot.example", trusted_proxies=["10.0.0.0/8"]) == []
    assert notes("web.trusted_proxies", public_url="http://localhost:8080") == []


@pytest.mark.parametrize("everybody", ["0.0.0.0/0", "::/0"])
def test_trusting_everybody_is_worth_a_note(everybody: str) -> None:
    [note] = notes("web.trusted_proxies", public_url="https://bot.example", trusted_proxies=[everybody])
    assert "anybody can make up" in note


def test_metrics_need_no_note() -> None:
    assert notes("web.metrics_port", metrics_port=9100) == []


@pytest.mark.parametrize("wrong", ["10.0.0.1/8", "proxy.example", "10.0.0"])
def test_what_is_no_address_is_refused_with_an_example(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"not an address or a network; write it like 127\.0\.0\.1"):
        Settings.model_validate({"web": {"trusted_proxies": [wrong]}})
