"""What goes wrong has its own words and a next step, and loses nothing."""

import pytest

from tests.support.asking import asked
from tests.support.bench import InnerBench


def video(bench: InnerBench, **wanted: object) -> str:
    """Return a video of Mallory's with these properties."""
    channel = bench.google.person("mallory").channel
    assert channel
    return next(one.id for one in channel.videos if all(getattr(one, key) == value for key, value in wanted.items()))


async def test_without_a_link_each_command_offers_the_one_that_it_needs(bench: InnerBench) -> None:
    for command, options, label in [
        ("myuploads", {}, "Link YouTube"),
        ("like", {"video": "dQw4w9WgXcQ"}, "Allow liking"),
        ("members", {}, "Allow reading members"),
        ("unlink", {}, "Link YouTube"),
    ]:
        message = await asked(bench.alice, command, **options)
        assert "no YouTube account linked" in message.text
        assert label in [button.label for button in message.buttons]


async def test_liking_says_what_is_wrong_with_each_video(bench: InnerBench) -> None:
    await bench.link(bench.alice, "act")
    cases = {
        "not a video": "cannot find a video",
        "https://youtu.be/AAAAAAAAAAA": "knows no such video",
        f"https://youtu.be/{video(bench, privacy='private')}": "private",
        f"https://youtu.be/{video(bench, ratings_disabled=True)}": "switched ratings off",
    }
    for given, words in cases.items():
        message = await asked(bench.alice, "like", video=given)
        assert words in message.text, message.text
    assert bench.google.person("alice").ratings == {}


async def test_a_spent_quota_says_when_it_resets(bench: InnerBench) -> None:
    await bench.link(bench.alice)
    bench.google.quota_left = 0
    message = await asked(bench.alice, "myuploads")
    assert "used up what YouTube allows" in message.text
    assert "<t:" in message.text


async def test_members_that_are_not_enabled_or_not_granted_by_google_are_told_apart(bench: InnerBench) -> None:
    await bench.link(bench.discord.person("mallory"), "creator")
    not_enabled = await asked(bench.discord.person("mallory"), "members")
    assert "no channel memberships switched on" in not_enabled.text
    await bench.link(bench.creator, "creator")
    bench.google.members_access = False
    not_granted = await asked(bench.creator, "members")
    assert "Google does not let this bot read channel members yet" in not_granted.text


async def test_an_account_without_a_channel_links_nothing(bench: InnerBench) -> None:
    bob = bench.discord.person("bob")
    offer = await asked(bob, "link")
    browser = await bench.consent(bob, offer.link())
    assert "no YouTube channel" in browser.text
    assert "linked nothing yet" in (await asked(bob, "accounts")).text


async def test_closed_dms_leave_the_button_in_the_private_reply(bench: InnerBench) -> None:
    bench.alice.close_dms()
    offer = await asked(bench.alice, "link")
    assert "DMs are closed" in offer.text
    browser = await bench.consent(bench.alice, offer.link())
    assert "linked" in browser.outcome


async def test_google_being_down_loses_nothing(bench: InnerBench) -> None:
    await bench.link(bench.alice)
    bench.google.faults.fail_next("", drop_connection=True, times=10**6)
    message = await asked(bench.alice, "myuploads")
    assert "YouTube is not answering properly right now" in message.text
    bench.google.faults.clear()
    assert "236 videos" in (await asked(bench.alice, "myuploads")).text


@pytest.mark.parametrize(
    ("permission", "name"),
    [
        ("send_messages", "Send Messages"),
        ("read_message_history", "Read Message History"),
        ("embed_links", "Embed Links"),
        ("attach_files", "Attach Files"),
    ],
)
async def test_a_channel_where_the_bot_may_not_work_is_refused_when_scheduling(
    bench: InnerBench, permission: str, name: str
) -> None:
    bench.discord.channel("credits").deny(permission)
    message = await asked(bench.creator, "credits schedule", channel_="credits", when="every day at 20:30")
    assert name in message.text
    assert "Nothing is planned here" in (await asked(bench.creator, "credits schedules")).text


async def test_a_rule_or_a_zone_that_makes_no_sense_says_how_to_write_it(bench: InnerBench) -> None:
    rule = await asked(bench.creator, "credits schedule", channel_="credits", when="now and then")
    assert "every monday at 18:00" in rule.text
    zone = await asked(
        bench.creator, "credits schedule", channel_="credits", when="every day at 20:30", timezone="Atlantis"
    )
    assert "I do not know the time zone" in zone.text


async def test_a_manager_without_a_channel_is_asked_to_link_one(bench: InnerBench) -> None:
    message = await asked(bench.creator, "credits post", channel_="credits")
    assert "no names to thank yet" in message.text
    assert "Allow reading members" in [button.label for button in message.buttons]


async def test_what_nobody_foresaw_is_told_without_a_traceback(
    bench: InnerBench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(*_arguments: object) -> None:
        raise RuntimeError("the roof is on fire")

    monkeypatch.setattr(type(bench.app.client.services.accounts), "of", fails)
    message = await asked(bench.alice, "accounts")
    assert "Something went wrong on my side" in message.text
    assert "roof" not in message.text
    assert "unforeseen error" in caplog.text
