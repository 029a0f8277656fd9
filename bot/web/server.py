"""The web application: every page and answer of the bot."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web
from yarl import URL

from bot.accounts.linking import Linking
from bot.web.headers import SecurityHeaders
from bot.web.health import Health
from bot.web.link_pages import LinkPages
from bot.web.middleware import access_log, error_pages
from bot.web.plain_pages import PlainPages
from bot.web.rendering import Pages

_STATIC = Path(__file__).parent / "static"
_MAX_BODY_BYTES = 16 * 1024


def web_app(
    linking: Linking,
    *,
    public_url: str,
    ready: Callable[[], Awaitable[bool]],
    invite_url: str = "",
    discord_url: str = "https://discord.com/app",
) -> web.Application:
    """Return the application. Run it with `PageRunner`: it logs requests itself, by route template.

    `ready` says whether the bot can serve commands. `invite_url` adds the bot to a server (empty: not shown);
    `discord_url` is where a person goes back to.
    """
    url = URL(public_url)
    pages = Pages(discord_url=discord_url)
    app = web.Application(client_max_size=_MAX_BODY_BYTES, middlewares=[access_log(), error_pages(pages)])
    app.on_response_prepare.append(SecurityHeaders(https=url.scheme == "https"))
    PlainPages(pages, invite_url=invite_url).add_to(app.router)
    LinkPages(linking, pages, public_url=url).add_to(app.router)
    Health(ready).add_to(app.router)
    app.router.add_static("/static", _STATIC)
    return app
