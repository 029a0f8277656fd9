"""The pages of a stage under another address or with other limits, and requests written byte by byte."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from ipaddress import ip_network

from aiohttp import web
from yarl import URL

from bot.credits.files import Files
from bot.credits.live import LivePages
from bot.credits.readings import Readings
from bot.limits import Allowance, Limits
from bot.supporters.kinds import LIST
from bot.supporters.lists import Lists
from bot.supporters.rolls import Rolls
from bot.supporters.snapshots import Snapshots
from bot.supporters.wanting import Wanting
from bot.web.outlets import Outlets
from bot.web.places import Places
from bot.web.runner import IDLE_SECONDS, MOST_CONNECTIONS, STUCK_SECONDS, PageRunner
from bot.web.server import web_app
from tests.accounts.stage import Stage

HTTPS = "https://credits.example"
HOST = {"Host": "credits.example"}
_MANY = Allowance(1_000_000, timedelta(minutes=1))
UNHURRIED = Limits(pages=_MANY, starts=_MANY, tickets=_MANY, codes=_MANY)
"""For tests in which everybody comes from one address, or one person does everything."""


def outlets_of(stage: Stage) -> Outlets:
    """Return pages of credits and files over the stage's database; nobody can wait for changes, so all answers end."""
    database, vault, clock = stage.database, stage.vault, stage.clock
    readers = {LIST: Lists(database, vault, clock)}
    rolls = Rolls(database, readers, Snapshots(database, vault, clock, scopes={}), Wanting(database, clock))
    return Outlets(
        Files(database, stage.path / "files", public_url=HTTPS, clock=clock),
        LivePages(database, Readings(database, rolls, clock)),
        streams=Places(0, 0),
    )


@asynccontextmanager
async def https_site(
    stage: Stage, *, limits: Limits | None = None, trusted_proxies: Sequence[str] = ()
) -> AsyncIterator[str]:
    """Serve the pages as behind a proxy that ends TLS for credits.example; readiness fails."""

    async def broken() -> bool:
        raise RuntimeError("the-inside")

    app = web_app(
        stage.linking,
        public_url=HTTPS,
        ready=broken,
        metrics=stage.metrics,
        outlets=outlets_of(stage),
        limits=limits,
        clock=stage.clock,
        trusted_proxies=[ip_network(each) for each in trusted_proxies],
        invite_url="https://discord.example/add",
    )
    async with served(app) as origin:
        yield origin


@asynccontextmanager
async def served(
    app: web.Application,
    *,
    idle_seconds: float = IDLE_SECONDS,
    stuck_seconds: float = STUCK_SECONDS,
    most_connections: int = MOST_CONNECTIONS,
    clock: Callable[[], float] = time.monotonic,
) -> AsyncIterator[str]:
    """Serve an application on a loopback port."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    runner = PageRunner(
        app,
        idle_seconds=idle_seconds,
        stuck_seconds=stuck_seconds,
        most_connections=most_connections,
        clock=clock,
    )
    await runner.setup()
    await web.SockSite(runner, listener).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        await runner.cleanup()


async def exchange(origin: str, request: bytes) -> bytes:
    """Send these very bytes and return all that comes back until the server closes the connection."""
    url = URL(origin)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    try:
        async with asyncio.timeout(5):
            writer.write(request)
            await writer.drain()
            return await reader.read()
    finally:
        writer.close()


def status_of(answer: bytes) -> int:
    """Return the status of an HTTP answer."""
    return int(answer.split(b" ", 2)[1])
