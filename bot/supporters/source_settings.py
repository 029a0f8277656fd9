"""What the owner of a source has said about it: one JSON object in its row, of which each room knows its own part."""

from typing import Any, TypeVar

import msgspec

from bot.store.sources import Source

T = TypeVar("T", bound=msgspec.Struct)


def said_of(source: Source, part: type[T]) -> T:
    """Return one room's part of what was said; what cannot be read counts as not said."""
    try:
        return msgspec.json.decode(source.settings, type=part)
    except msgspec.MsgspecError:
        return part()


def with_said(source: Source, part: msgspec.Struct) -> str:
    """Return a source's settings with one room's part replaced; the parts of others stay as they are."""
    others = {name: value for name, value in _all_of(source).items() if name not in part.__struct_encode_fields__}
    return msgspec.json.encode(others | msgspec.to_builtins(part)).decode()


def _all_of(source: Source) -> dict[str, Any]:
    try:
        return msgspec.json.decode(source.settings, type=dict[str, Any])
    except msgspec.MsgspecError:
        return {}
