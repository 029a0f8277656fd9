"""Pages of a list: opaque tokens that are bound to the request they came from."""

import base64
import hmac
import secrets
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from sandbox.google.errors import ApiError, JsonObject

_T = TypeVar("_T")
_HEAD = struct.Struct(">IQ")
_MAC_SIZE = 12


@dataclass(frozen=True, slots=True)
class Page(Generic[_T]):
    """Some items of a list, and the tokens of the pages beside it (empty where there is none)."""

    items: Sequence[_T]
    start: int
    total: int
    size: int
    next_token: str
    prev_token: str = ""

    def envelope(self, kind: str, items: list[JsonObject]) -> JsonObject:
        """Return a list response in YouTube's shape around the items."""
        body: JsonObject = {"kind": kind, "etag": ""}
        if self.next_token:
            body["nextPageToken"] = self.next_token
        if self.prev_token:
            body["prevPageToken"] = self.prev_token
        return body | {"items": items, "pageInfo": {"totalResults": self.total, "resultsPerPage": self.size}}


class PageTokens:
    """Makes and reads page tokens. A token opens only with the binding it was made for."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(16)

    def _mac(self, head: bytes, binding: str) -> bytes:
        return hmac.digest(self._key, head + binding.encode(), "sha256")[:_MAC_SIZE]

    def make(self, offset: int, binding: str, now: datetime) -> str:
        """Return a token for the page at `offset`."""
        head = _HEAD.pack(offset, int(now.timestamp()))
        return base64.urlsafe_b64encode(head + self._mac(head, binding)).decode()

    def read(self, token: str, binding: str, now: datetime, lifetime: timedelta | None = None) -> int:
        """Return the token's offset; raises `ApiError` 400 `invalidPageToken` when it is not for this request."""
        try:
            raw = base64.b64decode(token, altchars=b"-_", validate=True)
        except ValueError:
            raise _invalid() from None
        head = raw[: _HEAD.size]
        if len(raw) != _HEAD.size + _MAC_SIZE or not hmac.compare_digest(raw[_HEAD.size :], self._mac(head, binding)):
            raise _invalid()
        offset, made = _HEAD.unpack(head)
        if lifetime is not None and now.timestamp() - made >= lifetime.total_seconds():
            raise _invalid()
        return int(offset)

    def page(self, rows: Sequence[_T], token: str, size: int, binding: str, now: datetime) -> Page[_T]:
        """Cut the page out of `rows` that `token` asks for (the first one without a token)."""
        start = self.read(token, binding, now) if token else 0
        end = start + size
        following = self.make(end, binding, now) if end < len(rows) else ""
        previous = self.make(max(0, start - size), binding, now) if start else ""
        return Page(rows[start:end], start, len(rows), size, following, previous)


def _invalid() -> ApiError:
    message = "The request specifies an invalid page token."
    return ApiError(400, "invalidPageToken", message, domain="youtube.parameter", location="pageToken")
