"""Files too large for a post's message: they can be fetched with the post that points to them, never without."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.credits.files import Files, TakenFile
from bot.credits.pictures.attaching import Attached, Wish
from bot.schedule.options import Options
from tests.schedule.stage import FragileDatabase, Stage
from tests.schedule.test_drawn_for_posts import VIDEO, due
from tests.schedule.test_wishes_meanwhile import OTHER, SHY, hide, link_shy, roll


class Room:
    """Keeps what is drawn in a folder, as the bot does with what is too large."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.stage = stage
        self.folder = folder / "files"
        self.files = Files(stage.database, self.folder, public_url="https://bot.example", clock=stage.clock)
        self.taken: list[TakenFile] = []
        self.meanwhile: Callable[[], Awaitable[None]] | None = None

    async def attach(self, wish: Wish) -> Attached:
        film = self.folder.with_name("film")
        film.write_text(",".join(one.name for group in wish.roll.groups for one in group.names))
        if self.meanwhile is not None and not self.taken:
            await self.meanwhile()
        taken = await self.files.take(film, name="film.mp4", media_type="video/mp4", owner_id=1, guild_id=wish.guild_id)
        self.taken.append(taken)
        return Attached(taken=taken)

    async def fetched(self) -> list[str | None]:
        """Return what is in each file that was ever drawn, None for what cannot be fetched."""
        found = [await self.files.find(one.kept.url.rpartition("/")[2]) for one in self.taken]
        return [one.path.read_text() if one else None for one in found]

    async def swept(self) -> list[str]:
        """Let the clean-up come after a while; return what is in the files that are left."""
        self.stage.clock.pass_time(minutes=11)
        await self.files.clean_up()
        return [one.read_text() for one in self.folder.iterdir()]


async def test_a_file_that_was_drawn_before_somebody_hid_can_never_be_fetched(stage: Stage, tmp_path: Path) -> None:
    await link_shy(stage)
    await due(stage)
    stage.roll = roll(SHY, OTHER)
    room = Room(stage, tmp_path)
    room.meanwhile = lambda: hide(stage)
    await stage.work(stage.poster(attach=room.attach))
    assert await room.fetched() == [None, "Other"]
    assert await room.swept() == ["Other"]
    assert room.taken[1].kept.url in stage.posted[-1].text


async def test_taking_a_post_back_takes_its_file_back(stage: Stage, tmp_path: Path) -> None:
    await link_shy(stage)
    await due(stage)
    stage.roll = roll(SHY, OTHER)
    room = Room(stage, tmp_path)
    poster = stage.poster(attach=room.attach)
    stage.discord.fail_next("POST", "/messages", 503)
    await stage.work(poster)
    assert await room.fetched() == ["Shy Person,Other"]
    await hide(stage)
    stage.clock.pass_time(minutes=20)
    await stage.work(poster)
    assert await room.fetched() == [None, "Other"]


async def test_a_post_that_dies_before_it_is_stored_leaves_no_file(
    stage: Stage, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("CRITICAL")
    await due(stage)
    stage.roll = roll(OTHER)
    room = Room(stage, tmp_path)
    dying = FragileDatabase(stage.database, 1_000)

    async def die() -> None:
        dying.boundaries = 1_000

    room.meanwhile = die
    await stage.work(stage.poster(dying, attach=room.attach))
    assert await room.fetched() == [None]
    assert await room.swept() == []


@pytest.mark.parametrize(("days", "drawings"), [(0, 1), (2, 2)])
async def test_a_post_whose_file_is_over_before_it_is_sent_is_written_anew(
    stage: Stage, tmp_path: Path, days: int, drawings: int
) -> None:
    stage.roll = roll(OTHER)
    made = await stage.schedule("every monday at 18:00")
    await stage.schedules.set_options(made.id, stage.guild_id, VIDEO)
    stage.clock.pass_time(seconds=31)
    room = Room(stage, tmp_path)
    poster = stage.poster(attach=room.attach)
    stage.discord.fail_next("POST", "/messages", 503)
    await stage.work(poster)
    stage.clock.pass_time(days=days, minutes=20)
    await stage.work(poster)
    assert len(room.taken) == drawings
    assert room.taken[-1].kept.url in stage.posted[-1].text
    assert (await room.fetched())[-1] == "Other"


async def test_a_rehearsal_of_pages_that_are_too_large_gives_an_address_that_works(
    stage: Stage, tmp_path: Path
) -> None:
    schedule = await due(stage, Options(attach="png"))
    stage.roll = roll(OTHER)
    room = Room(stage, tmp_path)
    await stage.poster(attach=room.attach).rehearse(schedule, stage.creator)
    assert await room.fetched() == ["Other"]


async def test_what_a_message_cannot_carry_comes_as_a_link_with_its_end(stage: Stage, tmp_path: Path) -> None:
    await due(stage)
    ends = stage.clock() + timedelta(days=1)
    room = Room(stage, tmp_path)
    await stage.work(stage.poster(attach=room.attach))
    said = stage.posted[-1].text
    assert room.taken[0].kept.url in said
    assert f"until <t:{int(ends.timestamp())}:f>" in said
