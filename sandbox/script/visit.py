"""A person's way through the pages of a link: the bot's own, Discord's sign-in, Google's consent."""

from dataclasses import dataclass

from yarl import URL

from sandbox.browser import Browser
from sandbox.google.catalogue import account_of

_MOST_PAGES = 10


@dataclass(frozen=True, slots=True)
class Visit:
    """What was seen on the way, a line a page, and the code to type into Discord, if there is one."""

    pages: list[str]
    code: str


async def visit(url: str, username: str, places: dict[str, str]) -> Visit:
    """Open a link's address and agree on every page until there is an outcome or a code.

    `places` names servers by their origin. Raises AssertionError when the pages lead nowhere.
    """
    pages: list[str] = []
    async with Browser() as browser:
        await browser.open(url)
        while len(pages) < _MOST_PAGES:
            heading = f"{places.get(_origin(browser), 'Another server')}: “{browser.page.heading}”"
            if "outcome" in browser.page.by_id:
                return Visit([*pages, heading, browser.outcome], "")
            if "link-code" in browser.page.by_id:
                return Visit([*pages, f"{heading}, and a code"], browser.link_code)
            pages.append(f"{heading} → {await _go_on(browser, username)}")
    raise AssertionError(f"No end after {_MOST_PAGES} pages: {pages}")


async def _go_on(browser: Browser, username: str) -> str:
    """Do what a person does on this page, and say what that was."""
    account = account_of(username)
    if browser.page.form_with_button(f"account-{account}") is not None:
        await browser.press(f"account-{account}")
        return f"chooses {username}'s account"
    if browser.page.form_with_button(f"channel-{account}") is not None:
        await browser.press(f"channel-{account}")
        return "chooses the channel"
    if any("person" in form.options for form in browser.page.forms):
        await browser.sign_in(username)
        return f"signs in as @{username}"
    boxes = sum(field.kind == "checkbox" for form in browser.page.forms for field in form.fields)
    await browser.continue_()
    return f"leaves {boxes} boxes ticked, continues" if boxes else "continues"


def _origin(browser: Browser) -> str:
    return str(URL(str(browser.url)).origin())
