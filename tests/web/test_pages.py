"""Every answer of the web server, whatever is asked of it."""

import logging

import aiohttp
import pytest

from bot.accounts.links import Requester
from bot.providers.access import Access
from sandbox.browser import Browser
from tests.accounts.stage import Stage
from tests.web.site import HOST, HTTPS, https_site


@pytest.mark.parametrize("path", ["/", "/privacy", "/terms", "/nowhere", "/link/unknown"])
async def test_every_page_says_what_to_do_next_and_runs_no_script(stage: Stage, browser: Browser, path: str) -> None:
    await browser.open(f"{stage.url}{path}")
    assert browser.page.links["continue"]
    assert "<script" not in browser.html
    assert "style=" not in browser.html
    assert "/privacy" in browser.html


async def test_health_and_readiness(stage: Stage, browser: Browser) -> None:
    await browser.open(f"{stage.url}/healthz")
    assert (browser.status, browser.html) == (200, "ok")
    await browser.open(f"{stage.url}/readyz")
    assert browser.status == 200
    stage.ready = False
    await browser.open(f"{stage.url}/readyz")
    assert (browser.status, browser.html) == (503, "not ready")


async def test_privacy_and_terms_say_what_reviews_ask_for(stage: Stage, browser: Browser) -> None:
    await browser.open(f"{stage.url}/privacy")
    assert "Limited Use" in browser.text
    assert "https://developers.google.com/terms/api-services-user-data-policy" in browser.html
    assert "https://policies.google.com/privacy" in browser.html
    assert "https://myaccount.google.com/connections" in browser.html
    assert "/unlink" in browser.text
    await browser.open(f"{stage.url}/terms")
    assert "https://www.youtube.com/t/terms" in browser.html


async def test_unknown_pages_and_methods_get_a_page(stage: Stage, browser: Browser) -> None:
    await browser.open(f"{stage.url}/nowhere")
    assert (browser.status, "no such page" in browser.text) == (404, True)
    async with stage.session.delete(f"{stage.url}/privacy") as response:
        assert response.status == 405
        assert "GET" in response.headers["Allow"]
        assert "no such page" in await response.text()
        assert response.headers["Referrer-Policy"] == "no-referrer"


async def test_a_large_body_is_refused(stage: Stage) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    async with stage.session.post(await stage.ticket(), data=b"x" * 20_000, headers=form) as response:
        assert response.status == 413
        assert "Traceback" not in await response.text()


async def test_a_failure_shows_a_number_that_stands_in_the_log(
    stage: Stage, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    async with https_site(stage) as site:
        await browser.open(f"{site}/readyz")
    assert browser.status == 500
    assert "the-inside" not in browser.html
    [record] = [record for record in caplog.records if record.levelno == logging.ERROR]
    number = vars(record)["request_id"]
    assert number in browser.text
    assert browser.headers["X-Frame-Options"] == "DENY"


async def test_behind_https_the_cookie_belongs_to_this_host_alone(stage: Stage) -> None:
    ticket = (await stage.ticket()).rpartition("/")[2]
    async with https_site(stage) as site, aiohttp.ClientSession() as session:
        async with session.get(f"{site}/link/{ticket}", headers=HOST) as response:
            cookie = response.headers["Set-Cookie"]
            assert response.headers["Strict-Transport-Security"].startswith("max-age=")
        assert cookie.startswith("__Host-curtaincall=")
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
        assert "Domain" not in cookie
        headers = {**HOST, "Cookie": cookie.partition(";")[0], "Origin": HTTPS}
        async with session.post(f"{site}/link/{ticket}", headers=headers) as response:
            assert response.status == 200
        headers["Origin"] = site
        async with session.post(f"{site}/link/{ticket}", headers=headers) as response:
            assert response.status == 403


async def test_a_browser_keeps_its_cookie(stage: Stage, browser: Browser) -> None:
    await browser.open(await stage.ticket())
    first = browser.cookies(stage.url)
    await browser.open(await stage.ticket())
    assert browser.cookies(stage.url) == first
    assert set(first) == {"curtaincall"}


async def test_the_landing_page_leads_to_discord(stage: Stage, browser: Browser) -> None:
    await browser.open(stage.url)
    assert "/link" in browser.text
    async with https_site(stage) as site, stage.session.get(site, headers=HOST) as response:
        assert 'id="continue" class="button" href="https://discord.example/add"' in await response.text()


async def test_the_post_answers_with_a_page_and_a_plain_link(stage: Stage, browser: Browser) -> None:
    await browser.open(await stage.ticket())
    await browser.continue_()
    assert browser.status == 200
    assert browser.page.links["continue"].startswith(stage.google.origin)


async def test_names_on_a_page_are_text(stage: Stage, browser: Browser) -> None:
    person = Requester(1, "eve", "<b>Admin</b>")
    await browser.open((await stage.linking.open_ticket(person, "youtube", Access.LOOK)).reveal())
    assert "<b>Admin" not in browser.html
    assert "calling itself “<b>Admin</b>”" in browser.text


async def test_requests_are_logged_by_route_alone(
    stage: Stage, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot.web")
    await browser.open(await stage.ticket())
    await browser.open(f"{stage.url}/oauth/youtube/callback?state=a&code=b")
    await browser.open(f"{stage.url}/nowhere?x=1")
    lines = [vars(record) for record in caplog.records if record.getMessage() == "web request"]
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("GET", "/link/{ticket}", 200),
        ("GET", "/oauth/{provider}/callback", 404),
        ("GET", "(none)", 404),
    ]
    assert all(line["ms"] >= 0 for line in lines)
