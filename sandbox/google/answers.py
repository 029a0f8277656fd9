"""JSON answers as Google's servers send them."""

from collections.abc import Mapping

import msgspec
from aiohttp import web


def json_response(
    body: object, status: int = 200, *, pretty: bool = True, headers: Mapping[str, str] | None = None
) -> web.Response:
    """Return a JSON answer, indented by two as Google's are unless prettyPrint is false."""
    encoded = msgspec.json.encode(body)
    return web.Response(
        body=msgspec.json.format(encoded, indent=2) if pretty else encoded,
        status=status,
        content_type="application/json",
        charset="UTF-8",
        headers={"Cache-Control": "private", "Vary": "Origin, X-Origin, Referer", **(headers or {})},
    )
