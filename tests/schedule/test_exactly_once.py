"""A post appears exactly once, whatever happens in between."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.schedule.claims import LEASE, MOST_TRIES
from bot.schedule.marker import mark_of
from bot.store import posts, tables
from bot.supporters.roll import Group, Supporter
from sandbox.discord.model import Mentions
from tests.schedule.stage import CrashError, FragileDatabase, Stage, roll_of


def parts_of(footers: list[str]) -> list[str]:
    """Return `part n of m` of each message, and see that all belong to one post."""
    assert len({footer.split(" · ")[1] for footer in footers}) == 1
    return [footer.split(" · ")[2] for footer in footers]


def numbered(total: int) -> list[str]:
    return [f"part {number} of {total}" for number in range(1, total + 1)]


async def test_due_post_appears_once_with_every_name_and_nobody_pinged(stage: Stage) -> None:
    await stage.schedule()
    pinging = Group("<@&1> @here", (Supporter(f"@everyone <@{stage.creator}>", 1, None),))
    stage.roll = replace(stage.roll, groups=(*stage.roll.groups, pinging))
    poster = stage.poster()
    await stage.work(poster)
    assert stage.posted == []
    stage.clock.pass_time(seconds=31)
    for _ in range(3):
        await stage.work(poster)
    assert parts_of(stage.footers) == numbered(len(stage.posted))
    text = "\n".join(message.text for message in stage.posted)
    assert all(text.count(f"Supporter {number:04}") == 1 for number in range(400))
    assert [message.record.nonce for message in stage.posted] == await nonces(stage)
    assert all(message.pings == Mentions() for message in stage.posted)
    assert "was due" not in text
    assert await stage.ledger() == [("posted", "")]


async def test_the_next_monday_is_another_post(stage: Stage) -> None:
    await stage.schedule()
    poster = stage.poster()
    for _ in range(2):
        stage.clock.pass_time(days=7)
        await stage.work(poster)
    assert len({footer.split(" · ")[1] for footer in stage.footers}) == 2


async def test_what_a_post_said_is_erased_once_it_is_posted(stage: Stage) -> None:
    await stage.schedule()
    stage.clock.pass_time(seconds=31)
    await stage.work(stage.poster())
    assert set(await stage.payloads()) == {b""}


async def test_stored_messages_are_sealed_while_they_wait(stage: Stage) -> None:
    await stage.schedule()
    stage.clock.pass_time(seconds=31)
    stage.discord.fail_next("POST", "/messages", 503)
    await stage.work(stage.poster())
    payloads = await stage.payloads()
    assert all(payload and b"Supporter" not in payload for payload in payloads)


@pytest.mark.parametrize("minutes", [0, 30], ids=["at once", "after the nonces are forgotten"])
async def test_crash_between_any_two_steps_leaves_every_part_exactly_once(
    stage: Stage, minutes: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    await stage.schedule("every hour")
    survived = False
    boundary = 0
    while not survived:
        boundary += 1
        stage.clock.now = stage.clock.now.replace(minute=0, second=1) + timedelta(hours=1)
        before = len(stage.posted)
        fragile = FragileDatabase(stage.database, boundary)
        await stage.work(stage.poster(fragile))
        survived = not fragile.died
        stage.clock.pass_time(minutes=minutes)
        fresh = stage.poster()
        await fresh.take_over()
        await stage.work(fresh)
        new = stage.footers[before:]
        assert parts_of(new) == numbered(len(new)), f"after a crash at boundary {boundary}"
        assert len(new) > 1
    assert boundary > 6
    assert {status for status, _ in await stage.ledger()} == {"posted"}
    assert stage.notices == []


async def test_message_that_was_accepted_before_an_error_is_not_sent_again(stage: Stage) -> None:
    await stage.schedule()
    poster = stage.poster()
    stage.clock.pass_time(seconds=31)
    stage.discord.fail_next("POST", "/messages", 503, after_accepting=True)
    await stage.work(poster)
    assert len(stage.posted) == 1
    stage.clock.pass_time(minutes=20)
    await stage.work(poster)
    assert parts_of(stage.footers) == numbered(len(stage.posted))
    assert len(stage.posted) > 1


async def test_discord_py_trying_again_by_itself_makes_no_second_message(stage: Stage) -> None:
    await stage.schedule()
    stage.clock.pass_time(seconds=31)
    stage.discord.fail_next("POST", "/messages", 500, after_accepting=True)
    await stage.work(stage.poster())
    assert parts_of(stage.footers) == numbered(len(stage.posted))
    assert await stage.ledger() == [("posted", "")]


async def test_two_workers_make_one_post(stage: Stage) -> None:
    for _ in range(5):
        await stage.schedule()
    stage.clock.pass_time(seconds=31)
    posters = [stage.poster(), stage.poster()]
    await asyncio.gather(*(stage.work(poster) for poster in posters))
    parts = [footer.split(" · ")[1:3] for footer in stage.footers]
    assert len({tuple(part) for part in parts}) == len(parts)
    assert len({mark for mark, _ in parts}) == 5


async def test_dead_workers_lease_runs_out_and_another_finishes(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    await stage.schedule()
    stage.clock.pass_time(seconds=31)
    fragile = FragileDatabase(stage.database, 7)
    await stage.work(stage.poster(fragile))
    left = len(stage.posted)
    other = stage.poster()
    await stage.work(other)
    assert len(stage.posted) == left
    stage.clock.now += LEASE
    await stage.work(other)
    assert parts_of(stage.footers) == numbered(len(stage.posted))


async def test_confirming_twice_makes_one_post(stage: Stage) -> None:
    schedule = await stage.schedule()
    stage.clock.pass_time(seconds=31)
    poster = stage.poster()
    await stage.work(poster)
    count = len(stage.posted)
    again = await stage.schedules.confirm(schedule.id, guild_id=stage.guild_id, user_id=stage.creator)
    await stage.work(poster)
    assert len(stage.posted) == count
    assert again.due_at is not None
    assert again.due_at > stage.clock()


async def test_only_the_latest_of_missed_posts_appears_and_says_when_it_was_due(stage: Stage) -> None:
    await stage.schedule("every hour")
    stage.clock.pass_time(hours=5)
    poster = stage.poster()
    await stage.work(poster)
    await stage.work(poster)
    assert len(await stage.ledger()) == 1
    assert all(footer.endswith("was due 23 Nov 2026, 22:00 CET") for footer in stage.footers)
    assert len(parts_of(stage.footers)) == len(stage.posted)


async def test_claim_left_by_a_crash_is_replaced_by_what_fell_due_since(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    await stage.schedule("every hour")
    stage.clock.pass_time(seconds=31)
    await stage.work(stage.poster(FragileDatabase(stage.database, 2)))
    stage.clock.pass_time(hours=3)
    fresh = stage.poster()
    await fresh.take_over()
    await stage.work(fresh)
    assert [status for status, _ in await stage.ledger()] == ["stopped", "posted"]
    assert len({footer.split(" · ")[1] for footer in stage.footers}) == 1
    assert stage.notices == []


async def test_message_of_another_that_copies_the_mark_does_not_count(stage: Stage) -> None:
    await stage.schedule()
    poster = stage.poster()
    stage.clock.pass_time(seconds=31)
    stage.discord.fail_next("POST", "/messages", 503)
    await stage.work(poster)
    mark = mark_of(await _post_id(stage))
    await stage.discord.person("mallory").say(stage.channel, f"Curtain Call · post {mark} · part 1 of 2")
    stage.clock.pass_time(minutes=1)
    await stage.work(poster)
    ours = [message for message in stage.posted if message.author_id != stage.discord.person("mallory").id]
    assert parts_of([message.embeds[-1]["footer"]["text"] for message in ours]) == numbered(len(ours))


async def _post_id(stage: Stage) -> str:
    async with stage.database.read() as connection:
        return str((await connection.execute(select(tables.posts.c.id))).scalar_one())


async def nonces(stage: Stage) -> list[str]:
    async with stage.database.read() as connection:
        chosen = select(tables.post_parts.c.nonce).order_by(tables.post_parts.c.number)
        return list((await connection.execute(chosen)).scalars())


async def test_crashes_on_the_way_do_not_use_up_the_tries_of_a_post_that_gets_on(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    stage.roll = roll_of(1_000)
    await stage.schedule()
    stage.clock.pass_time(seconds=31)
    await stage.work(stage.poster(FragileDatabase(stage.database, 5)))
    for _ in range(MOST_TRIES - 2):
        await crash_at(stage, 2)
    await crash_at(stage, 6)
    for _ in range(MOST_TRIES - 2):
        await crash_at(stage, 2)
    fresh = stage.poster()
    await fresh.take_over()
    await stage.work(fresh)
    assert parts_of(stage.footers) == numbered(len(stage.posted))
    assert await stage.ledger() == [("posted", "")]
    assert stage.notices == []


async def test_a_post_that_ends_the_process_lets_others_go_first(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    await stage.schedule()
    stage.clock.pass_time(seconds=31)
    await stage.work(stage.poster(FragileDatabase(stage.database, 2)))
    await crash_at(stage, 4)
    async with stage.database.write() as connection:
        poisoned = await posts.first_free(connection, stage.clock() + LEASE)
        assert poisoned
        other = replace(poisoned, id="f" * 16, schedule_id=None, tries=1)
        await posts.insert_post(connection, other, "")
        first = await posts.first_free(connection, stage.clock() + LEASE)
    assert (poisoned.tries, first and first.id) == (2, other.id)


async def crash_at(stage: Stage, boundary: int) -> None:
    """Start after a crash, and crash again at this boundary of a write."""
    fragile = FragileDatabase(stage.database, boundary)
    poster = stage.poster(fragile)
    with suppress(CrashError):
        await poster.take_over()
        await stage.work(poster)
