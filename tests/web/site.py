"""The pages as behind a proxy that ends TLS, and requests written byte by byte."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from yarl import URL

from bot.web.runner import PageRunner
from bot.web.server import web_app
from tests.accounts.stage import Stage


@asynccontextmanager
async def https_site(stage: Stage) -> AsyncIterator[str]:
    """Serve the pages as behind a proxy that ends TLS; readiness fails."""

    async def broken() -> bool:
        raise RuntimeError("the-inside")

    listener = socket.create_server(("127.0.0.1", 0))
    app = web_app(
        stage.linking, public_url="https://credits.example", ready=broken, invite_url="https://discord.example/add"
    )
    runner = PageRunner(app)
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
