"""Pictures and videos with a scheduled post: it is kept while they are drawn, appears once, and never waits in vain."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.credits.files import Files
from bot.credits.pictures.attaching import Attached, Attaching, Wish
from bot.credits.pictures.job import Order
from bot.credits.pictures.pictures import Lane, Pictures
from bot.credits.text import Picture
from bot.errors import Restarting, UserError
from bot.schedule import holding, script
from bot.schedule.history import History
from bot.schedule.options import Options
from bot.schedule.poster import Poster
from bot.store import posts
from bot.store.posts import CREDITS, POSTED
from bot.store.schedules import Schedule
from bot.supporters.sources import REMOVED
from tests.schedule.stage import FragileDatabase, Stage, roll_of
from tests.schedule.test_wishes_meanwhile import OTHER, SHY, link_shy, roll, say

VIDEO = Options(attach="mp4", size="720p", theme="light")
FILM = Attached((Picture("credits.mp4", b"a film"),))


class Easel:
    """Draws when it is told to, and tells when it is asked to and when that is taken back."""

    def __init__(self, made: Attached = FILM) -> None:
        self.made = made
        self.asked: list[Wish] = []
        self.begun = asyncio.Event()
        self.ready = asyncio.Event()
        self.dropped = 0

    async def attach(self, wish: Wish) -> Attached:
        self.asked.append(wish)
        self.begun.set()
        try:
            await self.ready.wait()
        except asyncio.CancelledError:
            self.dropped += 1
            raise
        return self.made


def drawn_at_once(made: Attached = FILM) -> Easel:
    easel = Easel(made)
    easel.ready.set()
    return easel


async def due(stage: Stage, options: Options = VIDEO) -> Schedule:
    """Make a schedule that is due now."""
    stage.roll = roll_of(3)
    made = await stage.schedule("every day at 18:00")
    changed = await stage.schedules.set_options(made.id, stage.guild_id, options)
    stage.clock.pass_time(seconds=31)
    return changed


async def drawing(stage: Stage, easel: Easel, options: Options = VIDEO) -> tuple[Schedule, Poster]:
    """Let a post that is due begin to be drawn for."""
    schedule = await due(stage, options)
    poster = stage.poster(attach=easel.attach)
    await poster.tick()
    await easel.begun.wait()
    return schedule, poster


async def all_drawing(stage: Stage, easel: Easel, drawn: int, *, of: int = 0, at_once: int = 8) -> Poster:
    """Let so many posts begin to be drawn for, of more that are due."""
    for _ in range((of or drawn) - 1):
        made = await stage.schedule("every day at 18:00")
        await stage.schedules.set_options(made.id, stage.guild_id, VIDEO)
    await due(stage)
    poster = stage.poster(attach=easel.attach, at_once=at_once)
    await poster.tick()
    async with asyncio.timeout(10):
        while len(easel.asked) < drawn:
            easel.begun.clear()
            await easel.begun.wait()
    return poster


async def minutes(stage: Stage, poster: Poster, count: int) -> None:
    for _ in range(count):
        stage.clock.pass_time(minutes=1)
        await poster.tick()


async def finished(poster: Poster, easel: Easel) -> None:
    easel.ready.set()
    await poster.idle()


def films(stage: Stage) -> list[bytes]:
    return [one.content for message in stage.posted for one in message.attachments]


async def test_a_video_is_drawn_as_its_schedule_says_and_comes_after_the_credits(stage: Stage) -> None:
    easel = drawn_at_once()
    await due(stage)
    await stage.work(stage.poster(attach=easel.attach))
    assert [len(message.attachments) for message in stage.posted] == [0, 1]
    [wish] = easel.asked
    assert (wish.order, wish.owner_id, wish.lane) == (Order("mp4", "720p", "light"), stage.creator, Lane.POSTS)


async def test_a_post_is_kept_for_minutes_while_its_video_is_drawn_and_appears_once(stage: Stage) -> None:
    easel, other = Easel(), stage.poster()
    _, poster = await drawing(stage, easel)
    for _ in range(8):
        await minutes(stage, poster, 1)
        await stage.work(other)
    assert stage.posted == []
    await finished(poster, easel)
    await stage.work(other)
    assert films(stage) == [b"a film"]
    assert all("was due" in footer for footer in stage.footers)
    assert len(easel.asked) == 1


async def test_a_worker_that_was_silent_for_too_long_stops_drawing_and_another_begins_anew(stage: Stage) -> None:
    easel, again = Easel(), drawn_at_once()
    _, poster = await drawing(stage, easel)
    stage.clock.pass_time(minutes=4)
    await stage.work(stage.poster(attach=again.attach))
    await poster.tick()
    await poster.idle()
    assert easel.dropped == 1
    assert films(stage) == [b"a film"]


async def test_a_process_that_dies_while_it_draws_loses_nothing(stage: Stage) -> None:
    easel, again = Easel(), drawn_at_once()
    _, dead = await drawing(stage, easel)
    fresh = stage.poster(attach=again.attach)
    assert await fresh.take_over() == 1
    await stage.work(fresh)
    await finished(dead, easel)
    assert films(stage) == [b"a film"]
    assert [status for status, _ in await stage.ledger()] == [POSTED]


async def test_what_was_drawn_survives_a_crash(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL")
    easel = drawn_at_once(Attached((Picture("1.png", b"first page"), Picture("2.png", b"second page"))))
    await due(stage, Options(attach="png"))
    await stage.work(stage.poster(FragileDatabase(stage.database, 7), attach=easel.attach))
    fresh = stage.poster(attach=easel.attach)
    await fresh.take_over()
    await stage.work(fresh)
    assert films(stage) == [b"first page", b"second page"]
    assert len(easel.asked) == 1


async def test_a_source_that_goes_ends_the_drawing_and_the_post(stage: Stage) -> None:
    easel = Easel()
    _, poster = await drawing(stage, easel)
    async with stage.database.write() as connection:
        await posts.stop_unfinished_of(connection, [stage.guild_id], REMOVED, stage.clock())
    await poster.tick()
    await poster.idle()
    assert easel.dropped == 1
    assert stage.posted == []
    [notice] = stage.notices
    assert REMOVED in notice.text


async def test_pausing_ends_the_drawing(stage: Stage) -> None:
    easel = Easel()
    schedule, poster = await drawing(stage, easel)
    await stage.schedules.pause(schedule.id, stage.guild_id)
    await poster.tick()
    await poster.idle()
    assert (easel.dropped, stage.posted) == (1, [])


async def test_draining_does_not_wait_for_a_drawing_and_the_next_start_draws_it(stage: Stage) -> None:
    easel, again = Easel(), drawn_at_once()
    _, poster = await drawing(stage, easel)
    async with asyncio.timeout(2):
        await poster.drain(0.2)
    assert easel.dropped == 1
    await stage.work(stage.poster(attach=again.attach))
    assert films(stage) == [b"a film"]


async def test_a_restart_while_it_is_drawn_puts_the_post_back_with_its_picture(stage: Stage) -> None:
    async def closed(_wish: Wish) -> Attached:
        raise Restarting

    await due(stage)
    stopping = stage.poster(attach=closed)
    await stopping.tick()
    await stopping.drain(5)
    assert stage.posted == []
    await stage.work(stage.poster(attach=drawn_at_once().attach))
    assert films(stage) == [b"a film"]
    assert stage.notices == []


async def test_posts_without_pictures_do_not_wait_for_those_with(stage: Stage) -> None:
    easel = Easel()
    plain = await stage.schedule("every day at 18:01")
    poster = await all_drawing(stage, easel, 2, at_once=2)
    await minutes(stage, poster, 1)
    await stage.first_message()
    past = await History(stage.database).page(stage.guild_id, plain.id, 0, 10)
    assert len(past.posts) == 1
    await finished(poster, easel)
    assert len(films(stage)) == 2


@pytest.mark.parametrize(("most", "of_a_server", "why"), [(24, 3, "for this server"), (2, 3, "are being drawn at")])
async def test_only_so_many_posts_are_drawn_for_and_the_next_comes_at_once_without(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, most: int, of_a_server: int, why: str
) -> None:
    monkeypatch.setattr(holding, "_MOST", most)
    monkeypatch.setattr(holding, "_MOST_OF_A_SERVER", of_a_server)
    easel, held = Easel(), min(most, of_a_server)
    poster = await all_drawing(stage, easel, held, of=held + 1)
    await stage.first_message()
    await finished(poster, easel)
    assert len(easel.asked) == len(films(stage)) == held
    [notice] = stage.notices
    assert why in notice.text
    assert "The video is missing." in notice.text
    assert [status for status, _ in await stage.ledger()] == [POSTED] * (held + 1)


async def test_somebody_who_changes_their_wish_during_every_drawing_costs_the_drawing_and_not_the_post(
    stage: Stage,
) -> None:
    await link_shy(stage)
    await due(stage)
    stage.roll = roll(SHY, OTHER)
    easel = drawn_at_once()

    async def attach(wish: Wish) -> Attached:
        await say(stage, "name", f"Shy {len(easel.asked)}")
        return await easel.attach(wish)

    await stage.work(stage.poster(attach=attach))
    assert len(easel.asked) == 2
    [message] = stage.posted
    assert "Other" in message.text
    assert "somebody in it changed their credit" in stage.notices[0].text


async def test_the_next_date_of_the_same_schedule_waits_for_the_drawing_and_does_not_take_its_place(
    stage: Stage,
) -> None:
    easel = Easel()
    stage.roll = roll_of(3)
    made = await stage.schedule("every 5 minutes")
    await stage.schedules.set_options(made.id, stage.guild_id, VIDEO)
    poster = stage.poster(attach=easel.attach)
    stage.clock.pass_time(seconds=31)
    await poster.tick()
    await easel.begun.wait()
    await minutes(stage, poster, 7)
    assert len(easel.asked) == 1
    await finished(poster, easel)
    await stage.work(poster)
    assert len(films(stage)) == 2
    assert await stage.ledger() == [(POSTED, "")] * 2


@pytest.mark.parametrize("lacks", ["Skia is missing.", "took too long to draw"])
async def test_without_its_picture_the_credits_appear_and_its_maker_hears_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, lacks: str
) -> None:
    slow = Easel()

    async def attach(wish: Wish) -> Attached:
        if "Skia" in lacks:
            raise UserError(lacks)
        return await slow.attach(wish)

    monkeypatch.setattr(script, "DRAW_LIMIT", timedelta(milliseconds=20))
    schedule = await due(stage)
    poster = stage.poster(attach=attach)
    for _ in range(2):
        await stage.work(poster)
        stage.clock.pass_time(days=1)
    assert len(stage.posted) == 2
    [notice] = stage.notices
    assert lacks in notice.text
    assert notice.user_id == stage.creator
    assert lacks in (await stage.schedules.get(schedule.id, stage.guild_id)).problem
    past = await History(stage.database).page(stage.guild_id, "", 0, 10)
    assert [(one.status, one.kind) for one in past.posts] == [(POSTED, CREDITS)] * 2
    assert lacks in past.posts[0].problem


async def test_a_rehearsal_shows_pictures_and_says_that_it_draws_no_video(stage: Stage) -> None:
    easel = drawn_at_once(Attached((Picture("credits.png", b"a page"),)))
    poster = stage.poster(attach=easel.attach)
    video = await due(stage)
    script_ = await poster.rehearse(video, stage.creator)
    assert (len(script_.parts), easel.asked) == (1, [])
    assert "draws no video" in script_.lacks
    pages = await stage.schedules.set_options(video.id, stage.guild_id, Options(attach="png"))
    script_ = await poster.rehearse(pages, stage.creator)
    assert [one.content for one in script_.parts[-1].pictures] == [b"a page"]
    assert easel.asked[0].lane is Lane.HAND


async def test_a_real_video_is_posted(stage: Stage, tmp_path: Path) -> None:
    files = Files(stage.database, tmp_path / "files", public_url="https://bot.example", clock=stage.clock)
    attaching = Attaching(Pictures(tmp_path / "drawing"), files)
    await due(stage)
    await stage.work(stage.poster(attach=attaching.attach))
    [film] = films(stage)
    assert film[4:8] == b"ftyp"
