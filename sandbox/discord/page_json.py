"""JSON between the page and the sandbox: objects in, answers out, and refusals in words for people."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.discord.errors import ApiError, PersonError
from sandbox.discord.wire import Json

Handler = Callable[[web.Request], Awaitable[Any]]


def served(handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Answer with JSON, and with 400 and words for what a person cannot do."""

    async def serve(request: web.Request) -> web.Response:
        try:
            return web.json_response(await handler(request))
        except PersonError as error:
            fault = {"message": error.message} | ({"field": error.field} if error.field else {})
            return web.json_response(fault, status=400)
        except ApiError as error:
            return web.json_response({"message": error.message}, status=400)

    return serve


async def read_object(request: web.Request) -> Json:
    """Return the JSON object of a request; raises PersonError for anything else."""
    # Only a page of this origin can send this type without a preflight, which is never answered.
    if request.content_type != "application/json":
        raise PersonError("Send JSON.")
    try:
        body = json.loads(await request.read())
    except web.HTTPRequestEntityTooLarge:
        raise PersonError("This is more than can be sent at once.") from None
    except ValueError:
        raise PersonError("Send JSON.") from None
    if not isinstance(body, dict):
        raise PersonError("Send a JSON object.")
    return body
