"""A hundred schedules due at the same minute: each post appears once, whatever happens, and at Discord's pace."""

import asyncio
import random
import re
import secrets
import sqlite3
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.accounts.notices import Notice
from bot.schedule.rules import parse_rule
from bot.schedule.schedules import LIMIT, Schedules
from bot.store.database import open_database
from bot.store.vault import new_key
from sandbox.clock import Clock, shared_clock
from sandbox.discord import DiscordSandbox
from sandbox.discord.rest.api import Answer, Exchange, Failure
from tests.endurance.killing import Blow, Killer, open_killer
from tests.endurance.poster_worker import Order
from tests.endurance.posting import Theatre, names_of, open_posting

pytestmark = pytest.mark.endurance

SERVERS = 4
SCHEDULES = SERVERS * LIMIT
KILLS = 100
MOST_A_SECOND = 50
_SENDING = "/messages"
_FOOTER = re.compile(r"Curtain Call · post (?P<mark>\w+) · part (?P<number>\d+) of (?P<total>\d+)")
_WORKER = "tests.endurance.poster_worker"


@dataclass
class Stage:
    """A server's worth of schedules, and what its Discord has seen."""

    theatre: Theatre
    clock: Clock
    clock_file: str
    discord: DiscordSandbox
    luck: random.Random
    asked_at: list[float] = field(default_factory=list)
    told: list[Notice] = field(default_factory=list)

    @property
    def order(self) -> Order:
        return Order(self.theatre, self.clock_file)

    async def notify(self, notice: Notice) -> None:
        self.told.append(notice)

    def note(self, _exchange: Exchange) -> None:
        self.asked_at.append(asyncio.get_running_loop().time())

    @property
    def most_a_second(self) -> int:
        """Return the most requests that came within any one second."""
        return max(bisect_right(self.asked_at, moment + 1) - number for number, moment in enumerate(self.asked_at))

    def left(self) -> int:
        """Return how many posts are not finished yet, those that are due and not begun among them."""
        with sqlite3.connect(self.theatre.file) as connection:
            now = int(self.clock().timestamp() * 1000)
            due = connection.execute("SELECT count(*) FROM schedules WHERE due_at <= ?", (now,)).fetchone()[0]
            begun = connection.execute("SELECT count(*) FROM posts WHERE status IN ('claimed', 'sending')").fetchone()
        return int(due + begun[0])

    def check(self, posts: int) -> None:
        """Every channel has each of its posts once, with every part and every name once."""
        channels = [one for one in self.discord.world.channels.values() if one.name.startswith("stage")]
        assert len(channels) == SCHEDULES
        for channel in channels:
            parts, texts = defaultdict(list), defaultdict(list)
            for message in self.discord.channel(channel.id).messages:
                if message.author_id != self.discord.world.bot.id:
                    continue
                found = _FOOTER.match(message.embeds[-1]["footer"]["text"])
                assert found
                parts[found["mark"]].append((int(found["number"]), int(found["total"])))
                texts[found["mark"]].append(message.text)
            assert len(parts) == posts, (channel.name, parts)
            assert channel.guild_id
            for mark, numbers in parts.items():
                total = numbers[0][1]
                assert sorted(numbers) == [(number, total) for number in range(1, total + 1)], (channel.name, mark)
                named = Counter(re.findall(r"Supporter \d{3} of \d+", "\n".join(texts[mark])))
                assert named == Counter(names_of(channel.guild_id))
        assert self.told == []


@asynccontextmanager
async def open_stage(folder: Path, seed: int) -> AsyncIterator[Stage]:
    with shared_clock(folder / "clock") as clock:
        async with DiscordSandbox(clock=clock) as discord:
            theatre = Theatre(
                str(folder / "bot.db"), new_key(), discord.api_base, discord.gateway, discord.application.token
            )
            luck = random.Random(seed)  # noqa: S311 (moments, not secrets)
            stage = Stage(theatre, clock, str(folder / "clock"), discord, luck)
            await _plan(stage)
            discord.listeners.append(stage.note)
            yield stage


async def _plan(stage: Stage) -> None:
    """Plan a hundred schedules for the same minute of each day, each in a channel of its own."""
    world = stage.discord.world
    creator = world.person("the.creator")
    async with open_database(f"sqlite:///{stage.theatre.file}") as database:
        schedules = Schedules(database, stage.clock)
        for server in range(SERVERS):
            guild = world.add_guild(f"Server {server}", owner=creator, guild_id=(world.snowflake() & ~3) + server)
            for number in range(LIMIT):
                channel = world.add_channel(guild, f"stage-{server}-{number}")
                # In an empty channel it costs more requests to see that nothing has arrived; some are empty.
                if number % 5:
                    await stage.discord.person("the.creator").say(channel, "Curtain Call · post AAAAA · part 1 of 1")
                draft = await schedules.draft(
                    guild_id=guild.id,
                    channel_id=channel.id,
                    created_by=creator.id,
                    rule=parse_rule("every day at 18:00"),
                    timezone="UTC",
                    template="levels",
                )
                await schedules.confirm(draft.id, guild_id=guild.id, user_id=creator.id)


