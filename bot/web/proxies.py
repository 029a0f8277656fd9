"""Who really asks, and under which address: what the connection says, or what a trusted proxy says in its place.

`X-Forwarded-For`, `-Proto` and `-Host` can be written by anybody. They count only when the connection itself comes from
a proxy the operator trusts (decision 0008). Of the hops, each proxy adds one at the right; the right-most that is not a
trusted proxy is who asks, and what stands left of it is hearsay.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias

from aiohttp import web

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Arrival:
    """One request as it left its browser: from where, to which host, by which scheme ("": nobody said)."""

    address: Address | None
    host: str
    scheme: str


class Proxies:
    """The proxies whose word counts."""

    def __init__(self, trusted: Sequence[Network]) -> None:
        self._trusted = tuple(trusted)

    def arrival(self, request: web.Request) -> Arrival:
        """Return who asks and for what. Several or no `Host` headers give the host ""."""
        hosts = request.headers.getall("Host", [])
        host = hosts[0] if len(hosts) == 1 else ""
        peer = _address(_peer(request))
        if peer is None or not self._trusts(peer):
            return Arrival(peer, host, "")
        hops = _listed(request, "X-Forwarded-For")
        asking, proxies = peer, 0
        for hop in reversed(hops):
            found = _address(hop)
            if found is None:
                break
            asking = found
            if not self._trusts(found):
                break
            proxies += 1
        host = _said(_listed(request, "X-Forwarded-Host"), proxies) or host
        return Arrival(asking, host, _said(_listed(request, "X-Forwarded-Proto"), proxies))

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)


def _peer(request: web.Request) -> str:
    transport = request.transport
    name = transport.get_extra_info("peername") if transport else None
    return str(name[0]) if isinstance(name, tuple) else ""


def _listed(request: web.Request, header: str) -> list[str]:
    """Return what all headers of this name list, in order (RFC 9110 §5.2: several are one list)."""
    return [part.strip() for line in request.headers.getall(header, []) for part in line.split(",") if part.strip()]


def _said(values: list[str], proxies: int) -> str:
    """Return what the outermost trusted proxy said, when each appends; the one value, when they overwrite."""
    if not values:
        return ""
    return values[max(0, len(values) - 1 - proxies)].lower()


def _address(text: str) -> Address | None:
    """Read an address, which some proxies write with a port (`192.0.2.1:4711`, `[2001:db8::1]:4711`)."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
