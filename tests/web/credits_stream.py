"""The stream of changes of a page of credits, as a browser hears it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import msgspec

from tests.support.credits_site import CreditsSite


class Stream:
    """One browser's stream of events."""

    def __init__(self, content: aiohttp.StreamReader) -> None:
        self._content = content

    async def next(self) -> tuple[str, dict[str, Any]]:
        """Return the next event's name and data; comments and the time to wait count as events of that name."""
        async with asyncio.timeout(5):
            raw = (await self._content.readuntil(b"\n\n")).decode()
        fields = dict(line.partition(": ")[::2] for line in raw.strip().splitlines())
        if "" in fields:
            return "comment", {}
        if "retry" in fields:
            return "retry", {"ms": int(fields["retry"])}
        return fields["event"], msgspec.json.decode(fields["data"]) | {"id": fields.get("id")}

    async def at_end(self) -> bool:
        async with asyncio.timeout(5):
            return await self._content.read() == b""


@asynccontextmanager
async def stream(web: aiohttp.ClientSession, site: CreditsSite, path: str, query: str = "") -> AsyncIterator[Stream]:
    async with web.get(f"{site.origin}{path}/live{query}") as response:
        assert response.status == 200
        assert response.content_type == "text/event-stream"
        yield Stream(response.content)


async def changed(site: CreditsSite, events: Stream) -> tuple[str, dict[str, Any]]:
    """Let the second pass after which the page looks, and return what it tells."""
    await site.look_again()
    return await events.next()
