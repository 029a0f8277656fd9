"""Six months of five hundred accounts: each ends in the right state, and nobody is bothered without need."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.accounts.notices import Notice
from bot.clock import Clock
from bot.errors import REVOKED, TESTING, UNUSED
from bot.store import schedules
from bot.store.schedules import ACTIVE, Schedule
from bot.store.types import new_id
from bot.store.vault import new_key
from bot.supporters.sources import Sources
from sandbox.discord import DiscordSandbox
from sandbox.google import GoogleSandbox
from tests.endurance.crowd import crowd_of, link_directly
from tests.endurance.fates import Fate, Grant, Trouble
from tests.endurance.half_year import HalfYear, Person
from tests.endurance.house import START, House, open_house, place_of
from tests.endurance.whole import assert_whole
from tests.endurance.worker import dead_link
from tests.support.clock import HandClock

pytestmark = pytest.mark.endurance

DAYS = 182
DAY = timedelta(days=1)
BEGIN = START.replace(hour=0) + DAY
END = BEGIN + DAYS * DAY
SEED = 20261123
TESTING_ACCOUNTS, REVOKERS, TWICE = 50, 60, 10
USES = (*[DAY] * 4, *[7 * DAY] * 60, *[28 * DAY] * 236, *[None] * 200)
"""How often each account's schedule uses it; two hundred have none and are kept alive by the monthly round."""

SECRET = Trouble(BEGIN + timedelta(days=90, hours=2), BEGIN + timedelta(days=91, hours=2), secret=True)
CLOSE = Trouble(BEGIN + timedelta(days=20, hours=16), BEGIN + timedelta(days=20, hours=19))
OUTAGES = (
    CLOSE,
    Trouble(BEGIN + timedelta(days=41, hours=3), BEGIN + timedelta(days=41, hours=11)),
    Trouble(BEGIN + timedelta(days=77, hours=10), BEGIN + timedelta(days=77, hours=14)),
    Trouble(BEGIN + timedelta(days=130, hours=15), BEGIN + timedelta(days=130, hours=23)),
    Trouble(BEGIN + timedelta(days=160, hours=4), BEGIN + timedelta(days=160, hours=7)),
)
STATUSES = (503, 0, 500, 429, 503)
TROUBLES = (*OUTAGES, SECRET)


async def test_in_half_a_year_every_account_ends_in_the_right_state_and_owners_hear_once(
    tmp_path: Path, google: GoogleSandbox, discord: DiscordSandbox, clock: HandClock, figure: Callable[[str], None]
) -> None:
    luck = random.Random(SEED)  # noqa: S311 (a story, not a secret)
    place = place_of(str(tmp_path / "bot.db"), (new_key(),), google, discord)
    clock.now = BEGIN
    story = HalfYear(clock, google, [], TROUBLES)
    async with open_house(place, notify=story.notify, clock=clock) as house:
        story.move_in(house)
        story.people += await _people(house, google, clock, luck)
        _plan(story, luck)
        await story.run(BEGIN + 61 * DAY)
    async with open_house(place, notify=story.notify, clock=clock) as house:
        # The bot was updated, at some point.
        story.move_in(house)
        await house.keeper.recover()
        await story.run(END)
        await _end(story)
        await assert_whole(house)
    figure(_figures(story))


async def test_a_grant_that_the_bot_could_not_use_for_seven_months_died_of_disuse(
    tmp_path: Path, google: GoogleSandbox, discord: DiscordSandbox, clock: HandClock
) -> None:
    told: list[Notice] = []

    async def notify(notice: Notice) -> None:
        told.append(notice)

    place = place_of(str(tmp_path / "bot.db"), (new_key(),), google, discord)
    async with open_house(place, notify=notify, clock=clock) as house:
        members = await link_directly(house, google, crowd_of(6, google.world), clock)
    clock.now += timedelta(days=213)
    async with open_house(place, notify=notify, clock=clock) as house:
        await house.keeper.recover()
        for _ in range(3):
            await house.keeper.keep_alive()
        for member in members:
            [link] = await house.accounts.of(member.user_id)
            assert (link.healthy, link.reason) == (False, UNUSED)
    assert Counter(dead_link(notice) for notice in told) == {member.link_id: 1 for member in members}


