"""The headers of every answer: each route, each method, each error; the routes are read from the router."""

import re

import pytest
from aiohttp import web

from bot.web.metrics_page import metrics_app
from bot.web.server import web_app
from tests.accounts.stage import Stage
from tests.web.site import HTTPS, UNHURRIED, exchange, outlets_of, served

KNOWN = {
    "/",
    "/privacy",
    "/terms",
    "/link/{ticket}",
    "/oauth/discord/callback",
    "/oauth/{provider}/callback",
    "/healthz",
    "/readyz",
    "/static/{name}",
    "/credits/{key}",
    "/credits/{key}/live",
    "/files/{key}",
}
BESIDE = [
    "/nowhere",
    "/static/style.css",
    "/static/icon.svg",
    "/static/credits.js",
    "/static/credits.css",
    "/static/../server.py",
    "/static/none.css",
    "//x/",
]
FILES = {"text/css", "image/svg+xml", "text/javascript", "application/javascript"}
EXPECTED = {
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "server": "Curtain Call",
}
POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def app_of(stage: Stage, *, public_url: str) -> web.Application:
    async def ready() -> bool:
        return stage.ready

    return web_app(
        stage.linking,
        public_url=public_url,
        ready=ready,
        metrics=stage.metrics,
        outlets=outlets_of(stage),
        limits=UNHURRIED,
    )


def requests_of(app: web.Application) -> list[tuple[str, str]]:
    """Return a request for every route, and for the methods it has not."""
    paths = [re.sub(r"{\w+}", "x", resource.canonical) for resource in app.router.resources()]
    return [(method, path) for path in [*paths, *BESIDE] for method in ("GET", "HEAD", "POST", "OPTIONS", "PUT")]


def parsed(answer: bytes) -> tuple[int, dict[str, str], bytes]:
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin1").split("\r\n")
    pairs = [line.partition(": ")[::2] for line in lines]
    assert len({name.lower() for name, _ in pairs}) == len(pairs), "a header twice"
    return int(first.split(" ")[1]), {name.lower(): value for name, value in pairs}, body


@pytest.mark.parametrize("public_url", ["http://localhost:8080", HTTPS])
async def test_every_answer_of_every_route_has_the_headers(stage: Stage, public_url: str) -> None:
    app = app_of(stage, public_url=public_url)
    assert {resource.canonical for resource in app.router.resources()} == KNOWN, "say here what a new route needs"
    host = public_url.partition("://")[2]
    async with served(app) as origin:
        for method, path in requests_of(app):
            for asked in (host, "evil.example"):
                request = f"{method} {path} HTTP/1.1\r\nHost: {asked}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                status, headers, body = parsed(await exchange(origin, request.encode()))
                where = (method, path, asked, status)
                assert status < 500 or path == "/readyz", where
                assert {name: headers[name] for name in EXPECTED} == EXPECTED, where
                policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
                assert policy == POLICY, where
                assert ("strict-transport-security" in headers) == (public_url == HTTPS), where
                fresh = path.startswith("/static/") and status == 200
                assert headers["cache-control"] == ("public, max-age=3600" if fresh else "no-store"), where
                assert "vary" not in headers, where
                if body:
                    assert method != "HEAD", where
                    kind, _, charset = headers["content-type"].partition("; ")
                    assert kind in {"text/html", "text/plain"} | FILES, where
                    assert charset == "charset=utf-8" or kind in FILES, where


async def test_no_page_has_inline_code(stage: Stage) -> None:
    app = app_of(stage, public_url=HTTPS)
    async with served(app) as origin:
        for method, path in requests_of(app):
            request = f"{method} {path} HTTP/1.1\r\nHost: credits.example\r\nConnection: close\r\n\r\n"
            _, headers, body = parsed(await exchange(origin, request.encode()))
            if headers.get("content-type", "").startswith("text/html"):
                assert not re.search(rb"<script|<style|style=|\son\w+=|javascript:", body), path


async def test_the_metrics_page_has_them_too(stage: Stage) -> None:
    async with served(metrics_app(stage.metrics)) as origin:
        for path in ("/metrics", "/", "/link/x"):
            request = f"GET {path} HTTP/1.1\r\nHost: localhost:9\r\nConnection: close\r\n\r\n"
            _, headers, _ = parsed(await exchange(origin, request.encode()))
            assert {name: headers[name] for name in EXPECTED} == EXPECTED
            assert headers["cache-control"] == "no-store"
