"""The public pages promise what the code does, and say how to reach whoever runs the bot."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from pydantic import ValidationError

from bot.accounts.cleanup import AUDIT_KEPT
from bot.config_sections import Web
from bot.metrics import Metrics
from bot.privacy.servers import GRACE
from bot.schedule.schedules import LEDGER_AGE
from bot.supporters.snapshots import KEPT, KEPT_WITHOUT_PERMISSION
from bot.web.runner import PageRunner
from bot.web.server import web_app
from bot.youtube import quota_book
from sandbox.browser import Browser
from tests.accounts.stage import Stage, open_stage


@asynccontextmanager
async def served(stage: Stage, contact: str) -> AsyncIterator[Browser]:
    async def ready() -> bool:
        return True

    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    runner = PageRunner(web_app(stage.linking, public_url=url, ready=ready, metrics=Metrics(), contact=contact))
    await runner.setup()
    await web.SockSite(runner, listener).start()
    try:
        async with Browser() as browser:
            await browser.open(f"{url}/privacy")
            yield browser
    finally:
        await runner.cleanup()


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path, identify=True) as stage:
        yield stage


async def test_the_periods_on_the_page_are_those_of_the_code(stage: Stage) -> None:
    assert (AUDIT_KEPT.days, GRACE.days) == (365, 7)
    async with served(stage, "") as browser:
        text = " ".join(browser.text.split())
    for promised in (
        f"a post for {LEDGER_AGE.days} days",
        f"at most {KEPT.days} days after it was read, and {KEPT_WITHOUT_PERMISSION.days} days after the permission",
        f"by day, so that nobody uses up everybody's. Kept for {quota_book.KEPT.days} days",
        "is deleted after a year",
        "when it finds out only later, after a week",
        "/privacy in Discord, then Delete everything",
        "Limited Use",
    ):
        assert promised in text


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("credits@example.com", "mailto:credits@example.com"),
        ("https://example.com/contact", "https://example.com/contact"),
    ],
)
async def test_the_pages_say_how_to_reach_whoever_runs_the_bot(stage: Stage, contact: str, link: str) -> None:
    async with served(stage, contact) as browser:
        for page in ("/privacy", "/terms"):
            await browser.open(browser.url.with_path(page))
            assert f'<a href="{link}"' in browser.html
            assert contact in browser.text


async def test_without_a_contact_the_page_says_where_to_ask(stage: Stage) -> None:
    async with served(stage, "") as browser:
        assert "has not named an address here" in browser.text


@pytest.mark.parametrize("contact", ["", "credits@example.com", "https://example.com/me", " mailto:me@example.com "])
def test_a_contact_is_an_email_or_a_page(contact: str) -> None:
    assert Web(contact=contact).contact == contact.strip().removeprefix("mailto:")


@pytest.mark.parametrize("contact", ["me", "javascript:alert(1)", "@example.com", "https://", "me@example.com\nbcc: x"])
def test_what_is_neither_is_refused(contact: str) -> None:
    with pytest.raises(ValidationError, match="neither an e-mail address nor a web address"):
        Web(contact=contact)
