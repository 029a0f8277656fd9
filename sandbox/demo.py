"""The demo: both sandboxes, and the real bot beside them as a process of its own, pointed at them by configuration."""

import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientError, ClientSession, ClientTimeout

from sandbox.discord import DiscordSandbox
from sandbox.google import GoogleSandbox

_START_SECONDS = 60.0
_STOP_SECONDS = 15.0
_HOST = "127.0.0.1"


class DemoError(Exception):
    """The bot did not start; the text says why."""


@asynccontextmanager
async def running_demo(folder: Path, *, port: int, sign_in: bool, key: str) -> AsyncIterator[str]:
    """Run everything and give the page's URL. Files (configuration, database, log) go to `folder`.

    With `sign_in` people prove who they are by Discord's own sign-in, else by a one-time code. Raises DemoError.
    """
    async with DiscordSandbox(port=port) as discord, GoogleSandbox() as google:
        pages = f"http://{_HOST}:{_free_port()}"
        discord.application.redirect_uris = [f"{pages}/oauth/discord/callback"]
        config = folder / "config.toml"
        config.write_text(_configuration(discord, google, pages, folder, sign_in=sign_in, key=key), encoding="utf-8")
        config.chmod(0o600)
        async with _bot(config, folder / "bot.log", pages):
            await asyncio.wait_for(discord.bot_ready(), _START_SECONDS)
            yield discord.page


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


@asynccontextmanager
async def _bot(config: Path, log: Path, pages: str) -> AsyncIterator[None]:
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "--config", str(config), "run", stdout=output, stderr=output
        )
    try:
        await _until_ready(process, pages, log)
        yield
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), _STOP_SECONDS)
            except TimeoutError:
                process.kill()


async def _until_ready(process: asyncio.subprocess.Process, pages: str, log: Path) -> None:
    """Ask /readyz until it says yes; the bot may also end at once with a sentence why."""
    ended = asyncio.create_task(process.wait())
    try:
        async with ClientSession(timeout=ClientTimeout(total=2)) as session, asyncio.timeout(_START_SECONDS):
            while not await _is_ready(session, pages):
                done, _ = await asyncio.wait({ended}, timeout=0.1)
                if done:
                    raise DemoError(f"the bot ended at once; its log says:\n{await asyncio.to_thread(log.read_text)}")
    except TimeoutError:
        raise DemoError(f"the bot was not ready in {_START_SECONDS:.0f} s; its log is {log}") from None
    finally:
        ended.cancel()


async def _is_ready(session: ClientSession, pages: str) -> bool:
    try:
        async with session.get(f"{pages}/readyz") as answer:
            return answer.ok
    except (ClientError, TimeoutError):
        return False


def _free_port() -> int:
    """Return a port that is free now; the bot takes it a moment later."""
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
        return port
