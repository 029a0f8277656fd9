"""A bot's session on the gateway: what was sent, so that a lost connection can be resumed without a gap."""

import asyncio
import json
import secrets
from collections import deque
from dataclasses import dataclass, field

from aiohttp import web

from sandbox.discord.compression import Encoder
from sandbox.discord.wire import Json

_KEPT_EVENTS = 10_000


class Connection:
    """One WebSocket of a bot. Payloads are sent in order by a task of its own, so that senders never wait."""

    def __init__(self, socket: web.WebSocketResponse, encode: Encoder, transport: asyncio.Transport | None) -> None:
        self.socket = socket
        self.transport = transport
        self.closed = asyncio.Event()
        self._encode = encode
        self._outbox: asyncio.Queue[Json] = asyncio.Queue()

    def send(self, payload: Json) -> None:
        """Queue a payload."""
        self._outbox.put_nowait(payload)

    async def write(self) -> None:
        """Send what is queued until cancelled or the socket is gone."""
        while True:
            frame = self._encode(json.dumps(await self._outbox.get()))
            try:
                if isinstance(frame, str):
                    await self.socket.send_str(frame)
                else:
                    await self.socket.send_bytes(frame)
            except ConnectionError:
                return


@dataclass(slots=True, eq=False)
class Session:
    """A session of one shard. ``sent`` keeps the last events with their sequence numbers."""

    shard: tuple[int, int]
    intents: int
    connection: Connection | None
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    sequence: int = 0
    ready: bool = False
    sent: deque[Json] = field(default_factory=lambda: deque(maxlen=_KEPT_EVENTS))

    def owns(self, guild_id: int | None) -> bool:
        """Return whether events of this server come here; those of no server (DMs) belong to shard 0."""
        if guild_id is None:
            return self.shard[0] == 0
        return (guild_id >> 22) % self.shard[1] == self.shard[0]

    def dispatch(self, event: str, data: Json) -> None:
        """Keep an event under the next number, and send it when the bot is connected."""
        self.sequence += 1
        payload = {"op": 0, "t": event, "s": self.sequence, "d": data}
        self.sent.append(payload)
        if self.connection is not None:
            self.connection.send(payload)

    def forget_until(self, sequence: int) -> None:
        """Drop what the bot says it has."""
        while self.sent and self.sent[0]["s"] <= sequence:
            self.sent.popleft()

    def resume(self, connection: Connection, sequence: int) -> None:
        """Send what came after ``sequence`` over a new connection, then RESUMED."""
        for payload in self.sent:
            if payload["s"] > sequence:
                connection.send(payload)
        self.connection = connection
        self.dispatch("RESUMED", {"_trace": []})
