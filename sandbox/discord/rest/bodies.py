"""Bodies of requests: JSON, JSON with files (``payload_json`` and ``files[n]``), and OAuth's forms."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, MultipartReader, web

from sandbox.discord import errors
from sandbox.discord.errors import ApiError
from sandbox.discord.files import clean_name
from sandbox.discord.model import Upload
from sandbox.discord.wire import MAX_FILE_BYTES


@dataclass(frozen=True, slots=True)
class Body:
    """A request's body, read: JSON of any kind, the files beside it, or a form's fields."""

    json: Any = field(repr=False)
    uploads: tuple[Upload, ...]
    form: dict[str, str] | None = field(default=None, repr=False)


async def read_body(request: web.Request) -> Body:
    """Read a body by its content type; raises 50109 for broken JSON, 50035 for a type Discord does not take."""
    kind = request.content_type
    if kind == "multipart/form-data":
        return await _multipart(request)
    if not request.can_read_body:
        return Body(None, ())
    raw = await request.read()
    if kind == "application/x-www-form-urlencoded":
        return Body(None, (), dict(parse_qsl(raw.decode(), keep_blank_values=True)))
    if not raw:
        return Body(None, ())
    if kind == "application/json":
        return Body(_parsed(raw), ())
    expected = "Expected \"Content-Type\" header to be one of {'application/json'}."
    fault = {"code": "CONTENT_TYPE_INVALID", "message": expected}
    raise ApiError(400, 50035, "Invalid Form Body", {"_errors": [fault]})


async def _multipart(request: web.Request) -> Body:
    reader = await request.multipart()
    payload: Any = None
    uploads: dict[int, Upload] = {}
    while (part := await reader.next()) is not None:
        if isinstance(part, MultipartReader):
            continue
        name = part.name or ""
        if name == "payload_json":
            payload = _parsed(bytes(await part.read()))
        elif name.startswith("files["):
            uploads[_index(name)] = await _upload(part)
    return Body(payload, tuple(uploads[index] for index in sorted(uploads)))


async def _upload(part: BodyPartReader) -> Upload:
    content = bytearray()
    while chunk := await part.read_chunk():
        content += chunk
        if len(content) > MAX_FILE_BYTES:
            break
    if len(content) > MAX_FILE_BYTES:
        await part.release()
        raise errors.too_large()
    return Upload(clean_name(part.filename or "unknown"), bytes(content))


def _index(name: str) -> int:
    digits = name.removeprefix("files[").removesuffix("]")
    return int(digits) if digits.isdigit() else 0


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        raise ApiError(400, 50109, "The request body contains invalid JSON.") from None
