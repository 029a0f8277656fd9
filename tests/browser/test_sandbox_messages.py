"""The sandbox's page: what a message shows and lets one do, in a browser."""

import pytest
from playwright.async_api import expect

from sandbox.discord import DiscordSandbox
from tests.browser.hands import Be, messages, run
from tests.browser.small_bot import SmallBot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_private_answer_is_marked_seen_by_nobody_else_and_dismissed_for_good(be: Be) -> None:
    alice, bob = await be("alice"), await be("bob")
    await run(alice, "/secret")
    await expect(messages(alice).last).to_contain_text("Between us")
    await expect(messages(alice).last).to_contain_text("Only you can see this")

    await alice.reload()
    await messages(alice).last.get_by_role("button", name="Dismiss message").click()

    await expect(messages(alice)).to_have_count(0)
    await alice.reload()
    await run(alice, "done")
    await expect(messages(alice)).to_have_count(1)
    await expect(messages(bob)).to_have_count(1)
    await expect(messages(bob)).to_contain_text(["done"])


async def test_deferred_answer_shows_thinking_and_then_the_answer(be: Be, bot: SmallBot) -> None:
    page = await be("alice")
    await run(page, "/slow")
    await expect(messages(page).last).to_contain_text("Curtain Call is thinking…")

    bot.may_answer.set()

    await expect(messages(page).last).to_contain_text("Finally")
    await expect(messages(page).last).not_to_contain_text("thinking")


async def test_unanswered_command_and_button_say_so(be: Be) -> None:
    page = await be("alice")
    await run(page, "/silent")
    failed = messages(page).filter(has_text="The application did not respond")
    await expect(failed).to_contain_text("Alice used /silent")
    await run(page, "a word")
    await expect(messages(page).nth(1)).to_contain_text("a word")
    await failed.get_by_role("button", name="Dismiss message").click()
    await expect(messages(page)).to_have_count(1)

    await run(page, "/controls")
    await page.get_by_role("button", name="Broken").click()

    await expect(messages(page).last.get_by_role("alert")).to_have_text("The application did not respond")


async def test_buttons_edit_are_off_or_open_a_tab_that_cannot_reach_back(be: Be) -> None:
    page = await be("alice")
    await run(page, "/controls")
    count = page.get_by_role("button", name="Count")
    await count.focus()
    await page.keyboard.press("Enter")

    await expect(messages(page).last).to_contain_text("Counted 1 (edited)")
    await expect(count).to_be_focused()
    await expect(page.get_by_role("button", name="Off")).to_be_disabled()
    link = page.get_by_role("link", name="Continue")
    await expect(link).to_have_attribute("href", "http://127.0.0.1:9/link/abc")
    await expect(link).to_have_attribute("target", "_blank")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")


async def test_menus_of_strings_channels_and_people(be: Be) -> None:
    page = await be("alice")
    await run(page, "/controls")

    await page.get_by_role("combobox", name="Pick two").click()
    await page.get_by_role("option", name="Red").click()
    await page.get_by_role("option", name="Blue").click()
    await page.get_by_role("button", name="Done").click()
    await expect(messages(page).last).to_contain_text("Chose Red and Blue")

    await page.get_by_role("combobox", name="Pick a channel").focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("c")
    await page.keyboard.press("Enter")
    await expect(messages(page).last).to_contain_text("Chose #credits")
    await expect(page.get_by_role("combobox", name="Pick a channel")).to_have_text("#credits")

    await page.get_by_role("combobox", name="Pick a person").click()
    await page.get_by_role("option", name="Bob").click()
    await expect(messages(page).last).to_contain_text("Chose @Bob")


async def test_file_shows_its_first_lines_and_can_be_taken(be: Be) -> None:
    page = await be("alice")
    await run(page, "/file")
    await expect(page.get_by_label("First lines of members.csv")).to_contain_text("Renée,Gold")
    await expect(messages(page).last).to_contain_text("23 bytes")

    async with page.expect_download() as download:
        await page.get_by_role("link", name="members.csv").click()

    taken = await (await download.value).path()
    assert taken.read_text() == "name,level\nRenée,Gold\n"
    assert (await download.value).suggested_filename == "members.csv"


async def test_message_menu_by_pointer_and_by_keyboard(be: Be, server: DiscordSandbox) -> None:
    page = await be("bob")
    await run(page, "https://youtu.be/dQw4w9WgXcQ")
    await expect(messages(page)).to_have_count(1)
    written = server.channel("general").messages[-1]
    like = page.get_by_role("menuitem", name="Like this video")

    await messages(page).first.click(button="right", position={"x": 600, "y": 15})
    await like.click()
    await expect(messages(page).last).to_contain_text(f"Liked message {written.id}")
    await expect(messages(page).last).to_contain_text("Bob used Like this video")

    await messages(page).last.focus()
    await page.keyboard.press("ArrowUp")
    await expect(messages(page).first).to_be_focused()
    await messages(page).first.get_by_role("button", name="More").press("Enter")
    await expect(like).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(messages(page)).to_have_count(3)


async def test_markdown_is_drawn_and_what_is_not_markdown_stays_text(be: Be) -> None:
    page = await be("alice")
    await run(page, "/rich")
    message = messages(page).last

    await expect(message.get_by_role("heading", name="Heading")).to_be_visible()
    for tag, words in {"blockquote": "quoted bold", "em": "italic", "u": "under", "s": "gone", "code": "code"}.items():
        await expect(message.locator(tag)).to_have_text(words)
    await expect(message.get_by_role("listitem")).to_have_text(["•first", "•second"])
    await expect(message.get_by_role("link", name="masked")).to_have_attribute("href", "https://example.org/a")
    await expect(message).to_contain_text("*literal* November 14, 2023")
    await expect(message).to_contain_text('<script>document.title = "taken"</script>')
    await expect(message.get_by_role("link", name="trap")).to_have_count(0)
    await expect(message.locator(".mention")).to_have_count(0)
    await message.get_by_role("button", name="Spoiler").press("Enter")
    await expect(message.get_by_text("hidden")).to_be_visible()


async def test_mentions_of_people_and_channels_and_a_ping(be: Be, server: DiscordSandbox) -> None:
    page = await be("alice")
    alice, channel = server.person("alice").id, server.channel("credits").id

    await server.person("bob").say("general", f"<@{alice}> see <#{channel}> @everyone\n```\n**raw**\n```\n<t:0:R>")

    message = messages(page).last
    await expect(message.locator(".mention")).to_have_text(["@Alice", "#credits"])
    await expect(message.locator("pre")).to_have_text("**raw**")
    await expect(message.get_by_role("time").last).to_contain_text("years ago")
    await expect(message).to_have_css("box-shadow", "rgb(240, 178, 50) 2px 0px 0px 0px inset")
    await message.get_by_role("link", name="#credits").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("credits")


async def test_embeds_and_components_v2_are_drawn(be: Be) -> None:
    page = await be("alice")
    await run(page, "/rich")
    embed = page.get_by_role("group", name="Embed: Uploads")
    await expect(embed).to_contain_text("236 videosPublic229Page 1")
    await expect(embed.locator("strong")).to_have_text("236")
    await expect(embed).to_have_css("border-left-color", "rgb(231, 76, 60)")

    await run(page, "/card")

    await expect(messages(page).last.get_by_role("heading", name="Linked")).to_be_visible()
    await expect(messages(page).last.get_by_role("button", name="Unlink")).to_be_visible()
    await expect(messages(page).last).to_contain_text("Alice's channel")
