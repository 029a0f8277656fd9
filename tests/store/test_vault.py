"""Secrets at rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.errors import ConfigError
from bot.store.vault import KEY_ID_FROM, KEY_ID_LENGTH, UnsealError, Vault, new_key

KEY = SecretStr(new_key())
VAULT = Vault([KEY])


@given(st.text(), st.text(max_size=40))
def test_what_is_sealed_opens_at_its_place(secret: str, place: str) -> None:
    sealed = VAULT.seal(secret, context=place)
    assert VAULT.open(sealed, context=place) == secret


def test_a_value_moved_to_another_row_does_not_open() -> None:
    sealed = VAULT.seal("1//refresh", context="tokens/a/refresh_token")
    for elsewhere in ("tokens/b/refresh_token", "tokens/a/access_token", ""):
        with pytest.raises(UnsealError, match="sealed for another row"):
            VAULT.open(sealed, context=elsewhere)


@given(st.data())
def test_a_changed_byte_is_noticed(data: st.DataObject) -> None:
    sealed = bytearray(VAULT.seal("1//refresh", context="x"))
    position = data.draw(st.integers(0, len(sealed) - 1))
    sealed[position] ^= data.draw(st.integers(1, 255))
    with pytest.raises(UnsealError):
        VAULT.open(bytes(sealed), context="x")


def test_an_older_key_still_opens_and_the_newest_seals() -> None:
    newest = SecretStr(new_key())
    both = Vault([newest, KEY])
    assert both.open(VAULT.seal("old", context="x"), context="x") == "old"
    with pytest.raises(UnsealError, match=r"not in store\.encryption_keys"):
        VAULT.open(both.seal("new", context="x"), context="x")


def test_the_same_secret_is_sealed_differently_each_time() -> None:
    assert VAULT.seal("same", context="x") != VAULT.seal("same", context="x")


def test_an_error_never_quotes_the_secret() -> None:
    sealed = VAULT.seal("1//refresh", context="a")
    with pytest.raises(UnsealError) as caught:
        VAULT.open(sealed, context="b")
    assert "refresh" not in repr(caught.value)
    assert KEY.get_secret_value() not in repr(caught.value)


@pytest.mark.parametrize("keys", [[], ["short"], ["not base64 !"], [new_key(), "c2hvcnQ="]])
def test_a_bad_key_names_the_key_and_the_mend(keys: list[str]) -> None:
    with pytest.raises(ConfigError, match=r"store\.encryption_keys.*new-key"):
        Vault([SecretStr(key) for key in keys])


def test_a_keyed_hash_depends_on_key_value_and_place() -> None:
    mac = VAULT.mac("ABCD", context="a")
    assert mac == VAULT.mac("ABCD", context="a")
    assert mac not in {VAULT.mac("ABCE", context="a"), VAULT.mac("ABCD", context="b")}
    assert mac != Vault([SecretStr(new_key())]).mac("ABCD", context="a")


def test_a_code_shown_before_a_key_was_added_still_counts() -> None:
    shown = VAULT.mac("ABCD", context="a")
    newer = Vault([SecretStr(new_key()), KEY])
    assert newer.fits(shown, "ABCD", context="a")
    assert newer.fits(newer.mac("ABCD", context="a"), "ABCD", context="a")
    assert not newer.fits(shown, "ABCE", context="a")
    assert not newer.fits(shown, "ABCD", context="b")
    assert not Vault([SecretStr(new_key())]).fits(shown, "ABCD", context="a")


def test_a_sealed_value_names_its_key_where_sql_can_read_it() -> None:
    newest = SecretStr(new_key())
    both = Vault([newest, KEY])
    start = KEY_ID_FROM - 1
    assert both.seal("x", context="a")[start : start + KEY_ID_LENGTH].hex() == both.key_ids[0]
    assert VAULT.seal("x", context="a")[start : start + KEY_ID_LENGTH].hex() == both.key_ids[1]
    assert newest.get_secret_value() not in repr(both.key_ids)
