"""What leaves Discord by an address: pages of credits, and files to fetch."""

from dataclasses import dataclass, field

from bot.credits.files import Files
from bot.credits.live import LivePages
from bot.web.places import Places

_DOWNLOADS, _DOWNLOADS_EACH = 32, 4
"""A browser that fetches a file in pieces opens some at once; each holds an open file, too."""
_STREAMS, _STREAMS_EACH = 200, 40
"""Well below what the server takes, so that pages and links still open. A household has several screens."""


@dataclass(frozen=True, slots=True)
class Outlets:
    """The services behind those routes, and how many may fetch files and wait for changes of pages at once."""

    files: Files
    live: LivePages
    downloads: Places = field(default_factory=lambda: Places(_DOWNLOADS, _DOWNLOADS_EACH))
    streams: Places = field(default_factory=lambda: Places(_STREAMS, _STREAMS_EACH))
