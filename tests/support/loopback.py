"""Refuses every socket to anywhere but this machine, in the tests and in the processes they start."""

import ipaddress
import sys
from typing import Any

_NAMES = frozenset({"localhost", "", "0.0.0.0", "::"})  # noqa: S104 (compared with, not bound)


def is_loopback(host: object) -> bool:
    """Tell whether a connection to `host` stays on this machine."""
    if isinstance(host, bytes):
        host = host.decode()
    if host is None or host in _NAMES:
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in {"socket.connect", "socket.sendto"} and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if not is_loopback(host):
        raise OSError(f"the tests talk to this machine only, not to {host!r}")


def allow_loopback_only() -> None:
    """Install the refusal for the rest of this process; an audit hook cannot be taken off again."""
    sys.addaudithook(_audit)
