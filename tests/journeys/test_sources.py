"""Where names come from: looked at before they are promised, read again on demand, taken away only after a question."""

import pytest

from bot.supporters.patreon import settings_of as patreon_settings_of
from bot.supporters.sharing import is_shared
from sandbox.discord.model import Upload
from sandbox.discord.people import Person
from tests.support.asking import asked, clicked
from tests.support.bench import InnerBench, StagedBench

STUDIO = "Link to profile,Member,Current level\nhttps://www.youtube.com/channel/UC{:022d},Ada,Gold\n"


@pytest.fixture
async def linked(bench: InnerBench) -> InnerBench:
    await bench.link(bench.creator, "creator")
    return bench


def _shut(bench: InnerBench) -> None:
    bench.google.members_access = False


async def _id_of(person: Person, command: str, title: str) -> str:
    """Return a source as Discord offers it while its title is typed."""
    return str((await person.autocomplete(command, "source", title))[0].value)


async def _sources(bench: InnerBench) -> int:
    guild = bench.discord.world.guilds_of(bench.creator.user)[0]
    return len(await bench.app.client.services.sources.of_guild(guild.id))


async def test_whom_google_refuses_is_told_at_once_and_shown_the_way_by_a_file(linked: InnerBench) -> None:
    _shut(linked)
    refused = await asked(linked.creator, "credits sources add")
    assert "Google does not let this bot read channel members yet" in refused.text
    steps = await clicked(linked.creator, refused, "Show me how")
    assert "/credits import" in steps.text
    assert "studio.youtube.com" in steps.link("YouTube Studio")
    assert await _sources(linked) == 0


async def test_the_four_presses_end_before_the_first_where_google_refuses(linked: InnerBench) -> None:
    _shut(linked)
    menu = await asked(linked.creator, "help")
    refused = await clicked(linked.creator, menu, "Thank my members in a server")
    assert "Google does not let this bot read channel members yet" in refused.text


async def test_after_the_refusal_a_file_makes_the_credits_complete(linked: InnerBench) -> None:
    _shut(linked)
    await asked(linked.creator, "credits sources add")
    file = Upload("members.csv", STUDIO.format(7).encode())
    summary = await asked(linked.creator, "credits import", file=file)
    saved = await clicked(linked.creator, summary, "Save")
    preview = await linked.creator.click(saved, "See the credits")
    assert "would look now" in (await preview.message()).text
    assert "Ada" in (await preview.next_followup()).text


async def test_a_youtube_that_is_down_keeps_nobody_from_adding(bench: StagedBench) -> None:
    await bench.link(bench.creator, "creator")
    bench.stage.faults.on("server_errors")
    assert "Added the channel members" in (await asked(bench.creator, "credits sources add")).text


async def test_refresh_reads_again_and_says_how_many(linked: InnerBench) -> None:
    await asked(linked.creator, "credits sources add")
    assert "Not read yet" in (await asked(linked.creator, "credits sources list")).text
    before = await asked(linked.creator, "credits sources refresh")
    assert "1,200 people (Royal Box 129 · Balcony 363 · Stalls 708), read just now" in before.text
    channel = linked.google.person("creator").channel
    assert channel is not None
    channel.join("Newcomer", level=channel.levels[0], at=linked.clock())
    after = await asked(linked.creator, "credits sources refresh")
    assert "1,201 people" in after.text
    assert "1,201 people, read" in (await asked(linked.creator, "credits sources list")).text


async def test_refresh_says_whose_turn_it_is_when_a_link_has_ended(linked: InnerBench) -> None:
    await asked(linked.creator, "credits sources add")
    linked.google.revoke_grant("creator")
    linked.clock.pass_time(hours=2)
    told = await asked(linked.creator, "credits sources refresh")
    assert "cannot be read until" in told.text


async def test_a_source_goes_only_after_a_question(linked: InnerBench) -> None:
    await asked(linked.creator, "credits sources add")
    creator = await _id_of(linked.creator, "credits sources remove", "crea")
    question = await asked(linked.creator, "credits sources remove", source=creator)
    assert "Remove this source?" in question.text
    assert "Channel members of **The Creator**" in (await clicked(linked.creator, question, "Keep it")).text
    question = await asked(linked.creator, "credits sources remove", source=creator)
    assert "No names come from anywhere" in (await clicked(linked.creator, question, "Remove it")).text


async def test_who_has_nothing_to_add_is_shown_every_way(bench: InnerBench) -> None:
    ways = await asked(bench.creator, "credits preview")
    assert [one.label for one in ways.buttons] == [
        "Allow reading members",
        "Allow reading patrons",
        "Members from a file",
        "Type names",
    ]
    form = await bench.creator.click(ways, "Type names")
    await form.modal()
    summary = await (await bench.creator.submit(form, names="Grace\nAda", called="Crew")).message()
    assert "Saved" in (await clicked(bench.creator, summary, "Save")).text


async def test_what_an_owner_allows_is_seen_in_the_list_and_outlives_other_settings(bench: StagedBench) -> None:
    await bench.link_patreon(bench.creator)
    await asked(bench.creator, "credits sources add")
    patreon = await _id_of(bench.creator, "credits sources patreon", "thecreator")
    await asked(bench.creator, "credits sources share", source=patreon, who="managers")
    await asked(bench.creator, "credits page share", source=patreon, allowed=True)
    await asked(bench.creator, "credits sources patreon", source=patreon, trials=True)
    listed = await asked(bench.creator, "credits sources list")
    assert "lets this server's managers export it and show it on a page" in listed.text
    guild = bench.discord.world.guilds_of(bench.creator.user)[0]
    (source,) = await bench.app.client.services.sources.of_guild(guild.id)
    assert is_shared(source)
    assert patreon_settings_of(source).trials
    await asked(bench.creator, "credits sources share", source=patreon, who="owner")
    await asked(bench.creator, "credits page share", source=patreon, allowed=False)
    listed = await asked(bench.creator, "credits sources list")
    assert "lets this server's managers" not in listed.text


async def test_preview_asks_for_the_channel_that_is_named(linked: InnerBench) -> None:
    await asked(linked.creator, "credits sources add")
    shown = await asked(linked.creator, "credits preview", channel_="credits")
    assert "would look in <#" in shown.text
