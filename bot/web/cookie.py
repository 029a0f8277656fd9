"""The one cookie: 256 random bits that tell this browser from every other."""

from collections.abc import Iterator

from aiohttp import web
from yarl import URL

from bot.accounts.tickets import SECRET_SHAPE, new_secret

_LIFETIME_S = 3600


class BrowserCookie:
    """Reads and sets the cookie. Behind https its `__Host-` name binds it to exactly this host."""

    def __init__(self, public_url: URL) -> None:
        self._secure = public_url.scheme == "https"
        self.name = "__Host-curtaincall" if self._secure else "curtaincall"

    def read(self, request: web.Request) -> str | None:
        """Return the cookie's value, or None when there is none, more than one, or it is not one of ours."""
        found = [value for name, value in _pairs(request) if name == self.name]
        # Twice is once too often: the browser does not say which one is ours.
        if len(found) != 1 or not SECRET_SHAPE.fullmatch(found[0]):
            return None
        return found[0]

    def keep(self, request: web.Request, response: web.Response) -> None:
        """Give the browser its cookie, or the one it has for another hour."""
        response.set_cookie(
            self.name,
            self.read(request) or new_secret(),
            max_age=_LIFETIME_S,
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="Lax",
        )


def _pairs(request: web.Request) -> Iterator[tuple[str, str]]:
    """Split the header as browsers join it (RFC 6265 §5.4): at `;`, with blanks and tabs around a pair.

    aiohttp's `request.cookies` also ends a pair at white space and strips Unicode blanks off names. With that, another
    host of the same site could set `x=1 __Host-…=…`, which browsers allow and the prefix is there to prevent.
    """
    for header in request.headers.getall("Cookie", []):
        for pair in header.split(";"):
            name, _, value = pair.strip(" \t").partition("=")
            yield name, value
