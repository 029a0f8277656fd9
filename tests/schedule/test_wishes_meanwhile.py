"""What people say about their credit counts for whatever nobody has read yet, also for a post that is written."""

from dataclasses import replace

import pytest

from bot.store import links, overrides, wishes
from bot.store.overrides import Override
from bot.store.wishes import Wish
from bot.supporters.roll import Group, Occasion, Roll, Supporter
from tests.schedule.stage import Stage, roll_of
from tests.supporters.conftest import link_row

SHY, OTHER = Supporter("Shy Person", 3, None, keys=("youtube:UC-shy",)), Supporter("Other", 1, None)
PERSON = 77


def roll(*people: Supporter) -> Roll:
    return replace(roll_of(1), groups=(Group("Gold", people),))


async def hide(stage: Stage) -> None:
    """Let the shy person say that they are hidden: every roll that is read from now on comes without them."""
    stage.clock.pass_time(milliseconds=1)
    async with stage.database.write() as connection:
        await wishes.put(connection, Wish(PERSON, "hidden", "", stage.clock()))
    stage.roll = roll(OTHER)


@pytest.fixture
async def due(stage: Stage) -> Stage:
    async with stage.database.write() as connection:
        await links.add(connection, link_row("shy", PERSON, stage.clock))
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
