"""For hosts: is the process alive, can it serve. Reasons go to the log (bot/app.py), not to whoever asks."""

from collections.abc import Awaitable, Callable

from aiohttp import web

_UNREADY = 503


class Health:
    """Handlers for `/healthz` and `/readyz`."""

    def __init__(self, ready: Callable[[], Awaitable[bool]]) -> None:
        self._ready = ready

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Add the routes."""
        router.add_get("/healthz", self.alive)
        router.add_get("/readyz", self.readiness)

    async def alive(self, _request: web.Request) -> web.Response:
        """Answer at all."""
        return web.Response(text="ok")

    async def readiness(self, _request: web.Request) -> web.Response:
        """Say whether commands can be served now."""
        if await self._ready():
            return web.Response(text="ready")
        return web.Response(text="not ready", status=_UNREADY)
