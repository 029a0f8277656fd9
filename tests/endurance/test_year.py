"""A creator's year: three sources, five thousand people who come, go and change their minds, twelve monthly posts."""

import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.credits.own import Draft
from bot.names import escape_name
from bot.store import links
from bot.store.links import LinkRow
from bot.store.types import new_id
from bot.supporters.patreon import PatreonSettings
from sandbox.discord.model import Upload
from sandbox.discord.people import Person
from sandbox.discord.seen import Message
from tests.endurance.year import FILE_TITLE, Supporters, choice_of
from tests.endurance.year_rules import News, Said, news_of
from tests.support.asking import asked, clicked
from tests.support.bench import StagedBench, running_bench

pytestmark = pytest.mark.endurance

SEED = 20261121
POSTS = 12
_TIER = re.compile(r"(?P<tier>.+) \((?P<count>[\d,]+)\)")
_UNNAMED = re.compile(r"and ([\d,]+) who prefers? to stay unnamed")
_FIRST_SPEAKER = 700_000_000_000_000_000
NEWS = "{{ left }} left, {{ upgraded|count }} moved up\n{% for one in joined %}\n{{ one.name }}\n{% endfor %}"
_COUNTS = re.compile(r"(?P<left>\d+) left, (?P<upgraded>\d+) moved up")
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
        people = await _own_people(bench, supporters)
        await _three_sources(bench, supporters)
        await _schedules(bench)
        happened, before = supporters.happened, None
        for month in range(POSTS):
            if month:
                supporters.month(bench.clock())
                await _import(bench, supporters, again=True)
                await _change(bench, supporters)
            if month == POSTS // 2:
                await _other_settings(bench, supporters)
            await _speak(bench, supporters)
            await _speak_for_oneself(supporters, *people[month % len(people)])
            if month % 6 == 1:
                await _look_after_what_is_kept(bench)
                supporters.forget_unseen()
            thanks, news = await _next_posts(bench)
            expected = supporters.expected()
            assert _read(thanks) == (expected.by_tier, expected.unnamed), f"post {month + 1}"
            happened.update(named=len(expected.people), unnamed=expected.unnamed)
            if news:
                told = news_of(before or expected, expected, supporters.ranks())
                assert _read_news(news) == _escaped(told), f"news in month {month + 1}"
                happened.update({"told as new": told.joined.total(), "as gone": told.left, "as up": told.upgraded})
                before = expected
        assert min(happened.values()) > 0
        figure(f"A year: {POSTS} posts, and news every quarter, each as expected; {_listed(happened)}.")


def _listed(happened: Counter[str]) -> str:
    return ", ".join(f"{count:,} {what}" for what, count in happened.items())


async def _own_people(bench: StagedBench, supporters: Supporters) -> list[tuple[Person, frozenset[str]]]:
    """Let the sandbox's own people be members, Alice a patron too, and link what they have."""
    found = []
    for name in ("alice", "mallory"):
        person, channel = bench.discord.person(name), bench.google.person(name).channel
        assert channel
        user = bench.patreon.person(name).user if name == "alice" else None
        found.append((person, supporters.enroll(f"{name} herself", channel.id, user, bench.clock())))
        await bench.link(person)
        if user:
            await bench.link_patreon(person, "look")
    return found


async def _speak_for_oneself(supporters: Supporters, person: Person, keys: frozenset[str]) -> None:
    """Let somebody use /creditme, or press its button that takes back what they said."""
    supporters.happened["used /creditme"] += 1
    if person.id in supporters.wishes and supporters.luck.random() < 0.3:
        await clicked(person, await asked(person, "creditme"), "Take it back")
        del supporters.wishes[person.id]
        return
    choice, name = choice_of(supporters.luck)
    await asked(person, "creditme", credit=choice, **({"name": name} if name else {}))
    supporters.wishes[person.id] = Said(person.id, keys, choice, name)


