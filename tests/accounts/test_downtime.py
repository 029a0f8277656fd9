"""Google, YouTube or Discord is down while somebody links: nothing is lost, and the way goes on from there."""

import pytest

from bot.errors import TryLater
from bot.store.tables import links, tickets
from sandbox.browser import Browser
from tests.accounts.stage import Stage, assert_nothing_linked


async def test_google_down_at_the_code_loses_nothing(code_stage: Stage, browser: Browser) -> None:
    await code_stage.reach_google(browser, await code_stage.ticket())
    await browser.consent("alice")
    alice = code_stage.person("alice").user_id
    code_stage.google.faults.fail_next("/token", 503, times=3)
    with pytest.raises(TryLater):
        await code_stage.linking.finish_with_code(alice, browser.link_code)
    assert (await code_stage.linking.finish_with_code(alice, browser.link_code)).link.healthy


async def test_google_down_at_the_callback_leads_back(identify_stage: Stage, browser: Browser) -> None:
    url = await identify_stage.ticket()
    await identify_stage.reach_google(browser, url)
    identify_stage.google.faults.fail_next("/token", 503, times=3)
    await browser.consent("alice")
    assert browser.status == 503
    assert await identify_stage.refusals() == ["service_unavailable"]
    await browser.continue_()
    assert str(browser.url) == url


async def test_one_fault_of_google_is_ridden_out(stage: Stage, browser: Browser) -> None:
    stage.google.faults.fail_next("/token", 500)
    stage.google.faults.fail_next("/token", drop_connection=True)
    assert (await stage.link(browser)).healthy


async def test_youtube_down_links_nothing_and_leads_back(identify_stage: Stage, browser: Browser) -> None:
    identify_stage.google.faults.fail_next("/youtube/v3/channels", 503)
    url = await identify_stage.ticket()
    await identify_stage.reach_google(browser, url)
    await browser.consent("alice")
    assert browser.status == 503
    assert await identify_stage.rows(links) == []
    [ticket] = await identify_stage.rows(tickets)
    assert ticket["spent_at"] is None
    await browser.continue_()
    assert str(browser.url) == url


async def test_discord_down_leads_back(identify_stage: Stage, browser: Browser) -> None:
    await browser.open(await identify_stage.ticket())
    await browser.continue_()
    await browser.continue_()
    identify_stage.discord.fail_next("POST", "/oauth2/token", 503, times=3)
    await browser.sign_in("alice")
    assert browser.status == 503
    await assert_nothing_linked(identify_stage, "service_unavailable")
