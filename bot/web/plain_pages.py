"""The pages that are the same for everybody: what this is, privacy, terms."""

from aiohttp import web

from bot.web.rendering import Pages


class PlainPages:
    """Handlers for `/`, `/privacy` and `/terms`; Google's and Discord's reviews ask for the last two."""

    def __init__(self, pages: Pages, *, invite_url: str) -> None:
        self._pages = pages
        self._invite_url = invite_url

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
        return self._pages.answer("privacy.html")

    async def terms(self, _request: web.Request) -> web.Response:
        """Say what people agree to."""
        return self._pages.answer("terms.html")
