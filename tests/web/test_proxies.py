"""What `X-Forwarded-*` headers are believed: those of a trusted proxy's connection, from the right, and no others."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from ipaddress import ip_network
from typing import TypeAlias

import pytest
from aiohttp import web
from yarl import URL

from bot.web.proxies import Proxies
from tests.web.site import served

Ask: TypeAlias = Callable[..., Awaitable[str]]
OTHER = "127.0.0.9"
TRUSTED = ("127.0.0.1/32", "10.0.0.0/8", "2001:db8:9::/48")

BELIEVED = {
    "nothing said": ([], "127.0.0.1 x -"),
    "one hop": (["X-Forwarded-For: 203.0.113.7"], "203.0.113.7 x -"),
    "a hop the client made up": (["X-Forwarded-For: 1.1.1.1, 203.0.113.7"], "203.0.113.7 x -"),
    "through two proxies": (["X-Forwarded-For: 203.0.113.7, 10.1.2.3"], "203.0.113.7 x -"),
    "made up, through two proxies": (["X-Forwarded-For: 10.9.9.9, 203.0.113.7, 10.1.2.3"], "203.0.113.7 x -"),
    "a header for each hop": (["X-Forwarded-For: 203.0.113.7", "X-Forwarded-For: 10.1.2.3"], "203.0.113.7 x -"),
    "only proxies": (["X-Forwarded-For: 10.1.1.1, 10.1.2.3"], "10.1.1.1 x -"),
    "with a port": (["X-Forwarded-For: 203.0.113.7:4711"], "203.0.113.7 x -"),
    "IPv6": (["X-Forwarded-For: 2001:db8::5"], "2001:db8::5 x -"),
    "IPv6 with a port": (["X-Forwarded-For: [2001:db8::5]:4711"], "2001:db8::5 x -"),
    "IPv4 as IPv6": (["X-Forwarded-For: ::ffff:203.0.113.7"], "203.0.113.7 x -"),
    "a proxy by IPv6": (["X-Forwarded-For: 203.0.113.7, 2001:db8:9::1"], "203.0.113.7 x -"),
    "no address": (["X-Forwarded-For: unknown"], "127.0.0.1 x -"),
    "no address beyond a proxy": (["X-Forwarded-For: 203.0.113.7, <script>, 10.1.2.3"], "10.1.2.3 x -"),
    "nothing between commas": (["X-Forwarded-For: ,, ,"], "127.0.0.1 x -"),
    "host and scheme": (
        ["X-Forwarded-For: 203.0.113.7", "X-Forwarded-Host: Credits.Example", "X-Forwarded-Proto: https"],
        "203.0.113.7 credits.example https",
    ),
    "host and scheme appended by each": (
        [
            "X-Forwarded-For: 203.0.113.7, 10.1.2.3",
            "X-Forwarded-Host: evil.example, credits.example, inner",
            "X-Forwarded-Proto: gopher, https, http",
        ],
        "203.0.113.7 credits.example https",
    ),
    "scheme overwritten by the last": (
        ["X-Forwarded-For: 203.0.113.7, 10.1.2.3", "X-Forwarded-Proto: https"],
        "203.0.113.7 x https",
    ),
}


@pytest.fixture
async def ask() -> AsyncIterator[Ask]:
    """Serve a page that says what it believes, and ask it with these header lines."""
    proxies = Proxies([ip_network(each) for each in TRUSTED])

    async def answer(request: web.Request) -> web.Response:
        found = proxies.arrival(request)
        return web.Response(text=f"{found.address} {found.host or '-'} {found.scheme or '-'}")

    app = web.Application()
    app.router.add_get("/", answer)
    async with served(app) as origin:
        url = URL(origin)

        async def ask(*lines: str, host: str = "Host: x", came_from: str = "127.0.0.1") -> str:
            reader, writer = await asyncio.open_connection(url.host, url.port, local_addr=(came_from, 0))
            head = "".join(f"{line}\r\n" for line in (host, *lines, "Connection: close") if line)
            async with asyncio.timeout(5):
                writer.write(f"GET / HTTP/1.1\r\n{head}\r\n".encode())
                said = await reader.read()
            writer.close()
            return said.decode().partition("\r\n\r\n")[2]

        yield ask


@pytest.mark.parametrize(("lines", "said"), BELIEVED.values(), ids=BELIEVED)
async def test_a_trusted_proxy_is_believed_as_far_as_it_can_know(ask: Ask, lines: list[str], said: str) -> None:
    assert await ask(*lines) == said


@pytest.mark.parametrize("lines", [lines for lines, _ in BELIEVED.values()], ids=BELIEVED)
async def test_anybody_else_is_believed_nothing(ask: Ask, lines: list[str]) -> None:
    assert await ask(*lines, came_from=OTHER) == f"{OTHER} x -"


@pytest.mark.parametrize("host", ["", "Host: x\r\nHost: y"], ids=["none", "two"])
async def test_no_host_or_two_are_none(ask: Ask, host: str) -> None:
    answer = await ask(host=host)
    assert answer in {"127.0.0.1 - -", "", "This site could make nothing of that.\n"}
