"""/credits render, as its person sees it."""

import io
import zipfile

import aiohttp
import pytest
from PIL import Image

from sandbox.discord.seen import Message
from tests.support.asking import asked, clicked
from tests.support.bench import InnerBench

_PATIENCE = 120


@pytest.fixture
async def ready(bench: InnerBench) -> InnerBench:
    """Link the creator, whose 1,200 members the server thanks."""
    await bench.link(bench.creator, "creator")
    await asked(bench.creator, "credits sources add")
    return bench


async def shows(message: Message, text: str) -> Message:
    """Wait until a message has been edited to say this."""
    while text not in message.text:
        await message.edited(timeout=_PATIENCE)
    return message


async def fetched(url: str) -> tuple[bytes, str]:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        assert response.status == 200
        return await response.read(), response.content_type


async def test_pictures_come_as_an_attachment_with_every_page(ready: InnerBench) -> None:
    reply = await ready.creator.slash("credits render", format="png", size="720p", title="Thank you all")
    await reply.acknowledged()
    assert reply.acknowledged_after is not None
    assert reply.acknowledged_after < 1
    message = await reply.message()
    assert message.ephemeral
    await shows(message, "Your credits are drawn")
    (file,) = message.attachments
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        assert f"{len(archive.namelist())} pages in one zip" in message.text
        with archive.open(archive.namelist()[0]) as page, Image.open(page) as picture:
            assert picture.size == (1280, 720)


async def test_a_video_shows_how_far_it_is_and_says_when_names_go_by_too_fast(ready: InnerBench) -> None:
    reply = await ready.creator.slash("credits render", format="mp4", size="720p", seconds=5)
    message = await reply.message()
    assert "Drawing the credits" in message.text
    assert [one.label for one in message.buttons] == ["Cancel"]
    await shows(message, "Your credits are drawn")
    assert "0:05 min" in message.text
    assert "Each name is on screen for" in message.text
    assert message.attachments[0].content[4:8] == b"ftyp"
    assert message.buttons == []


async def test_how_long_a_name_stays_on_screen_is_the_persons_to_say(ready: InnerBench) -> None:
    reply = await ready.creator.slash("credits render", format="mp4", size="720p", seconds=5, least=1)
    message = await shows(await reply.message(), "Your credits are drawn")
    assert "1 second needs a roll of" in message.text


async def test_what_discord_does_not_take_comes_by_the_bots_own_page(ready: InnerBench) -> None:
    reply = await ready.creator.slash("credits render", format="mov", size="720p", theme="transparent", seconds=4)
    message = await shows(await reply.message(), "Your credits are drawn")
    assert message.attachments == []
    assert "too large for Discord" in message.text
    content, kind = await fetched(message.link("Fetch it"))
    assert kind == "video/quicktime"
    assert len(content) > 10 * 1024 * 1024


async def test_a_drawing_is_cancelled_by_whoever_started_it(ready: InnerBench) -> None:
    reply = await ready.creator.slash("credits render", format="webm", size="4K", seconds=1800)
    message = await reply.message()
    await ready.creator.click(message, "Cancel")
    await shows(message, "Cancelled")
    assert message.buttons == []
    # The next is not kept waiting.
    again = await (await ready.creator.slash("credits render", format="png", size="720p")).message()
    await shows(again, "Your credits are drawn")


async def test_a_second_drawing_waits_for_the_first_and_says_so(ready: InnerBench) -> None:
    first = await (await ready.creator.slash("credits render", format="webm", size="4K", seconds=1800)).message()
    second = await (await ready.creator.slash("credits render", format="png", size="720p")).message()
    await shows(second, "Others are being drawn first")
    await ready.creator.click(first, "Cancel")
    await shows(second, "Your credits are drawn")


async def test_a_long_drawing_moves_to_a_message_before_the_reply_ends(ready: InnerBench) -> None:
    reply = await ready.creator.slash("credits render", format="webm", size="1080p", seconds=1800)
    message = await shows(await reply.message(), "Drawing the credits")
    seen = len(ready.creator.dms)
    ready.clock.pass_time(minutes=14)
    await shows(message, "it goes on in")
    dm = ready.creator.dms[seen]
    await shows(dm, "Drawing the credits")
    ready.clock.pass_time(minutes=5)
    await ready.creator.click(dm, "Cancel")
    await shows(dm, "Cancelled")


async def test_with_closed_dms_a_long_drawing_moves_to_the_channel_and_only_its_person_gets_the_file(
    ready: InnerBench,
) -> None:
    ready.creator.close_dms()
    reply = await ready.creator.slash("credits render", format="mp4", size="720p", seconds=15)
    message = await shows(await reply.message(), "Drawing the credits")
    ready.clock.pass_time(minutes=14)
    await shows(message, "it goes on in")
    public = ready.discord.channel("general").messages[-1]
    await shows(public, "gets them with the button")
    assert public.attachments == []
    assert "/files/" not in str(public.components)
    refused = await (await ready.alice.click(public, "Get it")).message()
    assert "not yours" in refused.text
    got = await (await ready.creator.click(public, "Get it")).message()
    assert got.ephemeral
    _, kind = await fetched(got.link("Fetch it"))
    assert kind == "video/mp4"


async def test_the_list_is_drawn_for_its_owner_alone(ready: InnerBench) -> None:
    world = ready.discord.world
    guild = world.guilds_of(ready.alice.user)[0]
    world.join(guild, ready.alice.user, world.add_role(guild, "Helpers", "manage_guild"))
    refused = await asked(ready.alice, "credits render", format="png")
    assert "leaves only with its owner's leave" in refused.text


async def test_wishes_that_do_not_go_together_are_refused_in_words(ready: InnerBench) -> None:
    both = await asked(ready.creator, "credits render", format="mp4", seconds=60, speed=100)
    assert "a length or a speed" in both.text
    clear = await ready.creator.slash("credits render", format="mp4", theme="transparent")
    await shows(await clear.message(), "cannot be transparent")


async def test_stopping_the_bot_ends_a_drawing_and_says_so(ready: InnerBench) -> None:
    reply = await ready.creator.slash("credits render", format="webm", size="4K", seconds=1800)
    message = await shows(await reply.message(), "Drawing the credits")
    ready.app.client.services.pictures.close()
    await shows(message, "I am being restarted")


async def test_what_was_taken_back_while_it_was_drawn_is_not_handed_over(ready: InnerBench) -> None:
    message = await (await ready.creator.slash("credits render", format="mov", size="720p", seconds=12)).message()
    assert "Drawing the credits" in message.text
    offered = await ready.creator.autocomplete("credits sources remove", "source", "")
    question = await asked(ready.creator, "credits sources remove", source=offered[0].value)
    await clicked(ready.creator, question, "Remove it")
    await shows(message, "Names were taken back while this was drawn")
    assert message.attachments == []
