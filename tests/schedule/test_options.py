"""What a schedule does besides posting: skipping, announcing, pictures; and what history says of it."""

from collections.abc import Sequence

import pytest

from bot.credits.own import Draft
from bot.credits.pictures.job import CLEAR, Order
from bot.schedule.history import History
from bot.schedule.options import CHOICES, Options, chosen_of, drawable, read_options, with_chosen, write_options
from bot.schedule.poster import Poster
from bot.store.posts import ANNOUNCEMENT, POSTED, SKIPPED
from bot.store.schedules import Schedule
from bot.supporters.roll import Group, Roll, Supporter
from sandbox.discord.model import Mentions
from tests.schedule.stage import START, FragileDatabase, Stage

NEWS = Options(announce_new=True, announce_upgrades=True, announce_anniversaries=True)
ONLY_NEWS = with_chosen(NEWS, chosen_of(NEWS) | {"only_news"})


def person(name: str, level: str = "gold", months: int = 3, key: str = "") -> Supporter:
    key = f"youtube:{key or name}"
    return Supporter(name, months, START, key=key, level=level, keys=(key,))


def roll(gold: Sequence[Supporter], silver: Sequence[Supporter] = ()) -> Roll:
    groups = (Group("Gold", tuple(gold), ("gold",)), Group("Silver", tuple(silver), ("silver",)))
    known = tuple(group for group in groups if group.names)
    return Roll(known, START, ("The Creator",), ranks={"gold": 0, "silver": 1})


async def scheduled(stage: Stage, options: Options) -> Schedule:
    made = await stage.schedule("every day at 18:00")
    return await stage.schedules.set_options(made.id, stage.guild_id, options)


async def next_day(stage: Stage, poster: Poster) -> list[str]:
    """Let a day pass and return what is new in the channel."""
    before = len(stage.posted)
    stage.clock.pass_time(days=1)
    await stage.work(poster)
    return [message.text for message in stage.posted[before:]]


@pytest.mark.parametrize("name", sorted(CHOICES))
def test_every_choice_is_kept_alone_and_read_again(name: str) -> None:
    options = read_options(write_options(with_chosen(Options(), frozenset([name]))))
    extra = {"new", "upgrades", "anniversaries"} if name == "only_news" else set()
    assert chosen_of(options) == {name} | extra
    assert with_chosen(options, frozenset()) == Options()


def test_options_of_before_there_was_a_look_are_read_as_they_were_meant() -> None:
    assert read_options('{"attach":"png"}').picture == Order("png", size="1080p", theme="dark")


def test_what_cannot_be_seen_through_becomes_dark() -> None:
    assert drawable(Options(attach="mp4", theme=CLEAR)).theme == "dark"
    assert drawable(Options(attach="webm", theme=CLEAR)).theme == CLEAR


async def test_unchanged_roster_is_skipped_and_says_so_in_the_history(stage: Stage) -> None:
    schedule = await scheduled(stage, Options(skip_unchanged=True))
    poster = stage.poster()
    stage.roll = roll([person("Ann"), person("Ben")])
    assert await next_day(stage, poster)
    assert await next_day(stage, poster) == []
    stage.roll = roll([person("Ann"), person("Ben"), person("Cleo")])
    assert await next_day(stage, poster)
    assert await next_day(stage, poster) == []
    stage.roll = roll([person("Ann"), person("Cleo")])
    assert await next_day(stage, poster)
    past = await History(stage.database).page(stage.guild_id, schedule.id, 0, 10)
    assert [one.status for one in past.posts] == [POSTED, SKIPPED, POSTED, SKIPPED, POSTED]
    assert past.posts[1].problem == "Nobody changed since the last post."
    assert past.posts[0].first_message == stage.posted[-1].id
    assert stage.notices == []


async def test_another_name_is_a_change(stage: Stage) -> None:
    await scheduled(stage, Options(skip_unchanged=True))
    poster = stage.poster()
    stage.roll = roll([person("Ann")])
    await next_day(stage, poster)
    stage.roll = roll([person("Anna", key="Ann")])
    assert "Anna" in "\n".join(await next_day(stage, poster))


async def test_news_come_in_one_message_before_the_credits(stage: Stage) -> None:
    await scheduled(stage, NEWS)
    poster = stage.poster()
    stage.roll = roll([person("Ann", months=11)], [person("Ben", "silver")])
    first = await next_day(stage, poster)
    assert len(first) == 1, "nothing is news before the first post"
    stage.roll = roll([person("Ann", months=12), person("Ben", "gold"), person("*Cleo* @everyone")])
    news, whole = await next_day(stage, poster)
    assert "New · 1" in news
    assert "Ben" in news
    assert "now Gold" in news
    assert "1 year" in news
    assert all(message.pings == Mentions() for message in stage.posted)
    assert "Ann" in whole
    assert len(await next_day(stage, poster)) == 1, "what was announced is no news any more"


