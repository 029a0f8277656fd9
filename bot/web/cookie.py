"""The one cookie: 256 random bits that tell this browser from every other."""

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
        """Return the cookie's value, or None when there is none or it is not one of ours."""
        value = request.cookies.get(self.name, "")
        return value if SECRET_SHAPE.fullmatch(value) else None

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
