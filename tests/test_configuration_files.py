"""Keys and secrets from files: `…_FILE` variables as Docker's secrets are used, and systemd's credentials."""

from pathlib import Path

import pytest

from bot.__main__ import main
from bot.config import load
from bot.errors import ConfigError
from bot.store.vault import new_key

TOKEN = "MTIzNDU2.not-a.real-token"
NOWHERE = Path("there-is-no-such.toml")


def secret(folder: Path, name: str, content: str) -> Path:
    file = folder / name
    file.write_text(content, encoding="utf-8")
    return file


@pytest.fixture
def credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "credentials"
    folder.mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    return folder


def test_any_key_can_stand_in_a_file_without_its_last_newline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURTAINCALL_DISCORD__TOKEN_FILE", str(secret(tmp_path, "token", f"{TOKEN}\n")))
    monkeypatch.setenv("CURTAINCALL_WEB__PORT_FILE", str(secret(tmp_path, "port", "9090\r\n")))
    settings = load(NOWHERE)
    assert settings.discord.token.get_secret_value() == TOKEN
    assert settings.web.port == 9090


@pytest.mark.parametrize("between", [",", "\n", "\r\n", " , "])
def test_a_list_in_a_file_has_one_a_line_or_commas(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, between: str
) -> None:
    keys = [new_key(), new_key()]
    monkeypatch.setenv("CURTAINCALL_STORE__ENCRYPTION_KEYS_FILE", str(secret(tmp_path, "keys", between.join(keys))))
    assert [key.get_secret_value() for key in load(NOWHERE).store.encryption_keys] == keys


def test_systemds_credentials_are_read_by_their_keys_names(credentials: Path) -> None:
    key = new_key()
    secret(credentials, "store.encryption_keys", f"{key}\n")
    secret(credentials, "discord.token", TOKEN)
    secret(credentials, "tls.key", "somebody else's")
    secret(credentials, "README", "not a key")
    settings = load(NOWHERE)
    assert settings.discord.token.get_secret_value() == TOKEN
    assert settings.store.encryption_keys[0].get_secret_value() == key


def test_a_file_wins_over_the_configuration_file_and_leaves_the_rest_of_its_section(
    tmp_path: Path, credentials: Path
) -> None:
    secret(credentials, "discord.token", TOKEN)
    config = secret(tmp_path, "config.toml", '[discord]\ntoken = "another"\nclient_id = "77"\n')
    settings = load(config)
    assert settings.discord.token.get_secret_value() == TOKEN
    assert settings.discord.client_id == "77"


def test_a_variable_wins_over_the_configuration_file_beside_a_credential_for_another_key(
    credentials: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret(credentials, "discord.token", TOKEN)
    monkeypatch.setenv("CURTAINCALL_DISCORD__CLIENT_ID", "88")
    settings = load(NOWHERE)
    assert (settings.discord.token.get_secret_value(), settings.discord.client_id) == (TOKEN, "88")


def test_the_same_key_by_two_ways_is_refused_and_both_are_named(
    tmp_path: Path, credentials: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURTAINCALL_DISCORD__TOKEN_FILE", str(secret(tmp_path, "token", TOKEN)))
    secret(credentials, "discord.token", TOKEN)
    both = "both CURTAINCALL_DISCORD__TOKEN_FILE and credential discord.token give it; remove one of them"
    with pytest.raises(ConfigError, match=f"^discord.token: {both}$"):
        load(NOWHERE)
    (credentials / "discord.token").unlink()
    monkeypatch.setenv("CURTAINCALL_DISCORD__TOKEN", "another")
    with pytest.raises(ConfigError, match="both CURTAINCALL_DISCORD__TOKEN and CURTAINCALL_DISCORD__TOKEN_FILE") as why:
        load(NOWHERE)
    assert TOKEN not in str(why.value)


@pytest.mark.parametrize(
    ("content", "words"), [(None, "cannot be read (No such file"), ("", "is empty"), (b"\xff\xfe", "not UTF-8")]
)
def test_a_file_that_cannot_be_used_ends_it_with_2_and_one_sentence_naming_the_variable(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    content: str | bytes | None,
    words: str,
) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    monkeypatch.setenv("CURTAINCALL_DISCORD__TOKEN_FILE", str(file))
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("CURTAINCALL_DISCORD__TOKEN_FILE: the file it names ")
    assert words in said
    assert len(said.splitlines()) == 1


def test_a_secret_in_the_place_of_its_files_path_is_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CURTAINCALL_DISCORD__TOKEN_FILE", TOKEN)
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 2
    assert TOKEN not in capsys.readouterr().err


def test_a_misspelt_credential_is_refused(credentials: Path) -> None:
    secret(credentials, "discord.tokn", TOKEN)
    with pytest.raises(ConfigError, match=r"^credential discord\.tokn: no such key"):
        load(NOWHERE)


def test_a_folder_of_credentials_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", "/nowhere/at/all")
    with pytest.raises(ConfigError, match=r"^CREDENTIALS_DIRECTORY: /nowhere/at/all cannot be read"):
        load(NOWHERE)


def test_googles_file_of_secrets_stays_a_key_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """`google.client_secrets_file` ends like a variable that names a file; it is the path itself."""
    monkeypatch.setenv("CURTAINCALL_GOOGLE__CLIENT_SECRETS_FILE", "/run/secrets/google.json")
    settings = load(NOWHERE)
    assert settings.google.client_secrets_file == Path("/run/secrets/google.json")
    assert not settings.google.client_secrets.get_secret_value()


def test_a_file_for_a_key_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURTAINCALL_DISCORD__TOKN_FILE", "/run/secrets/token")
    with pytest.raises(ConfigError, match=r"discord\.tokn_file: no such key"):
        load(NOWHERE)