async def test_a_servers_template_tells_what_changed_since_the_last_post(stage: Stage) -> None:
    made = await stage.schedule("every day at 18:00")
    draft = Draft(
        "Gala", "Hello{% for one in joined %}, {{ one.name }}{% endfor %}! {{ upgraded|and }}; {{ left }} left"
    )
    await stage.templates.write(stage.guild_id, draft)
    await stage.templates.save(stage.guild_id, "Gala", draft.digest)
    await stage.schedules.set_template(made.id, stage.guild_id, "Gala")
    poster = stage.poster()
    stage.roll = roll([person("Ann")], [person("Ben", "silver"), person("Dan", "silver")])
    [first] = await next_day(stage, poster)
    assert "Hello! ; 0 left" in first
    stage.roll = roll([person("Ann"), person("Ben")], [person("Cleo", "silver")])
    [second] = await next_day(stage, poster)
    assert "Hello, Cleo! Ben; 1 left" in second
    [third] = await next_day(stage, poster)
    assert "Hello! ; 0 left" in third


async def test_thousands_of_news_are_still_one_message(stage: Stage) -> None:
    await scheduled(stage, ONLY_NEWS)
    poster = stage.poster()
    stage.roll = roll([person("Ann")])
    assert await next_day(stage, poster) == []
    stage.roll = roll([person("Ann"), *(person(f"Newcomer {number:05}") for number in range(5000))])
    [news] = await next_day(stage, poster)
    assert "New · 5,000" in news
    assert " more" in news
    assert await next_day(stage, poster) == []


async def test_only_announcements_are_skipped_without_news_and_marked_in_the_history(stage: Stage) -> None:
    schedule = await scheduled(stage, ONLY_NEWS)
    poster = stage.poster()
    stage.roll = roll([person("Ann")])
    assert await next_day(stage, poster) == []
    assert await next_day(stage, poster) == []
    stage.roll = roll([person("Ann"), person("Ben")])
    [news] = await next_day(stage, poster)
    assert "Ben" in news
    assert "Ann" not in news
    past = await History(stage.database).page(stage.guild_id, schedule.id, 0, 10)
    assert [one.kind for one in past.posts] == [ANNOUNCEMENT] * 3
    assert [one.problem for one in past.posts] == [
        "",
        "There was nothing to announce.",
        "This was my first look; from now on I announce what changes.",
    ]


async def test_news_are_announced_once_whatever_crashes(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL")
    await scheduled(stage, ONLY_NEWS)
    people = [person("Ann")]
    stage.roll = roll(people)
    await next_day(stage, stage.poster())
    survived, boundary = False, 0
    while not survived:
        boundary += 1
        people.append(person(f"Newcomer {boundary}"))
        stage.roll = roll(people)
        stage.clock.pass_time(days=1)
        fragile = FragileDatabase(stage.database, boundary)
        await stage.work(stage.poster(fragile))
        survived = not fragile.died
        fresh = stage.poster()
        await fresh.take_over()
        await stage.work(fresh)
    said = "\n".join(message.text for message in stage.posted)
    assert boundary > 6
    assert all(
        said.count(f"Newcomer {number}\n") + said.count(f"Newcomer {number} ") == 1 for number in range(1, boundary)
    )
    assert len(stage.posted) == boundary


async def test_rehearsal_posts_nothing_and_says_what_would_be_posted(stage: Stage) -> None:
    schedule = await scheduled(stage, Options(skip_unchanged=True))
    poster = stage.poster()
    stage.roll = roll([person("Ann")])
    assert len((await poster.rehearse(schedule, stage.creator)).parts) == 1
    assert stage.posted == []
    await next_day(stage, poster)
    script = await poster.rehearse(schedule, stage.creator)
    assert (script.parts, script.why_not) == ((), "Nobody changed since the last post.")
    assert len(stage.posted) == 1


async def test_history_counts_pages_and_keeps_servers_apart(stage: Stage) -> None:
    await scheduled(stage, Options())
    poster = stage.poster()
    for _ in range(5):
        await next_day(stage, poster)
    history = History(stage.database)
    page = await history.page(stage.guild_id, "", 9, 2)
    assert (page.number, page.count, len(page.posts)) == (2, 3, 1)
    moments = [one.due_at for number in range(3) for one in (await history.page(stage.guild_id, "", number, 2)).posts]
    assert moments == sorted(moments, reverse=True)
    assert (await history.page(stage.guild_id + 1, "", 0, 2)).posts == []
