"""What happens on the wire: tries, tokens, refusals, and nothing secret in logs."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.errors import NoChannel, QuotaSpent, TryLater, YouTubeRefused
from bot.youtube.channels import Channel, channel_of
from bot.youtube.client import YouTube
from bot.youtube.quota import Quota
from sandbox.google import GoogleSandbox
from tests.sandbox.google.helpers import MEMBERS, READ
from tests.support.clock import HandClock
from tests.youtube.helpers import ALICE, Link, Pauses, Tokens

CHANNELS = "channels"


async def test_a_channel_is_read_with_its_uploads_playlist(google: GoogleSandbox, youtube: YouTube, link: Link) -> None:
    alice = google.person("alice").channel
    assert alice is not None
    tokens = await link("alice", READ)
    assert await channel_of(youtube, tokens.bearer(""), ALICE) == Channel(alice.id, "Alice", "@alice", alice.uploads_id)


async def test_an_account_without_a_channel_is_told_so(youtube: YouTube, link: Link) -> None:
    tokens = await link("bob", READ)
    with pytest.raises(NoChannel):
        await channel_of(youtube, tokens.bearer(""), ALICE)


@pytest.mark.parametrize("status", [500, 503, 429])
async def test_a_passing_failure_is_tried_again_with_growing_pauses(
    google: GoogleSandbox, youtube: YouTube, link: Link, pauses: Pauses, status: int
) -> None:
    tokens = await link("alice", READ)
    google.faults.fail_next(CHANNELS, status, times=2)
    assert (await channel_of(youtube, tokens.bearer(""), ALICE)).title == "Alice"
    assert len(pauses.taken) == 2
    assert 0 < pauses.taken[0] < pauses.taken[1] < 5


@pytest.mark.parametrize("trouble", ["server", "connection"])
async def test_after_three_tries_the_person_is_asked_to_try_later(
    google: GoogleSandbox, youtube: YouTube, link: Link, pauses: Pauses, trouble: str
) -> None:
    tokens = await link("alice", READ)
    google.faults.fail_next(CHANNELS, 503, times=9, drop_connection=trouble == "connection")
    with pytest.raises(TryLater, match="YouTube"):
        await channel_of(youtube, tokens.bearer(""), ALICE)
    # aiohttp quietly reconnects once a try when a kept connection turns out to be dead, so tries are counted by pauses.
    assert len(pauses.taken) == 2


async def test_a_refused_token_is_replaced_once(google: GoogleSandbox, youtube: YouTube, link: Link) -> None:
    tokens = await link("alice", READ)
    tokens.tokens.insert(0, "stale")
    assert (await channel_of(youtube, tokens.bearer(""), ALICE)).title == "Alice"
    assert tokens.refused == ["stale"]


async def test_a_fresh_token_that_is_refused_too_is_no_reason_to_ask_for_a_third(youtube: YouTube) -> None:
    tokens = Tokens("stale", "also stale", "never asked for")
    with pytest.raises(TryLater):
        await channel_of(youtube, tokens.bearer(""), ALICE)
    assert tokens.refused == ["stale"]


async def test_a_spent_day_names_the_next_midnight_in_california(
    google: GoogleSandbox, youtube: YouTube, link: Link, pauses: Pauses
) -> None:
    tokens = await link("alice", READ)
    google.quota_left = 0
    with pytest.raises(QuotaSpent) as spent:
        await channel_of(youtube, tokens.bearer(""), ALICE)
    # The tests' clock stands at noon UTC on 21 November, standard time.
    assert spent.value.resets_at == datetime(2026, 11, 22, 8, tzinfo=UTC)
    assert pauses.taken == []


async def test_a_reason_nobody_knows_is_shown_by_its_name(google: GoogleSandbox, youtube: YouTube, link: Link) -> None:
    tokens = await link("alice", READ)
    google.faults.fail_next(CHANNELS, 403, "accountClosed")
    with pytest.raises(YouTubeRefused, match="accountClosed"):
        await channel_of(youtube, tokens.bearer(""), ALICE)


async def test_nothing_secret_is_logged(
    google: GoogleSandbox, youtube: YouTube, link: Link, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    tokens = await link("alice", READ)
    google.faults.fail_next(CHANNELS, 0, drop_connection=True)
    google.faults.fail_next(CHANNELS, 403, "accountClosed")
    with pytest.raises(YouTubeRefused) as refused:
        await channel_of(youtube, tokens.bearer(""), ALICE)
    written = caplog.text + repr([vars(record) for record in caplog.records]) + repr(refused.value.__context__)
    assert "youtube refused" in written
    assert not [secret for secret in google.secrets if secret in written]


async def answering(session: aiohttp.ClientSession, clock: HandClock, reply: Callable[[], web.Response]) -> TestServer:
    async def handle(_request: web.Request) -> web.Response:
        return reply()

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", handle)
    server = TestServer(app)
    await server.start_server()
    return server


@pytest.mark.parametrize(
    "reply",
    [
        lambda: web.Response(text="<html>a proxy's page</html>"),
        lambda: web.json_response({"items": [{"id": 7}]}),
        lambda: web.Response(status=502, text="Bad Gateway"),
        lambda: web.Response(status=200),
    ],
)
async def test_an_answer_that_is_not_googles_means_try_later(
    session: aiohttp.ClientSession,
    quota: Quota,
    clock: HandClock,
    pauses: Pauses,
    reply: Callable[[], web.Response],
) -> None:
    server = await answering(session, clock, reply)
    try:
        endpoint = str(server.make_url("/"))
        youtube = YouTube(session, api_endpoint=endpoint, quota=quota, clock=clock, sleep=pauses)
        with pytest.raises(TryLater):
            await channel_of(youtube, Tokens("token").bearer(""), ALICE)
    finally:
        await server.close()


async def test_a_redirect_is_not_followed_with_the_token(
    google: GoogleSandbox, session: aiohttp.ClientSession, quota: Quota, clock: HandClock, pauses: Pauses
) -> None:
    elsewhere = f"{google.origin}/youtube/v3/channels"
    server = await answering(session, clock, lambda: web.Response(status=302, headers={"Location": elsewhere}))
    try:
        endpoint = str(server.make_url("/"))
        youtube = YouTube(session, api_endpoint=endpoint, quota=quota, clock=clock, sleep=pauses)
        with pytest.raises(YouTubeRefused):
            await channel_of(youtube, Tokens("token").bearer(""), ALICE)
    finally:
        await server.close()
    assert google.requests == []


async def test_a_missing_permission_is_not_retried_as_a_token(youtube: YouTube, link: Link) -> None:
    tokens = await link("creator", MEMBERS)
    with pytest.raises(Exception, match="not allowed to see your videos"):
        await channel_of(youtube, tokens.bearer(""), ALICE)
    assert tokens.refused == []
