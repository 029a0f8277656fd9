"""The configuration: the example loads, and each mistake is one sentence that names the key and the mend."""

import json
import subprocess
import tomllib
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.config import Settings, load
from bot.errors import ConfigError
from bot.preflight import preflight, warnings
from bot.store.vault import new_key
from tests.support.processes import ROOT, bot_command, environment

CLIENT = {
    "web": {
        "client_id": "1234.apps.example",
        "client_secret": "GOCSPX-not-a-real-one",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": "https://oauth2.googleapis.com/token",
        "redirect_uris": ["http://localhost:8080/oauth/youtube/callback"],
    }
}
TOKEN = "MTIzNDU2.not-a.real-token"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORT", raising=False)


def write(folder: Path, text: str, client: object = CLIENT) -> Path:
    secrets = folder / "client_secret.json"
    secrets.write_text(client if isinstance(client, str) else json.dumps(client), encoding="utf-8")
    config = folder / "config.toml"
    config.write_text(text.replace("SECRETS", str(secrets)).replace("KEY", new_key()), encoding="utf-8")
    return config


WHOLE = f"""
[discord]
token = "{TOKEN}"
[google]
client_secrets_file = "SECRETS"
[store]
encryption_keys = ["KEY"]
"""

BROKEN = [
    pytest.param(WHOLE.replace(TOKEN, ""), CLIENT, "discord.token", "portal", id="no token"),
    pytest.param(WHOLE.replace("token =", "tokn ="), CLIENT, "discord.tokn", "spelling", id="unknown key"),
    pytest.param(WHOLE.replace("[store]", "[stor]"), CLIENT, "stor", "spelling", id="unknown section"),
    pytest.param(
        WHOLE.replace("[google]", "[google]\ndaily_units = 0"),
        CLIENT,
        "google.daily_units",
        "greater than 0",
        id="no quota",
    ),
    pytest.param(WHOLE + '[web]\nport = "eighty"', CLIENT, "web.port", "write digits", id="not a number"),
    pytest.param(
        WHOLE + '[web]\npublic_url = "http://bot.example"', CLIENT, "web.public_url", "https", id="plain http"
    ),
    pytest.param(
        WHOLE + '[web]\npublic_url = "https://bot.example"', CLIENT, "web.public_url", "redirect URI", id="not listed"
    ),
    pytest.param(WHOLE.replace('["KEY"]', "[]"), CLIENT, "store.encryption_keys", "new-key", id="no key"),
    pytest.param(WHOLE.replace("KEY", "c2hvcnQ="), CLIENT, "store.encryption_keys", "new-key", id="short key"),
    pytest.param(WHOLE + 'url = "mysql://db/x"', CLIENT, "store.url", "sqlite:///", id="unknown database"),
    pytest.param(WHOLE + '[log]\nlevel = "loud"', CLIENT, "log.level", "'INFO'", id="no such level"),
    pytest.param(
        WHOLE, {"installed": CLIENT["web"]}, "google.client_secrets_file", "Web application", id="desktop client"
    ),
    pytest.param(WHOLE, "{", "google.client_secrets_file", "docs/google.md", id="damaged client file"),
    pytest.param(
        WHOLE.replace("SECRETS", "/nowhere/x.json"),
        CLIENT,
        "google.client_secrets_file",
        "docs/google.md",
        id="no file",
    ),
    pytest.param(WHOLE.replace("[store]", "client_id = 7\n["), CLIENT, "config.toml", "mend that line", id="not TOML"),
    pytest.param(
        WHOLE.replace("[google]", 'client_secret = "s"\n[google]'),
        CLIENT,
        "discord.client_id",
        "OAuth2",
        id="half a sign-in",
    ),
]


@pytest.mark.parametrize(("text", "client", "key", "mend"), BROKEN)
def test_check_names_the_key_and_the_mend_of_each_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, client: object, key: str, mend: str
) -> None:
    status = main(["--config", str(write(tmp_path, text, client)), "check"])
    said = capsys.readouterr()
    assert status == 2
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert key in said.err
    assert mend in said.err
    assert TOKEN not in said.err
    assert "GOCSPX" not in said.err


@pytest.mark.process
@pytest.mark.parametrize("command", ["check", "run"])
def test_a_mistake_ends_the_process_with_2_and_no_traceback(tmp_path: Path, command: str) -> None:
    config = write(tmp_path, WHOLE.replace(TOKEN, ""))
    done = subprocess.run(
        bot_command(config, command), capture_output=True, text=True, env=environment(), cwd=ROOT, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("discord.token: it is empty;")
    assert "Traceback" not in done.stderr


def test_check_is_content_with_a_whole_configuration(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", str(write(tmp_path, WHOLE)), "check"]) == 0
    assert capsys.readouterr().err == ""


def test_the_example_names_every_key_with_its_default() -> None:
    example = tomllib.loads((ROOT / "config.example.toml").read_text(encoding="utf-8"))
    settings = load(ROOT / "config.example.toml")
    assert {section: set(keys) for section, keys in example.items()} == {
        section: set(type(getattr(settings, section)).model_fields) for section in Settings.model_fields
    }
    defaults = Settings()
    for section in ("discord", "google", "web", "store", "log"):
        assert getattr(settings, section) == getattr(defaults, section)


def test_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURTAINCALL_LOG__LEVEL", "debug")
    monkeypatch.setenv("CURTAINCALL_DISCORD__GUILD_IDS", "11,12")
    monkeypatch.setenv("CURTAINCALL_STORE__ENCRYPTION_KEYS", json.dumps([new_key(), new_key()]))
    settings = load(write(tmp_path, WHOLE))
    assert settings.log.level == "DEBUG"
    assert settings.discord.guild_ids == (11, 12)
    assert len(settings.store.encryption_keys) == 2


def test_a_misspelt_variable_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURTAINCALL_DISCROD__TOKEN", TOKEN)
    with pytest.raises(ConfigError, match="CURTAINCALL_DISCROD__TOKEN: no such setting"):
        load(write(tmp_path, WHOLE))


def test_a_hosts_port_opens_the_pages_to_the_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "5000")
    web = load(write(tmp_path, WHOLE)).web
    assert (web.host, web.port) == ("0.0.0.0", 5000)  # noqa: S104 (what hosts route to)


def test_secrets_do_not_show_in_a_repr(tmp_path: Path) -> None:
    settings = load(write(tmp_path, WHOLE))
    google = preflight(settings)
    assert TOKEN not in repr(settings)
    assert "GOCSPX" not in repr(google)
    assert settings.store.encryption_keys[0].get_secret_value() not in repr(settings)


def test_https_without_discords_sign_in_is_worth_a_warning(tmp_path: Path) -> None:
    config = write(tmp_path, WHOLE + '[web]\npublic_url = "https://bot.example"')
    assert any("discord.client_secret" in warning for warning in warnings(load(config)))


def test_https_without_a_contact_is_worth_a_warning(tmp_path: Path) -> None:
    public = WHOLE + '[web]\npublic_url = "https://bot.example"\n'
    assert any("web.contact" in warning for warning in warnings(load(write(tmp_path, public))))
    named = load(write(tmp_path, public + 'contact = "credits@example.com"'))
    assert not any("web.contact" in warning for warning in warnings(named))


def test_new_key_prints_a_key_that_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new-key"]) == 0
    preflight(load(write(tmp_path, WHOLE.replace("KEY", capsys.readouterr().out.strip()))))
