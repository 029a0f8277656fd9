"""The guided tour, by somebody who reads nothing but the page."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.hands import Be, composer, latest, messages
from tests.support.bench import StagedBench, running_bench

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def tour(page: Page) -> Locator:
    return page.get_by_role("region", name="Guided tour")


async def take(page: Page) -> None:
    """Have the tour lay the step's command ready, and send it."""
    await tour(page).get_by_role("button", name="Take me there").click()
    await expect(composer(page)).to_be_focused()
    await composer(page).press("Enter")


async def test_first_visit_offers_six_steps_and_lays_the_command_ready(be: Be) -> None:
    page = await be("bob", "supporters")
    steps = tour(page).get_by_role("list").get_by_role("listitem")
    await expect(steps).to_have_count(6)
    await expect(page.get_by_role("button", name="Tour 0/6 steps", exact=True)).to_be_visible()

    await tour(page).get_by_role("button", name="Take me there").click()

    await expect(page.get_by_role("button", name="You are Alice")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_have_text("general")
    await expect(composer(page)).to_have_value("/link")
    await expect(composer(page)).to_be_focused()
    await expect(messages(page)).to_have_count(0)


async def test_other_steps_open_on_demand(be: Be) -> None:
    page = await be("alice")

    await tour(page).get_by_role("button", name="Schedule credits").click()

    await expect(tour(page)).to_contain_text("/credits schedule channel:#credits")
    await expect(tour(page).get_by_role("button", name="Take me there")).to_have_count(1)


async def test_tour_folds_is_put_away_and_comes_back(be: Be) -> None:
    page = await be("alice")
    await tour(page).get_by_role("button", name="Guided tour").click()
    await expect(tour(page).get_by_role("listitem")).to_have_count(0)
    await expect(tour(page)).to_contain_text("Link Alice")
    await page.reload()
    await expect(tour(page).get_by_role("button", name="Guided tour")).to_be_visible()
    await expect(tour(page).get_by_role("listitem")).to_have_count(0)

    await tour(page).get_by_role("button", name="Close the tour").click()
    await expect(tour(page)).to_be_hidden()
    await page.reload()
    await expect(page.get_by_role("button", name="Tour 0/6 steps", exact=True)).to_be_visible()
    await expect(tour(page)).to_be_hidden()

    await page.get_by_role("button", name="Tour 0/6 steps", exact=True).click()
    await expect(tour(page).get_by_role("listitem")).to_have_count(6)


@pytest_asyncio.fixture(loop_scope="session")
async def bench(tmp_path: Path) -> AsyncIterator[StagedBench]:
    async with running_bench(tmp_path, sign_in=True) as bench:
        yield bench


async def follow(page: Page, *choices: str, button: str = "Link YouTube") -> None:
    """Press the link button of the latest message and agree to all that its pages ask, choosing as told at Google."""
    async with page.context.expect_page() as opened:
        await latest(page).get_by_role("link", name=button).click()
    web = await opened.value
    for step in ("#continue", "#continue", "#continue", *choices, "#continue"):
        await web.locator(step).click()
    await expect(web.locator("#outcome")).to_contain_text("is linked")
    await web.close()


async def finished(page: Page, count: int) -> None:
    await expect(page.get_by_role("button", name=f"Tour {count}/6 steps", exact=True)).to_be_visible()


async def test_whole_tour_is_done_with_what_the_page_says(bench: StagedBench, open_window: OpenWindow) -> None:
    page = await open_window(f"{bench.discord.origin}/")
    await take(page)
    await follow(page, "#account-alice")
    await finished(page, 1)
    await take(page)
    await finished(page, 2)

    await take(page)
    await latest(page).get_by_role("button", name="Allow liking").click()
    await follow(page, "#account-alice", button="Allow more")
    await take(page)
    await finished(page, 3)

    await take(page)
    await latest(page).get_by_role("button", name="Allow reading members").click()
    await follow(page, "#account-creator", "#channel-creator")
    await take(page)
    await finished(page, 4)

    await take(page)
    await latest(page).get_by_role("button", name="Add my members here").click()
    await latest(page).get_by_role("button", name="Start it").click()
    await finished(page, 5)

    await tour(page).get_by_role("button", name="Take me there").click()
    await expect(page.get_by_role("button", name="To the next post")).to_be_focused()
    await page.keyboard.press("Enter")
    await finished(page, 6)
    await expect(page.get_by_role("heading", level=1)).to_have_text("credits")
    await expect(messages(page).first).to_be_visible()
    await expect(tour(page)).to_contain_text("That was the whole show.")
