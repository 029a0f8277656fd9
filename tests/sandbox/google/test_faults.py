"""Trouble on demand."""

import asyncio

import aiohttp
import pytest

from tests.sandbox.google.helpers import ACT, READ, App


async def test_a_planned_failure_strikes_its_path_and_has_no_effect(app: App) -> None:
    token, video = await app.token(READ, ACT), app.google.person("mallory").videos[0].id
    app.google.faults.fail_next("videos/rate", 503, times=2, retry_after=7)
    assert (await app.youtube("channels", token, part="id", mine="true")).status == 200
    first = await app.rate(token, video)
    assert (first.status, first.reason, first.headers["Retry-After"]) == (503, "backendError", "7")
    assert (await app.rate(token, video)).status == 503
    assert app.google.person("alice").rating_of(video) == "none"
    assert (await app.rate(token, video)).status == 204
    assert [record.status for record in app.google.requests[-3:]] == [503, 503, 204]


async def test_a_failure_can_have_its_own_reason(app: App) -> None:
    app.google.faults.fail_next("channels", 403, "rateLimitExceeded")
    answer = await app.youtube("channels", await app.token(), part="id", mine="true")
    assert (answer.status, answer.reason) == (403, "rateLimitExceeded")


async def test_the_token_endpoint_fails_in_its_own_words(app: App) -> None:
    tokens = await app.link()
    app.google.faults.fail_next("/token", 400, "invalid_client")
    assert (await app.refresh(tokens["refresh_token"])).json["error"] == "invalid_client"
    app.google.faults.fail_next("/token", 500)
    assert (await app.refresh(tokens["refresh_token"])).json["error"] == "internal_failure"
    assert (await app.refresh(tokens["refresh_token"])).status == 200


async def test_a_dropped_connection_never_reaches_google(app: App) -> None:
    code = await app.code()
    app.google.faults.fail_next("/token", drop_connection=True)
    with pytest.raises(aiohttp.ClientConnectionError):
        await app.exchange(code)
    assert app.google.requests[-1].status == 0
    assert (await app.exchange(code)).status == 200


async def test_a_lost_answer_did_take_effect(app: App) -> None:
    code = await app.code()
    app.google.faults.lose_next("/token")
    with pytest.raises(aiohttp.ClientConnectionError):
        await app.exchange(code)
    assert (await app.exchange(code)).json["error"] == "invalid_grant"


async def test_delayed_answers_wait_until_released_and_do_not_block_pages(app: App) -> None:
    token = await app.token()
    app.google.faults.delay = 60
    calls = [asyncio.create_task(app.youtube("channels", token, part="id", mine="true")) for _ in range(3)]
    await app.google.faults.held(3)
    back = await app.google.consent(app.url())
    assert "code=" in back
    assert not any(call.done() for call in calls)
    app.google.faults.release()
    assert [(await call).status for call in calls] == [200, 200, 200]
    assert app.google.faults.waiting == 0


async def test_clearing_forgets_every_fault(app: App) -> None:
    app.google.faults.fail_next("channels", 500, times=9)
    app.google.faults.delay = 60
    app.google.faults.clear()
    assert (await app.youtube("channels", await app.token(), part="id", mine="true")).status == 200
