"""Messages in channels and DMs by a real bot: permissions, history, nonces, files, mentions."""

import io
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta

import discord
import pytest

from sandbox.discord import DiscordSandbox, headquarters
from tests.sandbox.discord.conftest import Bot, point_at


async def refusal(call: Awaitable[object]) -> tuple[int, int]:
    with pytest.raises(discord.HTTPException) as caught:
        await call
    return caught.value.status, caught.value.code


async def channel_of(sandbox: DiscordSandbox, bot: Bot, name: str) -> discord.TextChannel:
    await bot.start_in(sandbox)
    channel = await bot.fetch_channel(sandbox.channel(name).id)
    assert isinstance(channel, discord.TextChannel)
    return channel


async def test_a_dm_reaches_only_its_person_and_not_when_closed(sandbox: DiscordSandbox, bot: Bot) -> None:
    await bot.start_in(sandbox)
    alice = sandbox.person("alice")
    user = await bot.fetch_user(alice.id)

    sent = await user.send("hello", view=discord.ui.View().add_item(discord.ui.Button(label="Go", url="https://x.y")))
    message = await alice.next_dm()
    assert message.text == "hello\nGo"
    assert not sandbox.person("bob").sees(message)

    alice.close_dms()
    assert await refusal(user.send("again")) == (403, 50007)
    alice.open_dms()
    await sent.edit(content="changed")
    assert message.content == "changed"
    assert len(alice.dms) == 1


async def test_a_person_without_a_common_server_cannot_be_written_to(sandbox: DiscordSandbox, bot: Bot) -> None:
    await bot.start_in(sandbox)
    stranger = sandbox.world.add_person("stranger")
    user = await bot.fetch_user(stranger.id)

    assert await refusal(user.send("hello")) == (403, 50278)
    assert await refusal(bot.fetch_user(1)) == (404, 10013)


async def test_what_the_bot_may_not_do_in_a_channel_is_refused(sandbox: DiscordSandbox, bot: Bot) -> None:
    channel = await channel_of(sandbox, bot, "credits")
    theirs = sandbox.channel("credits")

    theirs.deny("embed_links", "attach_files")
    assert await refusal(channel.send(embed=discord.Embed(title="x"))) == (403, 50013)
    assert await refusal(channel.send(file=discord.File(io.BytesIO(b"x"), "x.txt"))) == (403, 50013)
    theirs.deny("send_messages")
    assert await refusal(channel.send("x")) == (403, 50013)
    theirs.deny("view_channel")
    assert await refusal(channel.send("x")) == (403, 50001)
    assert await refusal(bot.fetch_channel(channel.id)) == (403, 50001)
    theirs.delete()
    assert await refusal(channel.send("x")) == (404, 10003)


async def test_history_is_empty_without_the_permission_as_discord_documents(sandbox: DiscordSandbox, bot: Bot) -> None:
    channel = await channel_of(sandbox, bot, "credits")
    sent = [await channel.send(str(number)) for number in range(5)]

    async def contents(**where: object) -> list[str]:
        return [message.content async for message in channel.history(**where)]  # type: ignore[arg-type] # one call for all forms

    assert await contents(limit=2) == ["4", "3"]
    assert await contents(before=sent[2]) == ["1", "0"]
    assert await contents(after=sent[2]) == ["3", "4"]
    assert sorted(await contents(around=sent[2], limit=3)) == ["1", "2", "3"]
    assert (await channel.fetch_message(sent[0].id)).content == "0"
    sandbox.channel("credits").deny("read_message_history")
    assert await contents() == []
    assert await refusal(channel.fetch_message(sent[0].id)) == (403, 50013)
    assert await refusal(channel.send("re", reference=sent[0])) == (403, 160002)


async def test_the_same_nonce_is_the_same_message_for_a_few_minutes(bot: Bot) -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)

    def clock() -> datetime:
        return now

    async with DiscordSandbox(headquarters(clock)) as sandbox:
        point_at(sandbox)
        channel = await channel_of(sandbox, bot, "credits")
        first = await channel.send("one", nonce="part-1")
        again = await channel.send("one", nonce="part-1")
        now += timedelta(minutes=6)
        later = await channel.send("one", nonce="part-1")
        await bot.stop()

    assert first.id == again.id
    assert later.id != first.id
    assert first.created_at == datetime(2026, 3, 1, tzinfo=UTC)
    assert len(sandbox.channel("credits").messages) == 2


