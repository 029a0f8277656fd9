"""Starting an attempt: only from our own page, in a browser that keeps its cookie, and not without end."""

import pytest

from bot.store.tables import attempts
from sandbox.browser import Browser
from tests.accounts.stage import Stage, assert_nothing_linked


async def test_a_post_without_the_cookie_is_refused(stage: Stage, browser: Browser) -> None:
    url = await stage.ticket()
    async with stage.session.post(url, headers={"Sec-Fetch-Site": "same-origin"}, cookies={}) as response:
        assert response.status == 403
        assert "Allow cookies" in await response.text()
    await assert_nothing_linked(stage, "no_cookie")
    assert await stage.rows(attempts) == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 200),
        ({"Origin": "{url}"}, 200),
        ({"Referer": "https://evil.example/page"}, 403),
        ({"Origin": "null", "Referer": "{url}/link/x"}, 200),
        ({"Referer": "nonsense"}, 403),
        ({}, 200),
    ],
)
async def test_another_sites_post_is_refused(
    code_stage: Stage, browser: Browser, headers: dict[str, str], status: int
) -> None:
    url = await code_stage.ticket()
    await browser.open(url)
    sent = {name: value.format(url=code_stage.url) for name, value in headers.items()}
    async with browser._session.post(url, headers=sent) as response:
        assert response.status == status
    assert await code_stage.refusals() == (["forged"] if status == 403 else [])
    assert len(await code_stage.rows(attempts)) == (1 if status == 200 else 0)


async def test_a_link_is_not_started_without_end(code_stage: Stage, browser: Browser) -> None:
    url = await code_stage.ticket()
    for _ in range(20):
        await browser.open(url)
        await browser.continue_()
    await browser.open(url)
    await browser.continue_()
    assert browser.status == 429
    assert len(await code_stage.rows(attempts)) == 20
