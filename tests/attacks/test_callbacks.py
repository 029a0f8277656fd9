"""Callbacks that come from the wrong browser, to the wrong path, or again."""

import asyncio

import pytest
from yarl import URL

from bot.accounts.links import Link
from bot.errors import NoCodeExpected
from bot.vocabulary import YOUTUBE, vocabulary
from sandbox.browser import Browser
from tests.accounts.stage import Stage
from tests.attacks.aftermath import assert_harmless


async def callback_of(stage: Stage, browser: Browser, account: str) -> URL:
    """Return the callback that Google sends a browser to, without going there."""
    consent = next(url for url in reversed(browser.visited) if url.path == "/o/oauth2/auth")
    return URL(await stage.google.consent(str(consent), account))


async def test_without_the_cookie(stage: Stage, alices: Link, browser: Browser) -> None:
    await stage.reach_google(browser, await stage.ticket("mallory"), "mallory")
    async with stage.session.get(await callback_of(stage, browser, "alice")) as answer:
        assert answer.status == 403
    await assert_harmless(stage, alices, "other_browser")


async def test_with_anothers_cookie(stage: Stage, alices: Link, browser: Browser, other_browser: Browser) -> None:
    await other_browser.open(await stage.ticket("bob"))
    await stage.reach_google(browser, await stage.ticket("mallory"), "mallory")
    await other_browser.open(await callback_of(stage, browser, "alice"))
    assert other_browser.status == 403
    await assert_harmless(stage, alices, "other_browser")


async def test_on_another_providers_path(stage: Stage, alices: Link, browser: Browser) -> None:
    """The mix-up attack (RFC 9700 §4.4)."""
    await stage.reach_google(browser, await stage.ticket("mallory"), "mallory")
    callback = await callback_of(stage, browser, "alice")
    await browser.open(callback.with_path("/oauth/patreon/callback", keep_query=True))
    assert browser.status == 400
    await browser.open(callback)
    assert browser.status == 409
    await assert_harmless(stage, alices, "wrong_provider", *(await stage.refusals())[1:])


async def test_a_sign_ins_answer_on_a_providers_path(identify_stage: Stage, browser: Browser) -> None:
    await identify_stage.reach_google(browser, await identify_stage.ticket("mallory"), "mallory")
    signed_in = next(url for url in browser.visited if url.path == "/oauth/discord/callback")
    await browser.open(signed_in.with_path("/oauth/youtube/callback", keep_query=True))
    assert browser.status == 404
    await assert_harmless(identify_stage, None, "state_unknown")


async def test_mallorys_answer_in_alices_browser(
    stage: Stage, alices: Link, alices_browser: Browser, browser: Browser
) -> None:
    """Login CSRF: Alice would use Mallory's account without knowing. Her browser has a cookie of its own."""
    await stage.reach_google(browser, await stage.ticket("mallory"), "mallory")
    await alices_browser.open(await stage.ticket("alice"))
    await alices_browser.open(await callback_of(stage, browser, "mallory"))
    assert alices_browser.status == 403
    await assert_harmless(stage, alices, "other_browser")


async def test_mallorys_authorization_code_with_alices_own_state(stage: Stage, browser: Browser) -> None:
    """Code injection: PKCE binds a code to the attempt that asked for it (RFC 9700 §4.5)."""
    await stage.reach_google(browser, await stage.ticket("alice"))
    async with Browser() as mallorys:
        await stage.reach_google(mallorys, await stage.ticket("mallory"), "mallory")
        stolen = (await callback_of(stage, mallorys, "mallory")).query["code"]
    mixed = (await callback_of(stage, browser, "alice")).update_query(code=stolen)
    await browser.open(mixed)
    if stage.sign_in is None:
        with pytest.raises(Exception, match="did not accept"):
            await stage.linking.finish_with_code(stage.person("alice").user_id, browser.link_code)
    await assert_harmless(stage, None, "code_refused")


async def test_again(stage: Stage, browser: Browser) -> None:
    good = await stage.link(browser)
    exchanged = stage.token_requests()
    for path in ("/oauth/youtube/callback", "/oauth/discord/callback"):
        for url in [url for url in browser.visited if url.path == path]:
            await browser.open(url)
            assert browser.status == 409
    assert stage.token_requests() == exchanged
    await assert_harmless(stage, good, "replayed")


async def test_many_times_at_once(identify_stage: Stage, browser: Browser) -> None:
    await identify_stage.reach_google(browser, await identify_stage.ticket())
    callback = await callback_of(identify_stage, browser, "alice")

    async def come_back() -> int:
        cookies = browser.cookies(identify_stage.url)
        async with identify_stage.session.get(callback, cookies=cookies, allow_redirects=False) as answer:
            return answer.status

    statuses = sorted(await asyncio.gather(*(come_back() for _ in range(8))))
    assert statuses == [200, *[409] * 7]
    assert identify_stage.token_requests() == 1
    [good] = await identify_stage.links_of("alice")
    await assert_harmless(identify_stage, good, "replayed")


async def test_a_typed_code_many_times_at_once(code_stage: Stage, browser: Browser) -> None:
    await code_stage.reach_google(browser, await code_stage.ticket())
    await browser.consent("alice")
    alice = code_stage.person("alice").user_id
    finish = code_stage.linking.finish_with_code
    results = await asyncio.gather(*(finish(alice, browser.link_code) for _ in range(8)), return_exceptions=True)
    assert sum(not isinstance(result, Exception) for result in results) == 1
    with pytest.raises(NoCodeExpected):
        await finish(alice, browser.link_code)
    assert code_stage.token_requests() == 1
    [good] = await code_stage.links_of("alice")
    reasons = await code_stage.refusals()
    assert reasons
    await assert_harmless(code_stage, good, *reasons)


async def test_one_link_in_two_browsers_at_once(
    identify_stage: Stage, browser: Browser, other_browser: Browser
) -> None:
    url = await identify_stage.ticket()
    for each in (browser, other_browser):
        await identify_stage.reach_google(each, url)
    identify_stage.google.faults.delay = 5.0
    coming_back = [asyncio.create_task(each.consent("alice")) for each in (browser, other_browser)]
    await identify_stage.google.faults.held(2)
    identify_stage.google.faults.delay = 0
    identify_stage.google.faults.release()
    await asyncio.gather(*coming_back)
    assert sorted([browser.status, other_browser.status]) == [200, 410]
    assert sorted(vocabulary(YOUTUBE).connections in each.outcome for each in (browser, other_browser)) == [False, True]
    [good] = await identify_stage.links_of("alice")
    await assert_harmless(identify_stage, good, "ticket_spent")