async def _change(bench: StagedBench, supporters: Supporters) -> None:
    """Let the creator change how people are credited, as the buttons of /credits people do."""
    people, guild_id, by = bench.app.client.services.people, _guild_id(bench), bench.creator.id
    done = supporters.change()
    for key in done["spell"]:
        await people.spell(guild_id, key, supporters.changed.spelled[key], by)
    for what, hidden in (("hide", True), ("show", False)):
        for key in done[what]:
            await people.hide(guild_id, [key], by, hidden=hidden)
    for key in done["refuse"]:
        await people.refuse(guild_id, [key], by)
    for key in done["admit"]:
        await people.admit(guild_id, [key], by)
    for key, other in zip(done["merge"][:2], done["merge"][2:], strict=True):
        await people.merge(guild_id, key, other, by)


async def _other_settings(bench: StagedBench, supporters: Supporters) -> None:
    """Thank for other things at Patreon, and let its highest tier stand above the lowest of YouTube's."""
    (source,) = await bench.creator.autocomplete("credits sources patreon", "source", "")
    supporters.settings = PatreonSettings(gifted=False, trials=True, declined=True)
    await asked(bench.creator, "credits sources patreon", source=source.value, gifted=False, trials=True, declined=True)
    tiers = await clicked(bench.creator, await asked(bench.creator, "credits people"), "Order of tiers")
    (menu,) = (part for row in tiers.components for part in row["components"] if "options" in part)
    place = len(supporters.channel.levels)
    tier = await (await bench.creator.select(tiers, menu["options"][place]["value"])).message()
    assert f"is {place} of" in (await clicked(bench.creator, tier, "Higher")).text
    supporters.promote_patrons()


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


async def _schedules(bench: StagedBench) -> None:
    """Thank everybody in one channel, and tell of news in another by a template of the server's own."""
    services, guild_id = bench.app.client.services, _guild_id(bench)
    draft = Draft("News", NEWS)
    await services.templates.write(guild_id, draft)
    await services.templates.save(guild_id, draft.name, draft.digest)
    every_month, every_quarter = "monthly on the 1st at 18:00", "0 18 1 */3 *"
    for channel, template, when in (("credits", "By tier", every_month), ("supporters", "News", every_quarter)):
        offer = await asked(bench.creator, "credits schedule", channel_=channel, when=when, template=template)
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


async def _look_after_what_is_kept(bench: StagedBench) -> None:
    """Let most of a month pass, and have the jobs look who has left and forget what was changed about those."""
    for days in (24, 3):
        bench.clock.pass_time(days=days)
        for job in ("look who has left", "forget changes to who has left"):
            await bench.app._ticks._clean_up[job]()


async def _next_posts(bench: StagedBench) -> tuple[Message, list[Message]]:
    """Let time pass until a schedule is due; return the thanks and, where they are due as well, the news."""
    due = {one.due_at for one in await bench.app.client.services.schedules.of_guild(_guild_id(bench))}
    at = min(moment for moment in due if moment)
    before = {name: len(bench.discord.channel(name).messages) for name in ("credits", "supporters")}
    bench.clock.pass_time(seconds=(at - bench.clock()).total_seconds() + 1)
    poster = bench.app.client.services.poster
    await poster.tick()
    await poster.idle()
    (thanks,) = bench.discord.channel("credits").messages[before["credits"] :]
    return thanks, bench.discord.channel("supporters").messages[before["supporters"] :]


def _guild_id(bench: StagedBench) -> int:
    return bench.discord.world.guilds_of(bench.creator.user)[0].id


def _escaped(told: News) -> News:
    return replace(told, joined=Counter(escape_name(name).translate(_MARKS) for name in told.joined.elements()))


def _read_news(messages: list[Message]) -> News:
    """Return what the messages tell: a line of counts, then a line for each name."""
    embeds = [embed for message in messages for embed in message.embeds]
    (first, *lines) = [line for embed in embeds for line in embed["description"].splitlines() if line]
    counts = _COUNTS.fullmatch(first)
    assert counts
    names = Counter(line.translate(_MARKS) for line in lines)
    return News(names, int(counts["upgraded"]), int(counts["left"]))


def _read(message: Message) -> tuple[dict[str, Counter[str]], int]:
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
