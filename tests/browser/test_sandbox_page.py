"""The sandbox's page: a person in Discord, in a browser."""

from collections.abc import AsyncIterator, Awaitable, Callable

import discord
import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from sandbox.discord import DiscordSandbox
from tests.browser.conftest import PATIENCE_MS, OpenWindow
from tests.browser.small_bot import SmallBot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Be = Callable[..., Awaitable[Page]]
"""``await be("alice", "general")``: a window in which one is that person in that channel."""

expect.set_options(timeout=PATIENCE_MS)


@pytest_asyncio.fixture(loop_scope="session")
async def server() -> AsyncIterator[DiscordSandbox]:
    base, gateway = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    async with DiscordSandbox(interaction_deadline=1) as sandbox:
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


def composer(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Message")


def messages(page: Page) -> Locator:
    return page.get_by_role("log").get_by_role("article")


async def run(page: Page, line: str) -> None:
    await composer(page).fill(line)
    await composer(page).press("Enter")


async def test_two_tabs_are_two_people_and_hear_each_other_without_reloading(be: Be) -> None:
    alice, bob = await be("alice"), await be("bob")

    await composer(alice).fill("Hello Bob")
    await composer(alice).press("Enter")

    await expect(messages(bob).last).to_contain_text("Hello Bob")
    await expect(messages(bob).last).to_contain_text("Alice")
    await expect(messages(alice)).to_have_count(1)


async def test_slash_lists_commands_with_subcommands_and_filters_them(be: Be) -> None:
    page = await be("alice")
    await composer(page).press_sequentially("/")
    commands = page.get_by_role("listbox", name="Commands").get_by_role("option")

    await expect(commands.filter(has_text="/credits schedule")).to_contain_text("Post on a rule")
    await composer(page).press_sequentially("sec")

    await expect(commands).to_have_text(["/secretAnswers you alone"])
    await composer(page).press("Escape")
    await expect(commands).to_have_count(0)


async def test_fields_of_a_command_say_what_is_wrong_before_anything_is_sent(be: Be, server: DiscordSandbox) -> None:
    page = await be("alice")
    await run(page, "/credits s")
    channel, when = page.get_by_label("channel required"), page.get_by_label("when required")

    await page.get_by_label("times optional").fill("9")
    await page.keyboard.press("Enter")

    await expect(page.get_by_text("when is required.")).to_be_visible()
    await expect(page.get_by_text("times has to be 5 or less.")).to_be_visible()
    await expect(channel).to_be_focused()
    await page.get_by_role("option", name="#credits").click()
    await when.fill("* * * * *")
    await page.get_by_label("times optional").fill("2")
    await page.keyboard.press("Enter")
    await expect(messages(page).last).to_contain_text("In #credits at * * * * * UTC times 2")
    await expect(messages(page).last).to_contain_text("Alice used /credits schedule")


async def test_choices_people_and_truth_are_chosen_from_menus_by_keyboard(be: Be) -> None:
    page = await be("alice")
    await run(page, "/paint")

    for word in ("deep", "bob", "true"):
        await page.keyboard.type(word)
        await expect(page.get_by_role("option")).to_have_count(1)
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")

    await expect(messages(page).last).to_contain_text("Painted @Bob red, loud: True")
    await expect(composer(page)).to_be_focused()


async def test_escape_leaves_a_command(be: Be) -> None:
    page = await be("alice")
    await run(page, "/paint")
    await expect(page.get_by_label("colour required")).to_be_focused()
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")

    await expect(page.get_by_label("colour required")).to_have_count(0)
    await expect(composer(page)).to_be_focused()
    await expect(composer(page)).to_have_value("")


async def test_whole_command_in_one_line_runs_on_enter(be: Be) -> None:
    page = await be("alice")

    await run(page, "/credits schedule channel:#credits when:* * * * * timezone:Europe/Berlin")

    await expect(messages(page).last).to_contain_text("In #credits at * * * * * Europe/Berlin times 1")


async def test_suggestions_come_from_the_bot_while_typing(be: Be) -> None:
    page = await be("alice")
    await run(page, "/credits schedule channel:general when:x")
    await expect(messages(page).last).to_contain_text("UTC")
    await run(page, "/cred")

    await page.get_by_label("timezone").press_sequentially("eur")
    zones = page.get_by_role("listbox", name="timezone").get_by_role("option")

    await expect(zones).to_have_text(["Europe/Berlin", "Europe/Lisbon"])
    await zones.filter(has_text="Lisbon").click()
    await expect(page.get_by_label("timezone")).to_have_value("Europe/Lisbon")


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
    await failed.get_by_role("button", name="Dismiss message").click()
    await expect(messages(page)).to_have_count(0)

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

    await page.get_by_role("combobox", name="Pick a person").click()
    await page.get_by_role("option", name="Bob").click()
    await expect(messages(page).last).to_contain_text("Chose @Bob")


async def test_form_checks_keeps_the_focus_and_answers(be: Be) -> None:
    page = await be("alice")
    await run(page, "/form")
    form = page.get_by_role("dialog", name="Enter the code")
    code = form.get_by_label("Code required")
    await expect(code).to_be_focused()
    await page.keyboard.type("abc")
    await page.keyboard.press("Enter")
    await expect(form).to_contain_text("At least 4 characters, please.")

    await code.fill("abcd-efgh-more")
    await form.get_by_label("Why").fill("I asked")
    await form.get_by_role("button", name="Submit").click()

    await expect(form).to_have_count(0)
    await expect(messages(page).last).to_contain_text("Code abcd-efg, because I asked")


async def test_form_closes_on_escape_and_sends_nothing(be: Be) -> None:
    page = await be("alice")
    await run(page, "/form")
    await expect(page.get_by_role("dialog")).to_be_visible()

    await page.keyboard.press("Escape")

    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(messages(page)).to_have_count(0)


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


async def test_direct_message_shows_an_unread_mark_until_it_is_read(be: Be) -> None:
    page = await be("alice")
    await run(page, "/write")
    unread = page.get_by_role("link", name="Direct Messages, 1 unread")
    await expect(unread).to_be_visible()
    await expect(page).to_have_title("(1) #general | Curtain Call sandbox")

    await unread.click()

    await expect(messages(page).last).to_contain_text("Open this")
    await expect(page.get_by_role("link", name="Direct Messages", exact=True)).to_be_visible()
    await page.reload()
    await expect(page).to_have_title("@Curtain Call | Curtain Call sandbox")


async def test_direct_messages_open_with_the_bot_and_can_be_refused(be: Be, server: DiscordSandbox) -> None:
    page = await be("mallory")
    await page.get_by_role("button", name="You are Mallory").click()
    await page.get_by_role("menuitemcheckbox", name="Allow direct messages").click()
    await page.get_by_role("complementary", name="Members").get_by_role("button", name="Message Curtain Call").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text("Curtain Call")
    assert server.person("mallory").user.dms_closed


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


async def test_bot_that_is_gone_is_shown_as_offline(be: Be, bot: SmallBot) -> None:
    page = await be("alice")
    status = page.get_by_role("status").filter(has_text="Curtain Call is offline")
    await expect(status).to_be_hidden()

    await bot.stop()

    await expect(status).to_be_visible()


async def test_page_comes_back_by_itself_when_the_sandbox_does(open_window: OpenWindow, page_faults: list[str]) -> None:
    async with DiscordSandbox() as first:
        page = await open_window(f"{first.origin}/#as=alice&channel=credits")
        await expect(page.get_by_role("heading", level=1)).to_have_text("credits")
    await expect(page.get_by_text("Reconnecting…")).to_be_visible()

    async with DiscordSandbox(port=int(first.origin.rpartition(":")[2])) as second:
        await second.person("bob").say("credits", "Back again")

        await expect(messages(page).last).to_contain_text("Back again")
        await expect(page.get_by_text("Reconnecting…")).to_be_hidden()
    page_faults.clear()  # The browser reports each connection that was refused meanwhile.


async def test_being_someone_else_changes_the_address_and_what_one_may(be: Be, server: DiscordSandbox) -> None:
    page = await be("alice", "supporters")
    await page.get_by_role("button", name="You are Alice").click()
    await page.get_by_role("menuitemradio", name="Bob").click()

    await expect(page.get_by_role("button", name="You are Bob")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_have_text("supporters")
    bob, supporters = server.person("bob").id, server.channel("supporters").id
    assert page.url.endswith(f"#as={bob}&channel={supporters}")


async def test_phone_folds_the_sidebar(be: Be) -> None:
    page = await be("alice", viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    credits_link = page.get_by_role("link", name="credits")
    await expect(credits_link).to_have_count(0)

    await page.get_by_role("button", name="Servers, channels and people").tap()
    await credits_link.tap()

    await expect(page.get_by_role("heading", level=1)).to_have_text("credits")
    await expect(credits_link).to_have_count(0)
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
