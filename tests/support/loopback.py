"""Refuses every socket to anywhere but this machine, in the tests and in the processes they start."""

import ipaddress
import socket
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
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


def allow_loopback_only() -> None:
    """Install the refusal for the rest of this process.

    Not as an audit hook: one that is written in Python lets threads take turns while coverage sets its trace function
    for a new thread, and CPython 3.11 ends a thread whose setting meets another's. Who waits for that thread, such as
    for a database's connection, would wait for ever.
    """
    socket.getaddrinfo = _first_asked(socket.getaddrinfo, lambda host, *_: host)
    for name in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, name, _first_asked(getattr(socket.socket, name), lambda _, *rest: _host(rest[-1])))


def _host(address: object) -> object:
    """Return the host of an address, this machine for a socket that is a file."""
    return address[0] if isinstance(address, tuple) else "localhost"


def _first_asked(function: Callable[P, R], host_of: Callable[..., object]) -> Callable[P, R]:
    @wraps(function)
    def asked(*args: P.args, **options: P.kwargs) -> R:
        host = host_of(*args) if args else options.get("host")
        if not is_loopback(host):
            raise OSError(f"the tests talk to this machine only, not to {host!r}")
        return function(*args, **options)

    return asked
