"""Rounds of refreshing: bounded, fair, each link for itself, and short when the provider is down."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.accounts.keeper import BATCH, IDLE
from bot.errors import TryLater
from bot.providers.contract import IssuedTokens
from bot.providers.failures import GrantDead, NotAsked, Unavailable
from bot.providers.google import Google
from bot.store import links, tokens
from bot.store.links import OK, LinkRow
from bot.store.tables import journal
from bot.store.tables import links as links_table
from bot.store.tokens import TokenRow, context
from bot.store.types import new_id
from sandbox.browser import Browser
from tests.accounts.stage import START, Stage

CROWD = 200


class Answering(Google):
    """A Google that answers refreshes by itself; what it is asked ends in `asked`."""

    def __init__(self, stage: Stage) -> None:
        real = stage.provider
        super().__init__(real._wire, real._app, redirect_uri="", revoke_uri="", clock=stage.clock, alerts=stage.alerts)
        self._now = stage.clock
        self.asked: list[str] = []
        self.failures: dict[str, Exception] = {}
        self.rests = False

    @property
    def resting(self) -> bool:
        return self.rests

    async def refresh(self, refresh_token: str, scopes: frozenset[str]) -> IssuedTokens:
        assert scopes == frozenset()
        self.asked.append(refresh_token)
        if refresh_token in self.failures:
            raise self.failures[refresh_token]
        return IssuedTokens(f"fresh {refresh_token}", None, self._now() + timedelta(hours=1), None)


async def _crowd(stage: Stage, count: int) -> list[str]:
    """Write links straight into the database; the refresh token of each is its number."""
    row = LinkRow(
        id="",
        user_id=1,
        provider="youtube",
        account_id="",
        title="Somebody",
        handle="",
        uploads_playlist="",
        scopes="",
        status=OK,
        reason="",
        is_default=False,
        created_at=START,
        updated_at=START,
        consented_at=START,
    )
    ids = [new_id() for _ in range(count)]
    async with stage.database.write() as connection:
        for number, link_id in enumerate(ids):
            await links.add(connection, replace(row, id=link_id, account_id=f"UC{number}"))
            access = stage.vault.seal(str(number), context=context(link_id, "access_token"))
            refresh = stage.vault.seal(str(number), context=context(link_id, "refresh_token"))
            # Written one after the other, so that it is clear who was idle longest.
            at = START + timedelta(seconds=number)
            await tokens.put(connection, TokenRow(link_id, access, refresh, START + timedelta(hours=1), at))
    return ids


async def _keep_alive(stage: Stage, provider: Answering, rounds: int) -> None:
    keeper = stage.keeper_anew(provider)
    for _ in range(rounds):
        await keeper.keep_alive()


def _numbers(asked: Sequence[str]) -> list[int]:
    return sorted(int(each) for each in asked)


async def test_idle_grants_are_used_in_batches_those_idle_longest_first(code_stage: Stage) -> None:
    await _crowd(code_stage, CROWD)
    provider = Answering(code_stage)
    code_stage.clock.now += IDLE - timedelta(seconds=1)
    await _keep_alive(code_stage, provider, 1)
    assert provider.asked == []
    code_stage.clock.pass_time(hours=1)
    await _keep_alive(code_stage, provider, 1)
    assert _numbers(provider.asked) == list(range(BATCH))
    await _keep_alive(code_stage, provider, 5)
    assert _numbers(provider.asked) == list(range(CROWD))


async def test_grants_that_cannot_be_used_now_keep_nobody_from_their_turn(code_stage: Stage) -> None:
    await _crowd(code_stage, CROWD)
    provider = Answering(code_stage)
    provider.failures = {str(number): Unavailable("Google", "") for number in range(BATCH + 7)}
    provider.failures["3"] = ValueError("a bug")
    provider.failures["5"] = GrantDead("Google", "invalid_grant")
    code_stage.clock.now += IDLE + timedelta(hours=1)
    keeper = code_stage.keeper_anew(provider)
    done = [await keeper.keep_alive() for _ in range(5)]
    assert sum(each.fresh for each in done) == CROWD - BATCH - 7
    assert set(_numbers(provider.asked)) == set(range(CROWD))
    # And those get another turn when all others had theirs; but not the dead.
    provider.asked.clear()
    provider.failures = {}
    for _ in range(3):
        await keeper.keep_alive()
    assert set(_numbers(provider.asked)) == set(range(BATCH + 7)) - {5}


async def test_a_provider_that_is_down_ends_the_round(code_stage: Stage) -> None:
    await _crowd(code_stage, CROWD)
    provider = Answering(code_stage)
    provider.failures = {str(number): NotAsked("Google", "") for number in range(CROWD)}
    code_stage.clock.now += IDLE + timedelta(hours=1)
    done = await code_stage.keeper_anew(provider).refresh_due(code_stage.clock())
    assert (done.fresh, done.failed, done.skipped) == (0, 0, CROWD)
    assert len(provider.asked) <= 16
    assert await code_stage.rows(journal) == []


async def test_a_provider_that_is_left_alone_costs_no_writes_and_fresh_tokens_go_on(code_stage: Stage) -> None:
    [stale, fresh] = await _crowd(code_stage, 2)
    provider = Answering(code_stage)
    keeper = code_stage.keeper_anew(provider)
    code_stage.clock.now += timedelta(hours=2)
    token = await keeper.access_token(fresh)
    provider.rests = True
    assert await keeper.access_token(fresh) == token
    with pytest.raises(TryLater, match="Google"):
        await keeper.access_token(stale)
    assert provider.asked == ["1"]
    assert (await code_stage.rows(links_table))[0]["status"] == OK


async def test_an_outage_of_the_token_endpoint_costs_few_requests_and_ends_by_itself(
    code_stage: Stage, browser: Browser
) -> None:
    link = await code_stage.link(browser)
    code_stage.clock.pass_time(hours=2)
    code_stage.google.faults.fail_next("/token", 503, times=10_000)
    minutes = 10
    for _ in range(minutes * 6):
        with pytest.raises(TryLater):
            await code_stage.keeper.access_token(link.id)
        code_stage.clock.pass_time(seconds=10)
    assert code_stage.token_requests("refresh_token") <= 5 + minutes * 4
    code_stage.google.faults.clear()
    code_stage.clock.pass_time(seconds=45)
    assert await code_stage.keeper.access_token(link.id)
    outcomes = {
        sample.labels["outcome"]: sample.value
        for metric in code_stage.metrics.registry.collect()
        if metric.name == "curtaincall_token_refreshes"
        for sample in metric.samples
        if sample.name.endswith("_total")
    }
    assert outcomes["fresh"] == 1
    assert outcomes["unavailable"] >= minutes
