"""Discord may be down when the bot starts: it waits, and then works as ever."""

import asyncio
import logging
from pathlib import Path

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.app import opened
from bot.config import Settings
from bot.preflight import preflight
from bot.store.vault import new_key
from sandbox.discord import DiscordSandbox
from sandbox.google import GoogleSandbox
from sandbox.pointing import free_port, settings_for


class Heard(logging.Handler):
    """Notices that a message was logged."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self.event = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        if self._text in record.getMessage():
            self.event.set()


async def test_a_discord_that_is_down_at_first_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    discord = DiscordSandbox(port=free_port())
    unreachable = Heard("Discord cannot be reached")
    logging.getLogger("bot.lifecycle").addHandler(unreachable)
    async with GoogleSandbox() as google:
        given = settings_for(discord, google, tmp_path, port=free_port(), sign_in=True, key=new_key())
        settings = Settings.model_validate(given)
        async with opened(settings, preflight(settings)) as app:
            stop = asyncio.Event()
            serving = asyncio.create_task(app.serve(stop))
            await asyncio.wait_for(unreachable.event.wait(), 10)
            async with discord:
                await discord.bot_ready(timeout=20)
                await discord.commands_registered("link", timeout=20)
                assert "linked nothing yet" in (await (await discord.person("alice").slash("accounts")).message()).text
                stop.set()
                await serving
    logging.getLogger("bot.lifecycle").removeHandler(unreachable)
