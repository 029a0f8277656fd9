"""Connections that send slowly or not at all, and too large heads: they hold nobody else up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from yarl import URL

from bot.web.door import bodies
from tests.web.site import exchange, served, status_of

HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n"
FORM = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\n"


async def hello(_request: web.Request) -> web.Response:
    return web.Response(text="hello")


def small_app(*, body_seconds: float = 10) -> web.Application:
    app = web.Application(middlewares=[bodies(seconds=body_seconds)])
    app.router.add_get("/", hello)
    app.router.add_post("/", hello)
    return app


@asynccontextmanager
async def connected(origin: str, number: int, sent: bytes) -> AsyncIterator[list[asyncio.StreamReader]]:
    """Open so many connections that send this and no more."""
    url = URL(origin)
    async with AsyncExitStack() as stack:
        readers = []
        for _ in range(number):
            reader, writer = await asyncio.open_connection(url.host, url.port)
            stack.callback(writer.close)
            writer.write(sent)
            readers.append(reader)
        yield readers


async def ended(reader: asyncio.StreamReader) -> bytes:
    async with asyncio.timeout(5):
        try:
            return await reader.read()
        except ConnectionResetError:
            return b""


@pytest.mark.parametrize("sent", [b"", HEAD, FORM], ids=["nothing", "half a head", "no body"])
async def test_many_slow_connections_keep_nobody_out(sent: bytes) -> None:
    async with served(small_app(), most_connections=50) as origin, connected(origin, 300, sent) as slow:
        for _ in range(5):
            answer = await exchange(origin, HEAD + b"Connection: close\r\n\r\n")
            assert status_of(answer) == 200
        assert [await ended(reader) for reader in slow[:250]] == [b""] * 250


async def test_who_is_being_answered_is_not_pushed_out() -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_request: web.Request) -> web.Response:
        begun.set()
        await go_on.wait()
        return web.Response(text="here it is")

    app = small_app()
    app.router.add_get("/slow", slow)
    async with served(app, most_connections=5) as origin:
        request = b"GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        asking = asyncio.create_task(exchange(origin, request))
        await begun.wait()
        async with connected(origin, 20, HEAD) as others:
            assert await ended(others[0]) == b""
            go_on.set()
            assert (await asking).endswith(b"here it is")


@pytest.mark.parametrize("sent", [b"", HEAD], ids=["nothing", "half a head"])
async def test_who_sends_no_whole_head_in_time_is_closed(sent: bytes) -> None:
    async with served(small_app(), idle_seconds=0.05) as origin, connected(origin, 3, sent) as slow:
        assert [await ended(reader) for reader in slow] == [b""] * 3


async def test_who_takes_nothing_of_a_page_is_closed() -> None:
    left = asyncio.Event()

    async def long(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(bytes(100_000))
        except ConnectionError:
            left.set()
            raise

    app = small_app()
    app.router.add_get("/long", long)
    request = b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n"
    async with served(app, stuck_seconds=0.2) as origin, connected(origin, 1, request), asyncio.timeout(5):
        await left.wait()


async def test_trickling_does_not_prolong_the_time() -> None:
    async with served(small_app(), idle_seconds=0.2) as origin:
        url = URL(origin)
        reader, writer = await asyncio.open_connection(url.host, url.port)
        reading = asyncio.create_task(ended(reader))
        started = asyncio.get_running_loop().time()
        writer.write(HEAD)
        while not reading.done():
            writer.write(b"X")
            await asyncio.wait({reading}, timeout=0.01)
            assert asyncio.get_running_loop().time() - started < 3
        writer.close()
        assert await reading == b""


async def test_who_sends_no_whole_body_in_time_is_told_so() -> None:
    async with served(small_app(body_seconds=0.05)) as origin, connected(origin, 1, FORM) as [reader]:
        async with asyncio.timeout(5):
            assert status_of(await reader.readuntil(b"\r\n\r\n")) == 408


async def test_an_unused_connection_is_closed_and_a_used_one_is_kept() -> None:
    async with served(small_app(), idle_seconds=0.3) as origin, connected(origin, 1, HEAD + b"\r\n") as [reader]:
        async with asyncio.timeout(5):
            assert b"200 OK" in await reader.readuntil(b"\r\n\r\n")
            assert await reader.readexactly(5) == b"hello"
        assert await ended(reader) == b""


TOO_LARGE = {
    "address": b"GET /?" + b"a" * 4200 + b" HTTP/1.1\r\nHost: x\r\n",
    "header": HEAD + b"X: " + b"a" * 9000 + b"\r\n",
    "header name": HEAD + b"X" * 9000 + b": a\r\n",
    "headers": HEAD + b"".join(b"X-%d: a\r\n" % number for number in range(70)),
}


@pytest.mark.parametrize("head", TOO_LARGE.values(), ids=TOO_LARGE)
async def test_too_large_a_head_is_refused(head: bytes) -> None:
    async with served(small_app()) as origin:
        assert status_of(await exchange(origin, head + b"Connection: close\r\n\r\n")) == 400


async def test_a_browsers_head_is_not_too_large() -> None:
    lines = b"".join(b"X-%d: %s\r\n" % (number, b"a" * 100) for number in range(40))
    head = b"GET /?" + b"a" * 3900 + b" HTTP/1.1\r\nHost: x\r\nCookie: c=" + b"a" * 7000 + b"\r\n"
    async with served(small_app()) as origin:
        assert status_of(await exchange(origin, head + lines + b"Connection: close\r\n\r\n")) == 200


async def test_a_body_is_a_form_or_nothing() -> None:
    async with served(small_app()) as origin, aiohttp.ClientSession() as session:
        for body, kind, status in (
            (b"a=b", "application/x-www-form-urlencoded", 200),
            (b"a=b", "application/x-www-form-urlencoded; charset=utf-8", 200),
            (b"", "", 200),
            (b"{}", "application/json", 415),
            (b"a=b", "text/plain", 415),
            (b"a=b", "multipart/form-data; boundary=x", 415),
            (b"a=b", "", 415),
            (b"a=b", "nonsense", 415),
        ):
            headers = {"Content-Type": kind} if kind else {}
            skip = () if kind else ("Content-Type",)
            async with session.post(origin, data=body, headers=headers, skip_auto_headers=skip) as response:
                assert response.status == status, (body, kind)
