"""A roll whose sources cannot all be read now: the last list, with its date, while that is allowed."""

from datetime import timedelta

import pytest

from bot.errors import (
    AccessMissing,
    MembersNotEnabled,
    NeedsRelink,
    QuotaSpent,
    SourceUnavailable,
    TokensUnreadable,
    TryLater,
    UserError,
)
from bot.store import links
from bot.store.database import Database
from bot.supporters.roll import Earlier, Occasion, Roll, Why
from bot.supporters.rolls import Rolls
from bot.supporters.snapshots import EARLY, Snapshots
from bot.supporters.sources import Source, Sources
from sandbox.google import GoogleSandbox
from tests.support.clock import HandClock
from tests.supporters.conftest import CREATOR, MALLORY, PAYER, SERVER, Tokens, link_row

DEAD = [NeedsRelink("creator", "revoked"), AccessMissing("creator", "creator"), TokensUnreadable("creator")]


@pytest.fixture
async def source(sources: Sources) -> Source:
    return await sources.add(SERVER, "creator", CREATOR)


async def read(rolls: Rolls, occasion: Occasion = Occasion.POST) -> Roll:
    return await rolls.for_guild(SERVER, occasion, PAYER)


async def die(database: Database, clock: HandClock, link_id: str = "creator") -> None:
    async with database.write() as connection:
        await links.mark_dead(connection, link_id, clock(), "revoked")


async def linked_again(database: Database, clock: HandClock) -> None:
    async with database.write() as connection:
        await links.renew(connection, link_row("creator", CREATOR, clock))


def asked(google: GoogleSandbox) -> int:
    return len(google.requests)


