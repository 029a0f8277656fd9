"""A file for a command's option: chosen, dropped, taken away, refused, sent."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from sandbox.discord import DiscordSandbox
from sandbox.discord.wire import MAX_FILE_BYTES
from tests.browser.hands import Be, composer, latest, messages, run
from tests.browser.test_accessibility import PHONE, expect_no_fault

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

DROP = """(zone, names) => {
  const data = new DataTransfer();
  for (const name of names) data.items.add(new File(["Renée"], name));
  for (const type of ["dragover", "drop"])
    zone.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def names(tmp_path: Path) -> Path:
    path = tmp_path / "names.csv"
    path.write_text("Renée\nBob\n", encoding="utf-8")
    return path


def lose(path: Path) -> None:
    path.unlink()


def chooser(page: Page) -> Locator:
    return page.get_by_label("file required")


async def test_file_is_chosen_by_keyboard_and_reaches_the_bot(be: Be, names: Path) -> None:
    page = await be("alice")
    await run(page, "/weigh note:mine")
    await expect(chooser(page)).to_be_focused()

    await expect(page.get_by_text("Enter chooses a file")).to_be_visible()
    async with page.expect_file_chooser() as opened:
        await page.keyboard.press("Enter")
    await (await opened.value).set_files(names)

    await expect(page.get_by_role("status").filter(has_text="names.csv is chosen, 11 bytes")).to_be_visible()
    await page.get_by_role("button", name="Run").press("Enter")
    await expect(latest(page)).to_contain_text("names.csv: 11 bytes, note: mine")


async def test_file_is_taken_away_again_and_missed_when_it_is_required(be: Be, names: Path) -> None:
    page = await be("alice")
    await run(page, "/weigh")
    await chooser(page).set_input_files(names)

    await page.get_by_role("button", name="Take names.csv away").press("Enter")

    await expect(chooser(page)).to_be_focused()
    await expect(chooser(page)).to_have_value("")
    await expect(page.get_by_role("button", name=re.compile("^Take .*away$"))).to_have_count(0)
    await page.get_by_role("button", name="Run").click()
    await expect(page.get_by_text("file is required.")).to_be_visible()
    await expect(messages(page)).to_have_count(0)


async def test_file_is_dropped_on_the_command(be: Be) -> None:
    page = await be("alice")
    await run(page, "/weigh")
    form = page.get_by_role("form", name="Options of /weigh")

    await form.evaluate(DROP, ["a.csv", "b.csv"])
    await expect(page.get_by_text("file: drop one file, not 2.")).to_be_visible()
    await form.evaluate(DROP, ["a.csv"])
    await expect(page.get_by_text("file: drop one file, not 2.")).to_have_count(0)
    await page.get_by_role("button", name="Run").click()

    await expect(latest(page)).to_contain_text("a.csv: 6 bytes")


async def test_file_above_discords_limit_is_refused_before_it_is_sent(
    be: Be, server: DiscordSandbox, tmp_path: Path
) -> None:
    large = tmp_path / "large.csv"
    large.write_bytes(b"x" * (MAX_FILE_BYTES + 1))
    page = await be("alice")
    await run(page, "/weigh")

    await chooser(page).set_input_files(large)

    await expect(page.get_by_text("file is too large: 10 MiB are the most.")).to_be_visible()
    await page.get_by_role("button", name="Run").click()
    await expect(chooser(page)).to_be_focused()
    await expect(messages(page)).to_have_count(0)


async def test_file_that_went_away_meanwhile_is_said_at_its_field(be: Be, names: Path) -> None:
    page = await be("alice")
    await run(page, "/weigh")
    await chooser(page).set_input_files(names)
    lose(names)

    await page.get_by_role("button", name="Run").click()

    await expect(page.get_by_text("names.csv cannot be read. Choose the file again.")).to_be_visible()
    await expect(chooser(page)).to_be_focused()


async def test_file_typed_into_the_line_is_asked_for(be: Be) -> None:
    page = await be("alice")
    await composer(page).fill("/weigh file:names.csv note:mine")
    await composer(page).press("Enter")

    await expect(page.get_by_text("file: choose the file here, it cannot be typed.")).to_be_visible()
    await expect(chooser(page)).to_be_focused()


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desk", "phone"])
async def test_axe_finds_nothing_at_a_file(be: Be, tmp_path: Path, options: dict[str, object]) -> None:
    long = tmp_path / f"{'long ' * 20}.csv"
    long.write_text("Alice", encoding="utf-8")
    page = await be("alice", **options)
    await run(page, "Something to scroll to")
    await run(page, "/weigh")
    await expect_no_fault(page)
    await chooser(page).set_input_files(long)
    await expect(page.get_by_role("button", name="Take long")).to_be_in_viewport(ratio=1)
    await expect_no_fault(page)
