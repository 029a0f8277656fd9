"""Access tokens stay fresh: one refresh per link, and every failure means what it should."""

import asyncio
import logging
from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.accounts.refreshing import Need
from bot.errors import GrantAccess, NeedsRelink, NotYours, TokensUnreadable, TryLater
from bot.providers.access import Access
from bot.providers.contract import OAuthApp
from bot.providers.google import Google
from bot.providers.wire import Wire
from bot.store.tables import audit, journal, links, tokens
from sandbox.browser import Browser
from tests.accounts.stage import Stage, no_sleep


async def test_a_fresh_token_is_used_as_it_is(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser)
    first = await code_stage.keeper.access_token(link.id)
    assert await code_stage.keeper.bearer(link.id)(None) == first
    assert code_stage.token_requests("refresh_token") == 0


async def test_a_token_is_refreshed_a_minute_before_its_end(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser)
    first = await code_stage.keeper.access_token(link.id)
    code_stage.clock.pass_time(seconds=3599 - 61)
    assert await code_stage.keeper.access_token(link.id) == first
    code_stage.clock.pass_time(seconds=1)
    assert await code_stage.keeper.access_token(link.id) != first


async def test_many_who_ask_at_once_share_one_refresh(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser)
    code_stage.clock.pass_time(hours=2)
    found = await asyncio.gather(*(code_stage.keeper.access_token(link.id) for _ in range(50)))
    assert len(set(found)) == 1
    assert code_stage.token_requests("refresh_token") == 1


async def test_a_waiter_that_gives_up_cancels_nobody(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser)
    code_stage.clock.pass_time(hours=2)
    code_stage.google.faults.delay = 5.0
    impatient = asyncio.create_task(code_stage.keeper.access_token(link.id))
    await code_stage.google.faults.held()
    patient = asyncio.create_task(code_stage.keeper.access_token(link.id))
    impatient.cancel()
    with pytest.raises(asyncio.CancelledError):
        await impatient
    code_stage.google.faults.release()
    assert await patient
    assert code_stage.token_requests("refresh_token") == 1


async def test_a_refused_token_is_replaced_once(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser)
    bearer = code_stage.keeper.bearer(link.id)
    first = await bearer(None)
    second = await bearer(first)
    assert second != first
    assert await bearer(first) == second
    assert code_stage.token_requests("refresh_token") == 1


async def test_the_old_refresh_token_stays_where_none_comes_back(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser)
    [before] = await code_stage.rows(tokens)
    for _ in range(2):
        code_stage.clock.pass_time(hours=2)
        await code_stage.keeper.access_token(link.id)
    [after] = await code_stage.rows(tokens)
    assert after["refresh_token"] == before["refresh_token"]
    assert after["access_token"] != before["access_token"]


async def test_a_dead_grant_marks_the_link_and_tells_its_owner_once(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser, "the.creator", Access.CREATOR, account="creator")
    code_stage.notices.clear()
    code_stage.google.revoke_grant("creator")
    code_stage.clock.pass_time(hours=2)
    asked = [code_stage.keeper.access_token(link.id) for _ in range(5)]
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert all(isinstance(error, NeedsRelink) for error in found)
    with pytest.raises(NeedsRelink):
        await code_stage.keeper.access_token(link.id)
    [notice] = code_stage.notices
    again = GrantAccess("creator", link_id=link.id, label="Link again")
    assert (notice.user_id, notice.action) == (link.user_id, again)
    [row] = await code_stage.rows(links)
    assert (row["status"], row["reason"]) == ("needs_relink", "revoked")
    assert (await code_stage.rows(audit))[-1]["action"] == "link.dead"
    assert await code_stage.rows(journal) == []
    with pytest.raises(NeedsRelink):
        await code_stage.accounts.require(link.user_id, Access.LOOK)
    assert code_stage.token_requests("refresh_token") == 1


