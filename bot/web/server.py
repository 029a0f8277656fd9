"""The web application: every page and answer of the bot."""

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web
from yarl import URL

from bot.accounts.linking import Linking
from bot.clock import Clock, utc_now
from bot.limits import Limits
from bot.metrics import Metrics
from bot.web.address import OwnAddress
from bot.web.credits_pages import CreditsPages
from bot.web.door import bodies, door
from bot.web.file_pages import FilePages
from bot.web.headers import SecurityHeaders
from bot.web.health import Health
from bot.web.link_pages import LinkPages
from bot.web.middleware import access_log, error_pages
from bot.web.outlets import Outlets
from bot.web.pace import Pace
from bot.web.plain_pages import PlainPages
from bot.web.proxies import Network, Proxies
from bot.web.rendering import Pages
from bot.web.static_files import StaticFiles

_MAX_BODY_BYTES = 16 * 1024


def web_app(
    linking: Linking,
    *,
    public_url: str,
    ready: Callable[[], Awaitable[bool]],
    metrics: Metrics,
    outlets: Outlets | None = None,
    limits: Limits | None = None,
    trusted_proxies: Sequence[Network] = (),
    clock: Clock = utc_now,
    invite_url: str = "",
    contact: str = "",
    discord_url: str = "https://discord.com/app",
) -> web.Application:
    """Return the application. Run it with `PageRunner`: it logs requests itself, by route template.

    `ready` says whether the bot can serve commands. `outlets` are pages of credits and files; None: there are none.
    `limits` and `trusted_proxies` say how often which address may open
    pages. `invite_url` adds the bot to a server, `contact` says how to reach whoever runs it (empty: not shown);
    `discord_url` is where a person goes back to.
    """
    url = URL(public_url)
    pages = Pages(discord_url=discord_url)
    pace = Pace(limits or Limits(), clock)
    proxies = Proxies(trusted_proxies)
    middlewares = [
        access_log(metrics),
        error_pages(pages),
        door(proxies, OwnAddress(url), pace, pages, public_url=str(url.origin())),
        bodies(),
    ]
    app = web.Application(client_max_size=_MAX_BODY_BYTES, middlewares=middlewares)
    app.on_response_prepare.append(SecurityHeaders(https=url.scheme == "https"))
    PlainPages(pages, invite_url=invite_url, contact=contact).add_to(app.router)
    LinkPages(linking, pages, public_url=url).add_to(app.router)
    Health(ready).add_to(app.router)
    StaticFiles().add_to(app.router)
    if outlets:
        CreditsPages(outlets.live, pages, proxies, outlets.streams).add_to(app.router)
        FilePages(outlets.files, pages, proxies, outlets.downloads).add_to(app.router)
        # Streams are open for hours: they are ended before the server waits for what is under way.
        app.on_shutdown.append(lambda _: outlets.live.close())
    return app
