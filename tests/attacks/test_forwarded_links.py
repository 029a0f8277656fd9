"""Cross-user session fixation: Mallory asks for a link and gets Alice to finish it (FACTS §3)."""

import pytest
from yarl import URL

from bot.accounts.links import Link
from bot.accounts.refusals import Refusal
from bot.errors import NoCodeExpected, WrongCode
from sandbox.browser import Browser
from tests.accounts.stage import Stage
from tests.attacks.aftermath import assert_harmless

pytestmark = pytest.mark.parametrize("linked", [False, True], ids=["not linked", "already linked"])


async def victim(stage: Stage, browser: Browser, *, linked: bool) -> Link | None:
    return await stage.link(browser) if linked else None


async def test_a_victim_who_opens_it_ends_at_discords_sign_in(
    identify_stage: Stage, browser: Browser, *, linked: bool
) -> None:
    good = await victim(identify_stage, browser, linked=linked)
    exchanged = identify_stage.token_requests()
    await browser.open(await identify_stage.ticket("mallory"))
    await browser.continue_()
    await browser.continue_()
    await browser.sign_in("alice")
    assert browser.status == 403
    assert "close this page" in browser.outcome
    assert not browser.page.links["continue"].startswith("/link/")
    assert identify_stage.token_requests() == exchanged
    await assert_harmless(identify_stage, good, "identity_mismatch")


async def test_a_victim_who_types_its_code_ends_it(code_stage: Stage, browser: Browser, *, linked: bool) -> None:
    good = await victim(code_stage, browser, linked=linked)
    exchanged = code_stage.token_requests()
    await code_stage.reach_google(browser, await code_stage.ticket("mallory"))
    await browser.consent("alice")
    with pytest.raises(Refusal) as refusal:
        await code_stage.linking.finish_with_code(code_stage.person("alice").user_id, browser.link_code)
    assert refusal.value.reason == "code_of_another_person"
    with pytest.raises(NoCodeExpected):
        await code_stage.linking.finish_with_code(code_stage.person("mallory").user_id, browser.link_code)
    assert code_stage.token_requests() == exchanged
    assert "code_of_another_person" in await code_stage.refusals()
    await assert_harmless(code_stage, good, *await code_stage.refusals())


async def test_a_victim_who_finishes_it_but_tells_no_code_gives_nothing(
    code_stage: Stage, browser: Browser, *, linked: bool
) -> None:
    good = await victim(code_stage, browser, linked=linked)
    await code_stage.reach_google(browser, await code_stage.ticket("mallory"))
    await browser.consent("alice")
    with pytest.raises(WrongCode):
        await code_stage.linking.finish_with_code(code_stage.person("mallory").user_id, "AAAA-AAAA")
    await assert_harmless(code_stage, good, "code_wrong")


async def test_a_forwarded_consent_address_does_not_finish_in_the_victims_browser(
    stage: Stage, browser: Browser, other_browser: Browser, *, linked: bool
) -> None:
    good = await victim(stage, other_browser, linked=linked)
    await stage.reach_google(browser, await stage.ticket("mallory"), "mallory")
    await other_browser.open(consent_of(browser))
    await other_browser.consent("alice")
    assert other_browser.status == 403
    assert "another browser" in other_browser.outcome
    await browser.consent("mallory")
    assert browser.status == 409
    await assert_harmless(stage, good, "other_browser", *(await stage.refusals())[1:])


async def test_a_forwarded_sign_in_does_not_finish_in_the_victims_browser(
    identify_stage: Stage, browser: Browser, other_browser: Browser, *, linked: bool
) -> None:
    good = await victim(identify_stage, other_browser, linked=linked)
    await browser.open(await identify_stage.ticket("mallory"))
    await browser.continue_()
    await other_browser.open(browser.url.join(URL(browser.page.links["continue"])))
    await other_browser.sign_in("alice")
    assert "another browser" in other_browser.outcome
    await assert_harmless(identify_stage, good, "other_browser")


def consent_of(browser: Browser) -> URL:
    return next(url for url in reversed(browser.visited) if url.path == "/o/oauth2/auth")