def _next_evening(stage: Stage) -> None:
    """Move the clock to a second after the next 18:00 UTC."""
    now = stage.clock()
    seconds = (18 * 3600 - (now.hour * 3600 + now.minute * 60 + now.second)) % 86_400
    stage.clock.pass_time(seconds=seconds + 1)


def _shaky(luck: random.Random, accepted: float, refused: float) -> Callable[[str, str], Failure | None]:
    """Answer some messages with an error: that share after they were accepted, this share instead."""

    def trouble(method: str, route: str) -> Failure | None:
        if method != "POST" or not route.endswith(_SENDING):
            return None
        dice = luck.random()
        if dice >= accepted + refused:
            return None
        return Failure(Answer(502, {"message": "502: Bad Gateway", "code": 0}), after_accepting=dice < accepted)

    return trouble


async def test_hundred_posts_over_a_restart_a_gateway_drop_and_errors(
    tmp_path: Path, figure: Callable[[str], None]
) -> None:
    async with open_stage(tmp_path, seed=1) as stage:
        _next_evening(stage)
        stage.discord.troubles["shaky"] = _shaky(stage.luck, accepted=0.05, refused=0.02)
        async with open_posting(stage.theatre, notify=stage.notify, clock=stage.clock) as posting:
            working = asyncio.create_task(posting.work())
            await stage.discord.feed.until(lambda: _sent(stage) >= 20 or None, timeout=20)
            stage.discord.cut_gateway()
            await stage.discord.feed.until(lambda: _sent(stage) >= 50 or None, timeout=20)
            await posting.poster.drain(1)
            working.cancel()
        before = stage.left()
        await _finish(stage)
        stage.check(posts=1)
        assert 0 < before < SCHEDULES
        figure(f"100 posts at once: {_sent(stage)} requests to send, at most {stage.most_a_second} requests a second")
        assert stage.most_a_second <= MOST_A_SECOND


async def test_every_post_appears_once_over_a_hundred_kills(tmp_path: Path, figure: Callable[[str], None]) -> None:
    seed = secrets.randbelow(1_000_000)
    figure(f"kills while posting: seed {seed}")
    hits, evenings = Counter[str](), 0
    async with open_stage(tmp_path, seed) as stage, open_killer(stage.discord, _WORKER) as killer:
        stage.discord.troubles["shaky"] = _shaky(stage.luck, accepted=0.02, refused=0.01)
        while hits.total() < KILLS:
            if not stage.left():
                _next_evening(stage)
                evenings += 1
            hits[await _life(stage, killer)] += 1
            del hits["too late"]
        del stage.discord.troubles["shaky"]
        await _finish(stage)
        stage.check(posts=evenings)
        sent = sum(
            message.author.id == stage.discord.world.bot.id
            for channel in stage.discord.world.channels.values()
            for message in channel.messages
        )
    figure(f"kills while posting: {dict(hits)}; {evenings * SCHEDULES} posts, {sent} messages, each once")
    figure(f"kills while posting: at most {stage.most_a_second} requests a second")
    assert stage.most_a_second <= MOST_A_SECOND


async def _life(stage: Stage, killer: Killer) -> str:
    """Let a bot live until it is killed, and say when that was."""
    if stage.luck.random() < 0.5:
        blow = Blow("begin", stage.luck.uniform(0, 0.7))
        when = "after some time"
    else:
        blow = Blow("begin", stage.luck.choice([0, 0, 0.002, 0.01]), stage.luck.randrange(1, 12), _SENDING, at_most=0.7)
        when = "when a message was accepted"
    drop = asyncio.get_running_loop().call_later(stage.luck.uniform(0, 2), stage.discord.cut_gateway)
    life = await killer.live(stage.order, blow)
    drop.cancel()
    assert not life.heard("dm"), [line for line in life.said if line.say == "dm"]
    # What was put back is tried again after some seconds.
    stage.clock.pass_time(seconds=stage.luck.choice([0, 60, 900]))
    return "too late" if life.heard("done") else when


async def _finish(stage: Stage) -> None:
    """Let a bot post what is left, undisturbed."""
    stage.discord.troubles.clear()
    async with open_posting(stage.theatre, notify=stage.notify, clock=stage.clock) as posting:
        while stage.left():
            await posting.work()
            stage.clock.pass_time(minutes=31)


def _sent(stage: Stage) -> int:
    return sum(one.method == "POST" and one.route.endswith(_SENDING) for one in stage.discord.requests)
