"""Requests that no browser sends, by a seeded generator: the same seed makes the same requests.

Every field holds `MARKER`, so that an answer or a log line that repeats any part of a request shows it.
"""

import random
import re
import string
from collections.abc import Sequence
from urllib.parse import quote

MARKER = "zqxmarkxqz"
_URL_CHARACTERS = string.punctuation
HOST = "credits.example"
METHODS = ["GET"] * 8 + ["POST"] * 4 + ["HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get", MARKER]
HEADERS = [
    "Accept",
    "Accept-Encoding",
    "Authorization",
    "Cache-Control",
    "Content-Encoding",
    "Content-Type",
    "Cookie",
    "Expect",
    "Forwarded",
    "From",
    "If-Match",
    "If-Modified-Since",
    "If-None-Match",
    "If-Range",
    "Origin",
    "Range",
    "Referer",
    "Sec-Fetch-Site",
    "Sec-WebSocket-Key",
    "Transfer-Encoding",
    "Upgrade",
    "User-Agent",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-HTTP-Method-Override",
    "X-Original-URL",
    f"X-{MARKER}",
]
SHARP = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "{{7*7}}${7*7}#{7*7}",
    "%0d%0aSet-Cookie:%20a=b",
    "%00",
    "%",
    "%zz",
    "%c0%af",
    "%ed%a0%80",
    "%2e%2e%2f%2e%2e%2f",
    "../../../../etc/passwd",
    "..%5c..%5cserver.py",
    "//evil.example/",
    ";a=b",
    "' OR 1=1 --",
    "\u202ek\u2028\u0085",
    "日本語",
    "💥",
    "é",
    "\x00",
    "\t",
    "\x7f",
    "\r\nX-Evil: 1",
    "\n",
    "a" * 300,
    "-1",
    "99999999999999999999",
    "NaN",
]
KNOWN_VALUES = [
    "gzip",
    "deflate",
    "chunked",
    "100-continue",
    "websocket",
    "same-origin",
    "cross-site",
    "null",
    "https://credits.example",
    "bytes=0-0",
    "bytes=5-1,9-",
    "Mon, 01 Jan 0001 00:00:00 GMT",
    "*",
    '"x"',
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/json",
    "text/plain; charset=nonsense",
    "127.0.0.1, 10.0.0.1",
]


class Junk:
    """Makes requests. `paths` are what the site knows, `secrets` what it gave out (tickets, states, cookies)."""

    def __init__(self, seed: int, paths: Sequence[str], secrets: Sequence[str]) -> None:
        self._random = random.Random(seed)  # noqa: S311 (to be made again, not to be unguessable)
        self._paths = list(paths)
        self._secrets = list(secrets)

    def request(self) -> bytes:
        """Return one request, mostly well-formed in its frame."""
        kind = self._random.random()
        whole = self._request()
        if kind < 0.80:
            return whole
        if kind < 0.97:
            return self._damaged(whole)
        return bytes(self._random.randrange(256) for _ in range(self._random.randrange(1, 200))) + b"\r\n\r\n"

    def _request(self) -> bytes:
        body = self._body()
        lines = [f"{self._random.choice(METHODS)} {self._target()} HTTP/1.{self._random.choice('1111110')}"]
        lines.append(f"Host: {HOST if self._random.random() < 0.9 else self._value()}")
        lines += [f"{self._random.choice(HEADERS)}: {self._value()}" for _ in range(self._random.randrange(6))]
        if body or self._random.random() < 0.3:
            lines.append(f"Content-Length: {len(body)}")
            lines.append("Content-Type: application/x-www-form-urlencoded")
        lines.append("Connection: close")
        return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogatepass") + body

    def _target(self) -> str:
        path = re.sub(r"{\w+}", lambda _: self._piece(), self._random.choice(self._paths))
        if self._random.random() < 0.15:
            path += self._random.choice(["/", "//", "/..", "/.", "%2f", ";x", ".css", f"/{self._piece()}"])
        if self._random.random() < 0.05:
            path = self._random.choice([f"http://{HOST}{path}", f"//{MARKER}.example{path}", "*", MARKER, path[1:]])
        if self._random.random() < 0.6:
            names = self._random.choices(["state", "code", "error", "scope", "iss", "next", MARKER], k=3)
            path += "?" + "&".join(f"{name}={self._piece()}" for name in names)
        # What an address cannot hold bare mostly comes encoded, as browsers do it.
        return path if self._random.random() < 0.1 else quote(path, safe=_URL_CHARACTERS)

    def _piece(self) -> str:
        """Return a value for a place in an address."""
        if self._random.random() < 0.3:
            return self._random.choice(self._secrets)
        if self._random.random() < 0.01:
            return MARKER * 500
        before, after = self._random.choices(SHARP, k=2)
        return f"{before}{MARKER}{after}" if self._random.random() < 0.6 else MARKER

    def _value(self) -> str:
        """Return a header's value."""
        chosen = self._random.random()
        if chosen < 0.4:
            return self._random.choice(KNOWN_VALUES)
        if chosen < 0.6:
            cookie = f"__Host-curtaincall={self._random.choice(self._secrets)}"
            return cookie if chosen < 0.5 else f"{MARKER}={MARKER}; {cookie}"
        value = f"{MARKER}{self._random.choice(SHARP)}"
        # A bare line end makes the whole head unreadable; that is tried, but not most of the time.
        return value if self._random.random() < 0.05 else re.sub(r"[\x00-\x08\x0a-\x1f\x7f]", "", value)

    def _body(self) -> bytes:
        if self._random.random() < 0.6:
            return b""
        return self._random.choice(
            [
                b"a=b",
                MARKER.encode(),
                f"{MARKER}={MARKER}&{MARKER}".encode(),
                b"\x00" * 50,
                b"5\r\nhello\r\n0\r\n\r\n",
                MARKER.encode() * 2000,
                b"\x1f\x8b\x08\x00" + MARKER.encode(),
            ]
        )

    def _damaged(self, request: bytes) -> bytes:
        """Return the request with a few bytes changed, taken away, put in or repeated."""
        made = bytearray(request)
        for _ in range(self._random.randrange(1, 4)):
            at = self._random.randrange(len(made))
            what = self._random.random()
            if what < 0.3:
                made[at] = self._random.randrange(256)
            elif what < 0.5:
                del made[at : at + self._random.randrange(1, 8)]
            elif what < 0.8:
                made[at:at] = self._random.choice([b"\r\n", b"\x00", b" ", b"\n", b":", b"\xff\xfe", b"\r\n\r\n"])
            else:
                made[at:at] = made[at : at + 40]
            if not made:
                return b"\r\n\r\n"
        # Complete in any case: who waits for more is another test's matter (test_connections).
        return bytes(made) + b"\r\n\r\n"
