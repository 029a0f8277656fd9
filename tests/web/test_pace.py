"""How often is too often, for an address and for a person."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import TooOften
from bot.limits import Allowance, Limiter, Limits
from sandbox.browser import Browser
from tests.accounts.stage import Stage
from tests.support.clock import HandClock
from tests.web.site import exchange, https_site, status_of

FEW = Limits(pages=Allowance(3, timedelta(minutes=1)), starts=Allowance(2, timedelta(minutes=1)))
CALLBACK = "/oauth/youtube/callback?state=x&code=y"


@pytest.fixture
def clock() -> HandClock:
    return HandClock(datetime(2026, 11, 23, 12, 0, tzinfo=UTC))


async def get(site: str, path: str, *lines: str, method: str = "GET") -> bytes:
    head = "\r\n".join([f"{method} {path} HTTP/1.1", "Host: credits.example", "Connection: close", *lines])
    return await exchange(site, f"{head}\r\n\r\n".encode())


async def test_an_address_waits_when_it_was_too_fast_and_is_told_how_long(stage: Stage) -> None:
    async with https_site(stage, limits=FEW) as site:
        for path in ("/link/a", CALLBACK, "/oauth/discord/callback"):
            assert status_of(await get(site, path)) == 404
        answer = await get(site, CALLBACK)
        assert status_of(answer) == 429
        assert b"Retry-After: 20\r\n" in answer
        assert b"in 20 seconds" in answer
        assert b"no-store" in answer
        stage.clock.pass_time(seconds=19)
        assert b"Retry-After: 1\r\n" in await get(site, CALLBACK)
        stage.clock.pass_time(seconds=1)
        assert status_of(await get(site, CALLBACK)) == 404


async def test_what_costs_nothing_is_never_limited(stage: Stage) -> None:
    async with https_site(stage, limits=FEW) as site:
        for path in ("/", "/privacy", "/terms", "/healthz", "/static/style.css"):
            for _ in range(6):
                assert status_of(await get(site, path)) == 200
        for _ in range(6):
            assert status_of(await get(site, "/nowhere")) == 404


async def test_starting_attempts_has_its_own_limit(stage: Stage) -> None:
    async with https_site(stage, limits=FEW) as site:
        for status in (404, 404, 429):
            assert status_of(await get(site, "/link/a", "Content-Length: 0", method="POST")) == status
        assert status_of(await get(site, "/link/a")) == 404


async def test_behind_a_trusted_proxy_each_person_has_an_allowance(stage: Stage) -> None:
    async with https_site(stage, limits=FEW, trusted_proxies=["127.0.0.1"]) as site:
        for asking in ("203.0.113.7", "203.0.113.8", "2001:db8:1:2::1", "2001:db8:1:3::1"):
            for status in (404, 404, 404, 429):
                assert status_of(await get(site, CALLBACK, f"X-Forwarded-For: {asking}")) == status
        # The same subscriber with another of its addresses.
        assert status_of(await get(site, CALLBACK, "X-Forwarded-For: 2001:db8:1:2:ffff::9")) == 429


async def test_without_one_a_made_up_header_gives_no_new_allowance(stage: Stage) -> None:
    async with https_site(stage, limits=FEW) as site:
        for number, status in enumerate((404, 404, 404, 429)):
            assert status_of(await get(site, CALLBACK, f"X-Forwarded-For: 203.0.113.{number}")) == status


async def test_a_person_who_links_once_notices_no_limit(stage: Stage, browser: Browser) -> None:
    for _ in range(8):
        link = await stage.link(browser)
    assert link.healthy


async def test_a_person_asks_for_ten_links_and_is_told_when_to_go_on(stage: Stage) -> None:
    for _ in range(10):
        await stage.ticket("alice")
    with pytest.raises(TooOften) as told:
        await stage.ticket("alice")
    assert told.value.until == stage.clock() + timedelta(minutes=1)
    assert f"<t:{int(told.value.until.timestamp())}:R>" in told.value.message
    await stage.ticket("bob")
    stage.clock.pass_time(minutes=1)
    await stage.ticket("alice")
    with pytest.raises(TooOften):
        await stage.ticket("alice")


async def test_a_person_types_twenty_codes_an_hour(stage: Stage) -> None:
    alice = stage.person("alice").user_id
    for _ in range(20):
        with pytest.raises(Exception, match="No link of yours"):
            await stage.linking.finish_with_code(alice, "3333-3333")
    with pytest.raises(TooOften):
        await stage.linking.finish_with_code(alice, "3333-3333")
    stage.clock.pass_time(hours=1)
    with pytest.raises(Exception, match="No link of yours"):
        await stage.linking.finish_with_code(alice, "3333-3333")


def test_an_allowance_comes_back_evenly(clock: HandClock) -> None:
    limiter = Limiter(Allowance(3, timedelta(seconds=30)), clock)
    assert [limiter.take("a").total_seconds() for _ in range(5)] == [0, 0, 0, 10, 10]
    clock.pass_time(seconds=10)
    assert [limiter.take("a").total_seconds() for _ in range(2)] == [0, 10]
    assert limiter.take("b") == timedelta()


def test_many_keys_do_not_fill_the_memory(clock: HandClock) -> None:
    limiter = Limiter(Allowance(1, timedelta(minutes=1)), clock, most=100)
    for number in range(1000):
        assert limiter.take(number) == timedelta()
        clock.pass_time(milliseconds=1)
    assert len(limiter) == 100
    assert limiter.take(999)
    clock.pass_time(minutes=1)
    limiter.take("one more")
    assert len(limiter) == 1


def test_a_full_memory_frees_nobody_who_goes_on(clock: HandClock) -> None:
    limiter = Limiter(Allowance(1, timedelta(minutes=1)), clock, most=2)
    limiter.take("a")
    limiter.take("b")
    assert limiter.take("a")


def test_a_clock_that_is_set_back_holds_nobody_up(clock: HandClock) -> None:
    limiter = Limiter(Allowance(1, timedelta(minutes=1)), clock)
    assert limiter.take("a") == timedelta()
    clock.pass_time(hours=-1)
    assert limiter.take("a") == timedelta()
    assert limiter.take("a") == timedelta(minutes=1)
