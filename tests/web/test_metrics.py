"""What is counted, and the page that tells it."""

import asyncio

import pytest
from aiohttp import web
from prometheus_client.parser import text_string_to_metric_families

from bot.errors import ConfigError
from bot.metrics import Metrics
from bot.web.listening import listen
from bot.web.metrics_page import metrics_app
from sandbox.browser import Browser
from sandbox.pointing import free_port
from tests.accounts.stage import Stage
from tests.web.site import exchange, served, status_of


async def read(origin: str, host: str = "localhost") -> tuple[int, str]:
    answer = await exchange(origin, f"GET /metrics HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    return status_of(answer), answer.partition(b"\r\n\r\n")[2].decode()


def samples(text: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_everything_counted_can_be_read() -> None:
    metrics = Metrics()
    metrics.refresh("google", "fresh")
    metrics.refresh("google", "fresh")
    metrics.units("members.list", 2)
    metrics.post("posted")
    metrics.command("/link", "done", 0.2)
    metrics.web_request("/link/{ticket}", 200, 0.01)
    standing = {"google"}
    metrics.watch_alerts(lambda: len(standing))
    async with served(metrics_app(metrics)) as origin:
        status, text = await read(origin)
        assert status == 200
        found = samples(text)
        assert (
            found["curtaincall_token_refreshes_total", frozenset({("provider", "google"), ("outcome", "fresh")})] == 2
        )
        assert found["curtaincall_youtube_quota_units_total", frozenset({("call", "members.list")})] == 2
        assert found["curtaincall_posts_total", frozenset({("outcome", "posted")})] == 1
        assert found["curtaincall_command_seconds_count", frozenset({("name", "/link"), ("outcome", "done")})] == 1
        route = frozenset({("route", "/link/{ticket}"), ("status", "200")})
        assert found["curtaincall_web_request_seconds_count", route] == 1
        assert found["curtaincall_alerts_standing", frozenset()] == 1
        assert found["process_start_time_seconds", frozenset()] > 0
        standing.clear()
        assert samples((await read(origin))[1])["curtaincall_alerts_standing", frozenset()] == 0


async def test_only_this_machine_may_read_them() -> None:
    async with served(metrics_app(Metrics())) as origin:
        for host in ("localhost:9100", "127.0.0.1", "127.0.0.1:1", "[::1]:9100", "[::1]"):
            assert (await read(origin, host))[0] == 200, host
        for host in ("evil.example", "evil.example:9100", "localhost.evil.example", "", "10.0.0.1", ":9100", "::1"):
            status, text = await read(origin, host)
            assert status == 421, host
            assert "process_" not in text


async def test_labels_name_routes_and_nobody(stage: Stage, browser: Browser) -> None:
    link = await stage.link(browser)
    await browser.open(f"{stage.url}/link/a-made-up-ticket?secret=1")
    await browser.open(f"{stage.url}/nowhere-at-all")
    async with served(metrics_app(stage.metrics)) as origin:
        _, text = await read(origin)
    told = stage.metrics.registry.get_sample_value
    labels = {"route": "/link/{ticket}", "status": "404"}
    assert told("curtaincall_web_request_seconds_count", labels) == 1
    assert told("curtaincall_web_request_seconds_count", {"route": "(none)", "status": "404"}) == 1
    for private in ("made-up", "nowhere", "secret", "alice", link.account_id, link.title, str(link.user_id)):
        assert private not in text


async def test_a_port_that_is_taken_is_a_mistake_with_a_name(stage: Stage) -> None:
    port = free_port()
    first = await listen(web.Application(), "127.0.0.1", port, key="web.port", shutdown_timeout=1)
    with pytest.raises(ConfigError, match=r"^web\.metrics_port: 127\.0\.0\.1:\d+ cannot be opened"):
        await listen(metrics_app(Metrics()), "127.0.0.1", port, key="web.metrics_port", shutdown_timeout=1)
    async with asyncio.timeout(5):
        await first.cleanup()
