"""Serves the application, and answers what is no proper request without repeating any of it.

aiohttp answers such a request with a quotation of it and logs a traceback with another; ours hold tickets, states,
codes and cookies. Its handler is the public place to change that (`web.RequestHandler.handle_error`).

It also bounds what a connection may cost: its first line and headers, the time until they are complete, the time it may
stay open unused, the time in which nothing of an answer is taken, and how many there are.
"""

import asyncio
import logging
import socket
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from aiohttp import web

from bot.web.headers import ALWAYS
from bot.web.progress import Progress
from bot.web.routes import PROBES

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
_RESERVE = 16
"""Connections beyond those, on which only health probes are answered."""
STUCK_SECONDS = 20.0
"""Who takes nothing of what is sent for so long has left."""
_LOOKS = 4
"""How often it is looked at in that time."""
_SEND_BUFFER_BYTES = 128 * 1024
"""What the system holds for one connection. It would take megabytes, and tell only when a third of them is gone: who
takes 50 kB a second would seem to take nothing for 20 seconds."""
_LATER_SECONDS = 10


class _Handler(web.RequestHandler):
    """One connection."""

    __slots__ = ("_server",)

    def __init__(self, server: "_Server", **settings: Any) -> None:
        super().__init__(server, **settings)
        self._server = server

    def resume_writing(self) -> None:
        """Go on, and note that the other side takes what is sent."""
        super().resume_writing()
        self._server.taken(self)

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
    and not the people whose requests are complete. Where none waits, the one gives way that has longest taken nothing
    of its answer; where all are busy, only a few more are let in, and only for health probes.
    """

    def __init__(
        self, made: web.Server, clock: Callable[[], float], *, idle_seconds: float, stuck_seconds: float, most: int
    ) -> None:
        super().__init__(self._serve, request_factory=made.request_factory)
        self._serve_request = made.request_handler
        self._idle_seconds = idle_seconds
        self._stuck_seconds = stuck_seconds
        self._most = most
        self._clock = clock
        self._open: dict[web.RequestHandler, Progress] = {}
        self._waiting: OrderedDict[web.RequestHandler, None] = OrderedDict()
        self._reserve: set[web.RequestHandler] = set()
        self._look: asyncio.TimerHandle | None = None

    def __call__(self) -> web.RequestHandler:
        """Return the handler of a new connection; aiohttp's access log is off, since it writes whole addresses."""
        return _Handler(
            self,
            loop=asyncio.get_running_loop(),
            access_log=None,
            keepalive_timeout=self._idle_seconds,
            lingering_time=_LINGERING_SECONDS,
            max_line_size=_MAX_LINE_BYTES,
            max_headers=_MAX_HEADERS,
            max_field_size=_MAX_HEADER_BYTES,
        )

    def connection_made(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        """Count a connection in, and close the one that waits longest when there are too many."""
        super().connection_made(handler, transport)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
        full = len(self._open) >= self._most and not self._makes_room()
        self._open[handler] = Progress(transport, self._clock())
        self._waiting[handler] = None
        if full:
            self._reserve.add(handler)
            if len(self._reserve) > _RESERVE:
                self._push_out(next((each for each in self._waiting if each in self._reserve), handler))
        if self._look is None:
            self._look_later()

    def connection_lost(self, handler: web.RequestHandler, exc: BaseException | None = None) -> None:
        """Count a connection out."""
        super().connection_lost(handler, exc)
        self._forget(handler)

    def taken(self, handler: web.RequestHandler) -> None:
        """Note that a connection takes what is sent."""
        if progress := self._open.get(handler):
            progress.taken(self._clock())

    def _is_beyond(self, handler: web.RequestHandler) -> bool:
        """Tell whether a connection is in the reserve; with room again, it is one like all others."""
        if len(self._open) <= self._most:
            self._reserve.discard(handler)
        return handler in self._reserve

    def _makes_room(self) -> bool:
        longest = next((each for each in self._waiting if each not in self._reserve), None) or self._most_stuck()
        if longest:
            self._push_out(longest)
        return longest is not None

    def _most_stuck(self) -> web.RequestHandler | None:
        now = self._clock()
        stuck = {handler: progress.stuck(now) for handler, progress in self._open.items()}
        longest = max(stuck, key=stuck.__getitem__, default=None)
        return longest if longest and stuck[longest] >= self._stuck_seconds / _LOOKS else None

    def _push_out(self, handler: web.RequestHandler) -> None:
        progress = self._open[handler]
        self._forget(handler)
        handler.force_close()
        progress.abort()

    def _forget(self, handler: web.RequestHandler) -> None:
        self._open.pop(handler, None)
        self._waiting.pop(handler, None)
        self._reserve.discard(handler)

    def _look_later(self) -> None:
        self._look = asyncio.get_running_loop().call_later(self._stuck_seconds / _LOOKS, self._end_stuck)

    def _end_stuck(self) -> None:
        """End the connections that take nothing, and look again while there are any."""
        self._look = None
        now = self._clock()
        for handler, progress in tuple(self._open.items()):
            if progress.stuck(now) >= self._stuck_seconds:
                log.info("connection ended that took nothing of its answer")
                self._push_out(handler)
        if self._open:
            self._look_later()

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request. Meanwhile its connection does not wait, unless for the body."""
        if request.headers.get("Expect", _CONTINUE).lower() != _CONTINUE:
            # aiohttp would refuse it with a quotation, before the application's own error pages.
            return _plain(web.HTTPExpectationFailed.status_code)
        if self._is_beyond(request.protocol) and request.path not in PROBES:
            response = _plain(web.HTTPServiceUnavailable.status_code)
            response.headers["Retry-After"] = str(_LATER_SECONDS)
            return response
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
        stuck_seconds: float = STUCK_SECONDS,
        most_connections: int = MOST_CONNECTIONS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(app, access_log=None, shutdown_timeout=shutdown_timeout)
        self._idle_seconds = idle_seconds
        self._stuck_seconds = stuck_seconds
        self._most = most_connections
        self._clock = clock

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return _Server(
            made, self._clock, idle_seconds=self._idle_seconds, stuck_seconds=self._stuck_seconds, most=self._most
        )
