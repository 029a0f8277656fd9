"""`/metrics` for Prometheus, on a port of its own that only this machine reaches."""

from aiohttp import web
from aiohttp.typedefs import Handler
from prometheus_client.aiohttp import make_aiohttp_handler

from bot.metrics import Metrics
from bot.web.address import LOOPBACK
from bot.web.headers import SecurityHeaders


def metrics_app(metrics: Metrics) -> web.Application:
    """Return the application with that one page. Run it with `PageRunner`, on a loopback address."""
    app = web.Application(client_max_size=0, middlewares=[_only_for_this_machine])
    app.on_response_prepare.append(SecurityHeaders(https=False))
    app.router.add_get("/metrics", make_aiohttp_handler(metrics.registry))
    return app


@web.middleware
async def _only_for_this_machine(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a name from outside: a page in a browser here could otherwise read this port (DNS rebinding).

    Any port is fine: a tunnel to here has another one.
    """
    name, _, port = request.headers.get("Host", "").rpartition(":")
    host = name if port.isdigit() else f"{name}:{port}" if name else port
    if host.lower() not in LOOPBACK:
        raise web.HTTPMisdirectedRequest(text="This is not its address.\n")
    return await handler(request)
