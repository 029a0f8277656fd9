"""Tokens belong to one person and one account; the grant at Google belongs to all who linked that account."""

import asyncio

import pytest

from bot.accounts.refusals import Refusal
from bot.errors import AccessMissing, NeedsRelink, NotLinked, NotYours
from bot.providers.access import Access
from bot.store.tables import links, tokens
from bot.vocabulary import YOUTUBE, vocabulary
from sandbox.browser import Browser
from tests.accounts.stage import Stage


async def test_a_second_person_neither_inherits_nor_overwrites(
    stage: Stage, browser: Browser, other_browser: Browser
) -> None:
    first = await stage.link(browser, "the.creator", Access.CREATOR, account="creator")
    [before] = await stage.rows(tokens)
    second = await stage.link(other_browser, "mallory", Access.LOOK, account="creator")
    assert second.account_id == first.account_id
    assert second.access == {Access.LOOK}
    assert await stage.accounts.own(first.user_id, first.id) == first
    assert before in await stage.rows(tokens)
    with pytest.raises(AccessMissing):
        await stage.accounts.require(second.user_id, Access.CREATOR)
    token = await stage.keeper.access_token(first.id)
    assert token != await stage.keeper.access_token(second.id)


async def test_what_google_grants_for_others_is_not_this_persons(
    code_stage: Stage, browser: Browser, other_browser: Browser
) -> None:
    """Mallory widens a link of her own and chooses an account that somebody else has granted more for."""
    await code_stage.link(browser, "the.creator", Access.CREATOR, account="creator")
    await code_stage.link(other_browser, "mallory", Access.LOOK, account="mallory")
    link = await code_stage.link(other_browser, "mallory", Access.ACT, account="creator")
    asked = next(url for url in reversed(other_browser.visited) if url.path == "/o/oauth2/auth")
    assert asked.query["include_granted_scopes"] == "true"
    assert link.access == {Access.LOOK, Access.ACT}
    code_stage.clock.pass_time(hours=2)
    await code_stage.keeper.access_token(link.id)


async def test_a_first_link_asks_for_nothing_that_others_granted(
    stage: Stage, browser: Browser, other_browser: Browser
) -> None:
    await stage.link(browser, "the.creator", Access.CREATOR, account="creator")
    await stage.link(other_browser, "mallory", Access.LOOK, account="creator")
    asked = [url for url in other_browser.visited if url.path == "/o/oauth2/auth"]
    assert all("include_granted_scopes" not in url.query for url in asked)
    assert all(url.query["prompt"] == "select_account consent" for url in asked)
    assert all(url.query["access_type"] == "offline" for url in asked)


async def test_widening_keeps_what_was_allowed(stage: Stage, browser: Browser) -> None:
    first = await stage.link(browser, "the.creator", Access.CREATOR, account="creator")
    wider = await stage.link(browser, "the.creator", Access.ACT, account="creator")
    assert wider.id == first.id
    assert wider.access == {Access.LOOK, Access.ACT, Access.CREATOR}
    assert wider.created_at == first.created_at
    stage.clock.pass_time(hours=2)
    await stage.keeper.access_token(wider.id)
    asked = next(url for url in reversed(browser.visited) if url.path == "/o/oauth2/auth")
    assert (asked.query["prompt"], asked.query["include_granted_scopes"]) == ("consent", "true")


async def test_a_dead_link_is_made_again_with_all_it_had(stage: Stage, browser: Browser) -> None:
    first = await stage.link(browser, "the.creator", Access.CREATOR, account="creator")
    stage.google.revoke_grant("creator")
    stage.clock.pass_time(hours=2)
    with pytest.raises(NeedsRelink):
        await stage.keeper.access_token(first.id)
    await browser.open(await stage.ticket("the.creator", Access.LOOK))
    asked = browser.text.partition("It will not")[0]
    assert "see who your channel members are" in asked
    again = await stage.link(browser, "the.creator", Access.LOOK, account="creator")
    assert again.id == first.id
    assert again.healthy
    assert again.access == {Access.LOOK, Access.CREATOR}
    assert await stage.keeper.access_token(again.id)


