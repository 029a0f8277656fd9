"""Each fault of the stage: what the person sees, and that nothing was lost."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.discord.people import Person
from sandbox.discord.seen import Message
from tests.support.bench import StagedBench, running_bench

PATIENCE = 30
LAST_PART = re.compile(r"part (\d+) of \1\b")
PART = re.compile(r"part (\d+) of (\d+)")


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[StagedBench]:
    """Run the bot with Discord's own sign-in; a person waits longer than Discord for an answer."""
    async with running_bench(tmp_path, sign_in=True, interaction_deadline=PATIENCE) as bench:
        yield bench


async def asked(person: Person, command: str, /, **options: object) -> Message:
    return await (await person.slash(command, **options)).message(timeout=PATIENCE)


async def with_members(bench: StagedBench) -> Person:
    """Link the Creator's members, as many as make a post of two messages, and have them thanked in the server."""
    channel = bench.google.person("creator").channel
    assert channel
    del channel.members[500:]
    await bench.link(bench.creator, "creator")
    await asked(bench.creator, "credits sources add")
    return bench.creator


async def scheduled(bench: StagedBench) -> Person:
    creator = await with_members(bench)
    offer = await asked(creator, "credits schedule", channel_="credits", when="every day at 20:30")
    assert "Scheduled" in (await (await creator.click(offer, "Start it")).message()).text
    return creator


async def every_part_once(bench: StagedBench) -> None:
    """Wait for the last part of the post and see that each part stands in #credits once."""
    channel = bench.discord.channel("credits")
    last = await channel.wait_for(lambda message: LAST_PART.search(message.text) is not None, timeout=PATIENCE)
    found = [PART.search(message.text) for message in channel.messages]
    total = int(PART.findall(last.text)[0][1])
    assert [int(part[1]) for part in found if part] == list(range(1, total + 1))
    assert len(channel.messages) == total


def statuses(bench: StagedBench, method: str, end: str) -> list[int]:
    return [one.status for one in bench.stage.requests if one.method == method and one.path.endswith(end)]


async def test_rate_limited_everything_arrives_a_little_later(bench: StagedBench) -> None:
    creator = await with_members(bench)
    bench.stage.faults.on("rate_limited")

    posted = await asked(creator, "credits post", channel_="credits")

    assert "Posted in" in posted.text
    await every_part_once(bench)
    assert 429 in statuses(bench, "POST", "/messages")
    assert 429 in statuses(bench, "PATCH", "/messages/{message_id}")


async def test_errors_after_accepting_make_no_part_appear_twice(bench: StagedBench) -> None:
    creator = await with_members(bench)
    bench.stage.faults.on("server_errors_after_accepting")

    posted = await asked(creator, "credits post", channel_="credits")

    assert "Posted in" in posted.text
    await every_part_once(bench)
    assert 502 in statuses(bench, "POST", "/messages")


async def test_errors_after_accepting_make_no_dm_appear_twice(bench: StagedBench) -> None:
    bench.stage.faults.on("server_errors_after_accepting")
    offer = await asked(bench.alice, "link")
    assert statuses(bench, "POST", "/messages") == [502, 200]
    assert [dm.link() for dm in bench.alice.dms] == [offer.link()]


async def test_gateway_drop_resumes_and_answers_what_was_typed_before_and_meanwhile(bench: StagedBench) -> None:
    await bench.link(bench.alice)
    google = bench.google.faults
    google.delay = PATIENCE
    before = await bench.alice.slash("myuploads")
    await google.held()

    bench.stage.faults.on("gateway_drop")
    assert not bench.discord.gateway_server.online
    meanwhile = await bench.alice.slash("accounts")
    google.clear()

    assert "236 videos" in (await before.message()).text
    assert "Alice" in (await meanwhile.message(timeout=PATIENCE)).text
    assert bench.discord.gateway_server.identified == 1, "it resumed its session"


async def test_an_asked_reconnect_loses_nothing_either(bench: StagedBench) -> None:
    await bench.discord.drop_gateway(resumable=True)
    assert "linked nothing yet" in (await asked(bench.alice, "accounts")).text
    assert bench.discord.gateway_server.identified == 1


async def test_session_invalidated_answers_what_it_had_and_begins_anew(bench: StagedBench) -> None:
    await bench.link(bench.alice)
    google = bench.google.faults
    google.delay = PATIENCE
    before = await bench.alice.slash("myuploads")
    await google.held()

    bench.stage.faults.on("session_invalidated")
    google.clear()

    assert "236 videos" in (await before.message()).text
    gateway = bench.discord.gateway_server
    await bench.discord.feed.until(lambda: gateway.online or None, timeout=PATIENCE)
    assert gateway.identified == 2
    assert "236 videos" in (await asked(bench.alice, "myuploads")).text


async def test_closed_dms_leave_the_link_in_the_reply(bench: StagedBench) -> None:
    bench.stage.faults.on("dms_closed")
    offer = await asked(bench.alice, "link")
    assert "DMs are closed" in offer.text
    assert bench.alice.dms == []
    browser = await bench.consent(bench.alice, offer.link())
    assert "linked" in browser.outcome

    bench.stage.faults.off("dms_closed")
    await asked(bench.alice, "link", access="act")
    assert (await bench.alice.next_dm()).link()


