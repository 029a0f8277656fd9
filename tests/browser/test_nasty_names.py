"""The world's nastiest names, as the parser of Discord's own markdown draws them in a browser."""

from datetime import UTC, datetime

import pytest
from playwright.async_api import Page

from bot.credits.templates.builtin import BUILTIN
from bot.credits.text import lay_out
from bot.names import NAMELESS, escape_name, one_line
from bot.supporters.roll import Group, Roll, Supporter
from tests.browser.hands import Be
from tests.credits.test_names import bare
from tests.support.nasty import NASTY

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

AS_OF = datetime(2026, 11, 21, 12, tzinfo=UTC)
SIZE = 100
_DRAW = """async (sources) => {
    const { markdown } = await import("/sandbox/page/js/markdown-view.js");
    return sources.map((source) => {
        const drawn = document.createElement("div");
        drawn.append(markdown(source, { store: { user: () => null, places: () => [] }, pings: true }));
        const elements = [...drawn.querySelectorAll("*:not(.emoji):not(br)")];
        return [drawn.textContent, elements.map((one) => one.className || one.tagName)];
    });
}"""


async def drawn(page: Page, sources: list[str]) -> list[tuple[str, list[str]]]:
    """Return what each text shows, and the elements it is made of besides emoji and line ends."""
    return [(text, elements) for text, elements in await page.evaluate(_DRAW, sources)]


async def test_nasty_names_are_drawn_whole_and_as_nothing_but_text(be: Be) -> None:
    page = await be("alice")
    for name, (text, elements) in zip(NASTY, await drawn(page, [escape_name(name) for name in NASTY]), strict=True):
        assert elements == [], name
        assert one_line(name) in bare(text) or text == NAMELESS


async def test_credits_of_nasty_names_have_the_templates_markup_and_no_other(be: Be) -> None:
    page = await be("alice")
    expected = {"levels": 1, "months": 1, "newest": 1, "compact": 0, "letter": 1}
    for start in range(0, len(NASTY), SIZE):
        names = NASTY[start : start + SIZE]
        roll = Roll((Group("Stalls", tuple(Supporter(name, 2, AS_OF) for name in names)),), AS_OF, ("The Creator",))
        for template in BUILTIN:
            texts = [embed.description for part in lay_out(roll, template) for embed in part.embeds]
            shown = await drawn(page, texts)
            marks = [element for _, elements in shown for element in elements]
            headings = sum(text.count("### ") for text in texts)
            assert len(marks) == (headings or expected[template]), (template, marks)
            whole = "\n".join(bare(text) for text, _ in shown)
            assert all(bare(one_line(name)) in whole for name in names if NAMELESS not in escape_plain(name))


def escape_plain(name: str) -> str:
    """Return a name without its escapes, to see whether it has something to show."""
    return escape_name(name).replace("\\", "")
