"""A configuration that points at both sandboxes, to be broken one thing at a time and shown to the doctor."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.clock import Clock, utc_now
from bot.config import Settings
from bot.operator.doctor.database import free_bytes
from bot.operator.doctor.doctor import diagnose
from bot.operator.doctor.finding import Finding, Level
from bot.store.vault import new_key
from sandbox.discord import DiscordSandbox
from sandbox.google import GoogleSandbox
from sandbox.pointing import free_port, settings_for


@dataclass
class Clinic:
    """Both services, and the configuration's sections; nothing listens on `web.public_url`."""

    discord: DiscordSandbox
    google: GoogleSandbox
    sections: dict[str, dict[str, Any]]

    async def findings(self, *, clock: Clock = utc_now, free: int | None = None) -> list[Finding]:
        settings = Settings.model_validate(self.sections)
        return await diagnose(settings, clock=clock, free=free_bytes if free is None else lambda _: free)

    async def lines(self, level: Level, *, clock: Clock = utc_now, free: int | None = None) -> list[str]:
        """Return the lines of one level, as `about: sentence`."""
        found = await self.findings(clock=clock, free=free)
        return [f"{finding.about}: {finding.sentence}" for finding in found if finding.level is level]

    async def to_mend(self, *, clock: Clock = utc_now, free: int | None = None) -> list[str]:
        return await self.lines(Level.MEND, clock=clock, free=free)


@asynccontextmanager
async def open_clinic(folder: Path) -> AsyncIterator[Clinic]:
    """Open with everything in order."""
    async with DiscordSandbox() as discord, GoogleSandbox() as google:
        sections = settings_for(discord, google, folder, port=free_port(), sign_in=True, key=new_key())
        sections["google"]["api_key"] = google.api_key
        yield Clinic(discord, google, sections)
