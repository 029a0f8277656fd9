"""Discord's gateway: HELLO, IDENTIFY, READY, heartbeats, RESUME, and events to the shards they belong to.

Close codes as in Discord's reference, "Gateway Close Event Codes".
"""

import asyncio
import json
from collections import deque
from typing import Any

from aiohttp import WSMsgType, web

from sandbox.discord import compression, payloads
from sandbox.discord.feed import Event, Feed
from sandbox.discord.model import Application
from sandbox.discord.session import Connection, Session
from sandbox.discord.wire import PRIVILEGED_INTENTS, Intent, Json
from sandbox.discord.world import World

_ALL_INTENTS = (1 << 26) - 1
_SENDS_A_MINUTE = 120
_PATIENCE = 2.0


class Closing(Exception):
    """The gateway ends a connection with a close ``code`` and words."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Gateway:
    """All sessions of the bot. ``heartbeat_interval`` in seconds; a bot silent for 1.5 intervals is closed."""

    def __init__(self, application: Application, world: World, feed: Feed) -> None:
        self.heartbeat_interval = 41.25
        self.url = ""
        self.identified = 0
        self._application = application
        self._world = world
        self._feed = feed
        self._sessions: dict[str, Session] = {}
        self._connections: set[Connection] = set()

    @property
    def online(self) -> bool:
        """Return whether a shard of the bot is connected and has its servers."""
        return any(session.ready and session.connection for session in self._sessions.values())

    def dispatch(self, event: str, data: Json, *, guild_id: int | None, intent: int = 0) -> None:
        """Send an event to each session that owns the server and asked for the intent.

        The bot hears nothing of a server that it is not in or that is down, but for the GUILD_DELETE that says so.
        """
        if guild_id is not None and event != "GUILD_DELETE" and not self._world.bot_reaches(guild_id):
            return
        if event == "INTERACTION_CREATE" and self._application.interactions_endpoint_url:
            return
        for session in self._sessions.values():
            if session.owns(guild_id) and (not intent or session.intents & intent):
                session.dispatch(event, data)

    async def drop(self, *, resumable: bool) -> None:
        """Ask each connected shard to reconnect: with its session, or (not resumable) with a new one."""
        for session in list(self._sessions.values()):
            connection, session.connection = session.connection, None
            if not resumable:
                del self._sessions[session.id]
            if connection is None:
                continue
            connection.send({"op": 7, "d": None} if resumable else {"op": 9, "d": False})
            try:
                await asyncio.wait_for(connection.closed.wait(), _PATIENCE)
            except TimeoutError:
                await connection.socket.close(code=4000)

    def invalidate(self) -> None:
        """End every session; each connected bot is told, and leaves to begin a new one."""
        sessions, self._sessions = self._sessions, {}
        for session in sessions.values():
            if session.connection is not None:
                session.connection.send({"op": 9, "d": False})

    def cut(self) -> None:
        """Break all connections without a word, as a network does."""
        for session in self._sessions.values():
            connection, session.connection = session.connection, None
            if connection is not None and connection.transport is not None:
                connection.transport.close()

    async def close(self) -> None:
        """Close every connection, at the end."""
        for connection in list(self._connections):
            await connection.socket.close(code=1001)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one WebSocket of the bot."""
        encode = compression.encoder(request.query.get("compress"))
        if encode is None:
            return web.Response(status=400, text="This compression cannot be served.")
        socket = web.WebSocketResponse(timeout=_PATIENCE, compress=False, max_msg_size=1 << 16)
        await socket.prepare(request)
        connection = Connection(socket, encode, request.transport)
        self._connections.add(connection)
        writer = asyncio.create_task(connection.write())
        try:
            await self._converse(request, connection)
        except Closing as closing:
            await socket.close(code=closing.code, message=closing.reason.encode())
        except TimeoutError:
            self._forget(connection)
            await socket.close(code=4009, message=b"Session timed out.")
        finally:
            writer.cancel()
            self._connections.discard(connection)
            self._disconnected(connection)
        return socket

    async def _converse(self, request: web.Request, connection: Connection) -> None:
        if request.query.get("v", "10") not in {"9", "10"}:
            raise Closing(4012, "Invalid API version.")
        connection.send({"op": 10, "d": {"heartbeat_interval": int(self.heartbeat_interval * 1000), "_trace": []}})
        loop = asyncio.get_running_loop()
        session: Session | None = None
        times: deque[float] = deque(maxlen=_SENDS_A_MINUTE)
        async with asyncio.timeout(self.heartbeat_interval * 1.5) as patience:
            while (payload := await _receive(connection.socket)) is not None:
                if len(times) == _SENDS_A_MINUTE and loop.time() - times[0] < 60:
                    raise Closing(4008, "Rate limited.")
                times.append(loop.time())
                operation, data = payload.get("op"), payload.get("d")
                if operation == 1:
                    patience.reschedule(loop.time() + self.heartbeat_interval * 1.5)
                    _heartbeat(connection, session, data)
                elif session is None:
                    session = self._begin(connection, operation, data)
                else:
                    self._operate(session, operation, data)

    def _begin(self, connection: Connection, operation: object, data: Any) -> Session | None:
        if operation == 2 and isinstance(data, dict):
            return self._identify(connection, data)
        if operation == 6 and isinstance(data, dict):
            return self._resume(connection, data)
        raise Closing(4003, "Not authenticated.")

    def _identify(self, connection: Connection, data: Json) -> Session:
        if data.get("token") != self._application.token:
            raise Closing(4004, "Authentication failed.")
        session = Session(_shard(data.get("shard")), self._intents(data), connection)
        for old in list(self._sessions.values()):
            if old.connection is None and old.shard == session.shard:
                del self._sessions[old.id]
        self._sessions[session.id] = session
        self.identified += 1
        self._greet(session, data)
        return session

    def _greet(self, session: Session, data: Json) -> None:
        guilds = [guild for guild in self._world.guilds_of(self._world.bot) if session.owns(guild.id)]
        ready: Json = {
            "v": 10,
            "user": payloads.user_json(self._world.bot) | {"verified": True, "mfa_enabled": True},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "session_type": "normal",
            "application": {"id": self._application.client_id, "flags": 0},
            "private_channels": [],
        }
        if "shard" in data:
            ready["shard"] = list(session.shard)
        session.dispatch("READY", ready)
        if session.intents & Intent.GUILDS:
            for guild in filter(lambda guild: not guild.unavailable, guilds):
                session.dispatch("GUILD_CREATE", payloads.gateway_guild_json(guild, self._world.bot.id))
        session.ready = True
        self._feed.publish(Event("bot_status", {"online": True}))

    def _intents(self, data: Json) -> int:
        intents = data.get("intents")
        if not isinstance(intents, int) or intents & ~_ALL_INTENTS:
            raise Closing(4013, "Invalid intent(s).")
        if intents & PRIVILEGED_INTENTS & ~self._application.privileged_intents:
            raise Closing(4014, "Disallowed intent(s).")
        return intents

    def _resume(self, connection: Connection, data: Json) -> Session | None:
        if data.get("token") != self._application.token:
            raise Closing(4004, "Authentication failed.")
        session = self._sessions.get(str(data.get("session_id")))
        if session is None:
            connection.send({"op": 9, "d": False})
            return None
        sequence = data.get("seq")
        if not isinstance(sequence, int) or sequence > session.sequence:
            raise Closing(4007, "Invalid seq.")
        session.resume(connection, sequence)
        self._feed.publish(Event("bot_status", {"online": True}))
        return session

    def _operate(self, session: Session, operation: object, data: Any) -> None:
        if operation in (2, 6):
            raise Closing(4005, "Already authenticated.")
        if operation == 8 and isinstance(data, dict):
            self._send_members(session, data)
        elif operation not in (3, 4):
            raise Closing(4001, "Unknown opcode.")

    def _send_members(self, session: Session, data: Json) -> None:
        guild = self._world.guilds.get(int(data.get("guild_id", 0)))
        if guild is None or not session.owns(guild.id) or not self._world.bot_reaches(guild.id):
            return
        wanted = data.get("user_ids")
        query = str(data.get("query", ""))
        if wanted is None and not query and not session.intents & Intent.GUILD_MEMBERS:
            raise Closing(4014, "Disallowed intent(s).")
        asked = {int(user_id) for user_id in (wanted if isinstance(wanted, list) else [wanted])} if wanted else None
        found = [
            member
            for member in guild.members.values()
            if (member.user.id in asked if asked is not None else member.user.username.startswith(query))
        ][: int(data.get("limit", 0)) or None]
        chunk: Json = {
            "guild_id": str(guild.id),
            "members": [payloads.member_json(member) for member in found],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [str(user_id) for user_id in sorted((asked or set()) - set(guild.members))],
        }
        if data.get("nonce"):
            chunk["nonce"] = data["nonce"]
        session.dispatch("GUILD_MEMBERS_CHUNK", chunk)

    def _forget(self, connection: Connection) -> None:
        for session in list(self._sessions.values()):
            if session.connection is connection:
                del self._sessions[session.id]

    def _disconnected(self, connection: Connection) -> None:
        if connection.socket.close_code in (1000, 1001):
            self._forget(connection)
        for session in self._sessions.values():
            if session.connection is connection:
                session.connection = None
        connection.closed.set()
        self._feed.publish(Event("bot_status", {"online": self.online}))


async def _receive(socket: web.WebSocketResponse) -> Json | None:
    """Return the next payload; None when the connection has ended."""
    message = await socket.receive()
    if message.type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR):
        return None
    if message.type is not WSMsgType.TEXT or len(message.data) > 4096:
        raise Closing(4002, "Error while decoding payload.")
    try:
        payload = json.loads(message.data)
    except ValueError:
        raise Closing(4002, "Error while decoding payload.") from None
    if not isinstance(payload, dict):
        raise Closing(4002, "Error while decoding payload.")
    return payload


def _heartbeat(connection: Connection, session: Session | None, sequence: object) -> None:
    if session is not None and isinstance(sequence, int):
        session.forget_until(sequence)
    connection.send({"op": 11, "d": None})


def _shard(value: object) -> tuple[int, int]:
    match value:
        case None:
            return (0, 1)
        case [int(index), int(count)] if 0 <= index < count:
            return (index, count)
    raise Closing(4010, "Invalid shard.")
