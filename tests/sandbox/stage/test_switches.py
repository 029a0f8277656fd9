"""Switches of the stage: by route and by hand, on and off as often as one likes."""

from datetime import timedelta

import pytest

from sandbox.stage import Fault, Stage
from tests.sandbox.stage.conftest import Panel

MOMENTARY = {"gateway_drop", "session_invalidated", "grant_revoked"}
LASTING = {
    "rate_limited", "server_errors_after_accepting", "dms_closed", "missing_permissions", "server_errors", "slow",
    "quota_spent", "scope_unticked", "members_access_not_granted", "down",
}  # fmt: skip


def lit(stage: Stage) -> set[str]:
    return {fault.id for fault in stage.faults if fault.active()}


async def test_every_fault_is_off_at_first_and_has_words(panel: Panel) -> None:
    faults: list[Fault] = list(panel.stage.faults)
    assert {fault.id for fault in faults if fault.momentary} == MOMENTARY
    assert {fault.id for fault in faults if not fault.momentary} == LASTING
    assert lit(panel.stage) == set()
    assert all(fault.name and fault.description.endswith(".") for fault in faults)


async def test_switching_twice_is_as_good_as_once_and_off_puts_everything_back(panel: Panel) -> None:
    discord, google = panel.stage.discord, panel.stage.google
    credits_ = discord.world.channel_named("credits")
    discord.channel("credits").deny("embed_links")
    before = (google.quota_left, discord.world.permissions_in(credits_, discord.world.bot))
    for fault_id in sorted(LASTING):
        for wanted in (True, True, False, False):
            status, fault = await panel.ask("PUT", f"/faults/{fault_id}", {"on": wanted})
            assert (status, fault["on"]) == (200, wanted), fault_id
            assert lit(panel.stage) == ({fault_id} if wanted else set())
    assert (google.quota_left, discord.world.permissions_in(credits_, discord.world.bot)) == before


@pytest.mark.parametrize("fault_id", sorted(MOMENTARY))
async def test_a_momentary_fault_is_over_at_once(panel: Panel, fault_id: str) -> None:
    status, fault = await panel.ask("PUT", f"/faults/{fault_id}", {"on": True})
    assert (status, fault["on"]) == (200, False)


async def test_what_the_page_cannot_do_is_said(panel: Panel) -> None:
    for method, path, body in [
        ("PUT", "/faults/nonsense", {"on": True}),
        ("PUT", "/faults/slow", {"on": "yes"}),
        ("PUT", "/faults/slow", []),
        ("POST", "/clock", {"minutes": -1}),
        ("POST", "/clock", {"minutes": 1.5}),
        ("POST", "/clock", {"minutes": 10**9}),
        ("POST", "/clock", {"to": "next_post"}),
        ("POST", "/tour", {}),
    ]:
        status, answer = await panel.ask(method, path, body)
        assert status == 400, (path, body)
        assert answer["message"]


async def test_another_sites_page_may_not_touch_the_stage(panel: Panel) -> None:
    status, _ = await panel.ask("PUT", "/faults/down", {"on": True}, Origin="http://elsewhere.test")
    assert status == 403
    assert lit(panel.stage) == set()


async def test_clear_switches_everything_off(panel: Panel) -> None:
    for fault_id in LASTING:
        panel.stage.faults.on(fault_id)
    panel.stage.faults.clear()
    assert lit(panel.stage) == set()


async def test_every_second_message_is_rate_limited_as_discord_does_it(panel: Panel) -> None:
    panel.stage.faults.on("rate_limited")
    path = f"/channels/{panel.stage.discord.channel('credits').id}/messages"
    answers = [await panel.call_discord("POST", path, json={"content": "hello"}) for _ in range(4)]
    assert [status for status, _ in answers] == [429, 200, 429, 200]
    assert answers[0][1]["retry_after"] > 0
    assert len(panel.stage.discord.channel("credits").messages) == 2


async def test_googles_faults_reach_the_wire(panel: Panel) -> None:
    faults = panel.stage.faults
    path = "videos?part=id&id=aaaaaaaaaaa"
    found = {"": await panel.call_google(path)}
    for fault_id in ("server_errors", "quota_spent", "down"):
        faults.on(fault_id)
        found[fault_id] = await panel.call_google(path)
        faults.off(fault_id)
    assert found == {"": 200, "server_errors": 503, "quota_spent": 403, "down": 0}
    assert await panel.call_google(path) == 200


async def test_a_spent_quota_is_fresh_on_the_next_day(panel: Panel) -> None:
    panel.stage.faults.on("quota_spent")
    panel.stage.clock.pass_time(days=1)
    assert not panel.stage.faults.is_on("quota_spent")
    assert panel.stage.google.quota_left == 10_000


async def test_the_clock_is_everybodys(panel: Panel) -> None:
    stage = panel.stage
    before = stage.discord.world.clock()
    status, clock = await panel.ask("POST", "/clock", {"minutes": 90})
    assert (status, clock["ahead_seconds"]) == (200, 5400)
    assert stage.discord.world.clock() - before >= timedelta(minutes=90)
    await panel.call_google("videos?part=id&id=aaaaaaaaaaa")
    assert stage.google.requests[-1].at - before >= timedelta(minutes=90)


async def test_the_clock_goes_to_the_next_post_and_not_back(panel: Panel) -> None:
    stage = panel.stage
    due = stage.clock() + timedelta(hours=5)

    async def next_post() -> object:
        return due

    stage.next_post = next_post  # type: ignore[assignment]  # the same but for the annotation
    await panel.ask("POST", "/clock", {"to": "next_post"})
    assert timedelta() <= stage.clock() - due < timedelta(minutes=1)
    ahead = stage.clock.ahead
    await stage.to_next_post()
    assert stage.clock.ahead == ahead
    with pytest.raises(ValueError, match="forward"):
        stage.clock.pass_time(seconds=-1)
