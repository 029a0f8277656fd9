"""The stage's panel: what goes wrong, what time it is, and what the bot asked for, as a person switches and sees it."""

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from sandbox.stage import Stage
from tests.browser.hands import Be, latest, run

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def open_panel(page: Page) -> None:
    await page.get_by_role("button", name="Stage").click()
    await expect(page.get_by_role("complementary", name="Stage")).to_be_visible()


async def test_panel_is_closed_until_it_is_opened_and_escape_closes_it(be: Be) -> None:
    page = await be("alice")
    panel, opener = page.get_by_role("complementary", name="Stage"), page.get_by_role("button", name="Stage")
    await expect(opener).to_be_visible()
    await expect(panel).to_be_hidden()

    await opener.click()
    await expect(panel).to_contain_text("Discord goes wrong")
    await expect(panel).to_contain_text("Google goes wrong")
    await panel.get_by_role("button", name="+1 minute").focus()
    await page.keyboard.press("Escape")

    await expect(panel).to_be_hidden()
    await expect(opener).to_be_focused()


async def test_each_fault_has_a_switch_or_a_button_with_its_description(be: Be, stage: Stage) -> None:
    page = await be("alice")
    await open_panel(page)

    for fault in stage.faults:
        role, name = ("button", f"Once: {fault.name}") if fault.momentary else ("switch", fault.name)
        control = page.get_by_role(role, name=name, exact=True).first  # type: ignore[arg-type]  # one of two roles
        await expect(control).to_have_accessible_description(fault.description)


async def test_switch_turns_a_fault_on_for_everybody_and_survives_a_reload(be: Be, stage: Stage) -> None:
    alice, bob = await be("alice"), await be("bob")
    await open_panel(alice)
    await alice.get_by_role("switch", name="Slow").click()
    await expect(alice.get_by_role("switch", name="Slow")).to_be_checked()
    assert stage.faults.is_on("slow")

    await expect(bob.get_by_role("button", name="Stage 1 fault on")).to_be_visible()
    await alice.reload()
    await expect(alice.get_by_role("switch", name="Slow")).to_be_checked()

    stage.faults.off("slow")
    await expect(alice.get_by_role("switch", name="Slow")).not_to_be_checked()
    await expect(bob.get_by_role("button", name="Stage", exact=True)).to_be_visible()


async def test_momentary_fault_happens_once(be: Be, stage: Stage) -> None:
    page = await be("alice")
    await open_panel(page)

    await page.get_by_role("button", name="Once: Connection lost").click()

    await expect(page.get_by_text("Done: Connection lost.")).to_be_visible()
    await stage.discord.bot_ready()
    await run(page, "/secret")
    await expect(latest(page)).to_contain_text("Between us")


async def test_clock_moves_and_yesterday_is_yesterday(be: Be, stage: Stage) -> None:
    page = await be("alice")
    await run(page, "Good day")
    await expect(latest(page)).to_contain_text("Good day")
    await open_panel(page)
    await expect(page.get_by_text("The same as this machine's")).to_be_visible()

    await page.get_by_role("button", name="+1 day").click()
    await expect(page.get_by_text("1 day ahead of this machine")).to_be_visible()
    # Looked at before the hour is added: in the last one of a day, that leads to the day after.
    await expect(latest(page)).to_contain_text("Yesterday at")
    await page.get_by_role("button", name="+1 hour").click()

    await expect(page.get_by_text("1 day 1 hour ahead of this machine")).to_be_visible()
    assert stage.clock.ahead == timedelta(days=1, hours=1)
    await expect(latest(page).get_by_role("time")).not_to_have_text("")


async def test_clock_without_anything_planned_says_so(be: Be, page_faults: list[str]) -> None:
    page = await be("alice")
    await open_panel(page)

    await page.get_by_role("button", name="To the next post").click()

    await expect(page.get_by_text("Nothing is planned.")).to_be_visible()
    page_faults.clear()  # The browser notes the 400.


async def test_requests_of_the_bot_appear_as_it_makes_them(be: Be, stage: Stage) -> None:
    page = await be("alice")
    await open_panel(page)
    rows = page.get_by_role("region", name="Requests of the bot").get_by_role("row")
    await expect(rows.nth(1)).to_be_visible()
    before = len(list(await rows.all()))

    await run(page, "/secret")

    await expect(rows.nth(before)).to_contain_text("/interactions/{interaction_id}/{token}/callback")
    await expect(rows.nth(before)).to_contain_text("Discord")
    await expect(page.get_by_text(f"0 used, {stage.google.quota_left:,} left")).to_be_visible()


async def test_phone_shows_the_stage_as_a_sheet_that_holds_the_focus(be: Be) -> None:
    page = await be("alice", viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)

    await page.get_by_role("button", name="Stage").tap()

    sheet = page.get_by_role("complementary", name="Stage")
    box = await sheet.bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 780)
    await expect(page.get_by_role("main")).to_have_attribute("inert", "")
    await sheet.get_by_role("button", name="Close the stage").tap()
    await expect(page.get_by_role("main")).not_to_have_attribute("inert", "")
