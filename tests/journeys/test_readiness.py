"""`/readyz` is red while something stands that only the operator can mend, and the log says why, once."""

import logging
from datetime import timedelta

import aiohttp
import pytest

from bot.errors import TryLater
from bot.store import tokens
from tests.support.bench import InnerBench


async def test_a_refused_client_is_red_until_google_takes_it_again(
    bench: InnerBench, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.app.client.wait_until_ready()
    await bench.link(bench.alice)
    keeper = bench.app._keeper
    async with bench.app.client.services.database.read() as connection:
        [due] = await tokens.due(connection, bench.clock() + timedelta(days=1))
    assert await _probe(bench) == (200, "ready")
    bench.clock.pass_time(hours=2)
    bench.google.faults.fail_next("/token", 401, "invalid_client")
    caplog.clear()
    caplog.set_level(logging.INFO, "bot")
    with pytest.raises(TryLater):
        await keeper.access_token(due.link_id)
    for _ in range(3):
        assert await _probe(bench) == (503, "not ready")
    [alert] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "google.client_secrets" in alert.getMessage()
    assert [record.getMessage() for record in caplog.records].count("not ready") == 1
    assert await keeper.access_token(due.link_id)
    assert await _probe(bench) == (200, "ready")
    assert [record.getMessage() for record in caplog.records].count("ready again") == 1


async def _probe(bench: InnerBench) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"{bench.url}/readyz") as answer:
        return answer.status, await answer.text()
