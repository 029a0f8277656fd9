"""The page of credits in Chromium: it rolls, it follows changes, it can be read by anybody."""

from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from bot.credits.look import Look
from bot.store import overrides
from bot.store.overrides import Override
from bot.supporters.entries import list_key
from tests.browser.conftest import OpenWindow
from tests.browser.test_accessibility import PHONE, expect_no_fault
from tests.support.credits_site import CREATOR, GUILD, CreditsSite, credits_site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

OBS = "window.obsstudio = {};"
NAMES = [f"Name {number}" for number in range(400)]
HOSTILE = ["<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", "אבג", "a\u202eb"]


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[CreditsSite]:
    async with credits_site(tmp_path) as site:
        yield site


async def hide(site: CreditsSite, name: str) -> None:
    async with site.database.write() as connection:
        await overrides.put(connection, GUILD, Override(list_key(name), hidden=True), site.clock())
    await site.look_again()


async def top_of(page: Page, name: str) -> float:
    box = await page.locator("#roll").get_by_text(name, exact=True).bounding_box()
    assert box
    return box["y"]


async def pause(page: Page) -> None:
    """Press Pause, and wait until nothing moves: a browser stops an animation with its next frame."""
    await page.get_by_role("button", name="Pause").click()
    await page.evaluate("() => Promise.all(document.getAnimations().map(one => one.ready))")


async def rolled_to(page: Page, name: str, height: int) -> None:
    """Wait until a name stands above this height."""
    await page.wait_for_function(
        """([name, height]) => [...document.querySelectorAll('#roll bdi')].some(
             one => one.textContent === name && one.getBoundingClientRect().top < height)""",
        arg=[name, height],
    )


async def test_names_roll_and_only_those_near_the_window_are_in_the_document(
    site: CreditsSite, open_window: OpenWindow
) -> None:
    await site.import_names(NAMES[:200])
    page = await open_window(f"{site.origin}{await site.page(Look(speed=400, columns=2))}")
    await rolled_to(page, "Name 0", 600)
    before = await top_of(page, "Name 0")
    await rolled_to(page, "Name 30", 700)
    assert await page.locator("#roll bdi").count() < 150
    gap = await top_of(page, "Name 30") - await top_of(page, "Name 28")
    assert 15 < gap < 120
    assert before > -100
    await rolled_to(page, "Name 199", 700)
    await rolled_to(page, "Name 0", 700)


async def test_blocks_follow_each_other_without_gap_or_overlap(site: CreditsSite, open_window: OpenWindow) -> None:
    await site.import_names(NAMES)
    page = await open_window(f"{site.origin}{await site.page(Look(speed=200, columns=3))}")
    await rolled_to(page, "Name 40", 500)
    edges = await page.evaluate(
        """() => [...document.querySelectorAll('.block')]
             .map(one => one.getBoundingClientRect()).map(box => [box.top, box.bottom])"""
    )
    assert len(edges) >= 2
    for (_, bottom), (top, _) in pairwise(edges):
        # Each is as high as whole pixels.
        assert -0.01 < top - bottom < 1


async def test_roll_has_as_many_columns_as_the_list(site: CreditsSite, open_window: OpenWindow) -> None:
    await site.import_names(NAMES)
    page = await open_window(
        f"{site.origin}{await site.page(Look(speed=200))}", viewport={"width": 1920, "height": 1080}
    )
    await rolled_to(page, "Name 0", 1000)
    columns = "one => getComputedStyle(one).gridTemplateColumns.split(' ').length"
    rolling = await page.locator("#roll ul").first.evaluate(columns)
    await page.get_by_role("button", name="Show as a list").click()
    assert rolling == await page.locator("#names ul").first.evaluate(columns)


async def test_short_roll_does_not_stand_on_the_screen_twice(site: CreditsSite, open_window: OpenWindow) -> None:
    await site.import_names(["Ada"])
    page = await open_window(f"{site.origin}{await site.page(Look(speed=300))}")
    await expect(page.locator("#roll .title")).to_have_count(2)
    first, second = await page.evaluate(
        "[...document.querySelectorAll('#roll .title')].map(one => one.getBoundingClientRect().top)"
    )
    assert second - first >= 800


async def test_pause_holds_it_and_going_on_keeps_it_together(site: CreditsSite, open_window: OpenWindow) -> None:
    await site.import_names(NAMES)
    page = await open_window(f"{site.origin}{await site.page(Look(speed=200, columns=3))}")
    await rolled_to(page, "Name 0", 600)
    await pause(page)
    held = await top_of(page, "Name 0")
    await page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert await top_of(page, "Name 0") == held
    await page.get_by_role("button", name="Go on").click()
    await rolled_to(page, "Name 0", int(held) - 100)
    await rolled_to(page, "Name 60", 700)


