"""Where one's supporters are thanked: an owner who manages no server decides what each may do with the names."""

import pytest

from bot.store import sources
from bot.supporters.kinds import YOUTUBE_MEMBERS
from sandbox.discord.people import DM
from sandbox.discord.seen import Message
from tests.support.asking import asked, clicked
from tests.support.bench import InnerBench


@pytest.fixture
async def owned(bench: InnerBench) -> InnerBench:
    """Let the creator, who has brought their members, manage the server no more, and Alice do so."""
    await bench.link(bench.creator, "creator")
    await asked(bench.creator, "credits sources add")
    world = bench.discord.world
    guild = world.guilds_of(bench.creator.user)[0]
    guild.members[bench.creator.id].roles.clear()
    world.join(guild, bench.alice.user, world.add_role(guild, "Helpers", "manage_guild"))
    return bench


async def server_of(bench: InnerBench) -> Message:
    """Open the one server from the creator's DM."""
    card = await asked(bench.creator, "accounts", channel=DM)
    listed = await clicked(bench.creator, card, "Where members are thanked")
    return await (await bench.creator.select(listed, "Curtain Call HQ")).message()


async def test_an_owner_lets_a_servers_managers_export_and_stops_it_from_a_dm(owned: InnerBench) -> None:
    assert "leaves only with its owner" in (await asked(owned.alice, "credits export", format="txt")).text
    server = await server_of(owned)
    assert "only you may take the list away" in server.text
    allowed = await clicked(owned.creator, server, "Allow export by managers")
    assert "its managers may take the list away" in allowed.text
    assert "names, as of" in (await asked(owned.alice, "credits export", format="txt")).text
    stopped = await clicked(owned.creator, allowed, "Stop export by managers")
    assert "only you may take the list away" in stopped.text
    assert "leaves only with its owner" in (await asked(owned.alice, "credits export", format="txt")).text


async def test_an_owner_lets_others_make_a_page_and_stops_it_from_a_dm(owned: InnerBench) -> None:
    assert "decide" in (await asked(owned.alice, "credits page create")).text
    allowed = await clicked(owned.creator, await server_of(owned), "Allow public pages")
    assert "others may show it on a public page" in allowed.text
    assert "Your page is ready" in (await asked(owned.alice, "credits page create")).text
    listed = await clicked(owned.creator, allowed, "Back")
    assert "others may show it on a public page" in listed.text
    await clicked(owned.creator, await server_of(owned), "Stop public pages")
    assert "shows no names until" in (await asked(owned.alice, "credits page list")).text


async def test_an_owner_reaches_every_server_however_many_they_are_and_whatever_they_are_called(
    owned: InnerBench,
) -> None:
    client = owned.app.client
    [link] = await client.services.accounts.of(owned.creator.id)
    async with client.services.database.write() as connection:
        for number in range(40):
            await sources.add(
                connection,
                source_id=f"s{number}",
                guild_id=number,
                kind=YOUTUBE_MEMBERS,
                owner_id=owned.creator.id,
                by=owned.creator.id,
                at=owned.clock(),
                link_id=link.id,
            )
    card = await asked(owned.creator, "accounts", channel=DM)
    shown = await clicked(owned.creator, card, "Where members are thanked")
    pages = [shown.text]
    while not next(one for one in shown.buttons if one.label == "▶").disabled:
        shown = await clicked(owned.creator, shown, "▶")
        pages.append(shown.text)
    assert sum(text.count("only you may show it on a public page") for text in pages) == 41
    # With names of a hundred signs of markup in place of these, a page still fits into one reply.
    line = len("\\*" * 100) - len("a server I have left")
    assert all(len(text) + text.count("**\n") * line <= 4096 for text in pages)


async def test_an_owner_takes_the_names_away_from_a_dm(owned: InnerBench) -> None:
    stale = await server_of(owned)
    gone = await clicked(owned.creator, await server_of(owned), "Take the names away")
    assert "thanked in no server" in gone.text
    assert "No names come from anywhere" in (await asked(owned.alice, "credits sources list")).text
    late = await owned.creator.click(stale, "Allow public pages")
    assert "/accounts" in (await late.next_followup()).text
    assert "Where members are thanked" not in [
        one.label for one in (await clicked(owned.creator, gone, "Back")).buttons
    ]
