"""What is no proper request: an answer that repeats nothing of it, and no secret of it in the log."""

import logging
import zlib

import pytest
from yarl import URL

from tests.accounts.stage import Stage
from tests.web.capture import Capture
from tests.web.site import exchange, https_site, status_of

SECRET = "SECRET" * 4
COOKIE = f"Cookie: __Host-curtaincall={SECRET}"
UNREADABLE = {
    "a control character in a header": f"GET /x HTTP/1.1\r\nHost: x\r\n{COOKIE}\x01\r\n\r\n",
    "no such version": f"GET /link/{SECRET} HTTP/9.9x\r\nHost: x\r\n\r\n",
    "a blank in the path": f"GET /link/{SECRET} x HTTP/1.1\r\nHost: x\r\n\r\n",
    "a long header": f"GET /x HTTP/1.1\r\nHost: x\r\n{COOKIE}{'b' * 9000}\r\n\r\n",
    "a long address": f"GET /oauth/youtube/callback?code={SECRET}{'c' * 9000} HTTP/1.1\r\nHost: x\r\n\r\n",
    "a blank in a header's name": f"GET /x HTTP/1.1\r\nHo st: x\r\n{COOKIE}\r\n\r\n",
    "two lengths": f"POST /x HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n{COOKIE}\r\n\r\nhello",
    "no method": f"{SECRET} /x HTTP/1.1\r\nHost: x\r\n\r\n",
    "no HTTP at all": f"{SECRET}\r\n\r\n",
    "an address of no host": f"GET http://[{SECRET}/ HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("request_", UNREADABLE.values(), ids=UNREADABLE)
async def test_what_is_no_request_is_neither_repeated_nor_logged(stage: Stage, log: Capture, request_: str) -> None:
    async with https_site(stage) as site:
        answer = await exchange(site, request_.encode("latin1"))
    assert status_of(answer) == 400
    assert b"SECRET" not in answer
    assert "SECRET" not in log.text
    assert {record.levelname for record in log.records} <= {"INFO"}
    assert b"nosniff" in answer
    assert b"no-store" in answer
    assert b"aiohttp" not in answer


FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
BODIES = {
    "no gzip": FORM + b"Content-Encoding: gzip\r\nContent-Length: 24\r\n\r\n" + SECRET.encode(),
    "no deflate": FORM + b"Content-Encoding: deflate\r\nContent-Length: 24\r\n\r\n" + SECRET.encode(),
    "no chunk": FORM + b"Transfer-Encoding: chunked\r\n\r\n" + SECRET.encode() + b"\r\n",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
async def test_a_body_that_cannot_be_read_is_a_bad_request(stage: Stage, log: Capture, body: bytes) -> None:
    path = URL(await stage.ticket()).raw_path.encode()
    async with https_site(stage) as site:
        answer = await exchange(
            site, b"POST %b HTTP/1.1\r\nHost: credits.example\r\nConnection: close\r\n%b" % (path, body)
        )
    assert status_of(answer) == 400
    assert b"SECRET" not in answer
    assert "SECRET" not in log.text
    assert path.decode() not in log.text
    assert "Traceback" not in log.text
    assert not [record for record in log.records if record.levelno > logging.INFO]


async def test_a_small_body_that_unpacks_to_a_huge_one_is_refused(stage: Stage, log: Capture) -> None:
    body = zlib.compress(b"0" * 20_000_000, 9)
    head = FORM + f"Content-Encoding: deflate\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    path = URL(await stage.ticket()).raw_path.encode()
    async with https_site(stage) as site:
        answer = await exchange(
            site, b"POST %b HTTP/1.1\r\nHost: credits.example\r\nConnection: close\r\n%b" % (path, head + body)
        )
    assert status_of(answer) in {400, 413}
    assert not [record for record in log.records if record.levelno > logging.INFO]


def test_aiohttps_server_never_quotes_what_it_received(log: Capture) -> None:
    """Whatever it comes to log, and whichever way."""
    server = logging.getLogger("aiohttp.server")
    server.error("Error handling request from %s", SECRET, exc_info=ValueError(SECRET))
    server.error(SECRET, stack_info=True)
    server.warning("%s", SECRET, exc_info=ValueError(SECRET))
    assert len(log.records) == 3
    assert "SECRET" not in log.text
    assert [vars(record)["fault"] for record in log.records] == ["ValueError", "", "ValueError"]
