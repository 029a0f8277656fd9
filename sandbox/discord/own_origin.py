"""Keeps other web sites, open in the same browser, away from what people in the sandbox write and read."""

from collections.abc import Awaitable, Callable

from aiohttp import web
from yarl import URL

_HOSTS = frozenset({"127.0.0.1", "localhost"})


@web.middleware
async def own_origin_only(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse requests under ``/sandbox`` that another site's page makes, or that came by another host's name.

    The second stops DNS rebinding: a name of somebody else's that suddenly points at this machine.
    """
    if request.path.startswith("/sandbox/") and not _is_own(request):
        raise web.HTTPForbidden(text="This page is for this machine's own browser tabs only.")
    return await handler(request)


def _is_own(request: web.Request) -> bool:
    if URL(f"http://{request.host}").host not in _HOSTS:
        return False
    origin = request.headers.get("Origin")
    return origin is None or origin == f"http://{request.host}"
