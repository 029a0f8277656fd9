"""`/files/{key}`: a file that was too large for Discord, fetched whole or in pieces while its time lasts."""

import re
from urllib.parse import quote

from aiohttp import hdrs, web

from bot.credits.files import Files, FoundFile
from bot.web.file_answer import FileAnswer
from bot.web.pace import subscriber
from bot.web.places import Full, Places
from bot.web.proxies import Proxies
from bot.web.rendering import Pages

_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_ANY_TYPE = "application/octet-stream"
_OPENED = frozenset({"text/html", "image/svg+xml", "text/xml", "application/xml", "application/xhtml+xml"})
"""What a browser would run as a page of ours if somebody had it shown instead of saved."""
_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")
_WAIT_SECONDS = 30
"""When to come again while too many files are on their way."""


class FilePages:
    """Handler for `/files/{key}`."""

    def __init__(self, files: Files, pages: Pages, proxies: Proxies, downloads: Places) -> None:
        self._files = files
        self._pages = pages
        self._proxies = proxies
        self._downloads = downloads

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Add the route."""
        router.add_get("/files/{key}", self.send)

    async def send(self, request: web.Request) -> web.StreamResponse:
        """Send the file, or the part of it that is asked for (RFC 9110 §14); always to be saved, never shown."""
        file = await self._files.find(request.match_info["key"])
        if file is None:
            raise web.HTTPNotFound
        who = subscriber(self._proxies.arrival(request).address)
        if full := self._downloads.full(who):
            return self._later(full)
        with self._downloads.place(who):
            return await _sent(request, file)

    def _later(self, full: Full) -> web.Response:
        yours = full is Full.FOR_ONE
        status = web.HTTPTooManyRequests.status_code if yours else web.HTTPServiceUnavailable.status_code
        response = self._pages.answer(
            "downloads_full.html", status=status, yours=yours, most=self._downloads.most_each, wait=_WAIT_SECONDS
        )
        response.headers[hdrs.RETRY_AFTER] = str(_WAIT_SECONDS)
        return response


async def _sent(request: web.Request, file: FoundFile) -> web.StreamResponse:
    headers = {
        hdrs.CONTENT_TYPE: _media_type(file.media_type),
        hdrs.CONTENT_DISPOSITION: _attachment(file.name),
    }
    response = FileAnswer(file.path, headers=headers)
    try:
        await response.prepare(request)
    except ConnectionError:
        # The browser has left, or took nothing for so long that it was left. There is nobody to tell.
        response.force_close()
    return response


def _media_type(said: str) -> str:
    return said if _MEDIA_TYPE.fullmatch(said) and said not in _OPENED else _ANY_TYPE


def _attachment(name: str) -> str:
    """Name the file for old browsers in ASCII, for all others as it is (RFC 6266 §5)."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = _PLAIN.sub("_", last).lstrip(".") or "credits"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(last or 'credits', safe='')}"
