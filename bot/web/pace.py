"""How often one address may open pages of links and callbacks."""

from collections.abc import Hashable
from datetime import timedelta
from ipaddress import IPv6Address

from aiohttp import web

from bot.clock import Clock
from bot.limits import Limiter, Limits
from bot.web.proxies import Address
from bot.web.routes import PROBES, STATIC, template

_FREE = frozenset({"/", "/privacy", "/terms", STATIC, "(none)"}) | PROBES
"""The same for everybody, and cheap. Every other route is limited, also one that is yet to come."""
_SUBSCRIBER_BITS = 64
_IPV6_BITS = 128
_NO_WAIT = timedelta()


class Pace:
    """Counts by address; IPv6 by /64, of which one subscriber has all addresses."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self._pages = Limiter(limits.pages, clock)
        self._starts = Limiter(limits.starts, clock)

    def wait(self, request: web.Request, address: Address | None) -> timedelta:
        """Count a request. Return zero, or how long its sender has to wait."""
        if template(request) in _FREE:
            return _NO_WAIT
        limiter = self._starts if request.method == "POST" else self._pages
        return limiter.take(subscriber(address))


def subscriber(address: Address | None) -> Hashable:
    """Return what all addresses of one subscriber have in common."""
    return int(address) >> (_IPV6_BITS - _SUBSCRIBER_BITS) if isinstance(address, IPv6Address) else address