async def test_missing_permissions_pause_the_schedule_tell_its_owner_and_lose_no_later_post(bench: StagedBench) -> None:
    creator = await scheduled(bench)
    told = len(creator.dms)
    bench.stage.faults.on("missing_permissions")

    await bench.stage.to_next_post()
    await bench.discord.feed.until(lambda: len(creator.dms) > told or None, timeout=PATIENCE)

    assert "Send Messages" in creator.dms[-1].text
    listed = await asked(creator, "credits schedules")
    assert "Paused" in listed.text
    assert bench.discord.channel("credits").messages == []

    bench.stage.faults.off("missing_permissions")
    choices = await creator.autocomplete("credits resume", "schedule", "")
    assert "Resumed" in (await asked(creator, "credits resume", schedule=choices[0].value)).text
    await bench.stage.to_next_post()
    await every_part_once(bench)


async def test_server_errors_like_nothing_and_say_so(bench: StagedBench) -> None:
    await bench.link(bench.alice, "act")
    video = bench.google.person("mallory").videos[0].id
    bench.stage.faults.on("server_errors")
    assert "not answering properly" in (await asked(bench.alice, "like", video=video)).text
    assert bench.google.person("alice").ratings == {}

    bench.stage.faults.off("server_errors")
    assert "You like" in (await asked(bench.alice, "like", video=video)).text


async def test_google_being_down_is_told_and_over_when_it_is_over(bench: StagedBench) -> None:
    await bench.link(bench.alice)
    bench.stage.faults.on("down")
    assert "not answering properly" in (await asked(bench.alice, "myuploads")).text

    bench.stage.faults.off("down")
    assert "236 videos" in (await asked(bench.alice, "myuploads")).text


async def test_google_down_while_linking_loses_no_wish_to_link(bench: StagedBench) -> None:
    bench.stage.faults.on("down")
    offer = await asked(bench.alice, "link")
    browser = await bench.consent(bench.alice, offer.link())
    assert "linked to your Discord account" not in browser.text

    bench.stage.faults.off("down")
    assert "is linked" in (await bench.consent(bench.alice, offer.link())).outcome


async def test_a_slow_google_keeps_nobody_else_waiting(bench: StagedBench) -> None:
    await bench.link(bench.alice)
    bench.stage.faults.on("slow")
    slow = await bench.alice.slash("myuploads")
    await bench.google.faults.held()
    assert "linked nothing yet" in (await asked(bench.creator, "accounts")).text
    assert slow.acknowledged_after is not None

    bench.stage.faults.off("slow")
    assert "236 videos" in (await slow.message()).text


async def test_a_spent_quota_says_when_it_starts_anew_and_does(bench: StagedBench) -> None:
    await bench.link(bench.alice)
    bench.stage.faults.on("quota_spent")
    refused = await asked(bench.alice, "myuploads")
    assert "<t:" in refused.text
    assert "quota" in refused.text.lower() or "YouTube allows" in refused.text

    bench.stage.clock.pass_time(hours=24)
    assert not bench.stage.faults.is_on("quota_spent")
    assert "236 videos" in (await asked(bench.alice, "myuploads")).text


async def test_access_taken_back_at_google_is_told_once_and_linking_again_heals_it(bench: StagedBench) -> None:
    await bench.link(bench.alice)
    told = len(bench.alice.dms)
    bench.stage.faults.on("grant_revoked")

    refused = await asked(bench.alice, "myuploads")
    await asked(bench.alice, "myuploads")

    assert "Link YouTube" in [button.label for button in refused.buttons] or "again" in refused.text
    await bench.discord.feed.until(lambda: len(bench.alice.dms) > told or None, timeout=PATIENCE)
    assert len(bench.alice.dms) == told + 1
    await bench.link(bench.alice)
    assert "236 videos" in (await asked(bench.alice, "myuploads")).text


async def test_a_box_left_out_gives_what_was_ticked_and_says_what_is_missing(bench: StagedBench) -> None:
    bench.stage.faults.on("scope_unticked")
    offer = await asked(bench.alice, "link", access="act")
    browser = await bench.consent(bench.alice, offer.link())
    assert "is linked" in browser.outcome
    assert "You did not allow it to" in browser.text
    assert "236 videos" in (await asked(bench.alice, "myuploads")).text
    video = bench.google.person("mallory").videos[0].id
    refused = await asked(bench.alice, "like", video=video)
    assert "You like" not in refused.text

    bench.stage.faults.off("scope_unticked")
    await bench.go_through(bench.alice, await (await bench.alice.click(refused, "Allow liking")).message())
    assert "You like" in (await asked(bench.alice, "like", video=video)).text


async def test_without_googles_approval_members_are_refused_and_the_schedule_lives_on(bench: StagedBench) -> None:
    creator = await scheduled(bench)
    bench.stage.faults.on("members_access_not_granted")
    # The lists of members that were read before are kept for two minutes.
    bench.stage.clock.pass_time(minutes=3)
    assert "Google does not let this bot read channel members yet" in (await asked(creator, "members")).text

    bench.stage.faults.off("members_access_not_granted")
    assert "500 members" in (await asked(creator, "members")).text
    await bench.stage.to_next_post()
    await every_part_once(bench)
