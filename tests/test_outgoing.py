"""How fast Discord is asked: never above the limit in any second, and answers to interactions do not wait."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.outgoing import A_SECOND, BURST, paced

DISCORDS = 50


@dataclass
class Api:
    """A server that notes when it was asked for what."""

    origin: str = ""
    heard: list[str] = field(default_factory=list)


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    seen = Api()

    async def answer(request: web.Request) -> web.Response:
        seen.heard.append(request.path)
        return web.Response()

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(app, host="127.0.0.1") as server:
        seen.origin = str(server.make_url("")).rstrip("/")
        yield seen


def test_a_bucket_of_this_size_stays_below_the_limit() -> None:
    assert A_SECOND + BURST < DISCORDS


async def test_requests_wait_for_their_turn_however_many_come_at_once(api: Api) -> None:
    clock = asyncio.get_running_loop().time
    async with aiohttp.ClientSession(trace_configs=[paced(a_second=200, burst=2)]) as session:
        began = clock()
        await asyncio.gather(
            *(ask(session, f"{api.origin}/api/v10/channels/{number}/messages") for number in range(62))
        )
        assert clock() - began >= 60 / 200
    assert len(api.heard) == 62


async def test_answers_to_interactions_do_not_wait_behind_posts(api: Api) -> None:
    async with aiohttp.ClientSession(trace_configs=[paced(a_second=1, burst=1)]) as session:
        await ask(session, f"{api.origin}/api/v10/channels/1/messages")
        waiting = asyncio.create_task(ask(session, f"{api.origin}/api/v10/channels/2/messages"))
        await ask(session, f"{api.origin}/api/v10/interactions/1/token/callback")
        await ask(session, f"{api.origin}/api/v10/webhooks/1/token/messages/@original")
        assert not waiting.done()
        waiting.cancel()
    assert api.heard[0].endswith("/channels/1/messages")
    assert [path.split("/")[3] for path in api.heard[1:]] == ["interactions", "webhooks"]


async def ask(session: aiohttp.ClientSession, url: str) -> None:
    async with session.post(url) as answer:
        await answer.read()