async def test_parallel_finishes_of_one_link_have_one_winner(code_stage: Stage, browser: Browser) -> None:
    url = await code_stage.ticket()
    codes = []
    for account in ("alice", "creator"):
        await code_stage.reach_google(browser, url)
        await browser.consent(account)
        codes.append(browser.link_code)
    code_stage.google.faults.delay = 5.0
    alice = code_stage.person("alice").user_id
    finishes = [asyncio.create_task(code_stage.linking.finish_with_code(alice, code)) for code in codes]
    await code_stage.google.faults.held(2)
    code_stage.google.faults.delay = 0
    code_stage.google.faults.release()
    results = await asyncio.gather(*finishes, return_exceptions=True)
    refusals = [result for result in results if isinstance(result, Refusal)]
    assert [refusal.reason for refusal in refusals] == ["ticket_spent"]
    assert vocabulary(YOUTUBE).connections in refusals[0].message
    assert len(await code_stage.links_of("alice")) == 1
    assert len(code_stage.notices) == 1


async def test_revoked_only_with_the_last_link(stage: Stage, browser: Browser, other_browser: Browser) -> None:
    first = await stage.link(browser, "the.creator", Access.LOOK, account="creator")
    second = await stage.link(other_browser, "mallory", Access.LOOK, account="creator")
    forgotten = await stage.accounts.unlink(first.user_id, first.id)
    assert (forgotten.title, forgotten.revoked) == (first.title, None)
    assert stage.revocations() == 0
    assert await stage.keeper.access_token(second.id)
    stage.clock.pass_time(hours=2)
    assert (await stage.accounts.unlink(second.user_id, second.id)).revoked is True
    assert stage.revocations() == 1
    assert await stage.rows(links) == []
    assert await stage.rows(tokens) == []


async def test_google_may_not_confirm_but_the_link_is_gone(stage: Stage, browser: Browser) -> None:
    link = await stage.link(browser)
    stage.google.faults.fail_next("/revoke", 503, times=2)
    assert (await stage.accounts.unlink(link.user_id, link.id)).revoked is False
    assert await stage.rows(links) == []


async def test_a_grant_that_is_gone_counts_as_revoked(stage: Stage, browser: Browser) -> None:
    link = await stage.link(browser)
    stage.google.revoke_grant("alice")
    assert (await stage.accounts.unlink(link.user_id, link.id)).revoked is True


async def test_nobody_touches_anothers_link(stage: Stage, browser: Browser) -> None:
    link = await stage.link(browser)
    mallory = stage.person("mallory").user_id
    for attempt in (
        stage.accounts.unlink,
        stage.accounts.unlink_with_grant,
        stage.accounts.make_default,
        stage.accounts.own,
    ):
        with pytest.raises(NotYours):
            await attempt(mallory, link.id)
    with pytest.raises(NotYours):
        await stage.accounts.require(mallory, Access.LOOK, link.id)
    with pytest.raises(NotLinked):
        await stage.accounts.require(mallory, Access.LOOK)
    assert await stage.links_of("alice") == [link]


async def test_the_default_is_the_first_link_until_it_is_chosen_or_gone(stage: Stage, browser: Browser) -> None:
    first = await stage.link(browser, account="alice")
    second = await stage.link(browser, account="creator")
    user = first.user_id
    assert not second.is_default
    assert (await stage.accounts.require(user, Access.LOOK)).id == first.id
    assert (await stage.accounts.make_default(user, second.id)).is_default
    assert (await stage.accounts.require(user, Access.LOOK)).id == second.id
    assert [link.id for link in await stage.links_of("alice")] == [second.id, first.id]
    await stage.accounts.unlink(user, second.id)
    assert (await stage.accounts.require(user, Access.LOOK)).is_default


async def test_the_account_with_the_permission_is_found(stage: Stage, browser: Browser) -> None:
    await stage.link(browser, account="alice")
    creator = await stage.link(browser, access=Access.CREATOR, account="creator")
    assert (await stage.accounts.require(creator.user_id, Access.CREATOR)).id == creator.id
    with pytest.raises(AccessMissing) as missing:
        await stage.accounts.require(creator.user_id, Access.ACT)
    assert missing.value.access == "act"
