"""The main job, end to end: link, look, like, list members, and credits on schedule."""

import re

from bot.names import escape_name
from sandbox.discord.model import Mentions
from sandbox.discord.people import Person
from sandbox.discord.seen import Message
from tests.support.bench import Bench


async def asked(person: Person, command: str, **options: object) -> Message:
    return await (await person.slash(command, **options)).message()


async def allow(bench: Bench, person: Person, message: Message, button: str) -> None:
    """Press the button that grants what a command lacked, and go through with it."""
    offer = await (await person.click(message, button)).message()
    browser = await bench.consent(person, offer.link(), account=google_account(person))
    if not bench.sign_in:
        form = await person.click(offer, "Enter code")
        await form.modal()
        await (await person.submit(form, code=browser.link_code)).message()


def google_account(person: Person) -> str:
    return "creator" if person.username == "the.creator" else person.username


async def test_alice_links_looks_and_likes(either_proof: Bench) -> None:
    bench, alice = either_proof, either_proof.alice

    offer = await asked(alice, "link")
    dm = await alice.next_dm()
    assert offer.ephemeral
    assert dm.link() == offer.link()
    assert dm.link() not in dm.text
    browser = await bench.consent(alice, dm.link())
    if not bench.sign_in:
        form = await alice.click(dm, "Enter code")
        await form.modal()
        await (await alice.submit(form, code=browser.link_code)).message()
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
    await allow(bench, alice, refused, "Allow liking")
    liked = await asked(alice, "like", video=f"https://youtu.be/{video}?t=42&si=share")
    assert "You like" in liked.text
    assert bench.google.person("alice").rating_of(video) == "like"


async def test_the_creator_schedules_credits_and_all_names_appear(either_proof: Bench) -> None:
    bench, creator = either_proof, either_proof.creator
    await bench.link(creator, "creator", account="creator")

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
    for member in bench.google.person("creator").channel.members:
        assert escape_name(member.name) in posted
    assert all(message.pings == Mentions() for message in channel.messages)
