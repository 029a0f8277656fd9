"""`/files/{key}`: a file that was too large for Discord, fetched whole or in pieces while its time lasts."""

import re
from urllib.parse import quote

from aiohttp import hdrs, web

from bot.credits.files import Files

_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_ANY_TYPE = "application/octet-stream"
_OPENED = frozenset({"text/html", "image/svg+xml", "text/xml", "application/xml", "application/xhtml+xml"})
"""What a browser would run as a page of ours if somebody had it shown instead of saved."""
_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")


class FilePages:
    """Handler for `/files/{key}`."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Add the route."""
        router.add_get("/files/{key}", self.send)

    async def send(self, request: web.Request) -> web.FileResponse:
        """Send the file, or the part of it that is asked for (RFC 9110 §14); always to be saved, never shown."""
        file = await self._files.find(request.match_info["key"])
        if file is None:
            raise web.HTTPNotFound
        return web.FileResponse(
            file.path,
            headers={
                hdrs.CONTENT_TYPE: _media_type(file.media_type),
                hdrs.CONTENT_DISPOSITION: _attachment(file.name),
            },
        )


def _media_type(said: str) -> str:
    return said if _MEDIA_TYPE.fullmatch(said) and said not in _OPENED else _ANY_TYPE


def _attachment(name: str) -> str:
    """Name the file for old browsers in ASCII, for all others as it is (RFC 6266 §5)."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = _PLAIN.sub("_", last).lstrip(".") or "credits"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(last or 'credits', safe='')}"
