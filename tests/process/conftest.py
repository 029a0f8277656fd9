"""A bot that can be killed, beside sandboxes that live on."""

import asyncio
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.store.vault import new_key
from sandbox.discord import DiscordSandbox
from sandbox.google import GoogleSandbox
from sandbox.pointing import as_toml, free_port, settings_for
from tests.support.bench import Bench
from tests.support.processes import ROOT, bot_command, environment

_SECONDS = 30


@dataclass
class OuterBench(Bench):
    """A bot in a process of its own."""

    config: Path = field(kw_only=True)
    process: Process | None = field(kw_only=True, default=None)

    async def start(self) -> None:
        """Start the bot, and wait until it answers commands."""
        log = (self.folder / "bot.log").open("ab")
        self.process = await asyncio.create_subprocess_exec(
            *bot_command(self.config, "run"), cwd=ROOT, env=environment(), stdout=log, stderr=log
        )
        log.close()
        await self.discord.bot_ready(timeout=_SECONDS)
        await self.discord.commands_registered("link", timeout=_SECONDS)

    async def end(self, number: signal.Signals) -> int:
        """Send a signal and return the exit status."""
        assert self.process
        self.process.send_signal(number)
        status = await asyncio.wait_for(self.process.wait(), _SECONDS)
        await self.discord.feed.until(lambda: not self.discord.gateway_server.online or None, timeout=_SECONDS)
        return status

    @property
    def log(self) -> str:
        """Return what the bot has logged so far."""
        return (self.folder / "bot.log").read_text(encoding="utf-8")


@pytest.fixture
async def outer(tmp_path: Path) -> AsyncIterator[OuterBench]:
    """Yield a running bot; whatever a test did to it, nothing is left running."""
    async with DiscordSandbox() as discord, GoogleSandbox() as google:
        port = free_port()
        config = tmp_path / "config.toml"
        given = settings_for(discord, google, tmp_path, port=port, sign_in=True, key=new_key())
        config.write_text(as_toml({**given, "log": {"level": "DEBUG"}}), encoding="utf-8")
        bench = OuterBench(discord, google, tmp_path, f"http://127.0.0.1:{port}", sign_in=True, config=config)
        await bench.start()
        try:
            yield bench
        finally:
            if bench.process and bench.process.returncode is None:
                bench.process.kill()
                await bench.process.wait()
