"""The sandbox's page: people, places, commands and forms, in a browser."""

import pytest
from playwright.async_api import expect

from sandbox.discord import DiscordSandbox
from tests.browser.conftest import OpenWindow
from tests.browser.hands import Be, composer, messages, run
from tests.browser.small_bot import SmallBot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


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


async def test_who_manages_the_server_removes_the_bot_and_adds_it_again(be: Be) -> None:
    alice, creator = await be("alice"), await be("the.creator")
    await expect(alice.get_by_role("button", name="Message Curtain Call")).to_be_visible()
    await expect(alice.get_by_role("button", name="Remove Curtain Call from the server")).to_have_count(0)

    await creator.get_by_role("button", name="Remove Curtain Call from the server").click()

    await expect(alice.get_by_role("button", name="Message Curtain Call")).to_have_count(0)
    await composer(alice).press_sequentially("/")
    await expect(alice.get_by_role("option", name="/secret")).to_have_count(0)
    await composer(alice).fill("")
    await creator.get_by_role("button", name="Add Curtain Call").click()
    await expect(alice.get_by_role("button", name="Message Curtain Call")).to_be_visible()
    await composer(alice).press_sequentially("/")
    await expect(alice.get_by_role("option", name="/secret")).to_be_visible()
