"""The web server of the process: the pages, and the page of metrics on a port of its own."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from aiohttp import web
from yarl import URL

from bot.accounts.linking import Linking
from bot.client import invite_url
from bot.clock import Clock
from bot.config import Settings
from bot.limits import Limits
from bot.metrics import Metrics
from bot.web.listening import LOOPBACK, listen
from bot.web.metrics_page import metrics_app
from bot.web.outlets import Outlets
from bot.web.server import web_app


@dataclass(frozen=True, slots=True)
class Site:
    """What the pages are made of."""

    settings: Settings
    linking: Linking
    outlets: Outlets
    metrics: Metrics
    limits: Limits
    clock: Clock

    async def open(self, ready: Callable[[], Awaitable[bool]], *, drain_seconds: float) -> AsyncExitStack:
        """Open the ports. Closing what is returned waits `drain_seconds` for pages under way. Raises ConfigError."""
        own = self.settings.web
        async with AsyncExitStack() as stack:

            async def add(app: web.Application, host: str, port: int, key: str) -> None:
                runner = await listen(app, host, port, key=key, shutdown_timeout=drain_seconds)
                stack.push_async_callback(runner.cleanup)

            await add(self._pages(ready), own.host, own.port, "web.port")
            if own.metrics_port:
                await add(metrics_app(self.metrics), LOOPBACK, own.metrics_port, "web.metrics_port")
            return stack.pop_all()

    def _pages(self, ready: Callable[[], Awaitable[bool]]) -> web.Application:
        own, discord = self.settings.web, self.settings.discord
        return web_app(
            self.linking,
            public_url=own.public_url,
            ready=ready,
            metrics=self.metrics,
            outlets=self.outlets,
            limits=self.limits,
            trusted_proxies=own.trusted_proxies,
            clock=self.clock,
            invite_url=invite_url(discord.client_id) if discord.client_id else "",
            contact=own.contact,
            discord_url=str(URL(discord.authorize_uri).origin() / "channels/@me"),
        )
