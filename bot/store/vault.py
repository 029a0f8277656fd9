"""Secrets at rest: AES-256-GCM, bound to the row they belong to.

A sealed value is `version (1) | key id (4) | nonce (12) | ciphertext and tag`. The context (table, row id, column) is
the associated data, so that a ciphertext moved to another row does not open. A key's id is the start of a hash of it:
it names the key to the operator, and tells nothing about it.
"""

import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

from bot.errors import ConfigError

_VERSION = b"\x01"
_KEY_BYTES = 32
_KEY_ID_BYTES = 4
_NONCE_BYTES = 12
_HEADER_BYTES = len(_VERSION) + _KEY_ID_BYTES + _NONCE_BYTES
KEY_ID_FROM, KEY_ID_LENGTH = len(_VERSION) + 1, _KEY_ID_BYTES
"""Where a sealed value names its key, counted from 1 as SQL's substr does."""
_MEND = "make one with `python -m bot new-key` and put it first in the list"


class UnsealError(Exception):
    """A sealed value does not open: another row's, damaged, or sealed with a key that is not configured."""


def new_key() -> str:
    """Return a fresh encryption key as the configuration takes it."""
    return b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


def digest(value: str) -> bytes:
    """Return SHA-256 of a random value of 128 bits or more, to look it up without keeping it."""
    return hashlib.sha256(value.encode()).digest()


class Vault:
    """Seals and opens secrets; the newest key seals, all keys open."""

    def __init__(self, keys: Sequence[SecretStr]) -> None:
        if not keys:
            raise ConfigError("store.encryption_keys", "there is no key, so tokens cannot be kept", _MEND)
        raw = [_decode(key) for key in keys]
        self._ciphers = {_key_id(key): AESGCM(key) for key in raw}
        self._newest = _key_id(raw[0])
        self._mac_keys = [_mac_key(key) for key in raw]

    @property
    def key_ids(self) -> tuple[str, ...]:
        """The ids of the configured keys in hex, the newest first."""
        return tuple(key_id.hex() for key_id in self._ciphers)

    def seal(self, secret: str, *, context: str) -> bytes:
        """Encrypt `secret` for one place, such as `tokens/<link id>/refresh_token`."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._ciphers[self._newest].encrypt(nonce, secret.encode(), context.encode())
        return _VERSION + self._newest + nonce + sealed

    def open(self, sealed: bytes, *, context: str) -> str:
        """Decrypt what `seal` made for the same place. Raises UnsealError, which names the place, never the value."""
        if len(sealed) <= _HEADER_BYTES or sealed[:1] != _VERSION:
            raise UnsealError(f"{context}: not a sealed value")
        key_id, nonce = sealed[1 : 1 + _KEY_ID_BYTES], sealed[1 + _KEY_ID_BYTES : _HEADER_BYTES]
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise UnsealError(f"{context}: sealed with key {key_id.hex()}, which is not in store.encryption_keys")
        try:
            return cipher.decrypt(nonce, sealed[_HEADER_BYTES:], context.encode()).decode()
        except InvalidTag:
            raise UnsealError(f"{context}: damaged, or sealed for another row") from None

    def mac(self, value: str, *, context: str) -> bytes:
        """Return a keyed hash, by the newest key, of a short value (a code) that could be guessed from a plain one."""
        return _mac(self._mac_keys[0], value, context)

    def fits(self, mac: bytes, value: str, *, context: str) -> bool:
        """Tell whether `mac` is of this value, by any key: a code shown before a key was added still counts."""
        return any(hmac.compare_digest(mac, _mac(key, value, context)) for key in self._mac_keys)


def _mac_key(key: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=b"curtain-call mac").derive(key)


def _mac(key: bytes, value: str, context: str) -> bytes:
    return hmac.digest(key, f"{context}\0{value}".encode(), "sha256")


def _decode(key: SecretStr) -> bytes:
    try:
        raw = b64decode(key.get_secret_value(), validate=True)
    except (Base64Error, ValueError):
        raw = b""
    if len(raw) != _KEY_BYTES:
        raise ConfigError("store.encryption_keys", "a key is not 32 bytes in base64", _MEND)
    return raw


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"curtain-call key id" + key).digest()[:_KEY_ID_BYTES]
