"""The pages that are the same for everybody: what this is, privacy, terms."""

from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web

from bot.web.rendering import Pages


@dataclass(frozen=True, slots=True)
class _Contact:
    """How to reach whoever runs the bot: an e-mail address or a page, empty when they do not say."""

    words: str

    @property
    def url(self) -> str:
        return f"mailto:{quote(self.words, safe='@')}" if "@" in self.words and "/" not in self.words else self.words


class PlainPages:
    """Handlers for `/`, `/privacy` and `/terms`; Google's and Discord's reviews ask for the last two."""

    def __init__(self, pages: Pages, *, invite_url: str, contact: str) -> None:
        self._pages = pages
        self._invite_url = invite_url
        self._contact = _Contact(contact)

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Add the routes."""
        router.add_get("/", self.landing)
        router.add_get("/privacy", self.privacy)
        router.add_get("/terms", self.terms)

    async def landing(self, _request: web.Request) -> web.Response:
        """Say what this is and what to do next."""
        return self._pages.answer("landing.html", invite_url=self._invite_url)

    async def privacy(self, _request: web.Request) -> web.Response:
        """Say what is kept, why, how long, and how to have it deleted."""
        return self._pages.answer("privacy.html", contact=self._contact)

    async def terms(self, _request: web.Request) -> web.Response:
        """Say what people agree to."""
        return self._pages.answer("terms.html", contact=self._contact)
