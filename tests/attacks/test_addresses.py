"""Redirects to elsewhere, and headers that say we are somebody else."""

import pytest
from yarl import URL

from bot.accounts.links import Link
from sandbox.browser import Browser
from tests.accounts.stage import Stage
from tests.attacks.aftermath import assert_harmless
from tests.web.site import exchange, status_of

EVIL = "evil.example"
ELSEWHERE = ["//evil.example/", "/\\evil.example", "https://evil.example/", "/%2f%2fevil.example", "/.//evil.example"]


@pytest.mark.parametrize("address", ELSEWHERE)
async def test_nothing_redirects_to_an_address_from_a_request(stage: Stage, browser: Browser, address: str) -> None:
    """Every parameter that open redirects are made of, on every page that goes on to somewhere."""
    await browser.open(await stage.ticket())
    names = ("next", "redirect_uri", "return_to", "url", "continue", "state", "code", "error", "error_uri")
    query = dict.fromkeys(names, address)
    paths = ["/", "/privacy", browser.url.path, "/oauth/discord/callback", "/oauth/youtube/callback"]
    cookies = browser.cookies(stage.url)
    for path in [*paths, address]:
        url = URL(f"{stage.url}{path if path.startswith('/') else '/' + path}", encoded=True)
        async with stage.session.get(url.update_query(query), cookies=cookies, allow_redirects=False) as answer:
            assert answer.status in {200, 400, 404}
            assert "Location" not in answer.headers
            assert EVIL not in await answer.text()


async def test_the_way_goes_only_to_the_configured_services(identify_stage: Stage, browser: Browser) -> None:
    """A hostile Host, forwarded headers and parameters beside the real ones change no address on the way."""
    browser._session.headers.update(
        {
            "X-Forwarded-Host": EVIL,
            "X-Forwarded-Proto": "gopher",
            "X-Original-URL": "/evil",
            "Forwarded": f"host={EVIL}",
        }
    )
    await identify_stage.reach_google(browser, await identify_stage.ticket())
    await browser.consent("alice")
    assert "is linked" in browser.outcome
    known = {identify_stage.url, identify_stage.google.origin, identify_stage.discord.origin}
    assert {str(url.origin()) for url in browser.visited} <= known


async def test_a_hostile_host_is_turned_away_and_repeated_nowhere(stage: Stage, alices: Link) -> None:
    ticket = URL(await stage.ticket("mallory")).path
    for host in (EVIL, f"{EVIL}:80", f"127.0.0.1.{EVIL}", f"127.0.0.1@{EVIL}", "", "a b", "[::1"):
        for path in ("/", ticket, "/oauth/youtube/callback?state=x&code=y"):
            request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
            answer = await exchange(stage.url, request.encode())
            assert status_of(answer) in {400, 421}
            assert EVIL.encode() not in answer
            assert b"Set-Cookie" not in answer
    await assert_harmless(stage, alices)


async def test_line_ends_in_an_address_make_no_headers(stage: Stage) -> None:
    for smuggled in ("%0d%0aSet-Cookie:%20evil=1", "%0aLocation:%20https://evil.example", "%00", "\u2028X: y"):
        for path in ("/link/", "/oauth/", "/credits/", "/oauth/youtube/callback?state=", "/static/"):
            url = URL(f"{stage.url}{path}{smuggled}", encoded=smuggled.isascii())
            async with stage.session.get(url, allow_redirects=False) as answer:
                assert answer.status in {400, 404}
                assert "evil" not in str(answer.headers)
                assert "evil" not in await answer.text()
