"""Where things are on the sandbox's page, for hands that drive it."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Locator, Page

Be = Callable[..., Awaitable[Page]]
"""``await be("alice", "general")``: a window in which one is that person in that channel."""


def composer(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Message")


def messages(page: Page) -> Locator:
    return page.get_by_role("log").get_by_role("article")


async def run(page: Page, line: str) -> None:
    await composer(page).fill(line)
    await composer(page).press("Enter")


def latest(page: Page) -> Locator:
    return messages(page).last
