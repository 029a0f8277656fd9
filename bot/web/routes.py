"""Which route a request takes."""

from aiohttp import web

PROBES = frozenset({"/healthz", "/readyz"})
"""For hosts, which ask by IP address and often."""


STATIC = "/static/{name}"


def template(request: web.Request) -> str:
    """Return the route's template, never the address that was asked for; `(none)` where there is no such page."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "(none)"
