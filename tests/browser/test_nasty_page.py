"""The world's nastiest names on the page of credits in Chromium: each whole, none of them markup, none of them run."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Dialog, Page, expect

from bot.credits.look import Look
from tests.browser.conftest import OpenWindow
from tests.support.credits_site import CreditsSite, credits_site
from tests.support.nasty import KEPT, expect_all_whole

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

COLLECT = """
window.rolled = [];
window.tags = new Set();
new MutationObserver((changes) => {
  for (const node of changes.flatMap((change) => [...change.addedNodes])) {
    if (!(node instanceof Element) || !node.closest("#roll, #names")) continue;
    for (const one of [node, ...node.querySelectorAll("*")]) tags.add(one.tagName);
    if (node.className === "block") rolled.push(...[...node.querySelectorAll("bdi")].map((name) => name.textContent));
  }
}).observe(document, { childList: true, subtree: true });
const before = new Set([...Object.keys(window), ...Object.keys(document)]);
window.strangers = () => [...Object.keys(window), ...Object.keys(document)].filter((one) => !before.has(one));
before.add("strangers");
"""
"""Notes every name that rolls, since it leaves the document again, every element, and what a script leaves behind."""
PATIENCE = 60
"""Seconds. A page that broke does not listen for changes, and the test would wait for that forever."""
OWN_TAGS = {"DIV", "P", "UL", "LI", "BDI", "SMALL", "H2", "SECTION"}
"""What the page's names may be made of."""


@dataclass
class Watched:
    """A window, and what it did besides showing names."""

    page: Page
    dialogs: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    async def names(self) -> list[str]:
        """Return the names of the list."""
        read: list[str] = await self.page.locator("#names bdi").all_text_contents()
        return read

    async def expect_only_names(self, site: CreditsSite) -> None:
        """Fail if a name became an element, ran, or sent anything."""
        assert set(await self.page.evaluate("[...tags]")) <= OWN_TAGS
        assert await self.page.evaluate("strangers()") == []
        assert self.dialogs == []
        assert {url.partition("?")[0] for url in self.requests} <= {
            f"{site.origin}{path}"
            for path in (
                self.path,
                f"{self.path}/live",
                "/static/credits.css",
                "/static/credits.js",
                "/static/icon.svg",
            )
        }

    @property
    def path(self) -> str:
        """The page's own path."""
        return "/credits/" + self.page.url.rpartition("/")[2]


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[CreditsSite]:
    async with credits_site(tmp_path) as site:
        yield site


async def opened(open_window: OpenWindow, address: str, **options: object) -> Watched:
    page = await open_window("about:blank", **options)
    window = Watched(page)
    page.on("request", lambda request: window.requests.append(request.url))

    async def close(dialog: Dialog) -> None:
        window.dialogs.append(dialog.message)
        await dialog.dismiss()

    page.on("dialog", close)
    await page.add_init_script(COLLECT)
    await page.goto(address)
    return window


async def test_every_nasty_name_rolls_by_whole(site: CreditsSite, open_window: OpenWindow) -> None:
    await site.import_everybody(KEPT)
    look = Look(speed=1_000, columns=8, size=10, loop=False)
    async with asyncio.timeout(PATIENCE):
        window = await opened(open_window, site.origin + await site.page(look))
        await window.page.wait_for_function("count => rolled.length >= count", arg=len(KEPT))
        expect_all_whole(await window.page.evaluate("rolled"), KEPT)
        await window.expect_only_names(site)


async def test_every_nasty_name_stands_in_the_list_whole_also_when_it_came_later(
    site: CreditsSite, open_window: OpenWindow
) -> None:
    source = await site.import_everybody(KEPT[::-1])
    async with asyncio.timeout(PATIENCE):
        window = await opened(open_window, site.origin + await site.page(), reduced_motion="reduce")
        await expect(window.page.locator("#names bdi")).to_have_count(len(KEPT))
        expect_all_whole(await window.names(), KEPT[::-1])
        await site.replace_everybody(source, KEPT)
        await site.look_again()
        await expect(window.page.locator("#names bdi").first).to_have_text(KEPT[0])
        expect_all_whole(await window.names(), KEPT)
        await window.expect_only_names(site)
