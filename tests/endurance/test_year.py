"""A creator's year: three sources, five thousand people who come, go and change their minds, twelve monthly posts."""

import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.store import links
from bot.store.links import LinkRow
from bot.store.types import new_id
from bot.supporters.consent import HIDDEN
from sandbox.discord.model import Upload
from sandbox.discord.seen import Message
from tests.endurance.year import FILE_TITLE, Posted, Said, Supporters, choice_of
from tests.support.asking import asked, clicked
from tests.support.bench import StagedBench, running_bench

pytestmark = pytest.mark.endurance

SEED = 20261121
POSTS = 12
_TIER = re.compile(r"(?P<tier>.+) \((?P<count>[\d,]+)\)")
_UNNAMED = re.compile(r"and ([\d,]+) who prefers? to stay unnamed")
_FIRST_SPEAKER = 700_000_000_000_000_000
_MARKS = str.maketrans("", "", "\u2068\u2069")
"""They keep a name's direction of writing to itself, and are not part of it."""


async def test_twelve_monthly_posts_name_exactly_whom_the_year_says(
    tmp_path: Path, figure: Callable[[str], None]
) -> None:
    luck = random.Random(SEED)  # noqa: S311 (a story, not a secret)
    async with running_bench(tmp_path, sign_in=True) as bench:
        channel = bench.google.person("creator").channel
        campaign = bench.patreon.person("creator").campaign
        assert channel
        assert campaign
        supporters = Supporters(channel, campaign, luck)
        supporters.begin(bench.clock())
        await _three_sources(bench, supporters)
        await _schedule(bench)
        named = unnamed = 0
        for month in range(POSTS):
            if month:
                supporters.month(bench.clock())
                await _import(bench, supporters, again=True)
            await _speak(bench, supporters)
            posted = _read(await _next_post(bench, month))
            assert posted == supporters.expected(), f"post {month + 1}"
            named += sum(names.total() for names in posted[0].values())
            unnamed += posted[1]
        happened = ", ".join(f"{count:,} {what}" for what, count in supporters.happened.items())
        hidden = sum(said.choice == HIDDEN for said in supporters.wishes.values())
        assert min(supporters.happened.values()) > 0
        figure(
            f"A year: {POSTS} posts with {named:,} names and {unnamed:,} unnamed, each as expected; {happened}; "
            f"{len(supporters.wishes)} people said how they want to be credited, {hidden} of them not at all."
        )


async def _three_sources(bench: StagedBench, supporters: Supporters) -> None:
    await bench.link(bench.creator, "creator")
    await asked(bench.creator, "credits sources add")
    await bench.link_patreon(bench.creator)
    patreon = await bench.creator.autocomplete("credits sources add", "source", supporters.campaign.vanity)
    await asked(bench.creator, "credits sources add", source=patreon[0].value)
    await _import(bench, supporters, again=False)
    listed = (await asked(bench.creator, "credits sources list")).text
    assert supporters.channel.title in listed
    assert supporters.campaign.vanity in listed
    assert FILE_TITLE in listed


async def _import(bench: StagedBench, supporters: Supporters, *, again: bool) -> None:
    file = Upload("members.csv", supporters.as_file())
    source = None
    if again:
        source = (await bench.creator.autocomplete("credits import", "source", ""))[0].value
    shown = await asked(bench.creator, "credits import", file=file, name=FILE_TITLE, source=source)
    assert "aved" in (await clicked(bench.creator, shown, "Save")).text


async def _schedule(bench: StagedBench) -> None:
    offer = await asked(bench.creator, "credits schedule", channel_="credits", when="monthly on the 1st at 18:00")
    assert "Scheduled" in (await clicked(bench.creator, offer, "Start it")).text


async def _speak(bench: StagedBench, supporters: Supporters) -> None:
    """Let people link what they support with and say how they want to be credited; some take it back again."""
    wishes = bench.app.client.services.wishes
    for keys in supporters.speakers():
        user_id = _FIRST_SPEAKER + supporters.happened["spoke"]
        supporters.happened["spoke"] += 1
        async with bench.app.client.services.database.write() as connection:
            for key in sorted(keys):
                await links.add(connection, _link(user_id, key, bench))
        choice, name = choice_of(supporters.luck)
        await wishes.say(user_id, choice, name)
        supporters.wishes[user_id] = Said(user_id, keys, choice, name)
    for user_id in supporters.luck.sample(sorted(supporters.wishes), 2):
        await wishes.take_back(user_id)
        del supporters.wishes[user_id]
        supporters.happened["took it back"] += 1


def _link(user_id: int, key: str, bench: StagedBench) -> LinkRow:
    provider, _, account = key.partition(":")
    now = bench.clock()
    return LinkRow(
        id=new_id(),
        user_id=user_id,
        provider=provider,
        account_id=account,
        title=account,
        handle="",
        uploads_playlist="",
        scopes="",
        status=links.OK,
        reason="",
        is_default=True,
        created_at=now,
        updated_at=now,
        consented_at=now,
    )


async def _next_post(bench: StagedBench, posted: int) -> Message:
    guild = bench.discord.world.guilds_of(bench.creator.user)[0]
    (schedule,) = await bench.app.client.services.schedules.of_guild(guild.id)
    assert schedule.due_at
    bench.clock.pass_time(seconds=(schedule.due_at - bench.clock()).total_seconds() + 1)
    poster = bench.app.client.services.poster
    await poster.tick()
    await poster.idle()
    messages = bench.discord.channel("credits").messages
    assert len(messages) == posted + 1
    return messages[-1]


def _read(message: Message) -> Posted:
    """Return what a post says: the names in its file by tier, and how many are unnamed."""
    (file,) = message.attachments
    named: dict[str, Counter[str]] = {}
    unnamed, tier = 0, ""
    blank = False
    for line in file.content.decode().translate(_MARKS).splitlines()[2:]:
        heading, hidden = _TIER.fullmatch(line), _UNNAMED.fullmatch(line)
        if hidden and blank:
            unnamed = int(hidden[1].replace(",", ""))
        elif heading and blank:
            tier = heading["tier"]
            named[tier] = Counter()
        elif line:
            named[tier][line] += 1
        blank = not line if not (heading and blank) else False
    return named, unnamed
