"""Serves the application, and answers what is no proper request without repeating any of it.

aiohttp answers such a request with a quotation of it and logs a traceback with another; ours hold tickets, states,
codes and cookies. Its handler is the public place to change that (`web.RequestHandler.handle_error`); the server and
the runner around it only see to it that this handler is used.
"""

import asyncio
import logging

from aiohttp import web

from bot.web.headers import ALWAYS

log = logging.getLogger(__name__)

_SERVER_FAULT = 500


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
        response = web.Response(status=status, text="This site could make nothing of that.\n", headers=ALWAYS)
        response.headers["Cache-Control"] = "no-store"
        response.force_close()
        return response

    def log_exception(self, *args: object, exc_info: BaseException | None = None, **fields: object) -> None:
        """Log, but not a body that cannot be read: that was answered already, and is met again in the rest of it."""
        if not isinstance(exc_info, web.RequestPayloadError):
            super().log_exception(*args, exc_info=exc_info, **fields)


class _Server(web.Server):
    """Makes a handler for each connection."""

    def __call__(self) -> web.RequestHandler:
        """Return the handler of a new connection; aiohttp's access log is off, since it writes whole addresses."""
        loop = asyncio.get_running_loop()
        return _Handler(self, loop=loop, access_log=None)  # type: ignore[arg-type]  # documented, but not annotated


class PageRunner(web.AppRunner):
    """Runs the pages; `shutdown_timeout` is in seconds. Use it in place of `web.AppRunner`."""

    def __init__(self, app: web.Application, *, shutdown_timeout: float = 60) -> None:
        super().__init__(app, access_log=None, shutdown_timeout=shutdown_timeout)

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return _Server(made.request_handler, request_factory=made.request_factory)
