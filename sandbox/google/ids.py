"""Deterministic choices and identifiers in the shapes that YouTube and Google use."""

import base64
from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

_T = TypeVar("_T")


def _digest(seed: tuple[object, ...]) -> bytes:
    return sha256("\x1f".join(map(str, seed)).encode()).digest()


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def number(below: int, *seed: object) -> int:
    """Return a number from 0 to `below` - 1 that depends on the seed alone."""
    return int.from_bytes(_digest(seed)[:8], "big") % below


def pick(options: Sequence[_T], *seed: object) -> _T:
    """Return one of `options`, always the same one for the same seed."""
    return options[number(len(options), *seed)]


def video_id(*seed: object) -> str:
    """Return eleven characters: 64 bits in URL-safe base64, as YouTube's video ids are."""
    return _base64url(_digest(("video", *seed))[:8])


def channel_id(*seed: object) -> str:
    """Return `UC` and 22 characters: 128 bits in URL-safe base64, as YouTube's channel ids are."""
    return "UC" + _base64url(_digest(("channel", *seed))[:16])


def opaque_id(*seed: object) -> str:
    """Return a 26-character id of the kind that levels, comments and files carry."""
    return "Ug" + _base64url(_digest(("opaque", *seed))[:18])


def etag(*seed: object) -> str:
    """Return an etag of the length YouTube uses."""
    return _base64url(_digest(("etag", *seed))[:20])


def playlist_item_id(playlist_id: str, video: str) -> str:
    """Return the id of a video's place in a playlist."""
    return base64.b64encode(f"{playlist_id}.{video}".encode()).decode().rstrip("=")
