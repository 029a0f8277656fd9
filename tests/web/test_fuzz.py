"""10,000 requests that no browser sends, on all routes: nothing breaks or is repeated, every answer is guarded."""

import asyncio
import logging
import os
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from yarl import URL

from bot.accounts.steps import Visitor
from bot.accounts.tickets import new_secret
from bot.credits.look import Look
from bot.credits.public import PublicPages
from bot.supporters.kinds import LIST
from bot.supporters.lists import Lists
from bot.web.server import web_app
from tests.accounts.stage import Stage
from tests.support.credits_site import listed
from tests.web.capture import Capture
from tests.web.junk import HOST, MARKER, Junk
from tests.web.site import HTTPS, UNHURRIED, exchange, outlets_of, served, status_of

REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "10000"))
SEED = int(os.environ.get("FUZZ_SEED", "6"))
AT_ONCE = 32
WAIT_SECONDS = 2
NEEDED = [
    b"\r\nContent-Security-Policy: default-src 'none'",
    b"\r\nReferrer-Policy: no-referrer\r\n",
    b"\r\nX-Content-Type-Options: nosniff\r\n",
    b"\r\nX-Frame-Options: DENY\r\n",
    b"\r\nCache-Control: ",
    b"\r\nServer: Curtain Call\r\n",
]
ONLY_HTTPS = b"\r\nStrict-Transport-Security: "
SILENT = "no answer"


@asynccontextmanager
async def fuzzed_site(stage: Stage) -> AsyncIterator[tuple[str, web.Application]]:
    async def ready() -> bool:
        return True

    app = web_app(
        stage.linking,
        public_url=HTTPS,
        ready=ready,
        metrics=stage.metrics,
        outlets=outlets_of(stage),
        limits=UNHURRIED,
        clock=stage.clock,
    )
    async with served(app, idle_seconds=WAIT_SECONDS / 2) as origin:
        yield origin, app


async def secrets_of(stage: Stage) -> list[str]:
    """Return real tickets, states and cookies, so that the junk reaches what lies behind them."""
    found = []
    for name in ("alice", "bob", "mallory"):
        ticket = URL(await stage.ticket(name)).name
        cookie = new_secret()
        following = await stage.linking.start(ticket, Visitor(cookie, forged=False))
        found += [ticket, cookie, URL(following.url).query["state"]]
    return [*found, *await keys_of(stage)]


async def keys_of(stage: Stage) -> list[str]:
    """Return the keys of a page of credits and of a file."""
    owner = stage.person("alice").user_id
    imported = listed(["Ada", "Björn"], "Crew", stage.clock())
    await Lists(stage.database, stage.vault, stage.clock).add(1, LIST, "Crew", imported, owner)
    page = await PublicPages(stage.database, public_url=HTTPS, clock=stage.clock).create(1, Look(), owner)
    (made := stage.path / "made").write_bytes(b"a picture" * 100)
    files = outlets_of(stage).files
    kept = await files.keep(made, name="credits.png", media_type="image/png", owner_id=owner, guild_id=1)
    return [URL(page.url).name, URL(kept.url).name]


async def ask(url: URL, request: bytes) -> bytes:
    """Return the answer, b"" for none. A connection that is closed without an answer is one, too."""
    reader, writer = await asyncio.open_connection(url.host, url.port)
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            writer.write(request)
            return await reader.read()
    except (ConnectionError, TimeoutError):
        return b""
    finally:
        writer.close()


def without_continue(answer: bytes) -> bytes:
    return re.sub(rb"^(HTTP/1\.1 100 Continue\r\n\r\n)+", b"", answer)


def faults(request: bytes, answer: bytes) -> Iterator[str]:
    head, _, body = answer.partition(b"\r\n\r\n")
    if status_of(answer) >= 500:
        yield "a server's fault"
    if MARKER.encode() in answer.lower():
        yield "repeated"
    if b"evil" in head.lower():
        yield "a header from outside"
    if b"Traceback" in body or b"aiohttp" in answer or b"Error" in body:
        yield "an inside"
    if body and not all(needed in answer for needed in NEEDED):
        yield "headers missing"


async def test_junk_breaks_nothing_and_is_not_repeated(
    stage: Stage, log: Capture, capsys: pytest.CaptureFixture[str]
) -> None:
    statuses: Counter[int | str] = Counter()
    found: list[tuple[str, bytes, bytes]] = []
    async with fuzzed_site(stage) as (origin, app):
        url = URL(origin)
        paths = [resource.canonical for resource in app.router.resources()]
        secrets = await secrets_of(stage)
        junk = Junk(SEED, [*paths, "/static/style.css", "/nowhere"], secrets)
        left = iter(range(REQUESTS))

        async def client() -> None:
            for _ in left:
                request = junk.request()
                answer = without_continue(await ask(url, request))
                statuses[status_of(answer) if answer else SILENT] += 1
                if answer:
                    found.extend((fault, request, answer) for fault in faults(request, answer))

        await asyncio.gather(*(client() for _ in range(AT_ONCE)))
        still = await exchange(origin, f"GET / HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
    with capsys.disabled():
        said = ", ".join(f"{status}: {number}" for status, number in sorted(statuses.items(), key=str))
        sys.stdout.write(f"\n{statuses.total():,} fuzzed requests (seed {SEED}): {said}\n")
    assert found == []
    assert status_of(still) == 200
    assert ONLY_HTTPS in still
    assert statuses.total() == REQUESTS
    # The junk reaches pages, refusals, forms and the parser, and rarely leads to silence.
    assert {200, 400, 404, 405, 409, 413, 415, 421} & set(statuses) >= {200, 400, 404, 405, 415, 421}
    assert statuses[SILENT] < REQUESTS / 50
    assert MARKER not in log.text.lower()
    assert not [secret for secret in secrets if secret in log.text]
    assert "Traceback" not in log.text
    assert [record.getMessage() for record in log.records if record.levelno > logging.WARNING] == []
