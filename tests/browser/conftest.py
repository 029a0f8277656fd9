"""Debian's Chromium, driven by Playwright. One browser for all tests, a fresh profile for each window."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import discord
import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from sandbox.clock import Clock
from sandbox.discord import DiscordSandbox
from sandbox.google import GoogleSandbox
from sandbox.stage import Stage
from tests.browser.hands import Be
from tests.browser.small_bot import SmallBot

CHROMIUM = Path("/usr/bin/chromium")
MISSING = f"{CHROMIUM} is missing. `apt-get install chromium` puts it there; then these tests run."
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The tests talk to this machine only; the browser too.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)

OpenWindow = Callable[..., Awaitable[Page]]
"""``await open_window(url, **options of Playwright's new_context)``: a page in a profile of its own."""


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """Where Chromium is; without it the tests are skipped with a word on how to get it."""
    if not CHROMIUM.exists():
        pytest.skip(MISSING)
    return CHROMIUM


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium_path: Path) -> AsyncIterator[Browser]:
    """One Chromium for the whole run."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page_faults() -> AsyncIterator[list[str]]:
    """Collect script errors and refusals of the content security policy; a test may clear what it expects."""
    faults: list[str] = []
    yield faults
    assert not faults, faults


@pytest_asyncio.fixture(loop_scope="session")
async def open_window(browser: Browser, page_faults: list[str]) -> AsyncIterator[OpenWindow]:
    """Open windows that close with the test."""
    contexts = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            page_faults.append(message.text)

    async def open_one(url: str, **options: Any) -> Page:
        usual = {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"}
        context = await browser.new_context(**usual | options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = await context.new_page()
        page.on("pageerror", lambda error: page_faults.append(str(error)))
        page.on("console", heard)
        await page.goto(url, wait_until="commit")
        return page

    yield open_one
    for context in contexts:
        await context.close()


@pytest.fixture
def stage() -> Stage:
    """Return the stage of a Discord and a Google that are not running yet; ``server`` runs its Discord."""
    clock = Clock()
    return Stage(DiscordSandbox(interaction_deadline=1, clock=clock), GoogleSandbox(clock=clock), clock)


@pytest_asyncio.fixture(loop_scope="session")
async def server(stage: Stage) -> AsyncIterator[DiscordSandbox]:
    base, gateway = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    async with stage.discord as sandbox:
        yield sandbox
    discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


@pytest_asyncio.fixture(loop_scope="session")
async def bot(server: DiscordSandbox) -> AsyncIterator[SmallBot]:
    one = SmallBot()
    await one.start_in(server)
    yield one
    await one.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def be(server: DiscordSandbox, bot: SmallBot, open_window: OpenWindow) -> Be:
    async def become(person: str, channel: str = "general", **options: object) -> Page:
        page = await open_window(f"{server.origin}/#as={person}&channel={channel}", **options)
        await expect(page.get_by_role("heading", level=1)).to_have_text(channel)
        return page

    return become
