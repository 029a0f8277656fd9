"""What every request passes before a page sees it: is it for us, is it too often, can its body be read."""

import asyncio
import math

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.web.address import OwnAddress
from bot.web.pace import Pace
from bot.web.proxies import Proxies
from bot.web.rendering import Pages
from bot.web.routes import PROBES, template

_FORM = "application/x-www-form-urlencoded"
_BODY_SECONDS = 10
_MINUTE = 60


def door(proxies: Proxies, own: OwnAddress, pace: Pace, pages: Pages, *, public_url: str) -> Middleware:
    """Turn away what is meant for another address, with the right one, and what comes too often, with when to go on."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if template(request) in PROBES:
            return await handler(request)
        arrival = proxies.arrival(request)
        if not own.is_meant(request, arrival):
            return pages.answer(
                "wrong_address.html", status=web.HTTPMisdirectedRequest.status_code, public_url=public_url
            )
        wait = math.ceil(pace.wait(request, arrival.address).total_seconds())
        if wait:
            return _too_often(pages, wait)
        return await handler(request)

    return middleware


def _too_often(pages: Pages, seconds: int) -> web.Response:
    amount, unit = (math.ceil(seconds / _MINUTE), "minute") if seconds > _MINUTE else (seconds, "second")
    words = f"{amount} {unit}" if amount == 1 else f"{amount} {unit}s"
    response = pages.answer("too_often.html", status=web.HTTPTooManyRequests.status_code, wait=words)
    response.headers["Retry-After"] = str(seconds)
    return response


def bodies(*, seconds: float = _BODY_SECONDS) -> Middleware:
    """Read the body first: a form or nothing, within so many seconds. Its size is the application's limit."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.body_exists:
            if request.content_type != _FORM:
                raise web.HTTPUnsupportedMediaType
            try:
                async with asyncio.timeout(seconds):
                    await request.read()
            except TimeoutError:
                raise web.HTTPRequestTimeout from None
            except ConnectionError:
                # The browser left in the middle of it. Nobody reads this answer; the log counts it as theirs, not ours.
                raise web.HTTPBadRequest from None
        return await handler(request)

    return middleware
