"""The end of a grant: only when nobody needs it any more, never under somebody who is linking just now."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.accounts.accounts import Accounts
from bot.accounts.outcome import Linked
from bot.accounts.refusals import Refusal
from bot.store import links
from bot.store.tables import audit
from bot.store.tables import links as links_table
from bot.vocabulary import YOUTUBE, vocabulary
from sandbox.browser import Browser
from tests.accounts.stage import Stage


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    """Wait for a condition."""
    async with asyncio.timeout(5):
        while not await true():
            continue  # It reads the database, which lets others go on.


def impatient(stage: Stage) -> Accounts:
    """Return accounts that wait for Google no longer than a moment."""
    return Accounts(stage.database, stage.vault, {"youtube": stage.provider}, clock=stage.clock, patience_seconds=0.05)


async def works(stage: Stage, link_id: str) -> bool:
    """Tell whether a link's refresh token is still good."""
    stage.clock.pass_time(hours=2)
    return bool(await stage.keeper.access_token(link_id))


async def test_linking_again_waits_for_the_revocation_that_is_on_its_way(
    code_stage: Stage, browser: Browser, other_browser: Browser
) -> None:
    """The first try of the revocation fails; what a second try ends must not be the new link."""
    first = await code_stage.link(browser)
    await code_stage.reach_google(other_browser, await code_stage.ticket())
    between_tries, go_on = asyncio.Event(), asyncio.Event()

    async def pause(_seconds: float) -> None:
        between_tries.set()
        await go_on.wait()

    code_stage.provider._wire._tries._sleep = pause
    code_stage.google.faults.fail_next("/revoke", 503)
    unlinking = asyncio.create_task(code_stage.accounts.unlink(first.user_id, first.id))
    await between_tries.wait()
    await other_browser.consent("alice")
    linking = asyncio.create_task(code_stage.linking.finish_with_code(first.user_id, other_browser.link_code))
    await until(lambda: journal_stands(code_stage))
    go_on.set()
    assert (await unlinking).revoked is True
    with pytest.raises(Refusal) as refusal:
        await linking
    # The revocation ended that consent too. What matters: nobody was told of a link that does not work.
    assert refusal.value.reason == "code_refused"
    asked = [request.path for request in code_stage.google.requests if request.path in {"/token", "/revoke"}]
    assert asked == ["/token", "/revoke", "/revoke", "/token"]
    assert await works(code_stage, (await code_stage.link(other_browser)).id)


async def journal_stands(stage: Stage) -> bool:
    return bool((await stage.everything())["journal"])


async def test_unlinking_spares_the_link_that_another_is_making(
    code_stage: Stage, browser: Browser, other_browser: Browser
) -> None:
    """Mallory's code is exchanged, but her link is not saved yet, when the only other link goes."""
    first = await code_stage.link(browser, "the.creator", account="creator")
    linking = await exchanging(code_stage, other_browser)
    unlinking = asyncio.create_task(code_stage.accounts.unlink(first.user_id, first.id))
    await until(lambda: forgotten(code_stage))
    code_stage.google.faults.delay = 0
    code_stage.google.faults.release()
    second = await linking
    assert (await unlinking).revoked is None
    assert code_stage.revocations() == 0
    assert await works(code_stage, second.link.id)


async def exchanging(stage: Stage, browser: Browser) -> asyncio.Task[Linked]:
    """Let Mallory link the creator's channel, and hold Google's answer to the exchange back."""
    await stage.reach_google(browser, await stage.ticket("mallory"), "mallory")
    await browser.consent("creator")
    stage.google.faults.delay = 30
    mallory = stage.person("mallory").user_id
    task = asyncio.create_task(stage.linking.finish_with_code(mallory, browser.link_code))
    await stage.google.faults.held(1)
    return task


async def forgotten(stage: Stage) -> bool:
    return await stage.rows(links_table) == []


async def test_unlinking_does_not_wait_long_for_somebody_who_is_linking(
    code_stage: Stage, browser: Browser, other_browser: Browser
) -> None:
    first = await code_stage.link(browser, "the.creator", account="creator")
    linking = await exchanging(code_stage, other_browser)
    assert (await impatient(code_stage).unlink(first.user_id, first.id)).revoked is False
    assert await code_stage.rows(links_table) == []
    assert code_stage.revocations() == 0
    code_stage.google.faults.delay = 0
    code_stage.google.faults.release()
    assert await works(code_stage, (await linking).link.id)


async def test_a_slow_revocation_is_given_up_and_holds_nobody_up(
    stage: Stage, browser: Browser, other_browser: Browser
) -> None:
    first = await stage.link(browser)
    stage.google.faults.delay = 30
    assert (await impatient(stage).unlink(first.user_id, first.id)).revoked is False
    assert [row["action"] for row in await stage.rows(audit)][-1] == "grant.not_revoked"
    stage.google.faults.delay = 0
    second = await stage.link(other_browser, "mallory", account="mallory")
    assert await works(stage, second.id)


async def test_a_revocation_is_tried_once_more_when_its_answer_is_lost(stage: Stage, browser: Browser) -> None:
    link = await stage.link(browser)
    stage.google.faults.lose_next("/revoke")
    assert (await stage.accounts.unlink(link.user_id, link.id)).revoked is True
    assert stage.revocations() == 2


async def test_two_who_unlink_at_once_end_the_grant(stage: Stage, browser: Browser, other_browser: Browser) -> None:
    first = await stage.link(browser, "the.creator", account="creator")
    second = await stage.link(other_browser, "mallory", account="creator")
    unlink = stage.accounts.unlink
    gone = await asyncio.gather(unlink(first.user_id, first.id), unlink(second.user_id, second.id))
    assert True in {one.revoked for one in gone}
    assert False not in {one.revoked for one in gone}


async def test_a_dead_link_needs_no_grant(stage: Stage, browser: Browser, other_browser: Browser) -> None:
    living = await stage.link(browser, "the.creator", account="creator")
    dead = await stage.link(other_browser, "mallory", account="creator")
    async with stage.database.write() as connection:
        await links.mark_dead(connection, dead.id, stage.clock(), "revoked")
    assert (await stage.accounts.unlink(living.user_id, living.id)).revoked is True
    assert stage.revocations() == 1


async def test_forgetting_a_dead_link_spares_a_living_one(
    stage: Stage, browser: Browser, other_browser: Browser
) -> None:
    living = await stage.link(browser, "the.creator", account="creator")
    dead = await stage.link(other_browser, "mallory", account="creator")
    async with stage.database.write() as connection:
        await links.mark_dead(connection, dead.id, stage.clock(), "revoked")
    assert (await stage.accounts.unlink(dead.user_id, dead.id)).revoked is None
    assert await works(stage, living.id)


async def test_an_account_whose_channel_is_hidden_for_a_while_keeps_its_other_links(
    code_stage: Stage, browser: Browser, other_browser: Browser
) -> None:
    first = await code_stage.link(browser, "the.creator", account="creator")
    account = code_stage.google.person("creator")
    channel, account.channel = account.channel, None
    await code_stage.reach_google(other_browser, await code_stage.ticket("mallory"), "mallory")
    await other_browser.consent("creator")
    with pytest.raises(Refusal, match="no YouTube channel") as refusal:
        await code_stage.linking.finish_with_code(code_stage.person("mallory").user_id, other_browser.link_code)
    assert vocabulary(YOUTUBE).connections in refusal.value.message
    assert code_stage.revocations() == 0
    account.channel = channel
    assert await works(code_stage, first.id)
