"""Every way a link is refused: a page that says so and what to do, an audit line, and nothing exchanged."""

import pytest
from yarl import URL

from bot.accounts.arrivals import CallbackAnswer
from bot.accounts.refusals import Refusal
from bot.accounts.steps import Visitor
from bot.accounts.tickets import new_secret
from bot.errors import NoCodeExpected, WrongCode
from bot.providers.access import Access
from bot.store.tables import attempts, links
from bot.vocabulary import YOUTUBE, vocabulary
from sandbox.browser import Browser
from tests.accounts.stage import Stage, assert_nothing_linked

ACT = "youtube.force-ssl"
LOOK = "youtube.readonly"


async def test_a_used_link_says_so(stage: Stage, browser: Browser, other_browser: Browser) -> None:
    url = await stage.ticket()
    await stage.reach_google(browser, url)
    await browser.consent("alice")
    if stage.sign_in is None:
        await stage.linking.finish_with_code(stage.person("alice").user_id, browser.link_code)
    await other_browser.open(url)
    assert other_browser.status == 410
    assert "used already" in other_browser.outcome


async def test_a_callback_works_once(stage: Stage, browser: Browser) -> None:
    await stage.reach_google(browser, await stage.ticket())
    await browser.consent("alice")
    exchanged = stage.token_requests()
    await browser.open(browser.url)
    assert browser.status == 409
    assert "used already" in browser.outcome
    assert stage.token_requests() == exchanged
    assert await stage.refusals() == ["replayed"]


async def test_a_sign_in_works_once(identify_stage: Stage, browser: Browser) -> None:
    await identify_stage.reach_google(browser, await identify_stage.ticket())
    callback = next(url for url in browser.visited if url.path == "/oauth/discord/callback")
    asked = len(identify_stage.discord.requests)
    await browser.open(callback)
    assert browser.status == 409
    assert len(identify_stage.discord.requests) == asked
    assert await identify_stage.refusals() == ["replayed"]


async def test_an_expired_link_is_refused_on_its_page(stage: Stage, browser: Browser) -> None:
    url = await stage.ticket()
    await browser.open(url)
    stage.clock.pass_time(minutes=10)
    await browser.continue_()
    assert browser.status == 410
    await browser.open(url)
    assert browser.status == 410
    assert "expired" in browser.outcome
    await assert_nothing_linked(stage, "ticket_expired")


async def test_an_expired_link_is_refused_at_the_callback(stage: Stage, browser: Browser) -> None:
    await stage.reach_google(browser, await stage.ticket())
    stage.clock.pass_time(minutes=10)
    await browser.consent("alice")
    assert browser.status == 410
    await assert_nothing_linked(stage, "ticket_expired")


async def test_an_expired_link_is_refused_after_the_sign_in(identify_stage: Stage, browser: Browser) -> None:
    await browser.open(await identify_stage.ticket())
    await browser.continue_()
    await browser.continue_()
    identify_stage.clock.pass_time(minutes=10)
    await browser.sign_in("alice")
    assert browser.status == 410
    await assert_nothing_linked(identify_stage, "ticket_expired")


async def test_an_expired_code_is_refused(code_stage: Stage, browser: Browser) -> None:
    await code_stage.reach_google(browser, await code_stage.ticket())
    await browser.consent("alice")
    code_stage.clock.pass_time(minutes=10)
    with pytest.raises(NoCodeExpected):
        await code_stage.linking.finish_with_code(code_stage.person("alice").user_id, browser.link_code)
    await assert_nothing_linked(code_stage, "code_unexpected")


async def test_a_fourth_open_link_ends_the_oldest(stage: Stage, browser: Browser) -> None:
    urls = []
    for _ in range(4):
        urls.append(await stage.ticket())
        stage.clock.pass_time(seconds=1)
    await browser.open(urls[0])
    assert browser.status == 410
    for url in urls[1:]:
        await browser.open(url)
        assert browser.status == 200


async def test_no_at_google_links_nothing_and_leads_back(stage: Stage, browser: Browser) -> None:
    url = await stage.ticket()
    await stage.reach_google(browser, url)
    await browser.deny("alice")
    assert browser.outcome.startswith("You said no, so nothing changed.")
    await assert_nothing_linked(stage, "consent_denied")
    await browser.continue_()
    assert str(browser.url) == url
    assert browser.status == 200


async def test_no_at_discord_links_nothing_and_leads_back(identify_stage: Stage, browser: Browser) -> None:
    url = await identify_stage.ticket()
    await browser.open(url)
    await browser.continue_()
    await browser.continue_()
    await browser.press("cancel")
    assert browser.outcome.startswith("You said no at Discord, so nothing changed.")
    await assert_nothing_linked(identify_stage, "sign_in_denied")
    await browser.continue_()
    assert str(browser.url) == url


