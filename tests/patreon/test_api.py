"""Asking Patreon: tokens, limits, trouble."""

import pytest

from bot.errors import TryLater
from bot.errors.patreon import NoCampaign, PatreonRefused
from bot.patreon.identity import account_of
from bot.patreon.patrons import Patrons
from bot.providers.access import Access
from tests.patreon.conftest import Hand


async def whose(hand: Hand, person: str, *, stale: bool = False) -> str:
    caller = hand.caller(person, stale=stale, access=Access.LOOK)
    return (await account_of(hand.api, caller.bearer, 7)).title


async def test_an_account_is_called_by_its_user_name_and_never_by_its_full_name(hand: Hand) -> None:
    creator = await account_of(hand.api, hand.caller("creator").bearer, 7)
    assert (creator.id, creator.title, creator.handle) == ("31000003", "thecreator", "thecreator")
    bob = await account_of(hand.api, hand.caller("bob", access=Access.LOOK).bearer, 7)
    assert (bob.id, bob.title, bob.handle) == ("31000002", "Bob", "")


async def test_a_token_that_ended_before_its_time_is_renewed_once(hand: Hand) -> None:
    assert await whose(hand, "alice", stale=True) == "alice"
    assert hand.refused == ["stale"]


async def test_a_token_that_is_refused_twice_is_for_later(hand: Hand) -> None:
    hand.patreon.faults.fail_next("/identity", 401, "Unauthorized", times=2)
    with pytest.raises(TryLater):
        await whose(hand, "alice")
    assert len(hand.refused) == 1


async def test_a_429_waits_as_long_as_it_says(hand: Hand) -> None:
    hand.patreon.faults.fail_next("/identity", 429, "RequestThrottled", retry_after=9)
    assert await whose(hand, "alice") == "alice"
    assert hand.slept == [9.0]


async def test_a_429_that_says_nothing_waits_too_and_one_that_asks_for_hours_does_not(hand: Hand) -> None:
    hand.patreon.faults.fail_next("/identity", 429, "RequestThrottled")
    assert await whose(hand, "alice") == "alice"
    assert hand.slept == [10.0]
    hand.patreon.faults.fail_next("/identity", 429, "RequestThrottled", retry_after=7200)
    with pytest.raises(TryLater):
        await whose(hand, "alice")
    assert hand.slept == [10.0]


async def test_what_may_pass_is_tried_again_and_an_outage_ends_in_words(hand: Hand) -> None:
    hand.patreon.faults.fail_next("/identity", 503, times=2)
    assert await whose(hand, "alice") == "alice"
    # aiohttp asks once more by itself when a connection is lost.
    hand.patreon.faults.fail_next("/identity", drop_connection=True, times=6)
    with pytest.raises(TryLater, match="Patreon"):
        await whose(hand, "alice")


async def test_a_service_that_keeps_failing_is_left_alone(hand: Hand) -> None:
    hand.patreon.faults.fail_next("/identity", 500, times=100)
    for _ in range(5):
        with pytest.raises(TryLater):
            await whose(hand, "alice")
    assert len(hand.patreon.requests) == 5


async def test_one_account_that_keeps_failing_keeps_patreon_from_nobody_else(hand: Hand) -> None:
    hand.patreon.faults.fail_next("/identity", 500, times=5)
    for _ in range(5):
        with pytest.raises(TryLater):
            await account_of(hand.api, hand.caller("bob", access=Access.LOOK).bearer, 8)
    assert (await account_of(hand.api, hand.caller("alice", access=Access.LOOK).bearer, 7)).title == "alice"


async def test_a_refusal_carries_patreons_name_for_it(hand: Hand) -> None:
    with pytest.raises(PatreonRefused, match="Forbidden") as caught:
        await Patrons(hand.api, hand.clock).read(hand.caller("creator", access=Access.LOOK), "The Creator")
    assert caught.value.status == 403


async def test_who_has_no_page_is_told_so(hand: Hand) -> None:
    with pytest.raises(NoCampaign, match="Alice"):
        await Patrons(hand.api, hand.clock).read(hand.caller("alice"), "Alice")


async def test_it_never_asks_faster_than_a_token_may(hand: Hand) -> None:
    hand.patreon.page_limit = 20
    read = await Patrons(hand.api, hand.clock).read(hand.caller(), "The Creator")
    assert len(read.patrons) == 2_300
    assert len(hand.patreon.requests) == 1 + 115
    assert {record.status for record in hand.patreon.requests} == {200}, "it waited before it was told to"
    assert sum(hand.slept) > 60