async def test_hidden_name_leaves_the_screen_and_the_others_stay_where_they_are(
    site: CreditsSite, open_window: OpenWindow
) -> None:
    await site.import_names(NAMES[:40])
    page = await open_window(f"{site.origin}{await site.page(Look(speed=300, columns=1))}")
    await rolled_to(page, "Name 2", 500)
    await pause(page)
    before = await top_of(page, "Name 0")
    await hide(site, "Name 1")
    await expect(page.locator("#roll").get_by_text("Name 1", exact=True)).to_have_count(0)
    assert abs(await top_of(page, "Name 0") - before) < 2
    assert await top_of(page, "Name 2") > before


async def test_list_changes_in_place_and_new_looks_are_worn(site: CreditsSite, open_window: OpenWindow) -> None:
    source = await site.import_names(["Ada", *HOSTILE])
    page = await open_window(f"{site.origin}{await site.page()}")
    await page.get_by_role("button", name="Show as a list").click()
    await expect(page.locator("#names bdi")).to_have_count(5)
    await expect(page.get_by_text(HOSTILE[0])).to_be_visible()
    await site.replace_names(source, ["Ada", *HOSTILE, "Björn"])
    await site.look_again()
    await expect(page.get_by_text("Björn")).to_be_visible()
    assert await page.locator("#names img, #names script").count() == 0
    (made,) = await site.pages.of_guild(GUILD)
    await site.pages.change(
        made.id, GUILD, lambda look: msgspec.structs.replace(look, theme="light", title="<b>Thanks</b>", size=40)
    )
    await site.look_again()
    await expect(page.get_by_role("heading", level=1)).to_have_text("<b>Thanks</b>")
    assert await page.evaluate("getComputedStyle(document.body).fontSize") == "40px"
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(250, 247, 245)"


async def test_page_that_is_taken_down_shows_no_name_any_more(
    site: CreditsSite, open_window: OpenWindow, page_faults: list[str]
) -> None:
    await site.import_names(["Ada"])
    page = await open_window(f"{site.origin}{await site.page(Look(speed=300))}")
    await rolled_to(page, "Ada", 700)
    (made,) = await site.pages.of_guild(GUILD)
    await site.pages.revoke(made.id, GUILD, CREATOR)
    await site.look_again()
    await expect(page.get_by_text("taken down")).to_be_visible()
    await expect(page.get_by_text("Ada", exact=True)).to_have_count(0)


async def test_in_obs_it_is_transparent_and_rolls_without_controls_whatever_the_device_prefers(
    site: CreditsSite, open_window: OpenWindow
) -> None:
    await site.import_names(["Ada"])
    page = await open_window("about:blank", reduced_motion="reduce")
    await page.add_init_script(OBS)
    await page.goto(f"{site.origin}{await site.page(Look(speed=300))}")
    await rolled_to(page, "Ada", 700)
    for part in ("document.documentElement", "document.body"):
        assert await page.evaluate(f"getComputedStyle({part}).backgroundColor") == "rgba(0, 0, 0, 0)"
    assert not await page.locator("#controls").is_visible()


async def test_who_prefers_less_motion_sees_a_list(site: CreditsSite, open_window: OpenWindow) -> None:
    await site.import_names(["Ada"])
    page = await open_window(f"{site.origin}{await site.page()}", reduced_motion="reduce")
    await expect(page.locator("#names").get_by_text("Ada")).to_be_visible()
    await expect(page.locator("#roll bdi")).to_have_count(0)
    await page.get_by_role("button", name="Let it roll").click()
    await expect(page.locator("#roll").get_by_text("Ada")).to_have_count(1)


async def test_without_script_every_name_is_there(site: CreditsSite, open_window: OpenWindow) -> None:
    await site.import_names(NAMES)
    page = await open_window(f"{site.origin}{await site.page()}", java_script_enabled=False)
    await expect(page.locator("#names bdi")).to_have_count(400)
    await expect(page.get_by_text("Name 0", exact=True)).to_be_visible()


async def test_buttons_stand_over_no_name_at_the_end_of_the_list(site: CreditsSite, open_window: OpenWindow) -> None:
    await site.import_names(NAMES)
    page = await open_window(f"{site.origin}{await site.page()}", reduced_motion="reduce", **PHONE)
    button = page.get_by_role("button", name="Let it roll")
    await expect(button).to_be_visible()
    await page.wait_for_function(
        "scrollTo(0, document.body.scrollHeight) || scrollY + innerHeight >= document.body.scrollHeight"
    )
    last = await page.locator("#names bdi").last.bounding_box()
    box = await button.bounding_box()
    assert last
    assert box
    assert last["y"] + last["height"] <= box["y"]


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
async def test_axe_finds_nothing_and_nothing_sticks_out(
    site: CreditsSite, open_window: OpenWindow, options: dict[str, object], motion: str
) -> None:
    await site.import_names([*NAMES[:30], "x" * 100, *HOSTILE])
    address = f"{site.origin}{await site.page(Look(template='months'))}"
    page = await open_window(address, reduced_motion=motion, **options)
    await page.wait_for_load_state()
    await expect(page.get_by_role("button").last).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await expect_no_fault(page)
