"""The tests themselves reach this machine only."""

import asyncio
import socket
from collections.abc import Callable

import pytest

ELSEWHERE = ("192.0.2.1", 80)
"""An address of RFC 5737, which nobody has."""


@pytest.mark.parametrize(
    "reach",
    [
        lambda wire: wire.connect(ELSEWHERE),
        lambda wire: wire.connect_ex(ELSEWHERE),
        lambda wire: wire.sendto(b"", ELSEWHERE),
        lambda _: socket.create_connection(ELSEWHERE),
        lambda _: socket.getaddrinfo("example.org", 80),
        lambda _: socket.getaddrinfo(host="example.org", port=80),
    ],
)
def test_nothing_else_is_reached(reach: Callable[[socket.socket], object]) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as wire, pytest.raises(OSError, match="this machine only"):
        reach(wire)


async def test_nor_by_the_event_loop() -> None:
    with pytest.raises(OSError, match="this machine only"):
        await asyncio.open_connection(*ELSEWHERE)