async def test_our_own_fault_unlinks_nobody(
    code_stage: Stage, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    link = await code_stage.link(browser)
    code_stage.notices.clear()
    code_stage.clock.pass_time(hours=2)
    keeper = code_stage.keeper_anew(_misconfigured(code_stage))
    with pytest.raises(TryLater):
        await keeper.access_token(link.id)
    [record] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "google.client_secrets" in record.getMessage()
    assert list(code_stage.alerts.standing.values()) == [record.getMessage()]
    assert code_stage.notices == []
    assert await code_stage.rows(journal) == []
    assert await code_stage.keeper.access_token(link.id)
    assert not code_stage.alerts.standing


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_trouble_at_google_is_tried_again_then_told(code_stage: Stage, browser: Browser, status: int) -> None:
    link = await code_stage.link(browser)
    code_stage.clock.pass_time(hours=2)
    code_stage.google.faults.fail_next("/token", status, times=2)
    assert await code_stage.keeper.access_token(link.id)
    code_stage.clock.pass_time(hours=2)
    code_stage.google.faults.fail_next("/token", status, times=3)
    with pytest.raises(TryLater):
        await code_stage.keeper.access_token(link.id)
    assert await code_stage.rows(journal) == []
    assert await code_stage.keeper.access_token(link.id)


async def test_a_lost_answer_is_asked_for_again(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser)
    code_stage.clock.pass_time(hours=2)
    code_stage.google.faults.lose_next("/token")
    assert await code_stage.keeper.access_token(link.id)


async def test_due_links_are_refreshed_and_one_failure_touches_no_other(
    code_stage: Stage, browser: Browser, other_browser: Browser
) -> None:
    dead = await code_stage.link(browser, "alice")
    well = await code_stage.link(other_browser, "the.creator", account="creator")
    code_stage.google.revoke_grant("alice")
    until = code_stage.clock() + timedelta(hours=1)
    done = await code_stage.keeper.refresh_due(until)
    assert (done.fresh, done.failed) == (1, 1)
    statuses = {row["id"]: row["status"] for row in await code_stage.rows(links)}
    assert statuses == {dead.id: "needs_relink", well.id: "ok"}
    assert (await code_stage.keeper.refresh_due(code_stage.clock())).fresh == 0
    done = await code_stage.keeper.refresh_due(until + timedelta(hours=2), [well.id])
    assert (done.fresh, done.failed) == (1, 0)


async def test_a_link_that_is_forgotten_meanwhile_stays_forgotten(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser)
    code_stage.clock.pass_time(hours=2)
    code_stage.google.faults.delay = 5.0
    asked = asyncio.create_task(code_stage.keeper.access_token(link.id))
    await code_stage.google.faults.held()
    code_stage.google.faults.delay = 0.0
    await code_stage.accounts.unlink(link.user_id, link.id)
    code_stage.google.faults.release()
    with pytest.raises(NotYours):
        await asked
    assert await code_stage.rows(tokens) == []


async def test_a_link_made_again_meanwhile_keeps_its_new_tokens(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser)
    code_stage.clock.pass_time(hours=2)
    code_stage.google.revoke_grant("alice")
    code_stage.google.faults.delay = 5.0
    asked = asyncio.create_task(code_stage.keeper.access_token(link.id))
    await code_stage.google.faults.held()
    code_stage.google.faults.delay = 0.0
    await code_stage.link(browser)
    code_stage.google.faults.release()
    assert await asked == await code_stage.keeper.access_token(link.id)
    [row] = await code_stage.rows(links)
    assert row["status"] == "ok"


async def test_moved_and_damaged_ciphertexts_do_not_open(
    code_stage: Stage, browser: Browser, other_browser: Browser
) -> None:
    alices = await code_stage.link(browser, "alice")
    creators = await code_stage.link(other_browser, "the.creator", account="creator")
    rows = {row["link_id"]: row for row in await code_stage.rows(tokens)}
    stolen = rows[creators.id]
    async with code_stage.database.write() as connection:
        await connection.execute(
            tokens.update().where(tokens.c.link_id == alices.id).values(access_token=stolen["access_token"])
        )
    with pytest.raises(TokensUnreadable):
        await code_stage.keeper.access_token(alices.id)
    damaged = bytearray(stolen["refresh_token"])
    damaged[-1] ^= 1
    async with code_stage.database.write() as connection:
        await connection.execute(tokens.update().values(refresh_token=bytes(damaged)))
    code_stage.clock.pass_time(hours=2)
    with pytest.raises(TokensUnreadable):
        await code_stage.keeper.access_token(creators.id)
    assert code_stage.token_requests("refresh_token") == 0
    assert await code_stage.rows(journal) == []


async def test_a_crash_within_a_refresh_at_google_costs_nothing(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser)
    code_stage.notices.clear()
    await _begin_refresh(code_stage, link.id)
    keeper = code_stage.keeper_anew()
    await keeper.recover()
    assert await code_stage.rows(journal) == []
    assert code_stage.notices == []
    code_stage.clock.pass_time(hours=2)
    assert await keeper.access_token(link.id)


async def test_a_crash_within_an_exchange_ends_the_attempt_and_the_link_can_be_started_again(
    code_stage: Stage, browser: Browser
) -> None:
    url = await code_stage.ticket()
    await code_stage.reach_google(browser, url)
    await browser.consent("alice")
    code_stage.google.faults.delay = 5.0
    alice = code_stage.person("alice").user_id
    finishing = asyncio.create_task(code_stage.linking.finish_with_code(alice, browser.link_code))
    await code_stage.google.faults.held()
    finishing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await finishing
    code_stage.google.faults.clear()
    assert len(await code_stage.rows(journal)) == 1
    await code_stage.keeper_anew().recover()
    assert await code_stage.rows(journal) == []
    assert await code_stage.refusals() == ["interrupted"]
    [notice] = code_stage.notices
    assert notice.user_id == alice
    await code_stage.reach_google(browser, url)
    await browser.consent("alice")
    assert (await code_stage.linking.finish_with_code(alice, browser.link_code)).link.healthy


async def _begin_refresh(stage: Stage, link_id: str) -> None:
    """Leave behind what a process does that is killed while it refreshes."""
    stage.clock.pass_time(hours=2)
    stage.google.faults.delay = 5.0
    refreshing = asyncio.create_task(stage.keeper._refreshing.refresh(link_id, Need(stage.clock())))
    await stage.google.faults.held()
    refreshing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await refreshing
    stage.google.faults.clear()
    assert [row["link_id"] for row in await stage.rows(journal)] == [link_id]


def _misconfigured(stage: Stage) -> Google:
    """Return Google as an operator with a wrong client secret reaches it."""
    file = stage.google.client_secrets()["web"]
    app = OAuthApp(file["client_id"], SecretStr("wrong"), file["auth_uri"], file["token_uri"])
    wire = Wire(stage.session, "Google", clock=stage.clock, sleep=no_sleep)
    return Google(
        wire, app, redirect_uri="", revoke_uri=stage.google.revoke_uri, clock=stage.clock, alerts=stage.alerts
    )
