"""Everything with the keyboard alone: no pointer, and the focus can always be seen."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.hands import Be, composer, latest, messages
from tests.support.bench import StagedBench, running_bench

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

STOPS = 60
"""The most presses of Tab that a person is asked for."""
NAME = """() => {
  const { activeElement: one } = document;
  return one.ariaLabel || one.labels?.[0]?.innerText || one.innerText || one.tagName;
}"""
IDENTITY = "() => `#${document.activeElement.id}`"
SEEN = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const outlined = (one) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
  };
  for (let one = document.activeElement, up = 0; one && up < 3; one = one.parentElement, up += 1) {
    if (outlined(one)) return inside;
  }
  return false;
}"""


async def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Press Tab (or another key) until what has the focus has this name or #id; each stop on the way can be seen."""
    stops = []
    for _ in range(STOPS):
        await page.keyboard.press(key)
        stops.append(await page.evaluate(NAME))
        assert await page.evaluate(SEEN), f"the focus cannot be seen at {stops[-1]!r}, after {stops}"
        if name in stops[-1] or name == await page.evaluate(IDENTITY):
            return
    raise AssertionError(f"{name!r} is not among {stops}")


async def say(page: Page, line: str) -> None:
    """Leave whatever one is at for the message field, write and send."""
    await page.keyboard.press("Escape")
    await expect(composer(page)).to_be_focused()
    await page.keyboard.type(line)
    await page.keyboard.press("Enter")


async def link(bench: StagedBench, page: Page, button: str = "Link YouTube") -> None:
    """Go from the latest message's link button through every page, and back."""
    await expect(latest(page).get_by_role("link", name=button)).to_be_visible()
    await tab_to(page, button, "Shift+Tab")
    async with page.context.expect_page() as opened:
        await page.keyboard.press("Enter")
    web = await opened.value
    await through_the_pages(bench, web)
    if bench.sign_in:
        await expect(web.locator("#outcome")).to_contain_text("is linked")
        await web.close()
        await page.bring_to_front()
        return
    code = await web.locator("#link-code").inner_text()
    await web.close()
    await page.bring_to_front()
    await tab_to(page, "Enter code")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog").get_by_role("textbox")).to_be_focused()
    await page.keyboard.type(code)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(latest(page)).to_contain_text("is linked")


async def through_the_pages(bench: StagedBench, web: Page) -> None:
    """Agree to everything as Alice: the bot's own pages, Discord's when it asks, Google's."""
    await press(web, "form #continue")
    await press(web, "a#continue")
    if bench.sign_in:
        await expect(web.get_by_label("Sign in as")).to_be_visible()
        await tab_to(web, "Sign in as")
        await web.keyboard.type("Alice")
        await press(web, "form #continue")
    await press(web, "#account-alice")
    await press(web, "form #continue")
    await expect(web.locator("#outcome, #link-code")).to_be_visible()


async def press(page: Page, what: str) -> None:
    """Press this once it is there; it ends with an #id."""
    await expect(page.locator(what)).to_be_visible()
    await tab_to(page, f"#{what.rpartition('#')[2]}")
    async with page.expect_event("framenavigated"):
        await page.keyboard.press("Enter")


@pytest_asyncio.fixture(loop_scope="session", params=[True, False], ids=["sign-in", "code"])
async def bench(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[StagedBench]:
    async with running_bench(tmp_path, sign_in=request.param) as bench:
        yield bench


async def test_alice_links_looks_and_likes_without_a_pointer(bench: StagedBench, open_window: OpenWindow) -> None:
    video = bench.google.person("mallory").videos[0]
    page = await open_window(f"{bench.discord.origin}/#as=alice&channel=general")
    await expect(page.get_by_role("heading", level=1)).to_have_text("general")

    await page.keyboard.type("/link")
    await expect(page.get_by_role("option", name="/link")).to_be_visible()
    await page.keyboard.press("Enter")
    await link(bench, page)

    await say(page, "/myuploads")
    await expect(latest(page)).to_contain_text("236 videos")
    await tab_to(page, "▶", "Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(latest(page)).to_contain_text("page 2 of 24")
    await expect(latest(page).get_by_role("button", name="▶")).to_be_focused()

    await say(page, f"/like video:https://youtu.be/{video.id}")
    await expect(latest(page).get_by_role("button", name="Allow liking")).to_be_visible()
    await tab_to(page, "Allow liking", "Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(latest(page).get_by_role("link", name="Allow more")).to_be_visible()
    await page.keyboard.press("Escape")
    await link(bench, page, "Allow more")

    await say(page, f"/like video:https://youtu.be/{video.id}")
    await expect(latest(page)).to_contain_text("Alice used /like")
    await expect(latest(page).get_by_role("group", name="Embed")).to_be_visible()
    assert bench.google.person("alice").rating_of(video.id) == "like"


async def test_first_stop_skips_to_the_message_field(be: Be) -> None:
    page = await be("alice")

    await tab_to(page, "Skip to the message field")
    await page.keyboard.press("Enter")

    await expect(composer(page)).to_be_focused()


async def test_f6_goes_from_region_to_region_and_back(be: Be) -> None:
    page = await be("alice")
    await expect(page.get_by_role("region", name="Guided tour")).to_be_visible()
    stops = []
    for _ in range(6):
        await page.keyboard.press("F6")
        assert await page.evaluate(SEEN)
        stops.append((await page.evaluate(NAME)).split("\n")[0])

    assert stops == ["Tour", "Direct Messages", "general", "Guided tour", "Member list", "Use a command"]
    await page.keyboard.press("Shift+F6")
    await page.keyboard.press("Shift+F6")
    assert "Guided tour" in await page.evaluate(NAME)


async def test_typing_anywhere_writes_a_message_but_not_into_buttons_and_lists(be: Be) -> None:
    page = await be("alice")
    await page.keyboard.type("hello")
    await page.keyboard.press("Enter")
    await expect(messages(page)).to_have_count(1)

    await messages(page).first.focus()
    await page.keyboard.type("again")
    await expect(composer(page)).to_have_value("again")

    await page.get_by_role("button", name="You are Alice").focus()
    await page.keyboard.type("x")
    await expect(composer(page)).to_have_value("again")


async def test_menu_walks_with_arrows_and_escape_gives_the_focus_back(be: Be) -> None:
    page = await be("alice")
    people = page.get_by_role("button", name="You are Alice")
    await people.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitemradio", name="Alice")).to_be_focused()

    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("menuitemradio", name="Bob")).to_be_focused()
    assert await page.evaluate(SEEN)
    await page.keyboard.press("End")
    await page.keyboard.press("Enter")

    await expect(people).to_be_focused()
    await expect(page.locator("html")).to_have_css("color-scheme", "light")
