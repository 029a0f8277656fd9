"""What leaves Discord by an address: pages of credits, and files to fetch."""

from dataclasses import dataclass

from bot.credits.files import Files
from bot.credits.live import LivePages


@dataclass(frozen=True, slots=True)
class Outlets:
    """The services behind those routes."""

    files: Files
    live: LivePages
