"""The main job, end to end: link, look, like, list members, and credits on schedule."""

import re

from bot.names import escape_name
from sandbox.discord.model import Mentions
from tests.support.asking import asked
from tests.support.bench import InnerBench


async def test_alice_links_looks_and_likes(either_proof: InnerBench) -> None:
    bench, alice = either_proof, either_proof.alice

    offer = await asked(alice, "link")
    dm = await alice.next_dm()
    assert offer.ephemeral
    assert dm.link() == offer.link()
    assert dm.link() not in dm.text
    await bench.go_through(alice, dm)
    assert "is linked to you now" in (await alice.next_dm()).text

    listed = await asked(alice, "myuploads")
    assert listed.ephemeral
    assert "236 videos: 229 public, 5 unlisted, 2 private" in listed.text
    assert "page 1 of 24" in listed.text
    hidden = await asked(alice, "myuploads", privacy="private")
    assert hidden.text.count("🔒") == 2

    video = bench.google.person("mallory").videos[0].id
    refused = await asked(alice, "like", video=f"https://youtu.be/{video}?t=42&si=share")
    assert "not allowed to like videos for you" in refused.text
    await bench.go_through(alice, await (await alice.click(refused, "Allow liking")).message())
    liked = await asked(alice, "like", video=f"https://youtu.be/{video}?t=42&si=share")
    assert "You like" in liked.text
    assert bench.google.person("alice").rating_of(video) == "like"


async def test_the_creator_schedules_credits_and_all_names_appear(either_proof: InnerBench) -> None:
    bench, creator = either_proof, either_proof.creator
    await bench.link(creator, "creator")

    listed = await asked(creator, "members")
    assert "1,200 members" in listed.text

    ask = await asked(
        creator,
        "credits schedule",
        channel_="credits",
        when="* * * * *",
        timezone="Europe/Berlin",
    )
    assert "no names to thank yet" in ask.text
    confirm = await (await creator.click(ask, "Add my members here")).message()
    assert "Start this schedule?" in confirm.text
    assert confirm.text.count("<t:") == 6
    started = await (await creator.click(confirm, "Start it")).message()
    assert "Scheduled" in started.text

    bench.clock.pass_time(minutes=1)
    channel = bench.discord.channel("credits")
    await channel.wait_for(lambda message: bool(re.search(r"part (\d) of \1", message.text)))
    posted = "\n".join(message.text for message in channel.messages)
    channel_at_youtube = bench.google.person("creator").channel
    assert channel_at_youtube
    members = channel_at_youtube.members
    assert len(members) == 1200
    for member in members:
        assert escape_name(member.name) in posted
    assert all(message.pings == Mentions() for message in channel.messages)
