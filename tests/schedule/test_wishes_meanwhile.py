"""What people say about their credit counts for whatever nobody has read yet, also for a post that is written."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from bot.credits.own import Draft
from bot.errors import TryLater, Unsettled
from bot.schedule.options import Options
from bot.store import links, overrides, wishes
from bot.store.overrides import Override
from bot.store.posts import POSTED, STOPPED
from bot.store.wishes import Wish
from bot.supporters.roll import Group, Occasion, Roll, Supporter
from bot.supporters.wishes import Wishes
from tests.schedule.stage import TEMPLATE, Stage, roll_of
from tests.supporters.conftest import link_row

SHY, OTHER = Supporter("Shy Person", 3, None, keys=("youtube:UC-shy",)), Supporter("Other", 1, None)
PERSON = 77


def roll(*people: Supporter) -> Roll:
    return replace(roll_of(1), groups=(Group("Gold", people),))


async def link_shy(stage: Stage) -> None:
    """Let the shy person prove who they are."""
    async with stage.database.write() as connection:
        await links.add(connection, link_row("shy", PERSON, stage.clock))


async def say(stage: Stage, choice: str, name: str = "") -> None:
    stage.clock.pass_time(milliseconds=1)
    async with stage.database.write() as connection:
        await wishes.put(connection, Wish(PERSON, choice, name, stage.clock()))


async def hide(stage: Stage) -> None:
    """Let the shy person say that they are hidden: every roll that is read from now on comes without them."""
    await say(stage, "hidden")
    stage.roll = roll(OTHER)


def at_each_reading(stage: Stage, step: Callable[[], Awaitable[None]]) -> None:
    """Let something happen whenever a roll has been read."""
    read = stage.read_roll

    async def read_then(guild_id: int, occasion: Occasion) -> Roll:
        given = await read(guild_id, occasion)
        await step()
        return given

    stage.read_roll = read_then  # type: ignore[method-assign]  # what Stage is made for


@pytest.fixture
async def due(stage: Stage) -> Stage:
    await link_shy(stage)
    await stage.schedule()
    stage.clock.pass_time(seconds=31)
    stage.roll = roll(SHY, OTHER)
    return stage


@pytest.mark.parametrize("days", [0, 6])
async def test_a_post_that_was_written_and_not_sent_is_written_anew(due: Stage, days: int) -> None:
    poster = due.poster()
    due.discord.fail_next("POST", "/messages", 503)
    await due.work(poster)
    assert due.posted == []
    await hide(due)
    due.clock.pass_time(minutes=20, days=days)
    await due.work(poster)
    (message,) = due.posted
    assert "Other" in message.text
    assert "Shy Person" not in message.text
    assert not any(await due.payloads())


async def test_what_the_servers_creators_change_counts_in_the_same_way(due: Stage) -> None:
    poster = due.poster()
    due.discord.fail_next("POST", "/messages", 503)
    await due.work(poster)
    due.clock.pass_time(minutes=20)
    async with due.database.write() as connection:
        await overrides.put(connection, due.guild_id, Override("youtube:UC-shy", hidden=True), due.clock())
    due.roll = roll(OTHER)
    await due.work(poster)
    assert "Shy Person" not in due.posted[0].text


async def test_a_post_is_sent_as_it_was_written_when_nobody_said_anything(due: Stage) -> None:
    poster = due.poster()
    due.discord.fail_next("POST", "/messages", 503)
    await due.work(poster)
    readings = len(due.occasions)
    due.clock.pass_time(minutes=20)
    await due.work(poster)
    assert "Shy Person" in due.posted[0].text
    assert len(due.occasions) == readings


async def test_a_post_that_is_half_in_the_channel_is_finished_as_it_began(due: Stage) -> None:
    due.roll = roll(SHY, *(Supporter(f"Supporter {number:04}", 1, None) for number in range(900)))
    poster = due.poster()
    due.discord.fail_next("POST", "/messages", 503, after_accepting=True)
    await due.work(poster)
    await hide(due)
    due.clock.pass_time(minutes=20)
    await due.work(poster)
    assert [f"part {number} of 3" in footer for number, footer in enumerate(due.footers, 1)] == [True] * 3
    assert "Supporter 0899" in due.posted[-1].text


async def test_a_wish_that_comes_while_the_post_is_written_counts(due: Stage) -> None:
    read = due.read_roll

    async def read_and_hide(guild_id: int, occasion: Occasion) -> Roll:
        given = await read(guild_id, occasion)
        if given.groups[0].names[0] is SHY:
            await hide(due)
        return given

    due.read_roll = read_and_hide  # type: ignore[method-assign]  # what Stage is made for
    await due.work(due.poster())
    (message,) = due.posted
    assert "Shy Person" not in message.text


async def test_wishes_of_people_who_are_not_in_the_post_cost_nothing(due: Stage) -> None:
    due.roll = roll(OTHER)
    read = due.read_roll

    async def read_and_hide(guild_id: int, occasion: Occasion) -> Roll:
        await hide(due)
        return await read(guild_id, occasion)

    due.read_roll = read_and_hide  # type: ignore[method-assign]  # what Stage is made for
    await due.work(due.poster())
    assert len(due.occasions) == 1


async def test_wishes_of_people_who_are_not_in_a_stored_post_do_not_write_it_anew(due: Stage) -> None:
    due.roll = roll(OTHER)
    poster = due.poster()
    due.discord.fail_next("POST", "/messages", 503)
    await due.work(poster)
    await say(due, "anonymous")
    due.clock.pass_time(minutes=20)
    await due.work(poster)
    assert len(due.occasions) == 1
    assert len(due.posted) == 1


async def test_a_wish_that_was_stamped_before_the_roll_was_read_and_came_after_it_counts(due: Stage) -> None:
    stamped = due.clock()
    due.clock.pass_time(milliseconds=5)

    async def arrive() -> None:
        async with due.database.write() as connection:
            await wishes.put(connection, Wish(PERSON, "hidden", "", stamped))
        due.roll = roll(OTHER)

    at_each_reading(due, arrive)
    await due.work(due.poster())
    assert "Shy Person" not in due.posted[0].text
    # It was there when the roll was read again: what is known already writes nothing anew, however short ago.
    assert len(due.occasions) == 2


async def test_a_post_waits_when_somebody_in_it_changes_with_every_reading(due: Stage) -> None:
    at_each_reading(due, lambda: say(due, "name", "Shy"))
    poster = due.poster()
    await due.work(poster)
    assert due.posted == []
    [(_, problem)] = await due.ledger()
    assert problem == Unsettled().message
    due.roll = roll(OTHER)
    due.clock.pass_time(minutes=1)
    await due.work(poster)
    assert [status for status, _ in await due.ledger()] == [POSTED]
    assert due.notices == []


async def test_a_post_by_hand_says_that_somebody_in_it_changes_with_every_reading(due: Stage) -> None:
    at_each_reading(due, lambda: say(due, "name", "Shy"))
    with pytest.raises(Unsettled):
        await due.poster().post_now(due.guild_id, due.channel.id, TEMPLATE, due.creator)
    assert due.posted == []


async def test_somebody_who_left_and_hides_meanwhile_is_not_named_as_gone(due: Stage) -> None:
    draft = Draft("bye", "Bye: {{ left_names|join(', ') }}. Hello {{ supporters|map(attribute='name')|join(', ') }}")
    await due.templates.write(due.guild_id, draft)
    await due.templates.save(due.guild_id, "bye", draft.digest)
    [schedule] = await due.schedules.of_guild(due.guild_id)
    await due.schedules.set_template(schedule.id, due.guild_id, "bye")
    due.roll = roll(msgspec.structs.replace(SHY, kept_name=SHY.name), OTHER)
    poster = due.poster()
    await due.work(poster)
    due.clock.pass_time(days=7)
    due.roll = roll(OTHER)

    async def hidden() -> None:
        if not due.roll.withheld:
            await say(due, "hidden")
            due.roll = replace(roll(OTHER), withheld=frozenset(SHY.keys))

    at_each_reading(due, hidden)
    await due.work(poster)
    assert ["Shy Person" in message.text for message in due.posted] == [True, False]


@pytest.mark.parametrize("ending", ["deleted", "paused"])
async def test_a_stored_post_whose_schedule_is_over_is_stopped_where_it_had_to_be_written_anew(
    due: Stage, ending: str
) -> None:
    [schedule] = await due.schedules.of_guild(due.guild_id)
    await due.schedules.set_options(schedule.id, due.guild_id, Options(announce_new=True, only_news=True))
    due.roll = roll(OTHER)
    poster = due.poster()
    await due.work(poster)
    due.clock.pass_time(days=7)
    due.roll = roll(SHY, OTHER)
    due.discord.fail_next("POST", "/messages", 503)
    await due.work(poster)
    over = due.schedules.delete if ending == "deleted" else due.schedules.pause
    await over(schedule.id, due.guild_id)
    await hide(due)
    due.clock.pass_time(minutes=20)
    await due.work(poster)
    await due.work(poster)
    assert due.posted == []
    assert [status for status, _ in await due.ledger()][-1] == STOPPED
    assert not any(await due.payloads())
    [notice] = due.notices
    assert "its schedule is paused or deleted" in notice.text
    assert "The schedule goes on" not in notice.text


async def test_a_post_that_is_written_anew_is_kept_as_long_as_its_new_names(due: Stage) -> None:
    due.keep_until = due.clock() + timedelta(hours=1)
    poster = due.poster()
    due.discord.fail_next("POST", "/messages", 503)
    await due.work(poster)
    await hide(due)
    due.clock.pass_time(minutes=20)
    due.trouble = TryLater("YouTube")
    await due.work(poster)
    due.clock.pass_time(minutes=50)
    due.trouble, due.keep_until = None, None
    await poster.stop_old()
    await due.work(poster)
    assert len(due.posted) == 1


async def test_a_wish_has_the_moment_at_which_it_could_be_stored(stage: Stage) -> None:
    said = Wishes(stage.database, stage.clock)
    async with stage.database.write():
        waits = asyncio.create_task(said.say(PERSON, "hidden"))
        await asyncio.wait([waits], timeout=0)
        stage.clock.pass_time(seconds=3)
    assert (await waits).updated_at == stage.clock()
