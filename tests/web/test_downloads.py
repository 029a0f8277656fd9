"""People who fetch files and take them slowly or not at all: they keep nobody else out."""

import asyncio
import os
import socket
import time
from collections.abc import AsyncIterator, Callable, Hashable, Iterator
from contextlib import asynccontextmanager, contextmanager
from ipaddress import ip_address, ip_network
from pathlib import Path

import aiohttp
from aiohttp import web
from yarl import URL

from bot.credits.files import Files
from bot.web.file_pages import FilePages
from bot.web.health import Health
from bot.web.places import Places
from bot.web.proxies import Proxies
from bot.web.rendering import Pages
from tests.support.credits_site import CREATOR, GUILD, credits_site
from tests.web.site import exchange, served, status_of
from tests.web.test_connections import connected, ended

LARGE = 20_000_000
"""More than the system takes on its own for somebody who reads nothing."""
PROBE = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
ONE, OTHER = "192.0.2.1", "192.0.2.2"


class Seconds:
    """A clock that goes when a test says so."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Watched(Places):
    """Tells when a download has begun, and when one is over."""

    def __init__(self, *, most: int = 32, most_each: int = 4) -> None:
        super().__init__(most=most, most_each=most_each)
        self.begun: asyncio.Queue[Hashable] = asyncio.Queue()
        self.over: asyncio.Queue[Hashable] = asyncio.Queue()

    @contextmanager
    def place(self, who: Hashable) -> Iterator[None]:
        with super().place(who):
            self.begun.put_nowait(who)
            yield
        self.over.put_nowait(who)


@asynccontextmanager
async def large_file(
    folder: Path,
    downloads: Places,
    *,
    stuck_seconds: float = 20,
    most_connections: int = 400,
    clock: Callable[[], float] = time.monotonic,
) -> AsyncIterator[str]:
    """Serve one large file behind a trusted proxy on loopback; give its address."""

    async def ready() -> bool:
        return True

    async with credits_site(folder) as site:
        made = folder / "made"
        made.touch()
        os.truncate(made, LARGE)
        files = Files(site.database, folder / "large", public_url="http://localhost", clock=site.clock)
        kept = await files.keep(made, name="a.mp4", media_type="video/mp4", owner_id=CREATOR, guild_id=GUILD)
        app = web.Application()
        pages = Pages(discord_url="https://discord.example")
        FilePages(files, pages, Proxies([ip_network("127.0.0.0/8")]), downloads).add_to(app.router)
        Health(ready).add_to(app.router)
        async with served(app, stuck_seconds=stuck_seconds, most_connections=most_connections, clock=clock) as origin:
            yield origin + URL(kept.url).path


def asked(address: str, sender: str) -> bytes:
    return f"GET {URL(address).path} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {sender}\r\n\r\n".encode()


@asynccontextmanager
async def stalled(address: str, downloads: Watched, senders: list[str]) -> AsyncIterator[list[socket.socket]]:
    """Ask for the file so often, and read nothing of it."""
    loop, url, all_of_them = asyncio.get_running_loop(), URL(address), []
    try:
        for sender in senders:
            connection = socket.socket()
            all_of_them.append(connection)
            connection.setblocking(False)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            await loop.sock_connect(connection, (url.host, url.port))
            await loop.sock_sendall(connection, asked(address, sender))
            async with asyncio.timeout(5):
                await downloads.begun.get()
        yield all_of_them
    finally:
        for connection in all_of_them:
            connection.close()


async def fetched(address: str, sender: str) -> aiohttp.ClientResponse:
    headers = {"X-Forwarded-For": sender}
    async with aiohttp.ClientSession() as session, session.get(address, headers=headers) as response:
        await response.read()
        return response


def open_files(folder: Path) -> int:
    opened = (os.path.realpath(each) for each in Path("/proc/self/fd").iterdir())
    return sum(path.startswith(str(folder / "large")) for path in opened)


async def test_who_takes_nothing_for_so_long_is_left_and_the_file_closed(tmp_path: Path) -> None:
    downloads = Watched()
    async with (
        large_file(tmp_path, downloads, stuck_seconds=0.2) as address,
        stalled(address, downloads, [ONE, OTHER]),
        asyncio.timeout(5),
    ):
        assert {await downloads.over.get(), await downloads.over.get()} != set()
    assert open_files(tmp_path) == 0


async def test_who_takes_it_slowly_goes_on(tmp_path: Path) -> None:
    downloads = Watched()
    loop = asyncio.get_running_loop()
    async with (
        large_file(tmp_path, downloads, stuck_seconds=0.6) as address,
        stalled(address, downloads, [ONE]) as [slow],
    ):
        started = loop.time()
        while loop.time() - started < 1.5:
            assert await loop.sock_recv(slow, 4096)
            await asyncio.wait([loop.create_future()], timeout=0.002)
        assert downloads.over.empty()


async def test_one_address_fetches_so_many_at_once(tmp_path: Path) -> None:
    downloads = Watched(most_each=2)
    async with large_file(tmp_path, downloads) as address:
        async with stalled(address, downloads, [ONE, ONE]):
            refused = await fetched(address, ONE)
            assert (refused.status, refused.headers["Retry-After"]) == (429, "30")
            assert (await fetched(address, OTHER)).status == 200
        async with asyncio.timeout(5):
            assert [await downloads.over.get() for _ in range(3)] != []
        assert (await fetched(address, ONE)).status == 200


async def test_all_addresses_of_one_subscriber_are_one(tmp_path: Path) -> None:
    downloads = Watched(most_each=2)
    near = ["2001:db8:1:1::1", "2001:db8:1:1:ffff::2"]
    async with large_file(tmp_path, downloads) as address, stalled(address, downloads, near):
        assert (await fetched(address, "2001:db8:1:1::3")).status == 429
        assert (await fetched(address, "2001:db8:1:2::3")).status == 200


async def test_so_many_are_fetched_at_once_in_all(tmp_path: Path) -> None:
    downloads = Watched(most=2)
    async with large_file(tmp_path, downloads) as address, stalled(address, downloads, [ONE, OTHER]):
        refused = await fetched(address, "192.0.2.3")
        assert (refused.status, refused.headers["Retry-After"]) == (503, "30")


async def test_a_probe_is_answered_where_all_connections_are_stalled_downloads(tmp_path: Path) -> None:
    downloads = Watched()
    async with (
        large_file(tmp_path, downloads, most_connections=4) as address,
        stalled(address, downloads, [ONE, ONE, OTHER, OTHER]),
    ):
        origin = str(URL(address).origin())
        for _ in range(30):
            assert status_of(await exchange(origin, PROBE)) == 200
        assert status_of(await exchange(origin, asked(address, "192.0.2.3"))) == 503
        assert downloads.over.empty()


async def test_the_longest_stalled_gives_way_to_others(tmp_path: Path) -> None:
    downloads, clock = Watched(), Seconds()
    async with (
        large_file(tmp_path, downloads, most_connections=2, clock=clock) as address,
        stalled(address, downloads, [ONE, OTHER]),
        asyncio.timeout(5),
    ):
        assert (await fetched(address, "192.0.2.3")).status == 503
        clock.now += 10
        assert (await fetched(address, "192.0.2.3")).status == 200
        assert await downloads.over.get() in {ip_address(ONE), ip_address(OTHER)}


async def test_few_are_let_in_beyond_the_cap(tmp_path: Path) -> None:
    downloads = Watched()
    async with (
        large_file(tmp_path, downloads, most_connections=2) as address,
        stalled(address, downloads, [ONE, OTHER]),
    ):
        origin = str(URL(address).origin())
        async with connected(origin, 40, b"") as more:
            assert [await ended(reader) for reader in more[:24]] == [b""] * 24
            assert status_of(await exchange(origin, PROBE)) == 200
        assert downloads.over.empty()
