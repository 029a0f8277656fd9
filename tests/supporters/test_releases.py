"""The supporters as of a release: the list read nearest to it, held for its schedule, as long as lists may be kept."""

from datetime import datetime, timedelta

import pytest

from bot.errors import NotYours, TryLater, UserError
from bot.schedule.options import read_options
from bot.schedule.releases import DueReleases, read_moment
from bot.schedule.rules import parse_rule
from bot.schedule.schedules import Schedules
from bot.store import links
from bot.store import release_lists as release_rows
from bot.store.database import Database
from bot.store.vault import Vault
from bot.supporters.releases import Releases
from bot.supporters.roll import Occasion, Roll, Why
from bot.supporters.rolls import Rolls
from bot.supporters.snapshots import Snapshots
from bot.supporters.sources import Source, Sources
from sandbox.google import GoogleSandbox
from tests.support.clock import HandClock
from tests.supporters.conftest import MALLORY, PAYER, SERVER, Tokens


@pytest.fixture
async def source(sources: Sources) -> Source:
    return await sources.add(SERVER, "mallory", MALLORY)


@pytest.fixture
def releases(database: Database, vault: Vault, clock: HandClock, rolls: Rolls, snapshots: Snapshots) -> Releases:
    return Releases(database, vault, clock, rolls, snapshots)


@pytest.fixture
def schedules(database: Database, clock: HandClock) -> Schedules:
    return Schedules(database, clock)


@pytest.fixture
def due(database: Database, clock: HandClock, schedules: Schedules, releases: Releases) -> DueReleases:
    return DueReleases(database, schedules, releases, clock)


@pytest.fixture
async def schedule(schedules: Schedules, source: Source) -> str:
    rule = parse_rule("every day at 18:00")
    draft = await schedules.draft(
        guild_id=SERVER, channel_id=1, created_by=MALLORY, rule=rule, timezone="UTC", template="levels"
    )
    return (await schedules.confirm(draft.id, guild_id=SERVER, user_id=MALLORY)).id


async def names(releases: Releases, schedule_id: str) -> list[str]:
    roll = await read(releases, schedule_id)
    return sorted(one.name for group in roll.groups for one in group.names)


async def read(releases: Releases, schedule_id: str) -> Roll:
    return await releases.read(schedule_id, SERVER, Occasion.POST, PAYER)


def join(google: GoogleSandbox, clock: HandClock, name: str) -> None:
    channel = google.person("mallory").channel
    assert channel
    channel.join(name, level=channel.levels[0], at=clock())


async def test_who_joins_after_the_release_is_not_thanked_for_it(
    google: GoogleSandbox, clock: HandClock, due: DueReleases, releases: Releases, schedule: str
) -> None:
    moment = clock() + timedelta(days=2)
    await due.set(schedule, SERVER, moment, "")
    await due.hold()
    assert (await read(releases, schedule)).earlier == (), "the release is still to come"
    clock.now = moment
    await due.hold()
    clock.pass_time(days=1)
    join(google, clock, "Cleo")
    await due.hold()
    assert await names(releases, schedule) == ["Alice", "Bob"]
    [earlier] = (await read(releases, schedule)).earlier
    assert (earlier.as_of, earlier.why) == (moment, Why.RELEASE)


@pytest.mark.parametrize(("days_ago", "wanted"), [(4, ["Alice", "Bob"]), (1, ["Alice", "Bob", "Cleo"])])
async def test_of_a_release_that_is_past_the_nearest_list_is_held(
    google: GoogleSandbox,
    clock: HandClock,
    rolls: Rolls,
    due: DueReleases,
    releases: Releases,
    schedule: str,
    days_ago: int,
    wanted: list[str],
) -> None:
    await rolls.for_guild(SERVER, Occasion.POST, PAYER)
    clock.pass_time(days=5)
    join(google, clock, "Cleo")
    await due.set(schedule, SERVER, clock() - timedelta(days=days_ago), "dQw4w9WgXcQ")
    assert await names(releases, schedule) == wanted


async def test_another_moment_forgets_what_was_held_and_none_thanks_the_day(
    google: GoogleSandbox,
    clock: HandClock,
    due: DueReleases,
    releases: Releases,
    schedules: Schedules,
    schedule: str,
) -> None:
    await due.set(schedule, SERVER, clock(), "")
    clock.pass_time(days=1)
    join(google, clock, "Cleo")
    await due.set(schedule, SERVER, clock(), "")
    assert await names(releases, schedule) == ["Alice", "Bob", "Cleo"]
    changed = await due.clear(schedule, SERVER)
    assert read_options(changed.options).release is None
    assert (await read(releases, schedule)).earlier == ()


async def test_a_list_is_held_for_thirty_days_and_is_not_held_again(
    google: GoogleSandbox, clock: HandClock, due: DueReleases, releases: Releases, database: Database, schedule: str
) -> None:
    await due.set(schedule, SERVER, clock(), "")
    clock.pass_time(days=30)
    join(google, clock, "Cleo")
    assert await names(releases, schedule) == ["Alice", "Bob", "Cleo"]
    await releases.clean_up()
    await due.hold()
    assert await held(database) == 0


async def test_a_dead_grant_ends_it_after_seven_days(
    clock: HandClock, due: DueReleases, releases: Releases, database: Database, schedule: str
) -> None:
    await due.set(schedule, SERVER, clock(), "")
    async with database.write() as connection:
        await links.mark_dead(connection, "mallory", clock(), "revoked")
    clock.pass_time(days=6)
    await releases.clean_up()
    assert await names(releases, schedule) == ["Alice", "Bob"]
    clock.pass_time(days=1)
    await releases.clean_up()
    assert await held(database) == 0


async def test_lists_go_with_their_source_and_with_their_schedule(
    clock: HandClock,
    due: DueReleases,
    schedules: Schedules,
    sources: Sources,
    database: Database,
    schedule: str,
    source: Source,
) -> None:
    await due.set(schedule, SERVER, clock(), "")
    assert await held(database) == 1
    await schedules.delete(schedule, SERVER)
    assert await held(database) == 0


async def test_while_youtube_does_not_answer_the_hold_is_tried_again(
    clock: HandClock, due: DueReleases, releases: Releases, tokens: Tokens, database: Database, schedule: str
) -> None:
    tokens.trouble["mallory"] = TryLater("Google")
    with pytest.raises(TryLater):
        await due.set(schedule, SERVER, clock(), "")
    await due.hold()
    assert await held(database) == 0
    tokens.trouble.clear()
    await due.hold()
    assert await names(releases, schedule) == ["Alice", "Bob"]
    assert await held(database) == 1


async def test_moments_too_long_ago_and_other_servers_schedules_are_refused(
    clock: HandClock, due: DueReleases, schedule: str
) -> None:
    with pytest.raises(UserError, match="30 days"):
        await due.set(schedule, SERVER, clock() - timedelta(days=30), "")
    with pytest.raises(NotYours):
        await due.set(schedule, SERVER + 1, clock(), "")


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2026-02-30 10:00", "2026-12-24 25:00", "2026-12-24", "0000-01-01 0:00"]
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="2026-12-24 18:00"):
        read_moment(text, "UTC")


def test_a_moment_is_read_in_the_schedules_zone() -> None:
    assert read_moment(" 2026-12-24 18:00 ", "Berlin") == datetime.fromisoformat("2026-12-24T17:00:00+00:00")


async def held(database: Database) -> int:
    async with database.read() as connection:
        return len(await release_rows.terms(connection))
