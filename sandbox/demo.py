"""The demo: both sandboxes with their stage, and the real bot beside them, pointed at them by configuration."""

import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox.beside import DemoError, running_bot
from sandbox.clock import shared_clock
from sandbox.discord import DiscordSandbox
from sandbox.google import GoogleSandbox
from sandbox.stage import Stage

__all__ = ["Demo", "DemoError", "running_demo"]

_START_SECONDS = 60.0
_HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Demo:
    """What runs. `page` is where people in a browser go; `pages` is the origin of the bot's own."""

    stage: Stage
    page: str
    pages: str


@asynccontextmanager
async def running_demo(folder: Path, *, port: int, sign_in: bool, key: str) -> AsyncIterator[Demo]:
    """Run everything. Files (configuration, clock, database, log) go to `folder`.

    With `sign_in` people prove who they are by Discord's own sign-in, else by a one-time code. Raises DemoError.
    """
    clock_file = folder / "clock"
    with shared_clock(clock_file) as clock:
        discord, google = DiscordSandbox(port=port, clock=clock), GoogleSandbox(clock=clock)
        stage = Stage(discord, google, clock)
        async with discord, google:
            pages = f"http://{_HOST}:{_free_port()}"
            discord.application.redirect_uris = [f"{pages}/oauth/discord/callback"]
            config = folder / "config.toml"
            config.touch(mode=0o600)
            config.write_text(
                _configuration(discord, google, pages, folder, sign_in=sign_in, key=key), encoding="utf-8"
            )
            async with running_bot(config, clock_file, folder / "bot.log", pages) as bot:
                stage.next_post = bot.next_post
                await discord.bot_ready(timeout=_START_SECONDS)
                await discord.commands_registered("link", "credits", timeout=_START_SECONDS)
                yield Demo(stage, discord.page, pages)


def _configuration(
    discord: DiscordSandbox, google: GoogleSandbox, pages: str, folder: Path, *, sign_in: bool, key: str
) -> str:
    """Return the TOML; JSON's strings are TOML's strings."""
    secrets = google.client_secrets(f"{pages}/oauth/youtube/callback")
    application = discord.application
    sections: dict[str, dict[str, object]] = {
        "discord": {
            "token": application.token,
            "client_id": str(application.client_id),
            "client_secret": application.client_secret if sign_in else "",
            "api_base": discord.api_base,
            "gateway": discord.gateway,
            "authorize_uri": discord.authorize_uri,
        },
        "google": {
            "client_secrets": json.dumps(secrets),
            "youtube_api": google.youtube_api,
            "drive_api": google.drive_api,
            "revoke_uri": google.revoke_uri,
        },
        "web": {"port": int(pages.rsplit(":", 1)[1]), "public_url": pages},
        "store": {"url": f"sqlite:///{folder / 'curtaincall.db'}", "encryption_keys": [key]},
    }
    lines = []
    for name, values in sections.items():
        lines.append(f"[{name}]")
        lines += [f"{key} = {json.dumps(value)}" for key, value in values.items()]
    return "\n".join(lines) + "\n"


def _free_port() -> int:
    """Return a port that is free now; the bot takes it a moment later."""
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
        return port
