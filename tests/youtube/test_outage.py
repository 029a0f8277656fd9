"""An outage of YouTube is not asked about thousands of times; what is no outage stops nobody."""

import pytest

from bot.errors import TryLater
from bot.youtube.channels import channel_of
from bot.youtube.client import YouTube
from bot.youtube.payer import Payer
from sandbox.google import GoogleSandbox
from tests.sandbox.google.helpers import READ
from tests.support.clock import HandClock
from tests.youtube.helpers import ALICE, Link

MANY = 30


def _asked(google: GoogleSandbox) -> int:
    return sum(1 for each in google.requests if "channels" in each.path)


@pytest.mark.parametrize(("status", "reason"), [(503, "backendError"), (429, "rateLimitExceeded")])
async def test_an_outage_is_asked_about_a_few_times_and_ends_by_itself(
    google: GoogleSandbox, youtube: YouTube, link: Link, clock: HandClock, status: int, reason: str
) -> None:
    tokens = await link("alice", READ)
    google.faults.fail_next("channels", status, reason, times=10_000)
    for _ in range(MANY):
        with pytest.raises(TryLater, match="YouTube"):
            await channel_of(youtube, tokens.bearer(""), ALICE)
    assert _asked(google) == 10
    clock.pass_time(seconds=45)
    with pytest.raises(TryLater):
        await channel_of(youtube, tokens.bearer(""), ALICE)
    assert _asked(google) == 11
    google.faults.clear()
    clock.pass_time(seconds=45)
    assert (await channel_of(youtube, tokens.bearer(""), ALICE)).title == "Alice"


async def test_one_persons_failing_channel_keeps_youtube_from_nobody_else(
    google: GoogleSandbox, youtube: YouTube, link: Link
) -> None:
    tokens = await link("alice", READ)
    google.faults.fail_next("channels", 503, "backendError", times=10)
    for server in range(MANY):
        payer = Payer.in_server(5 + server, server).on_behalf_of(40)
        with pytest.raises(TryLater):
            await channel_of(youtube, tokens.bearer(""), payer)
    assert _asked(google) == 10
    assert (await channel_of(youtube, tokens.bearer(""), ALICE)).title == "Alice"


async def test_one_person_who_asks_too_fast_keeps_youtube_from_nobody(
    google: GoogleSandbox, youtube: YouTube, link: Link
) -> None:
    tokens = await link("alice", READ)
    google.faults.fail_next("channels", 403, "userRateLimitExceeded", times=3 * MANY)
    for _ in range(MANY):
        with pytest.raises(TryLater):
            await channel_of(youtube, tokens.bearer(""), ALICE)
    assert (await channel_of(youtube, tokens.bearer(""), ALICE)).title == "Alice"