async def _people(house: House, google: GoogleSandbox, clock: Clock, luck: random.Random) -> list[Person]:
    """Link everybody, some of them while the app is in Testing, and give each a schedule of their own or none."""
    accounts = crowd_of(len(USES), google.world)
    uses = luck.sample(USES, len(USES))
    google.testing = True
    members = await link_directly(house, google, accounts[:TESTING_ACCOUNTS], clock)
    google.testing = False
    members += await link_directly(house, google, accounts[TESTING_ACCOUNTS:], clock, first_user=len(members))
    people = []
    for number, (member, every) in enumerate(zip(members, uses, strict=True)):
        within = every or DAY
        first = BEGIN + timedelta(days=luck.randrange(within.days)) + luck.choice([6, 12, 18]) * timedelta(hours=1)
        fate = Fate([Grant(clock(), number < TESTING_ACCOUNTS)], every, first, TROUBLES)
        back = luck.choice([None, timedelta(hours=5), 3 * DAY, 20 * DAY])
        people.append(Person(member, fate, new_id(), back))
    await _schedule(house, people, clock)
    return people


async def _schedule(house: House, people: list[Person], clock: Clock) -> None:
    """Make the schedules, each in a server whose one source is the person's link."""
    used = [person for person in people if person.fate.every]
    for number, person in enumerate(used):
        await Sources(house.database, clock).add(number, person.link_id, person.member.user_id)
    async with house.database.write() as connection:
        for number, person in enumerate(used):
            schedule = Schedule(
                id=person.schedule,
                guild_id=number,
                channel_id=number,
                created_by=person.member.user_id,
                words="",
                cron="",
                timezone="UTC",
                template="",
                status=ACTIVE,
                problem="",
                due_at=person.fate.first,
                created_at=clock(),
            )
            await schedules.insert_schedule(connection, schedule)


def _plan(story: HalfYear, luck: random.Random) -> None:
    """Plan what does not follow from anything else."""
    for trouble, status in zip(TROUBLES, (*STATUSES, 0), strict=True):
        story.at(trouble.begin, lambda trouble=trouble, status=status: story.begin(trouble, status))  # type: ignore[misc]  # bound now, not later
        story.at(trouble.end, lambda trouble=trouble: story.end(trouble))  # type: ignore[misc]  # the same
    for person in story.people:
        if person.fate.every:
            story.plan(person, person.fate.first)
    revokers = luck.sample(story.people[TESTING_ACCOUNTS:], REVOKERS)
    for person in [*revokers, *luck.sample(revokers, TWICE)]:
        moment = BEGIN + (END - BEGIN) * luck.random()
        story.at(moment, lambda person=person: story.revoke(person))  # type: ignore[misc]  # the same
    story.every(timedelta(hours=6), BEGIN + timedelta(hours=3), END, story.keep_alive)
    # The bot looks each minute; once here, to see what that costs while Google is down.
    story.every(timedelta(minutes=1), CLOSE.begin + timedelta(minutes=30), CLOSE.end, story.tick)
    story.every(DAY, BEGIN + timedelta(hours=23, minutes=30), END, story.look)


async def _end(story: HalfYear) -> None:
    """Use every account once more: it works, or is dead for its reason and its owner knows."""
    await story.house.keeper.refresh_due(story.clock() + timedelta(hours=2))
    await story.look()
    for person in story.people:
        [link] = await story.house.accounts.of(person.member.user_id)
        assert link.healthy == (person.fate.death(story.clock()) is None)
        if link.healthy:
            assert await story.house.channel_id(link.id) == link.account_id
    assert story.told.pop("", 0) == 0
    assert not story.house.alerts.standing
    for outage in OUTAGES:
        minutes = (outage.end - outage.begin) / timedelta(minutes=1)
        assert story.asked_in_trouble[outage] <= 30 + minutes, outage


def _figures(story: HalfYear) -> str:
    causes = Counter(end[1] for person in story.people for grant in person.fate.grants if (end := grant.end()))
    asked = sum(request.path == "/token" for request in story.google.requests)
    return (
        f"half a year: {len(story.people)} accounts, {story.posts:,} posts, {asked:,} token requests; ended by "
        f"{causes[REVOKED]} revocations and {causes[TESTING]} weeks of testing; {sum(story.told.values())} messages; "
        f"asked in troubles: {list(story.asked_in_trouble.values())}"
    )
