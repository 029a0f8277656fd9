"""Reading a campaign's members, and whom of them a source thanks."""

from collections import Counter
from datetime import timedelta

import msgspec
import pytest

from bot.errors import NotYours, TryLater
from bot.patreon.patrons import Patronage, Patrons
from bot.providers.access import Bearer
from bot.store.sources import Source
from bot.supporters.entries import SourceList
from bot.supporters.kinds import PATREON
from bot.supporters.patreon import NO_TIER, OwnCampaign, PatreonPatrons, PatreonSettings, thanked
from bot.youtube.payer import Payer
from sandbox.patreon.model import Campaign
from tests.patreon.conftest import START, Hand
from tests.patreon.rules import expected

EVERYBODY = PatreonSettings(gifted=True, trials=True, declined=True, hidden=True)
PAYER = Payer.scheduled(1)


def campaign(hand: Hand) -> Campaign:
    found = hand.patreon.person("creator").campaign
    assert found is not None
    return found


async def read(hand: Hand) -> Patronage:
    return await Patrons(hand.api, hand.clock).read(hand.caller(), "The Creator")


def said(people: SourceList) -> Counter[tuple[str, str, str]]:
    titles = {level.id: level.name for level in people.levels}
    return Counter((entry.key, entry.name, titles[entry.level_id]) for entry in people.entries)


@pytest.mark.parametrize(
    "settings",
    [PatreonSettings(), EVERYBODY, PatreonSettings(gifted=False), PatreonSettings(full_names=True)],
    ids=["usual", "everybody", "no gifts", "full names"],
)
async def test_everybody_who_is_entitled_is_there_exactly_once(hand: Hand, settings: PatreonSettings) -> None:
    people = thanked(await read(hand), settings)
    assert said(people) == expected(campaign(hand).members, settings)
    assert [level.name for level in people.levels] == ["Premiere", "Evening", "Matinee", "Free", "Patrons"]
    assert people.as_of == START


async def test_followers_and_former_patrons_who_stay_for_free_are_left_out(hand: Hand) -> None:
    keys = {entry.key for entry in thanked(await read(hand), EVERYBODY).entries}
    free = [one for one in campaign(hand).members if [tier.title for tier in one.tiers] == ["Free"]]
    assert {one.status for one in free} >= {None, "former_patron"}
    assert keys.isdisjoint(f"patreon:{one.user.id}" for one in free)


async def test_no_full_name_appears_unless_the_owner_wants_it(hand: Hand) -> None:
    patronage = await read(hand)
    full = {one.user.full_name for one in campaign(hand).members if one.user.last_name}
    usual = thanked(patronage, PatreonSettings(hidden=True))
    assert full.isdisjoint(
        {entry.name for entry in usual.entries} - {one.user.first_name for one in campaign(hand).members}
    )
    assert not full.isdisjoint(entry.name for entry in thanked(patronage, PatreonSettings(full_names=True)).entries)


async def test_who_keeps_their_pledges_private_counts_without_a_name(hand: Hand) -> None:
    private = {f"patreon:{one.user.id}" for one in campaign(hand).members if one.user.hide_pledges}
    unnamed = {entry.key for entry in thanked(await read(hand), PatreonSettings()).entries if not entry.name}
    assert unnamed
    assert unnamed <= private


async def test_a_sum_of_ones_own_stands_below_all_tiers(hand: Hand) -> None:
    people = thanked(await read(hand), PatreonSettings())
    assert people.levels[-1] == NO_TIER
    assert any(entry.level_id == NO_TIER.id for entry in people.entries)


async def test_months_are_whole_ones_since_the_pledge_began(hand: Hand) -> None:
    people = {entry.key: entry for entry in thanked(await read(hand), PatreonSettings()).entries}
    alice, bob = people["patreon:31000001"], people["patreon:31000002"]
    # 400 and 20 days before the first of November at noon; it is the 21st, at noon.
    assert (alice.since, alice.months) == (START - timedelta(days=420), 13)
    assert (bob.since, bob.months) == (START - timedelta(days=40), 1)


async def test_who_joins_between_two_pages_costs_nobody_their_place(hand: Hand) -> None:
    whole = campaign(hand)
    before = {one.user.id for one in whole.members}
    seen = len(hand.patreon.requests)

    def joins(record: object) -> None:
        if len(hand.patreon.requests) == seen + 2:
            newcomer = whole.join("Late Lantern", whole.tier("Evening"), START)
            whole.members.insert(0, whole.members.pop())
            assert newcomer.user.id not in before

    hand.patreon.listeners.append(joins)
    assert before <= {patron.user_id for patron in (await read(hand)).patrons}


async def test_one_page_that_fails_fails_all(hand: Hand) -> None:
    patrons = Patrons(hand.api, hand.clock)
    hand.patreon.page_limit = 1_000
    failing: list[bool] = []

    def third_page_fails(_: object) -> None:
        if len(hand.patreon.requests) == 3 and not failing:
            failing.append(True)
            hand.patreon.faults.fail_next("/members", 503, times=3)

    hand.patreon.listeners.append(third_page_fails)
    with pytest.raises(TryLater):
        await patrons.read(hand.caller(), "The Creator")


async def test_a_list_is_used_for_two_minutes_and_then_read_anew(hand: Hand) -> None:
    patrons = Patrons(hand.api, hand.clock)
    first = await patrons.read(hand.caller(), "The Creator")
    asked = len(hand.patreon.requests)
    assert await patrons.read(hand.caller(), "The Creator") is first
    hand.clock.pass_time(seconds=121)
    await patrons.read(hand.caller(), "The Creator")
    assert len(hand.patreon.requests) == 2 * asked


class _Tokens:
    def __init__(self, hand: Hand) -> None:
        self._hand = hand
        self.asked: list[str] = []

    def bearer(self, link_id: str) -> Bearer:
        self.asked.append(link_id)
        return self._hand.caller().bearer


def source(link_id: str | None, guild_id: int = 1, settings: str = "{}") -> Source:
    return Source("s", guild_id, PATREON, link_id, 9, "31000003", "thecreator", "ok", "", 9, START, settings)


async def test_a_source_is_read_by_its_link_and_its_settings(hand: Hand) -> None:
    tokens = _Tokens(hand)
    reader = PatreonPatrons(Patrons(hand.api, hand.clock), tokens)
    chosen = msgspec.json.encode(EVERYBODY).decode()
    people = await reader.read(source("the link", settings=chosen), PAYER)
    assert said(people) == expected(campaign(hand).members, EVERYBODY)
    assert tokens.asked == ["the link"]
    usual = await reader.read(source("the link", settings="not JSON"), PAYER)
    assert said(usual) == expected(campaign(hand).members, PatreonSettings())


async def test_the_configurations_token_serves_its_own_server_alone(hand: Hand) -> None:
    own = OwnCampaign(5, hand.caller().bearer)
    reader = PatreonPatrons(Patrons(hand.api, hand.clock), _Tokens(hand), own=own)
    assert len((await reader.read(source(None, 5), PAYER)).entries) > 1_500
    with pytest.raises(NotYours):
        await reader.read(source(None, 6), PAYER)
    with pytest.raises(NotYours):
        await PatreonPatrons(Patrons(hand.api, hand.clock), _Tokens(hand)).read(source(None, 5), PAYER)
