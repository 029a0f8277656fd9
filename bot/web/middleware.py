"""Around every handler: one log line by route template, and a page for every error."""

import logging
import secrets
import time

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.accounts.refusals import Refusal
from bot.metrics import Metrics
from bot.web.refused import refusal_page
from bot.web.rendering import Pages
from bot.web.routes import PROBES, STATIC, template

log = logging.getLogger(__name__)

_QUIET = PROBES | {STATIC}
_SERVER_FAULT = 500


def access_log(metrics: Metrics) -> Middleware:
    """Log and count method, route template, status and time; never the path, which can be a secret."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        started = time.perf_counter()
        response = await handler(request)
        seconds = time.perf_counter() - started
        route = template(request)
        metrics.web_request(route, response.status, seconds)
        level = logging.DEBUG if route in _QUIET else logging.INFO
        taken = round(seconds * 1000)
        fields = {"method": request.method, "route": route, "status": response.status, "ms": taken}
        log.log(level, "web request", extra=fields)
        return response

    return middleware


def error_pages(pages: Pages) -> Middleware:
    """Turn what goes wrong into a page: refusals with their words, the rest without any detail."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refusal as refusal:
            return refusal_page(pages, refusal)
        except web.HTTPException as error:
            if error.status < web.HTTPBadRequest.status_code:
                raise
            return _http_error(pages, error)
        except web.RequestPayloadError:
            # The body is not packed the way its headers say. The error quotes the body, so it goes no further.
            return pages.answer("bad_request.html", status=web.HTTPBadRequest.status_code)
        except Exception:
            number = secrets.token_hex(4)
            log.exception("page failed", extra={"request_id": number, "route": template(request)})
            return pages.answer("failed.html", status=_SERVER_FAULT, number=number)

    return middleware


def _http_error(pages: Pages, error: web.HTTPException) -> web.Response:
    known = error.status in {web.HTTPNotFound.status_code, web.HTTPMethodNotAllowed.status_code}
    response = pages.answer("no_page.html" if known else "bad_request.html", status=error.status)
    if "Allow" in error.headers:
        response.headers["Allow"] = error.headers["Allow"]
    return response
