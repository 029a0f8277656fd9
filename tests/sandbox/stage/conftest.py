"""A stage between two sandboxes, with nobody on it: the bot is not needed here."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from sandbox.clock import Clock
from sandbox.discord import DiscordSandbox
from sandbox.google import GoogleSandbox
from sandbox.stage import Stage


@dataclass
class Panel:
    """The stage as the page sees it: over HTTP."""

    stage: Stage
    session: aiohttp.ClientSession

    async def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        """Send a request below /sandbox/stage and return the status and the JSON."""
        url = f"{self.stage.discord.origin}/sandbox/stage{path}"
        async with self.session.request(method, url, json=body, headers=headers) as answer:
            is_json = answer.content_type == "application/json"
            return answer.status, await answer.json() if is_json else await answer.text()

    async def call_discord(self, method: str, path: str, **options: Any) -> tuple[int, Any]:
        """Send a request as the bot and return the status and the JSON."""
        discord = self.stage.discord
        headers = {"Authorization": f"Bot {discord.application.token}"}
        async with self.session.request(method, f"{discord.api_base}{path}", headers=headers, **options) as answer:
            return answer.status, await answer.json()

    async def call_google(self, path: str, method: str = "GET") -> int:
        """Send a request with the API key to YouTube and return the status; 0 when the connection was cut.

        A GET that was cut is sent once more by the client itself.
        """
        google = self.stage.google
        url = f"{google.youtube_api}youtube/v3/{path}&key={google.api_key}"
        try:
            async with self.session.request(method, url) as answer:
                return answer.status
        except aiohttp.ClientConnectionError:
            return 0


@pytest.fixture
async def panel() -> AsyncIterator[Panel]:
    clock = Clock()
    discord, google = DiscordSandbox(clock=clock), GoogleSandbox(clock=clock)
    stage = Stage(discord, google, clock)
    async with discord, google, aiohttp.ClientSession() as session:
        yield Panel(stage, session)
