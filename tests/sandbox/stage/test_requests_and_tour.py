"""The list of the bot's requests, the tour, and both live on the page."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from sandbox.discord.feed import Event
from sandbox.stage import Stage
from sandbox.stage.requests import KEPT
from tests.sandbox.stage.conftest import Panel
from tests.support.asking import asked, clicked
from tests.support.bench import StagedBench, running_bench


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[StagedBench]:
    async with running_bench(tmp_path, sign_in=True) as bench:
        yield bench


def done(stage: Stage) -> set[str]:
    return {step.id for step in stage.tour.steps if step.done}


async def test_both_sides_stand_in_one_list_in_order_with_what_they_cost(panel: Panel) -> None:
    await panel.call_google("videos?part=id&id=aaaaaaaaaaa")
    await panel.call_discord("GET", "/users/@me")
    await panel.call_discord("GET", "/channels/1")
    panel.stage.faults.on("down")
    await panel.call_google("videos/rate?id=aaaaaaaaaaa", "POST")
    _, answer = await panel.ask("GET", "/requests?after=0&limit=100")
    assert [(each["n"], each["side"], each["path"], each["status"], each["cost"]) for each in answer["requests"]] == [
        (1, "google", "/youtube/v3/videos", 200, 1),
        (2, "discord", "/users/@me", 200, 0),
        (3, "discord", "/channels/{channel_id}", 404, 0),
        (4, "google", "/youtube/v3/videos/rate", 0, 0),
    ]
    assert [each["note"] for each in answer["requests"]] == ["", "", "10003 Unknown Channel", "connection cut"]
    _, later = await panel.ask("GET", "/requests?after=3&limit=100")
    assert [each["n"] for each in later["requests"]] == [4]
    assert later["last"] == 4
    _, newest = await panel.ask("GET", "/requests?after=0&limit=2")
    assert [each["n"] for each in newest["requests"]] == [3, 4]
    _, stage = await panel.ask("GET", "")
    assert (stage["quota"]["used"], stage["quota"]["left"]) == (1, 9_999)


async def test_the_list_keeps_the_last_thousand(panel: Panel) -> None:
    await panel.call_google("videos?part=id&id=aaaaaaaaaaa")
    record = panel.stage.google.requests[-1]
    for _ in range(KEPT + 5):
        panel.stage.requests.of_google(record)
    assert len(panel.stage.requests) == KEPT
    assert panel.stage.requests.last == KEPT + 6


async def test_a_whole_link_leaves_no_secret_in_the_list(bench: StagedBench) -> None:
    await bench.link(bench.alice, "act")
    await (await bench.alice.slash("myuploads")).message()
    listed = json.dumps([request.json() for request in bench.stage.requests])
    known = bench.google.secrets | bench.discord.secrets | bench.cookies
    assert len(known) > 10
    assert [len(secret) for secret in known if secret in listed] == []
    assert "authorization code" in listed
    assert not any(request.path.startswith(("/signin", "/o/oauth2")) for request in bench.stage.requests)


async def test_steps_are_done_by_what_happens_and_in_any_order(bench: StagedBench) -> None:
    stage = bench.stage
    await (await bench.alice.slash("myuploads")).message()
    assert done(stage) == set(), "asking is not seeing"
    await bench.link(bench.creator, "creator")
    assert done(stage) == set(), "the Creator's link is not Alice's"
    await (await bench.creator.slash("members")).message()
    assert done(stage) == {"members"}
    await bench.link(bench.alice, "act")
    assert done(stage) == {"members", "link"}
    await (await bench.alice.slash("like", video=bench.google.person("mallory").videos[0].id)).message()
    assert done(stage) == {"members", "link", "like"}
    # The command that the tour suggests for a schedule, as it stands there.
    asked = await (
        await bench.creator.slash("credits schedule", channel_="credits", when="every day at 20:30")
    ).message()
    drafted = await (await bench.creator.click(asked, "Add my members here")).message()
    assert "schedule" not in done(stage)
    await (await bench.creator.click(drafted, "Discard")).message()
    assert "schedule" not in done(stage)


async def test_with_a_spent_quota_nothing_is_seen(bench: StagedBench) -> None:
    await bench.link(bench.alice)
    bench.stage.faults.on("quota_spent")
    await (await bench.alice.slash("myuploads")).message()
    assert done(bench.stage) == {"link"}


async def test_the_tour_can_be_put_away_and_taken_out_again(panel: Panel) -> None:
    for dismissed in (True, False):
        _, tour = await panel.ask("POST", "/tour", {"dismissed": dismissed})
        assert tour["dismissed"] is dismissed
        assert len(tour["steps"]) == 6


async def test_every_page_hears_of_changes_and_requests_as_they_happen(panel: Panel) -> None:
    stage = panel.stage
    async with panel.session.ws_connect(f"{stage.discord.origin}/sandbox/live") as socket:
        panel.stage.faults.on("slow")
        panel.stage.faults.off("slow")
        await panel.call_google("videos?part=id&id=aaaaaaaaaaa")
        stage.clock.pass_time(minutes=1)
        stage.tour.dismiss(True)
        heard = [await received(socket) for _ in range(6)]
    assert [each["type"] for each in heard] == ["stage", "stage", "request", "stage", "stage", "stage"]
    slow = [next(fault["on"] for fault in each["stage"]["faults"] if fault["id"] == "slow") for each in heard[:2]]
    assert slow == [True, False]
    assert heard[2]["request"]["cost"] == 1
    assert heard[3]["stage"]["quota"]["used"] == 1
    assert heard[4]["stage"]["clock"]["ahead_seconds"] == 60
    assert heard[5]["stage"]["tour"]["dismissed"] is True


async def received(socket: aiohttp.ClientWebSocketResponse) -> Any:
    return await socket.receive_json(timeout=5)


async def test_events_of_other_kinds_leave_the_tour_alone(panel: Panel) -> None:
    panel.stage.discord.feed.publish(Event("bot_status", {"online": True}))
    assert done(panel.stage) == set()


async def test_the_schedule_step_is_done_by_the_way_of_buttons_too(bench: StagedBench) -> None:
    await bench.link(bench.creator, "creator")
    where = await clicked(bench.creator, await asked(bench.creator, "help"), "Thank my members in a server")
    when = await (await bench.creator.select(where, "#credits")).message()
    confirm = await (await bench.creator.select(when, "Every day at 18:00")).message()
    await clicked(bench.creator, confirm, "Start it")
    assert next(step for step in bench.stage.tour.steps if step.id == "schedule").done
