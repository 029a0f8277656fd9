"""Two processes on one database never refresh the same link: the journal's row is the lease."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.accounts.keeper import TokenKeeper
from bot.accounts.refreshing import Need
from bot.errors import NeedsRelink, TryLater
from bot.providers.google import Google
from bot.store.database import Database, open_database
from bot.store.journal import LEASE
from bot.store.tables import audit, journal, links
from sandbox.browser import Browser
from tests.accounts.stage import Stage, no_sleep


class SingleUse(Google):
    """A provider whose refresh ends the refresh token it was made with."""

    rotates_refresh_tokens = True


@asynccontextmanager
async def another_process(stage: Stage) -> AsyncIterator[Database]:
    async with open_database(f"sqlite:///{stage.path}/links.db") as database:
        yield database


async def test_two_processes_that_are_asked_at_once_make_one_refresh(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser)
    code_stage.clock.pass_time(hours=2)
    async with another_process(code_stage) as database:
        keepers = [code_stage.keeper, code_stage.keeper_anew(database=database)]
        asked = [keeper.access_token(link.id) for keeper in keepers for _ in range(20)]
        assert len(set(await asyncio.gather(*asked))) == 1
    assert code_stage.token_requests("refresh_token") == 1
    assert await code_stage.rows(journal) == []


async def test_who_finds_a_lease_waits_for_the_others_result(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser)
    other, refreshing = await _refreshing_elsewhere(code_stage, link.id)

    async def look(_seconds: float) -> None:
        code_stage.google.faults.clear()
        await refreshing

    waiting = code_stage.keeper_anew(sleep=look)
    assert await waiting.access_token(link.id) == await refreshing == await other.access_token(link.id)
    assert code_stage.token_requests("refresh_token") == 1


async def test_who_waits_does_so_with_jitter_and_not_for_ever(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser)
    _, refreshing = await _refreshing_elsewhere(code_stage, link.id)
    pauses: list[float] = []

    async def look(seconds: float) -> None:
        pauses.append(seconds)
        await asyncio.sleep(0)

    with pytest.raises(TryLater, match="Google"):
        await code_stage.keeper_anew(sleep=look).access_token(link.id)
    assert 17 < sum(pauses) < 51
    assert len(set(pauses)) == len(pauses)
    code_stage.google.faults.clear()
    await refreshing
    assert code_stage.token_requests("refresh_token") == 1


async def test_when_the_other_gives_up_the_one_who_waits_asks_itself(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser)
    code_stage.google.faults.fail_next("/token", 503, times=3)
    other, refreshing = await _refreshing_elsewhere(code_stage, link.id)

    async def look(_seconds: float) -> None:
        code_stage.google.faults.delay = 0.0
        code_stage.google.faults.release()
        await asyncio.gather(refreshing, return_exceptions=True)

    assert await code_stage.keeper_anew(sleep=look).access_token(link.id)
    assert isinstance(refreshing.exception(), TryLater)
    assert await other.access_token(link.id)


async def test_a_lease_that_ran_out_is_taken_over_at_google(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser)
    code_stage.notices.clear()
    await _abandon_refresh(code_stage, code_stage.keeper, link.id)
    keeper = code_stage.keeper_anew(sleep=no_sleep)
    with pytest.raises(TryLater):
        await keeper.access_token(link.id)
    code_stage.clock.now += LEASE
    assert await keeper.access_token(link.id)
    assert await code_stage.rows(journal) == []
    assert code_stage.notices == []


async def test_a_lease_that_ran_out_is_an_interruption_where_refresh_tokens_are_used_up(
    code_stage: Stage, browser: Browser
) -> None:
    link = await code_stage.link(browser)
    code_stage.notices.clear()
    single_use = _single_use(code_stage)
    await _abandon_refresh(code_stage, code_stage.keeper, link.id)
    code_stage.clock.now += LEASE
    keeper = code_stage.keeper_anew(single_use)
    asked = [keeper.access_token(link.id) for _ in range(5)]
    ends = await asyncio.gather(*asked, return_exceptions=True)
    assert {type(end) for end in ends} == {NeedsRelink}
    [row] = await code_stage.rows(links)
    assert (row["status"], row["reason"]) == ("needs_relink", "interrupted")
    [notice] = code_stage.notices
    assert "interrupted" in notice.text
    [*_, entry] = await code_stage.rows(audit)
    assert (entry["action"], entry["detail"]) == ("link.dead", "interrupted")
    assert await code_stage.rows(journal) == []


async def test_a_refresh_token_that_was_not_used_up_goes_on_working(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser)
    code_stage.notices.clear()
    single_use = _single_use(code_stage)
    # Killed before Google has taken the request.
    code_stage.google.faults.fail_next("/token", 503)
    await _abandon_refresh(code_stage, code_stage.keeper, link.id)
    keeper = code_stage.keeper_anew(single_use)
    await keeper.recover()
    await keeper.recover_lapsed()
    assert await keeper.access_token(link.id)
    assert await code_stage.rows(journal) == []
    assert code_stage.notices == []


async def test_what_is_in_doubt_stays_so_until_the_provider_answers(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser)
    single_use = _single_use(code_stage)
    await _abandon_refresh(code_stage, code_stage.keeper, link.id)
    code_stage.notices.clear()
    keeper = code_stage.keeper_anew(single_use)
    await keeper.recover()
    code_stage.google.faults.fail_next("/token", 503, times=3)
    await keeper.recover_lapsed()
    assert len(await code_stage.rows(journal)) == 1
    assert code_stage.notices == []
    await keeper.recover_lapsed()
    [row] = await code_stage.rows(links)
    assert (row["status"], row["reason"]) == ("needs_relink", "interrupted")
    assert len(code_stage.notices) == 1
    assert await code_stage.rows(journal) == []


async def test_an_answer_that_was_lost_on_its_way_is_an_interruption_too(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser)
    single_use = _single_use(code_stage)
    keeper = code_stage.keeper_anew(single_use)
    code_stage.clock.pass_time(hours=2)
    code_stage.google.faults.lose_next("/token")
    code_stage.google.faults.fail_next("/token", 503, times=2)
    with pytest.raises(TryLater):
        await keeper.access_token(link.id)
    with pytest.raises(NeedsRelink):
        await keeper.access_token(link.id)
    [row] = await code_stage.rows(links)
    assert row["reason"] == "interrupted"


async def test_what_one_process_could_not_keep_it_settles_itself_without_waiting(
    code_stage: Stage, browser: Browser
) -> None:
    link = await code_stage.link(browser)
    await _abandon_refresh(code_stage, code_stage.keeper, link.id)
    assert await code_stage.keeper.access_token(link.id)
    assert await code_stage.rows(journal) == []


async def test_a_process_that_slept_through_its_lease_revives_no_dead_link(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser)
    single_use = _single_use(code_stage)
    _, refreshing = await _refreshing_elsewhere(code_stage, link.id)
    code_stage.google.faults.delay = 0.0
    code_stage.clock.now += LEASE
    with pytest.raises(NeedsRelink):
        await code_stage.keeper_anew(single_use).access_token(link.id)
    code_stage.google.faults.clear()
    with pytest.raises(NeedsRelink):
        await refreshing
    [row] = await code_stage.rows(links)
    assert (row["status"], row["reason"]) == ("needs_relink", "interrupted")


async def test_a_process_that_may_not_be_alone_settles_only_what_ran_out(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser)
    single_use = _single_use(code_stage)
    await _abandon_refresh(code_stage, code_stage.keeper, link.id)
    keeper = code_stage.keeper_anew(single_use)
    await keeper.recover_lapsed()
    assert len(await code_stage.rows(journal)) == 1
    code_stage.clock.now += LEASE
    await keeper.recover_lapsed()
    assert await code_stage.rows(journal) == []
    [row] = await code_stage.rows(links)
    assert row["reason"] == "interrupted"


async def _refreshing_elsewhere(stage: Stage, link_id: str) -> tuple[TokenKeeper, asyncio.Task[str]]:
    """Return another process's keeper, whose refresh of the link Google is slow to answer."""
    stage.clock.pass_time(hours=2)
    stage.google.faults.delay = 5.0
    other = stage.keeper_anew()
    refreshing = asyncio.create_task(other.access_token(link_id))
    await stage.google.faults.held()
    return other, refreshing


async def _abandon_refresh(stage: Stage, keeper: TokenKeeper, link_id: str) -> None:
    """Leave behind what a process does that cannot keep the answer."""
    stage.clock.pass_time(hours=2)
    stage.google.faults.delay = 5.0
    refreshing = asyncio.create_task(keeper._refreshing.refresh(link_id, Need(stage.clock())))
    await stage.google.faults.held()
    refreshing.cancel()
    await asyncio.gather(refreshing, return_exceptions=True)
    stage.google.faults.clear()


def _single_use(stage: Stage) -> SingleUse:
    """Let refresh tokens be single use from now on, and return the provider that knows it."""
    stage.google.rotating = True
    wire, app = stage.provider._wire, stage.provider._app
    return SingleUse(wire, app, redirect_uri="", revoke_uri="", clock=stage.clock, alerts=stage.alerts)