async def test_without_the_look_box_nothing_is_linked(stage: Stage, browser: Browser) -> None:
    await stage.reach_google(browser, await stage.ticket("alice", Access.ACT))
    await browser.consent("alice", untick=(LOOK,))
    assert browser.status == 400
    assert "leave that box ticked" in browser.outcome
    await assert_nothing_linked(stage, "scope_missing")
    assert "/link/" in browser.page.links["continue"]
    assert_says_what_stands(browser)


async def test_a_channel_that_cannot_be_learned_links_nothing_and_says_what_stands(
    identify_stage: Stage, browser: Browser
) -> None:
    await identify_stage.reach_google(browser, await identify_stage.ticket())
    identify_stage.google.faults.fail_next("/channels", 503)
    await browser.consent("alice")
    assert browser.status == 503
    assert await identify_stage.refusals() == ["account_unavailable"]
    assert_says_what_stands(browser)


async def test_an_unticked_box_is_said_plainly(stage: Stage, browser: Browser) -> None:
    link = await stage.link(browser, "alice", Access.ACT, untick=(ACT,))
    assert link.access == {Access.LOOK}
    assert not any(scope.endswith(ACT) for scope in link.scopes)
    [notice] = stage.notices
    assert "did not allow" in notice.text
    assert "/link access:act" in notice.text
    if stage.sign_in:
        assert "did not allow" in browser.outcome
        assert "/link access:act" in browser.text


async def test_an_account_without_a_channel_links_nothing_and_says_what_stands(
    identify_stage: Stage, browser: Browser
) -> None:
    await identify_stage.reach_google(browser, await identify_stage.ticket("bob"), "bob")
    await browser.consent("bob")
    assert "no YouTube channel" in browser.outcome
    assert "youtube.com/create_channel" in browser.html
    assert await identify_stage.rows(links) == []
    assert await identify_stage.refusals() == ["no_channel"]
    assert identify_stage.revocations() == 0
    assert_says_what_stands(browser)


async def test_an_account_without_a_channel_is_said_in_discord(code_stage: Stage, browser: Browser) -> None:
    await code_stage.reach_google(browser, await code_stage.ticket("bob"))
    await browser.consent("bob")
    with pytest.raises(Refusal, match="no YouTube channel") as refusal:
        await code_stage.linking.finish_with_code(code_stage.person("bob").user_id, browser.link_code)
    assert refusal.value.action is not None
    assert await code_stage.rows(links) == []


async def test_after_five_wrong_codes_the_link_can_be_started_again(code_stage: Stage, browser: Browser) -> None:
    url = await code_stage.ticket()
    alice = code_stage.person("alice").user_id
    await code_stage.reach_google(browser, url)
    await browser.consent("alice")
    for _ in range(5):
        with pytest.raises(WrongCode):
            await code_stage.linking.finish_with_code(alice, "3333-3333")
    await code_stage.reach_google(browser, url)
    await browser.consent("alice")
    assert (await code_stage.linking.finish_with_code(alice, browser.link_code)).link.healthy


async def test_a_consent_without_proof_is_refused(identify_stage: Stage) -> None:
    """An attempt from before the client secret was set must not skip the proof that is now asked for."""
    before = identify_stage.linking_anew(sign_in=None)
    cookie = new_secret()
    following = await before.start(URL(await identify_stage.ticket()).name, Visitor(cookie, forged=False))
    callback = URL(await identify_stage.google.consent(following.url, "alice")).query
    answer = CallbackAnswer(cookie, callback["state"], callback["code"], "", callback["scope"])
    with pytest.raises(Refusal) as refusal:
        await identify_stage.linking.consented("youtube", answer)
    assert refusal.value.reason == "not_proven"
    await assert_nothing_linked(identify_stage, "not_proven")


async def test_a_tampered_verifier_does_not_open(stage: Stage, browser: Browser) -> None:
    await stage.reach_google(browser, await stage.ticket())
    async with stage.database.write() as connection:
        await connection.execute(attempts.update().values(verifier=b"\x01" + bytes(60)))
    await browser.consent("alice")
    if stage.sign_in is None:
        with pytest.raises(Refusal) as refusal:
            await stage.linking.finish_with_code(stage.person("alice").user_id, browser.link_code)
        assert refusal.value.reason == "unreadable"
    else:
        assert "cannot be read" in browser.outcome
    await assert_nothing_linked(stage, "unreadable")


def assert_says_what_stands(browser: Browser) -> None:
    assert "still stands at Google" in browser.outcome
    settings = vocabulary(YOUTUBE).connections
    assert f'<a href="{settings}" rel="noreferrer">{settings}</a>' in browser.html
