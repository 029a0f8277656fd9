"""Whether a request is for our own address: no other name that points here may serve the pages.

With another name, a page of somebody else's could read these (DNS rebinding), and caches and links could be made to
carry a wrong host.
"""

from aiohttp import web
from yarl import URL

from bot.web.proxies import Arrival

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_AS_URL = {"::1": "[::1]"}


class OwnAddress:
    """The public address; on localhost every way to write it."""

    def __init__(self, public_url: URL) -> None:
        name = _AS_URL.get(public_url.host or "", (public_url.raw_host or "").lower())
        names = LOOPBACK if name in LOOPBACK else {name}
        ports = {f":{public_url.port}", *([""] if public_url.is_default_port() else [])}
        self._scheme = public_url.scheme
        self._hosts = frozenset(f"{name}{port}" for name in names for port in ports)

    def is_meant(self, request: web.Request, arrival: Arrival) -> bool:
        """Tell whether the browser meant us, in the `Host` header and in a target that names a host itself."""
        if arrival.host.lower() not in self._hosts:
            return False
        if arrival.scheme and arrival.scheme != self._scheme:
            return False
        return self._is_own_target(request.raw_path)

    def _is_own_target(self, target: str) -> bool:
        """Look at the request's first line: `GET /x` names no host, `GET http://x/` does (RFC 9112 §3.2)."""
        if target.startswith("/") or target == "*":
            return True
        scheme, separator, rest = target.partition("://")
        authority = rest.partition("/")[0].partition("?")[0].lower()
        return bool(separator) and scheme.lower() in {"http", "https"} and authority in self._hosts
