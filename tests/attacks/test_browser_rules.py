"""Attacks that stand or fall with a browser's rules, in Chromium: frames, other sites' forms, referrers, cookies."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Page, expect

from bot.accounts.links import Link
from sandbox.browser import Browser
from tests.accounts.stage import Stage, open_stage
from tests.attacks.aftermath import assert_harmless
from tests.browser.conftest import OpenWindow, browser, chromium_path, open_window, page_faults

__all__ = ["browser", "chromium_path", "open_window", "page_faults"]
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

FRAME = '<!doctype html><title>Win a prize</title><iframe id="trap" src="{url}" width="600" height="600"></iframe>'
FORM = '<!doctype html><title>Win a prize</title><form id="trap" method="post" action="{url}"></form>'
PICTURE = '<!doctype html><title>Win a prize</title><img id="trap" src="{url}" alt="">'
PLAIN = '<!doctype html><title>Win a prize</title><a id="trap" href="{url}">Look</a>'


class EvilSite:
    """Mallory's own site: another origin, and by its name another site too."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.page = ""
        self.visits: list[dict[str, str]] = []

    async def serve(self, request: web.Request) -> web.Response:
        if request.path == "/":
            self.visits.append(dict(request.headers))
        return web.Response(text=self.page, content_type="text/html")


@pytest_asyncio.fixture(loop_scope="session", params=[False, True], ids=["code", "sign-in"])
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path, identify=request.param) as stage:
        yield stage


@pytest_asyncio.fixture(loop_scope="session")
async def alices(stage: Stage) -> Link:
    async with Browser() as hers:
        return await stage.link(hers)


@pytest_asyncio.fixture(loop_scope="session")
async def evil() -> AsyncIterator[EvilSite]:
    app = web.Application()
    runner = web.AppRunner(app, access_log=None)
    # "localhost" is another site than 127.0.0.1, where the bot's pages are.
    site = EvilSite("")
    app.router.add_get("/{anything:.*}", site.serve)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site.origin = f"http://localhost:{runner.addresses[0][1]}"
    yield site
    await runner.cleanup()


async def lure(open_window: OpenWindow, evil: EvilSite, page: str) -> Page:
    evil.page = page
    window = await open_window(evil.origin)
    await expect(window).to_have_title("Win a prize")
    return window


async def test_the_pages_show_in_no_frame(
    stage: Stage, alices: Link, evil: EvilSite, open_window: OpenWindow, page_faults: list[str]
) -> None:
    """Clickjacking: a button under a button."""
    window = await lure(open_window, evil, FRAME.format(url=await stage.ticket("alice")))
    frame = window.frame_locator("#trap")
    await expect(frame.locator("body")).not_to_contain_text("YouTube")
    assert await frame.locator("#continue").count() == 0
    assert any("frame-ancestors" in fault or "X-Frame-Options" in fault for fault in page_faults)
    page_faults.clear()
    await assert_harmless(stage, alices)


async def test_another_sites_form_starts_nothing(
    stage: Stage, alices: Link, evil: EvilSite, open_window: OpenWindow, page_faults: list[str]
) -> None:
    """Mallory's ticket, posted by Mallory's page in the browser of Alice, who has been on our pages before."""
    window = await lure(open_window, evil, FORM.format(url=await stage.ticket("mallory")))
    await window.goto(await stage.ticket("alice"))
    await expect(window.locator("#continue")).to_be_visible()
    await window.goto(evil.origin)
    await window.locator("#trap").evaluate("form => form.submit()")
    await expect(window.locator("#outcome")).to_contain_text("sent by another site")
    page_faults.clear()
    await assert_harmless(stage, alices, "forged")


async def test_mallorys_answer_opened_by_another_site_links_nothing(
    stage: Stage, alices: Link, evil: EvilSite, open_window: OpenWindow, page_faults: list[str]
) -> None:
    """Login CSRF with the callback's address as a picture, then as a page."""
    async with Browser() as mallorys:
        await stage.reach_google(mallorys, await stage.ticket("mallory"), "mallory")
        consent = next(url for url in mallorys.visited if url.path == "/o/oauth2/auth")
        callback = await stage.google.consent(str(consent), "mallory")
    window = await lure(open_window, evil, PICTURE.format(url=callback.replace("&", "&amp;")))
    await window.wait_for_load_state()
    await window.goto(await stage.ticket("alice"))
    await window.goto(callback)
    await expect(window.locator("#outcome")).to_contain_text("another browser")
    page_faults.clear()
    await assert_harmless(stage, alices, "other_browser")


async def test_a_link_out_tells_no_address(stage: Stage, evil: EvilSite, open_window: OpenWindow) -> None:
    """The addresses of our pages are secrets; a Referer would carry them to whoever is linked to."""
    window = await open_window(await stage.ticket("alice"))
    await window.locator("#continue").wait_for()
    evil.page = PLAIN.format(url="/")
    await window.evaluate("address => { location.href = address }", evil.origin)
    await expect(window).to_have_title("Win a prize")
    assert [visit for visit in evil.visits if "Referer" in visit or "Origin" in visit] == []


async def test_a_script_cannot_read_the_cookie_or_run_on_the_page(
    stage: Stage, open_window: OpenWindow, page_faults: list[str]
) -> None:
    window = await open_window(await stage.ticket("alice"))
    await window.locator("#continue").wait_for()
    assert await window.evaluate("document.cookie") == ""
    await window.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "document.title = 'owned'";
            document.body.append(script);
        }"""
    )
    assert await window.title() != "owned"
    assert any("Content Security Policy" in fault for fault in page_faults)
    page_faults.clear()
