"""The main job as a newcomer does it in Chromium: the sandbox's page, the bot's own pages, both proofs."""

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from sandbox.google.model import Channel
from tests.browser.conftest import OpenWindow
from tests.browser.hands import composer, messages, run
from tests.support.bench import InnerBench, running_bench

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SCREENSHOTS = os.environ.get("SCREENSHOTS")
"""A folder to keep pictures of the journey in; `make screenshots` sets it."""
SHOW_HINTS = """display => document.querySelectorAll("#notice, .dm-alert-place, #jump, #tour, .sandbox-tools")
  .forEach(one => { one.style.display = display; })"""
"""What helps whoever tries the sandbox is no part of what the bot does: pictures are taken without it."""


@pytest_asyncio.fixture(loop_scope="session", params=[True, False], ids=["sign-in", "code"])
async def bench(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[InnerBench]:
    async with running_bench(tmp_path, sign_in=request.param) as bench:
        yield bench


async def picture(page: Page, name: str) -> None:
    if SCREENSHOTS:
        await page.wait_for_load_state()
        await page.evaluate(SHOW_HINTS, "none")
        await page.screenshot(path=Path(SCREENSHOTS) / f"{name}.png")
        await page.evaluate(SHOW_HINTS, "")


def latest(page: Page) -> Locator:
    return messages(page).last


async def go_through(
    bench: InnerBench, page: Page, offer: Locator, person: str, account: str, *, button: str = "Link YouTube"
) -> None:
    """Follow the link button of a message as its person, through every page, until it is linked."""
    async with page.context.expect_page() as opened:
        await offer.get_by_role("link", name=button).click()
    web = await opened.value
    await expect(web.get_by_text(f"@{person}", exact=True)).to_be_visible()
    await picture(web, "link")
    await web.locator("#continue").click()
    await web.locator("#continue").click()
    if bench.sign_in:
        name = bench.discord.person(person).display_name
        await web.get_by_label("Sign in as").select_option(label=f"{name} (@{person})")
        await picture(web, "sign-in")
        await web.locator("#continue").click()
    await web.locator(f"#account-{account}").click()
    if account == "creator":
        await web.locator(f"#channel-{account}").click()
    await picture(web, "consent")
    await web.locator("#continue").click()
    if not bench.sign_in:
        code = await web.locator("#link-code").inner_text()
        await picture(web, "code")
        await offer.get_by_role("button", name="Enter code").click()
        await page.get_by_role("dialog").get_by_role("textbox").fill(code)
        await page.get_by_role("button", name="Submit").click()
        await expect(latest(page)).to_contain_text("is linked to you now")
    else:
        await expect(web.locator("#outcome")).to_contain_text("is linked")
        await picture(web, "linked")
    await web.close()


async def test_alice_links_looks_and_likes(bench: InnerBench, open_window: OpenWindow) -> None:
    page = await open_window(f"{bench.discord.origin}/#as=alice&channel=general")
    await composer(page).fill("/")
    await expect(page.get_by_role("listbox", name="Commands")).to_contain_text("/myuploads")
    await picture(page, "picker")
    await run(page, "/link")
    await expect(latest(page)).to_contain_text("Link YouTube")
    await picture(page, "offer")
    await page.get_by_role("link", name="Direct Messages, 1 unread").click()
    await expect(latest(page)).to_contain_text("You asked to link")
    await go_through(bench, page, latest(page), "alice", "alice")

    await page.get_by_role("link", name="Curtain Call HQ").click()
    await run(page, "/myuploads")
    await expect(latest(page)).to_contain_text("236 videos: 229 public, 5 unlisted, 2 private")
    await picture(page, "uploads")
    await latest(page).get_by_role("button", name="▶").click()
    await expect(latest(page)).to_contain_text("page 2 of 24")

    video = bench.google.person("mallory").videos[0]
    await run(page, f"/like video:https://youtu.be/{video.id}?si=shared")
    await expect(latest(page)).to_contain_text("not allowed to like videos for you")
    await latest(page).get_by_role("button", name="Allow liking").click()
    await expect(latest(page).get_by_role("link", name="Allow more")).to_be_visible()
    await go_through(bench, page, latest(page), "alice", "alice", button="Allow more")
    await run(page, f"/like video:https://youtu.be/{video.id}?si=shared")
    await expect(latest(page)).to_contain_text("You like")
    await picture(page, "liked")
    assert bench.google.person("alice").rating_of(video.id) == "like"


async def test_the_creator_schedules_credits_and_all_names_appear(bench: InnerBench, open_window: OpenWindow) -> None:
    page = await open_window(f"{bench.discord.origin}/#as=the.creator&channel=general")
    await run(page, "/members")
    await latest(page).get_by_role("button", name="Allow reading members").click()
    await expect(latest(page).get_by_role("link", name="Link YouTube")).to_be_visible()
    await go_through(bench, page, latest(page), "the.creator", "creator")
    await run(page, "/members")
    await expect(latest(page)).to_contain_text("1,200 members")
    await picture(page, "members")

    await run(page, "/credits schedule channel:#credits when:* * * * * timezone:Europe/Berlin")
    await latest(page).get_by_role("button", name="Add my members here").click()
    await expect(latest(page)).to_contain_text("Start this schedule?")
    await picture(page, "schedule")
    await latest(page).get_by_role("button", name="Start it").click()
    await expect(latest(page)).to_contain_text("Scheduled")

    bench.clock.pass_time(minutes=1)
    await page.get_by_role("link", name=re.compile("^credits")).click()
    await expect(latest(page)).to_contain_text(re.compile(r"part (\d) of \1"))
    shown = "\n".join(await messages(page).all_inner_texts())
    channel = bench.google.person("creator").channel
    assert isinstance(channel, Channel)
    plain = re.sub(r"\s+", " ", shown)
    # Names with invisible or bidirectional characters are proven in tests/journeys, where the raw text is compared.
    ordinary = [member.name for member in channel.members if re.fullmatch(r"[\w .'-]+", member.name)]
    assert len(ordinary) > 600
    assert [name for name in ordinary if " ".join(name.split()) not in plain] == []
    await messages(page).first.evaluate("message => message.scrollIntoView()")
    await picture(page, "credits")


async def test_names_come_from_a_file_that_is_chosen(
    bench: InnerBench, open_window: OpenWindow, tmp_path: Path
) -> None:
    file = tmp_path / "supporters.csv"
    file.write_text("name;level\nAlice;Gods\nBob;Stalls\n", encoding="utf-8")
    page = await open_window(f"{bench.discord.origin}/#as=the.creator&channel=general")
    await composer(page).fill("/credits import")
    await composer(page).press("Tab")
    await page.get_by_label("file optional").set_input_files(file)
    await picture(page, "file")
    await page.get_by_role("button", name="Run").click()
    await expect(latest(page)).to_contain_text("2 people, 2 levels")
    await latest(page).get_by_role("button", name="Save").click()
    await expect(latest(page)).to_contain_text("Saved")


async def test_links_in_text_lead_to_the_post_within_the_sandbox(bench: InnerBench, open_window: OpenWindow) -> None:
    await bench.link(bench.creator, "creator")
    await (await bench.creator.slash("credits sources add")).message()
    page = await open_window(f"{bench.discord.origin}/#as=the.creator&channel=general")
    await run(page, "/credits post channel:#credits")
    await expect(latest(page).get_by_role("link", name="See it")).to_be_visible()
    await run(page, "/credits history")
    await latest(page).get_by_role("link", name="4 messages").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("credits")
    await expect(latest(page)).to_contain_text("part 4 of 4")


async def test_see_it_leads_to_the_post_within_the_sandbox(bench: InnerBench, open_window: OpenWindow) -> None:
    await bench.link(bench.creator, "creator")
    await (await bench.creator.slash("credits sources add")).message()
    page = await open_window(f"{bench.discord.origin}/#as=the.creator&channel=general")
    await run(page, "/credits post channel:#credits")
    await latest(page).get_by_role("link", name="See it").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("credits")
    await expect(latest(page)).to_contain_text("part 4 of 4")
