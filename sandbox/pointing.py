"""The configuration that points a bot at the sandboxes, for the demo and for tests."""

import json
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sandbox.discord import DiscordSandbox
from sandbox.google import GoogleSandbox
from sandbox.patreon import PatreonSandbox

_HOST = "127.0.0.1"

DATABASE = "curtaincall.db"
"""The name of the bot's database in the folder that it is given."""


def free_port() -> int:
    """Return a port that is free now; the bot takes it a moment later."""
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def settings_for(
    discord: DiscordSandbox,
    google: GoogleSandbox,
    folder: Path,
    *,
    port: int,
    sign_in: bool,
    key: str,
    patreon: PatreonSandbox | None = None,
) -> dict[str, dict[str, Any]]:
    """Return the configuration's sections, and register the bot's callbacks with the sandboxes.

    The bot's pages are at `port`, its database is in `folder`. With `sign_in` people prove who they are by Discord's
    own sign-in, else by a one-time code. Without `patreon` there is none.
    """
    pages = f"http://{_HOST}:{port}"
    application = discord.application
    application.redirect_uris = [f"{pages}/oauth/discord/callback"]
    return {
        "discord": {
            "token": application.token,
            "client_id": application.client_id,
            "client_secret": application.client_secret if sign_in else "",
            "api_base": discord.api_base,
            "gateway": discord.gateway,
            "authorize_uri": discord.authorize_uri,
        },
        "google": {
            "client_secrets": json.dumps(google.client_secrets(f"{pages}/oauth/youtube/callback")),
            "youtube_api": google.youtube_api,
            "drive_api": google.drive_api,
            "revoke_uri": google.revoke_uri,
        },
        "patreon": patreon.settings(f"{pages}/oauth/patreon/callback") if patreon else {},
        "web": {"port": port, "public_url": pages},
        "store": {"url": f"sqlite:///{folder / DATABASE}", "encryption_keys": [key]},
    }


def as_toml(sections: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the sections as a TOML file; JSON's strings, numbers and lists are TOML's."""
    lines: list[str] = []
    for name, values in sections.items():
        lines.append(f"[{name}]")
        lines += [f"{key} = {json.dumps(value)}" for key, value in values.items()]
    return "\n".join(lines) + "\n"
