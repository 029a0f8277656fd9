"""One schedule on its card, from Discord: everything about it can be changed, tried and looked up there."""

from datetime import timedelta

import pytest

from sandbox.discord.check.components import walk
from sandbox.discord.model import Mentions
from sandbox.discord.seen import Message
from tests.support.asking import asked, clicked
from tests.support.bench import InnerBench, StagedBench


@pytest.fixture
async def card(bench: InnerBench) -> Message:
    """Make a schedule and open its card from the list."""
    creator = bench.creator
    await bench.link(creator, "creator")
    await asked(creator, "credits sources add")
    offer = await asked(creator, "credits schedule", channel_="credits", when="every monday at 18:00")
    await clicked(creator, offer, "Start it")
    listed = await asked(creator, "credits schedules")
    return await chosen(bench, listed, "every Monday at 18:00 (UTC) in #credits", menu="schedule.open")


async def chosen(bench: InnerBench, message: Message, *values: object, menu: str) -> Message:
    return await (await bench.creator.select(message, *values, custom_id=id_of(message, menu))).message()


def id_of(message: Message, menu: str) -> str:
    """Return the custom id of a menu, by its name."""
    ids = [str(each.get("custom_id", "")) for each in walk(message.components)]
    return next(one for one in ids if one.startswith(f"cc:{menu}:"))


async def test_options_are_ticked_and_unticked(bench: InnerBench, card: Message) -> None:
    assert "nothing else" in card.text
    both = await chosen(bench, card, "skip", "new", menu="schedule.options")
    assert "Skip it when nobody changed · Announce new supporters" in both.text
    alone = await chosen(bench, both, "only_news", menu="schedule.options")
    assert "Announce anniversaries · Only the announcements" in alone.text
    assert "nothing else" in (await chosen(bench, alone, menu="schedule.options")).text


async def test_what_is_attached_and_how_it_looks_is_chosen_and_taken_back(bench: InnerBench, card: Message) -> None:
    picture = await clicked(bench.creator, card, "Picture …")
    assert "**Attached:** nothing" in picture.text
    video = await chosen(bench, picture, "webm", menu="picture.attach")
    assert "up to 10 minutes after its time" in video.text
    clear = await chosen(bench, video, "transparent", menu="picture.theme")
    large = await chosen(bench, clear, "4K", menu="picture.size")
    assert "**Attached:** WebM video (VP9), 4K, transparent" in large.text
    # An MP4 cannot be transparent.
    dark = await chosen(bench, large, "mp4", menu="picture.attach")
    assert "**Attached:** MP4 video (H.264), 4K, light on dark" in dark.text
    back = await clicked(bench.creator, dark, "Back")
    assert "Attach MP4 video (H.264), 4K, light on dark" in back.text
    nothing = await chosen(bench, await clicked(bench.creator, back, "Picture …"), "nothing", menu="picture.attach")
    assert "**Attached:** nothing" in nothing.text
    assert "nothing else" in (await clicked(bench.creator, nothing, "Back")).text


async def test_the_picture_that_was_chosen_comes_with_the_post(bench: InnerBench, card: Message) -> None:
    await chosen(bench, await clicked(bench.creator, card, "Picture …"), "png", menu="picture.attach")
    bench.clock.pass_time(days=7)
    credits_ = bench.discord.channel("credits")
    last = await credits_.wait_for(lambda message: bool(message.attachments), timeout=120)
    # 1,200 names are more pages than a message takes.
    assert [one.filename for one in last.attachments] == ["credits.zip"]


async def test_a_picture_with_only_the_announcements_is_said_to_be_left_out(bench: InnerBench, card: Message) -> None:
    alone = await chosen(bench, card, "only_news", menu="schedule.options")
    picture = await chosen(bench, await clicked(bench.creator, alone, "Picture …"), "png", menu="picture.attach")
    assert "Only the announcements are posted, so nothing is attached" in picture.text
    back = await clicked(bench.creator, picture, "Back")
    assert "Attach PNG pictures, 1080p, light on dark (not while only the announcements are posted)" in back.text


async def test_layout_place_and_rule_are_changed(bench: InnerBench, card: Message) -> None:
    laid_out = await chosen(bench, card, "With months", menu="schedule.template")
    assert "**Layout:** With months" in laid_out.text
    place = bench.discord.channel("supporters")
    moved = await chosen(bench, laid_out, place.id, menu="schedule.channel")
    assert f"<#{place.id}>" in moved.text
    opened = await bench.creator.click(moved, "When …")
    changed = await (await bench.creator.submit(opened, when="every day at 7:15", timezone="Berlin")).message()
    assert "every day at 07:15** (Europe/Berlin)" in changed.text
    refused = await bench.creator.submit(await bench.creator.click(changed, "When …"), when="blue", timezone="Berlin")
    assert "do not understand" in (await refused.next_followup()).text


async def test_a_place_where_the_bot_may_not_write_is_refused(bench: InnerBench, card: Message) -> None:
    place = bench.discord.channel("announcements")
    refused = await bench.creator.select(card, place.id, custom_id=id_of(card, "schedule.channel"))
    assert "Send Messages" in (await refused.next_followup()).text


