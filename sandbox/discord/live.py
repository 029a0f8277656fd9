"""The page's WebSocket: what happens, to the person who may see it."""

import asyncio
import json
from collections.abc import Callable

from aiohttp import web

from sandbox.discord.errors import PersonError
from sandbox.discord.feed import Event, Feed
from sandbox.discord.model import User


class Live:
    """All sockets of pages."""

    def __init__(self, feed: Feed, person: Callable[[web.Request], User]) -> None:
        self._feed = feed
        self._person = person
        self._sockets: set[web.WebSocketResponse] = set()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one page until it goes."""
        try:
            user = self._person(request)
        except PersonError as error:
            return web.json_response({"message": error.message}, status=400)
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        outbox: asyncio.Queue[Event] = asyncio.Queue()
        stop = self._feed.subscribe(user.id, outbox.put_nowait)
        writer = asyncio.create_task(_write(socket, outbox))
        self._sockets.add(socket)
        try:
            async for _ in socket:
                pass
        finally:
            stop()
            writer.cancel()
            self._sockets.discard(socket)
        return socket

    async def close(self) -> None:
        """Close all sockets."""
        for socket in list(self._sockets):
            await socket.close(code=1001)


async def _write(socket: web.WebSocketResponse, outbox: asyncio.Queue[Event]) -> None:
    while True:
        event = await outbox.get()
        try:
            await socket.send_str(json.dumps({"type": event.kind, **event.data}))
        except ConnectionError:
            return