@pytest.mark.parametrize("trouble", DEAD, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("occasion", list(Occasion))
async def test_a_channel_that_must_be_linked_again_is_thanked_as_it_was(
    rolls: Rolls, source: Source, tokens: Tokens, clock: HandClock, trouble: UserError, occasion: Occasion
) -> None:
    fresh = await read(rolls)
    read_at = clock()
    clock.pass_time(days=3)
    tokens.trouble["creator"] = trouble
    roll = await read(rolls, occasion)
    assert roll.groups == fresh.groups
    assert roll.earlier == (Earlier("creator", read_at, Why.RELINK),)
    assert roll.as_of == read_at
    assert roll.keep_until == read_at + timedelta(days=30) - EARLY
    assert (fresh.earlier, fresh.keep_until) == ((), None)


async def test_a_link_known_to_be_dead_asks_youtube_nothing(
    rolls: Rolls, source: Source, sources: Sources, google: GoogleSandbox, database: Database, clock: HandClock
) -> None:
    await sources.add(SERVER, "mallory", MALLORY)
    await die(database, clock)
    before = asked(google)
    with pytest.raises(SourceUnavailable, match=f"<@{CREATOR}>"):
        await read(rolls)
    assert asked(google) == before


async def test_seven_days_after_the_death_there_are_no_names_and_after_relinking_fresh_ones(
    rolls: Rolls, source: Source, google: GoogleSandbox, database: Database, clock: HandClock
) -> None:
    await read(rolls)
    await die(database, clock)
    died_at = clock()
    clock.now += timedelta(days=7) - EARLY - timedelta(seconds=1)
    assert (await read(rolls)).keep_until == died_at + timedelta(days=7) - EARLY
    clock.pass_time(seconds=1)
    with pytest.raises(SourceUnavailable):
        await read(rolls)
    await linked_again(database, clock)
    channel = google.person("creator").channel
    assert channel is not None
    del channel.members[1000:]
    roll = await read(rolls)
    assert (roll.total, roll.earlier, roll.as_of) == (1000, (), clock())


async def test_relinking_in_time_reads_fresh_names_at_once(
    rolls: Rolls, source: Source, database: Database, clock: HandClock
) -> None:
    await read(rolls)
    await die(database, clock)
    clock.pass_time(days=2)
    assert (await read(rolls)).earlier
    await linked_again(database, clock)
    assert (await read(rolls)).earlier == ()


async def test_only_what_is_not_of_now_is_marked(
    rolls: Rolls, source: Source, sources: Sources, database: Database, clock: HandClock
) -> None:
    clock.pass_time(minutes=1)
    await sources.add(SERVER, "mallory", MALLORY)
    await read(rolls)
    read_at = clock()
    await die(database, clock)
    clock.pass_time(days=1)
    roll = await read(rolls)
    assert roll.creators == ("creator", "mallory")
    assert roll.earlier == (Earlier("creator", read_at, Why.RELINK),)
    assert (roll.total, roll.as_of) == (1202, clock())


@pytest.mark.parametrize("trouble", [TryLater("YouTube"), "quota"], ids=["down", "quota"])
async def test_what_passes_is_waited_for_and_only_the_last_try_takes_the_last_list(
    rolls: Rolls, source: Source, tokens: Tokens, clock: HandClock, trouble: UserError | str
) -> None:
    await read(rolls)
    read_at = clock()
    clock.pass_time(hours=5)
    passing = QuotaSpent(clock()) if isinstance(trouble, str) else trouble
    tokens.trouble["creator"] = passing
    for occasion in (Occasion.POST, Occasion.PREVIEW):
        with pytest.raises(type(passing)):
            await read(rolls, occasion)
    roll = await read(rolls, Occasion.LAST_TRY)
    assert roll.total == 1200
    assert roll.earlier == (Earlier("creator", read_at, Why.UNANSWERED),)


async def test_a_last_try_without_a_list_says_what_is_wrong(rolls: Rolls, source: Source, tokens: Tokens) -> None:
    tokens.trouble["creator"] = TryLater("YouTube")
    with pytest.raises(TryLater):
        await read(rolls, Occasion.LAST_TRY)


async def test_memberships_that_were_switched_off_are_not_thanked_from_the_last_list(
    rolls: Rolls, sources: Sources, google: GoogleSandbox, clock: HandClock
) -> None:
    await sources.add(SERVER, "mallory", MALLORY)
    await read(rolls)
    clock.pass_time(hours=1)
    channel = google.person("mallory").channel
    assert channel is not None
    channel.levels = ()
    for occasion in Occasion:
        with pytest.raises(MembersNotEnabled):
            await read(rolls, occasion)


async def test_another_link_to_the_same_channel_steps_in_and_later_its_list(
    rolls: Rolls, source: Source, sources: Sources, tokens: Tokens, database: Database, clock: HandClock
) -> None:
    async with database.write() as connection:
        await links.add(connection, link_row("creator", MALLORY, clock, link_id="again"))
    await sources.add(SERVER, "again", MALLORY)
    tokens.trouble["creator"] = AccessMissing("creator", "creator")
    assert (await read(rolls)).earlier == ()
    await die(database, clock)
    assert (await read(rolls)).earlier == ()
    await die(database, clock, "again")
    roll = await read(rolls)
    assert (roll.total, len(roll.earlier)) == (1200, 1)


async def test_previews_keep_a_first_list_and_then_one_a_day(
    rolls: Rolls, source: Source, snapshots: Snapshots, clock: HandClock
) -> None:
    async def kept_at(occasion: Occasion, **later: float) -> bool:
        """Tell whether a reading a little later is kept."""
        clock.pass_time(**later)
        await read(rolls, occasion)
        kept = await snapshots.latest([source.id])
        return kept is not None and kept.people.as_of == clock()

    assert await kept_at(Occasion.PREVIEW)
    assert not await kept_at(Occasion.PREVIEW, hours=1)
    assert await kept_at(Occasion.POST, hours=1)
    assert await kept_at(Occasion.PREVIEW, hours=25)


async def test_a_list_that_hangs_is_given_up_in_time_for_the_last_one(
    rolls: Rolls, source: Source, google: GoogleSandbox, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await read(rolls)
    clock.pass_time(hours=1)
    monkeypatch.setattr("bot.supporters.rolls._READ_LIMIT", timedelta(seconds=0.2))
    google.faults.delay = 30
    roll = await read(rolls, Occasion.LAST_TRY)
    google.faults.clear()
    assert roll.earlier[0].why is Why.UNANSWERED
