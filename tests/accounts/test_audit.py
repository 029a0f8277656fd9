"""Strangers cannot fill the audit: a refusal stands there once for its ticket or attempt, however often it is met."""

import asyncio
from collections.abc import Awaitable, Callable

import aiohttp
from yarl import URL

from bot.accounts.refusals import Refusal
from bot.accounts.steps import MAX_ATTEMPTS, Visitor
from bot.accounts.tickets import new_secret
from bot.store.tables import attempts, audit
from sandbox.browser import Browser
from tests.accounts.stage import Stage

FORGED = {"Sec-Fetch-Site": "cross-site"}


async def post(url: str, headers: dict[str, str] | None = None) -> int:
    async with aiohttp.ClientSession() as session, session.post(url, headers=headers) as response:
        return response.status


async def while_nothing_can_be_written(stage: Stage, ask: Callable[[], Awaitable[int]]) -> int:
    """Ask while somebody else holds the database's write lock."""
    async with stage.database.write(), asyncio.timeout(5):
        return await ask()


async def test_a_flood_without_a_cookie_is_written_down_once(stage: Stage) -> None:
    url = await stage.ticket("mallory")
    assert set(await asyncio.gather(*(post(url) for _ in range(20)))) == {403}
    assert await stage.refusals() == ["no_cookie"]
    assert await while_nothing_can_be_written(stage, lambda: post(url)) == 403
    # An address may not press faster than that; what is counted here is the audit.
    stage.clock.pass_time(minutes=2)
    assert set(await asyncio.gather(*(post(url, FORGED) for _ in range(20)))) == {403}
    assert await stage.refusals() == ["no_cookie", "forged"]
    assert await while_nothing_can_be_written(stage, lambda: post(url, FORGED)) == 403


async def test_each_ticket_has_its_own_line(stage: Stage) -> None:
    for _ in range(2):
        url = await stage.ticket("mallory")
        await post(url)
        await post(url)
    assert await stage.refusals() == ["no_cookie", "no_cookie"]
    assert len({row["subject"] for row in await stage.rows(audit)}) == 2


async def test_a_flood_on_an_expired_link_is_written_down_once(stage: Stage, browser: Browser) -> None:
    await browser.open(await stage.ticket())
    stage.clock.pass_time(hours=20)
    cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies(stage.url).items())}
    url = str(browser.url)
    assert set(await asyncio.gather(*(post(url, cookies) for _ in range(20)))) == {410}
    assert await stage.refusals() == ["ticket_expired"]
    assert await while_nothing_can_be_written(stage, lambda: post(url, cookies)) == 410


async def test_a_flood_of_attempts_is_written_down_once(stage: Stage) -> None:
    secret = URL(await stage.ticket()).name

    async def start() -> str:
        try:
            await stage.linking.start(secret, Visitor(new_secret(), forged=False))
        except Refusal as refusal:
            return refusal.reason
        return ""

    reasons = await asyncio.gather(*(start() for _ in range(2 * MAX_ATTEMPTS)))
    assert sorted(reasons) == [""] * MAX_ATTEMPTS + ["too_many_attempts"] * MAX_ATTEMPTS
    assert len(await stage.rows(attempts)) == MAX_ATTEMPTS
    assert await stage.refusals() == ["too_many_attempts"]
    async with stage.database.write(), asyncio.timeout(5):
        assert await start() == "too_many_attempts"


async def test_a_flood_of_callbacks_is_written_down_once(stage: Stage, browser: Browser) -> None:
    await stage.reach_google(browser, await stage.ticket())
    consent = next(url for url in reversed(browser.visited) if url.path == "/o/oauth2/auth")
    callback = await stage.google.consent(str(consent), "alice")

    async def come_back() -> int:
        async with aiohttp.ClientSession() as stranger, stranger.get(callback) as response:
            return response.status

    assert set(await asyncio.gather(*(come_back() for _ in range(20)))) == {403}
    assert await stage.refusals() == ["other_browser"]
    assert await while_nothing_can_be_written(stage, come_back) == 403
    for _ in range(3):
        await browser.open(callback)
        assert browser.status == 409
    assert await stage.refusals() == ["other_browser", "replayed"]