async def test_it_is_paused_resumed_and_deleted_only_when_asked_twice(bench: InnerBench, card: Message) -> None:
    paused = await clicked(bench.creator, card, "Pause")
    assert "⏸" in paused.text
    running = await clicked(bench.creator, paused, "Resume")
    assert "🗓" in running.text
    asks = await clicked(bench.creator, running, "Delete")
    kept = await clicked(bench.creator, asks, "Keep it")
    asks = await clicked(bench.creator, kept, "Delete")
    gone = await clicked(bench.creator, asks, "Delete it")
    assert "Nothing is planned" in (await clicked(bench.creator, gone, "Back")).text


async def test_a_rehearsal_is_private_and_a_draft_can_be_rehearsed(bench: InnerBench, card: Message) -> None:
    reply = await bench.creator.click(card, "Rehearse")
    assert "would post 4 messages" in (await reply.message()).text
    shown = [await reply.next_followup() for _ in range(4)]
    assert all(one.ephemeral and one.pings == Mentions() for one in shown)
    draft = await asked(bench.creator, "credits schedule", channel_="credits", when="every day at 18:00")
    assert "would post" in (await (await bench.creator.click(draft, "Rehearse")).message()).text
    assert bench.discord.channel("credits").messages == []


async def test_history_links_to_what_was_posted(bench: InnerBench, card: Message) -> None:
    assert "Nothing was posted yet" in (await clicked(bench.creator, card, "History")).text
    await asked(bench.creator, "credits post", channel_="credits")
    told = await asked(bench.creator, "credits history")
    first = bench.discord.channel("credits").messages[0]
    assert "by hand" in told.text
    assert "credits, 4 messages](https://discord.com/channels/" in told.text
    assert f"/{first.id})" in told.text
    offered = await bench.creator.autocomplete("credits history", "schedule", "mon")
    assert "Nothing was posted yet" in (await asked(bench.creator, "credits history", schedule=offered[0].value)).text


async def test_a_manager_sees_what_changed_since_the_last_post(bench: StagedBench, card: Message) -> None:
    history = await clicked(bench.creator, card, "History")
    assert (
        "no post of this schedule to compare with"
        in (await clicked(bench.creator, history, "Changed since the last post")).text
    )
    channel = bench.google.person("creator").channel
    assert channel
    lowest, *_, highest = channel.levels
    channel.members[:] = channel.members[:3]
    channel.join("Riser", level=lowest, at=bench.clock())
    bench.clock.pass_time(days=8)
    await bench.app.client.services.poster.tick()
    await bench.app.client.services.poster.idle()
    history = await clicked(bench.creator, history, "Back")
    same = await clicked(bench.creator, history, "Changed since the last post")
    assert "nobody changed" in same.text
    channel.leave(channel.members[-1].channel_id)
    riser = channel.members.pop(0)
    channel.join("Riser", level=highest, at=bench.clock(), channel_id=riser.channel_id)
    for number in range(30):
        channel.join(f"*New* {number}", level=lowest, at=bench.clock())
    bench.clock.pass_time(minutes=3)
    history = await asked(bench.creator, "credits schedules")
    history = await chosen(bench, history, "every Monday at 18:00 (UTC) in #credits", menu="schedule.open")
    history = await clicked(bench.creator, history, "History")
    shown = await clicked(bench.creator, history, "Changed since the last post")
    assert "**30** joined, **1** moved up, **1** left." in shown.text
    assert "Of 1 who left I have no name" in shown.text
    assert "joined: **\\*New\\* 0**" in shown.text
    shown = await clicked(bench.creator, shown, "▶")
    assert "moved up: **Riser** (now Royal Box)" in shown.text
    history = await clicked(bench.creator, shown, "Back")
    assert "What was posted" in history.text
    bench.discord.world.guilds_of(bench.creator.user)[0].members[bench.creator.id].roles.clear()
    refused = await bench.creator.click(history, "Changed since the last post")
    assert "Manage Server" in (await refused.next_followup()).text


async def test_the_card_opens_by_autocomplete_and_not_for_who_has_lost_the_right(
    bench: InnerBench, card: Message
) -> None:
    offered = await bench.creator.autocomplete("credits schedules", "schedule", "mon")
    assert "Layout" in (await asked(bench.creator, "credits schedules", schedule=offered[0].value)).text
    world = bench.discord.world
    guild = world.guilds_of(bench.creator.user)[0]
    guild.members[bench.creator.user.id].roles.clear()
    refused = await bench.creator.click(card, "Pause")
    assert "Manage Server" in (await refused.next_followup()).text


async def test_a_schedule_thanks_for_a_video_by_its_release(bench: InnerBench, card: Message) -> None:
    [schedule] = await bench.creator.autocomplete("credits release", "schedule", "mon")
    videos = await bench.creator.autocomplete("credits release", "video", "")
    told = await asked(bench.creator, "credits release", schedule=schedule.value, when="2099-12-24 18:00")
    assert "Then I hold the list" in told.text
    past = f"{bench.clock() - timedelta(days=2):%Y-%m-%d %H:%M}"
    held = await asked(bench.creator, "credits release", schedule=schedule.value, when=past)
    assert "The list that I read nearest to it is of <t:" in held.text
    await asked(bench.creator, "credits release", schedule=schedule.value, when="2099-12-24 18:00")
    again = await asked(bench.creator, "credits schedules", schedule=schedule.value)
    assert "As of the release at <t:4101818400:f>" in again.text
    cleared = await asked(bench.creator, "credits release", schedule=schedule.value)
    assert "whoever supports you when it posts" in cleared.text
    refused = await asked(bench.creator, "credits release", schedule=schedule.value, video="dQw4w9WgXcQ")
    assert "none of your own uploads" in refused.text
    assert len(videos) <= 25