async def test_only_what_allowed_mentions_lets_through_pings(sandbox: DiscordSandbox, bot: Bot) -> None:
    channel = await channel_of(sandbox, bot, "credits")
    alice, bob = sandbox.person("alice"), sandbox.person("bob")
    text = f"<@{alice.id}> <@{bob.id}> @everyone `<@{alice.id}>`"

    none = await channel.send(text)
    some = await channel.send(text, allowed_mentions=discord.AllowedMentions(users=[discord.Object(bob.id)]))
    every = await channel.send(text, allowed_mentions=discord.AllowedMentions.all())
    sandbox.channel("credits").allow("mention_everyone")
    powerful = await channel.send(text, allowed_mentions=discord.AllowedMentions.all())

    assert none.mentions == []
    assert [user.id for user in some.mentions] == [bob.id]
    assert [user.id for user in every.mentions] == [alice.id, bob.id]
    assert not every.mention_everyone
    assert powerful.mention_everyone
    pings = [message.pings for message in sandbox.channel("credits").messages]
    assert [len(ping.users) for ping in pings] == [0, 1, 2, 2]


async def test_files_are_kept_served_and_replaced_on_edit(sandbox: DiscordSandbox, bot: Bot) -> None:
    channel = await channel_of(sandbox, bot, "credits")

    message = await channel.send("two", files=[discord.File(io.BytesIO(b"%d" % n), f"a {n}.txt") for n in range(2)])
    assert [file.filename for file in message.attachments] == ["a_0.txt", "a_1.txt"]
    assert await message.attachments[1].read() == b"1"

    kept = await message.edit(attachments=[message.attachments[0], discord.File(io.BytesIO(b"n"), "new.txt")])
    assert [file.filename for file in kept.attachments] == ["a_0.txt", "new.txt"]
    embed = discord.Embed(title="t").set_image(url="attachment://p.png")
    shown = await channel.send(embed=embed, file=discord.File(io.BytesIO(b"x"), "p.png"))
    assert shown.embeds[0].image.url == shown.attachments[0].url


async def test_a_file_above_the_limit_is_refused(sandbox: DiscordSandbox, bot: Bot) -> None:
    channel = await channel_of(sandbox, bot, "credits")
    large = discord.File(io.BytesIO(bytes(10 * 1024 * 1024 + 1)), "large.bin")

    assert await refusal(channel.send(file=large)) == (413, 40005)


async def test_messages_of_others_cannot_be_edited_or_deleted(sandbox: DiscordSandbox, bot: Bot) -> None:
    channel = await channel_of(sandbox, bot, "general")
    theirs = await sandbox.person("bob").say("general", "mine")
    partial = channel.get_partial_message(theirs.id)

    assert await refusal(partial.edit(content="yours")) == (403, 50005)
    assert await refusal(partial.delete()) == (403, 50013)
    assert await refusal(channel.get_partial_message(5).delete()) == (404, 10008)
    own = await channel.send("own", reference=partial)
    assert own.reference is not None
    await own.delete()
    assert [message.content for message in sandbox.channel("general").messages] == ["mine"]


async def test_a_failure_on_demand_can_come_after_the_message_was_accepted(sandbox: DiscordSandbox, bot: Bot) -> None:
    channel = await channel_of(sandbox, bot, "credits")

    sandbox.fail_next("POST", "/channels/{channel_id}/messages", 503, after_accepting=True)
    assert await refusal(channel.send("one", nonce="n")) == (503, 0)
    assert (await channel.send("one", nonce="n")).content == "one"
    sandbox.fail_next("POST", "/messages", 429)
    await channel.send("two")
    sandbox.fail_next("POST", "/messages", 403, body={"code": 50001, "message": "Missing Access"})
    assert await refusal(channel.send("three")) == (403, 50001)

    assert [message.content for message in sandbox.channel("credits").messages] == ["one", "two"]
    statuses = [each.status for each in sandbox.requests if each.route.endswith("/messages")]
    assert statuses == [503, 200, 429, 200, 403]
