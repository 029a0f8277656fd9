"""A thousand callers at once: one refresh a link, however many ask, and a bounded number of them at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.accounts.notices import Notice
from bot.providers.contract import IssuedTokens
from bot.providers.google import Google
from bot.store.tables import journal
from bot.store.vault import new_key
from sandbox.discord import DiscordSandbox
from sandbox.google import GoogleSandbox
from tests.endurance.crowd import Member, crowd_of, link_directly
from tests.endurance.house import House, open_house, place_of
from tests.support.clock import HandClock

pytestmark = pytest.mark.endurance

CALLS = 1_000
AT_ONCE = 16
ROUND = AT_ONCE // 2


class Watched(Google):
    """Google, and how many refreshes were under way at once."""

    under_way = 0
    most = 0

    async def refresh(self, refresh_token: str, scopes: frozenset[str]) -> IssuedTokens:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            return await super().refresh(refresh_token, scopes)
        finally:
            self.under_way -= 1


async def _nobody(notice: Notice) -> None:
    raise AssertionError(f"somebody was told: {notice.text}")


@pytest.fixture
async def houses(
    tmp_path: Path, google: GoogleSandbox, discord: DiscordSandbox, clock: HandClock
) -> AsyncIterator[list[House]]:
    """Two processes' worth of services on one file."""
    place = place_of(str(tmp_path / "bot.db"), (new_key(),), google, discord)
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(open_house(place, notify=_nobody, clock=clock, kind=Watched))
            for _ in range(2)
        ]


async def _expired(house: House, google: GoogleSandbox, clock: HandClock, links: int) -> list[Member]:
    """Return so many links whose access tokens have expired."""
    members = await link_directly(house, google, crowd_of(links, google.world), clock)
    clock.pass_time(hours=2)
    return members


def _refreshes(google: GoogleSandbox) -> int:
    return sum(each.path == "/token" for each in google.requests)


def _most(house: House) -> int:
    assert isinstance(house.provider, Watched)
    return house.provider.most


async def test_a_thousand_calls_for_one_link_make_one_refresh(
    houses: list[House], google: GoogleSandbox, clock: HandClock
) -> None:
    [one] = await _expired(houses[0], google, clock, 1)
    found = await asyncio.gather(*(houses[0].keeper.access_token(one.link_id) for _ in range(CALLS)))
    assert len(set(found)) == 1
    assert _refreshes(google) == 1
    assert await houses[0].channel_id(one.link_id) == one.account.channel.id  # type: ignore[union-attr]  # the crowd has channels


async def test_a_thousand_calls_for_one_link_in_two_processes_make_one_refresh(
    houses: list[House], google: GoogleSandbox, clock: HandClock
) -> None:
    [one] = await _expired(houses[0], google, clock, 1)
    found = await asyncio.gather(
        *(house.keeper.access_token(one.link_id) for _ in range(CALLS // 2) for house in houses)
    )
    assert len(set(found)) == 1
    assert _refreshes(google) == 1


async def test_a_call_for_each_of_a_thousand_links_makes_a_thousand_refreshes_a_few_at_a_time(
    houses: list[House], google: GoogleSandbox, clock: HandClock
) -> None:
    house = houses[0]
    members = await _expired(house, google, clock, CALLS)
    found = await asyncio.gather(*(house.keeper.access_token(member.link_id) for member in members))
    assert len(set(found)) == CALLS
    assert _refreshes(google) == CALLS
    assert _most(house) <= AT_ONCE


async def test_while_google_is_slow_a_round_leaves_room_for_people(
    houses: list[House], google: GoogleSandbox, clock: HandClock
) -> None:
    house = houses[0]
    members = await _expired(house, google, clock, 100)
    rounds, people = members[:50], members[50:]
    google.faults.delay = 60.0
    refreshing = asyncio.create_task(house.keeper.refresh_due(clock(), [member.link_id for member in rounds]))
    await _held(house, google, ROUND)
    asking = [asyncio.create_task(house.keeper.access_token(member.link_id)) for member in people]
    await _held(house, google, AT_ONCE)
    google.faults.clear()
    assert (await refreshing).fresh == len(rounds)
    await asyncio.gather(*asking)
    assert _refreshes(google) == len(members)
    assert _most(house) == AT_ONCE


async def _held(house: House, google: GoogleSandbox, requests: int) -> None:
    """See that Google holds so many requests back, and that nobody goes on to ask it for more."""
    await google.faults.held(requests, timeout=30)
    for _ in range(100):
        await asyncio.sleep(0)
    async with house.database.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(journal))).scalar_one() == requests
    assert google.faults.waiting == requests


async def test_two_processes_that_refresh_the_same_links_refresh_each_once(
    houses: list[House], google: GoogleSandbox, clock: HandClock
) -> None:
    members = await _expired(houses[0], google, clock, 100)
    await asyncio.gather(*(house.keeper.refresh_due(clock()) for house in houses))
    for house in houses:
        for member in members:
            await house.keeper.access_token(member.link_id)
    assert _refreshes(google) == len(members)
    assert all(_most(house) <= AT_ONCE for house in houses)
