"""Serves the application, and answers what is no proper request without repeating any of it.

aiohttp answers such a request with a quotation of it and logs a traceback with another; ours hold tickets, states,
codes and cookies. Its handler is the public place to change that (`web.RequestHandler.handle_error`).

It also bounds what a connection may cost: its first line and headers, the time until they are complete, the time it may
stay open unused, and how many there are.
"""

import asyncio
import logging
from collections import OrderedDict

from aiohttp import web

from bot.web.headers import ALWAYS

log = logging.getLogger(__name__)

_SERVER_FAULT = 500
_CONTINUE = "100-continue"
_MAX_LINE_BYTES = 4096
"""Of the first line, and so of an address. Google's callbacks need some 700."""
_MAX_HEADERS = 64
_MAX_HEADER_BYTES = 8190
_LINGERING_SECONDS = 2.0
"""How long the rest of a body is waited for that came with an answered request."""
IDLE_SECONDS = 20.0
"""From the connection or the last answer until a request must be there with all its headers."""
MOST_CONNECTIONS = 400
"""Well below the 1,024 files that a process may usually open."""


class _Handler(web.RequestHandler):
    """One connection."""

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = _SERVER_FAULT,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 (aiohttp's signature; the message quotes the request)
    ) -> web.StreamResponse:
        """Answer with the status alone, and close; raise ConnectionError when an answer has begun already."""
        level = logging.ERROR if status >= _SERVER_FAULT else logging.INFO
        log.log(level, "request not served", extra={"status": status, "fault": type(exc).__name__})
        if request.writer.output_size:
            raise ConnectionError("the answer has begun")
        return _plain(status)

    def log_exception(self, *args: object, exc_info: BaseException | None = None, **fields: object) -> None:
        """Log, but not a body that cannot be read: that was answered already, and is met again in the rest of it."""
        if not isinstance(exc_info, web.RequestPayloadError):
            super().log_exception(*args, exc_info=exc_info, **fields)


def _plain(status: int) -> web.Response:
    response = web.Response(status=status, text="This site could make nothing of that.\n", headers=ALWAYS)
    response.headers["Cache-Control"] = "no-store"
    response.force_close()
    return response


class _Server(web.Server):
    """Makes a handler for each connection, and makes room when there are too many.

    Who sends headers or a body slowly, or nothing at all, holds a connection without being served. When there are too
    many connections, the one that has waited longest of those gives way, so that a flood of them pushes out itself
    and not the people whose requests are complete.
    """

    def __init__(self, made: web.Server, *, idle_seconds: float, most: int) -> None:
        super().__init__(self._serve, request_factory=made.request_factory)
        self._serve_request = made.request_handler
        self._idle_seconds = idle_seconds
        self._most = most
        self._open: set[web.RequestHandler] = set()
        self._waiting: OrderedDict[web.RequestHandler, None] = OrderedDict()

    def __call__(self) -> web.RequestHandler:
        """Return the handler of a new connection; aiohttp's access log is off, since it writes whole addresses."""
        return _Handler(
            self,
            loop=asyncio.get_running_loop(),
            access_log=None,  # type: ignore[arg-type]  # documented, but not annotated
            keepalive_timeout=self._idle_seconds,
            lingering_time=_LINGERING_SECONDS,
            max_line_size=_MAX_LINE_BYTES,
            max_headers=_MAX_HEADERS,
            max_field_size=_MAX_HEADER_BYTES,
        )

    def connection_made(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        """Count a connection in, and close the one that waits longest when there are too many."""
        super().connection_made(handler, transport)
        if len(self._open) >= self._most and self._waiting:
            longest, _ = self._waiting.popitem(last=False)
            self._open.discard(longest)
            longest.force_close()
        self._open.add(handler)
        self._waiting[handler] = None

    def connection_lost(self, handler: web.RequestHandler, exc: BaseException | None = None) -> None:
        """Count a connection out."""
        super().connection_lost(handler, exc)
        self._open.discard(handler)
        self._waiting.pop(handler, None)

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request. Meanwhile its connection does not wait, unless for the body."""
        if request.headers.get("Expect", _CONTINUE).lower() != _CONTINUE:
            # aiohttp would refuse it with a quotation, before the application's own error pages.
            return _plain(web.HTTPExpectationFailed.status_code)
        if not request.body_exists:
            self._waiting.pop(request.protocol, None)
        try:
            return await self._serve_request(request)
        finally:
            if request.protocol in self._open:
                self._waiting[request.protocol] = None
                self._waiting.move_to_end(request.protocol)


class PageRunner(web.AppRunner):
    """Runs the pages; times are in seconds. Use it in place of `web.AppRunner`."""

    def __init__(
        self,
        app: web.Application,
        *,
        shutdown_timeout: float = 60,
        idle_seconds: float = IDLE_SECONDS,
        most_connections: int = MOST_CONNECTIONS,
    ) -> None:
        super().__init__(app, access_log=None, shutdown_timeout=shutdown_timeout)
        self._idle_seconds = idle_seconds
        self._most = most_connections

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return _Server(made, idle_seconds=self._idle_seconds, most=self._most)
