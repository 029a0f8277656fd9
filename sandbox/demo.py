"""The demo: the sandboxes with their stage, and the real bot beside them, pointed at them by configuration."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox.beside import DemoError, running_bot
from sandbox.clock import shared_clock
from sandbox.discord import DiscordSandbox
from sandbox.google import GoogleSandbox
from sandbox.patreon import PatreonSandbox
from sandbox.pointing import as_toml, free_port, settings_for
from sandbox.stage import Stage

__all__ = ["Demo", "DemoError", "running_demo"]

_START_SECONDS = 60.0


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
        patreon = PatreonSandbox(clock=clock)
        stage = Stage(discord, google, clock, patreon=patreon)
        async with discord, google, patreon:
            settings = settings_for(
                discord, google, folder, port=free_port(), sign_in=sign_in, key=key, patreon=patreon
            )
            pages = settings["web"]["public_url"]
            config = folder / "config.toml"
            config.touch(mode=0o600)
            config.write_text(as_toml(settings), encoding="utf-8")
            async with running_bot(config, clock_file, folder / "bot.log", pages) as bot:
                stage.next_post = bot.next_post
                await discord.bot_ready(timeout=_START_SECONDS)
                await discord.commands_registered("link", "credits", timeout=_START_SECONDS)
                yield Demo(stage, discord.page, pages)
