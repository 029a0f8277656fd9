"""Which requests are for us: those to our own address; others learn it, and nothing else."""

from contextlib import AbstractAsyncContextManager

import pytest

from bot.web.server import web_app
from tests.accounts.stage import Stage
from tests.web.site import HTTPS, UNHURRIED, exchange, https_site, served, status_of

OURS = ["credits.example", "CREDITS.example", "credits.example:443"]
FOREIGN = [
    "",
    "evil-marker.example",
    "evil-marker.example:443",
    "credits.example:80",
    "credits.example:8443",
    "credits.example.",
    "credits.example.evil-marker.example",
    "evil-marker.credits.example",
    "credits.example@evil-marker.example",
    "evil-marker.example, credits.example",
    "127.0.0.1",
    "localhost",
    "[::1]",
    "xn--evil-marker",
    "credits.example/evil-marker",
]
PATHS = ["/", "/privacy", "/link/unknown", "/oauth/youtube/callback?state=evil-marker", "/nowhere", "/static/style.css"]


async def ask(site: str, host: str, target: str = "/", *lines: str) -> bytes:
    head = "\r\n".join([f"GET {target} HTTP/1.1", f"Host: {host}", "Connection: close", *lines])
    return await exchange(site, f"{head}\r\n\r\n".encode())


@pytest.mark.parametrize("host", OURS)
async def test_our_own_address_is_served(stage: Stage, host: str) -> None:
    async with https_site(stage) as site:
        assert status_of(await ask(site, host)) == 200


async def test_another_address_is_told_the_right_one_on_every_page(stage: Stage) -> None:
    async with https_site(stage, limits=UNHURRIED) as site:
        for host in FOREIGN:
            for path in PATHS:
                answer = await ask(site, host, path)
                assert status_of(answer) == 421, (host, path)
                assert b'href="https://credits.example/"' in answer
                assert b"evil-marker" not in answer
                assert b"Set-Cookie" not in answer
                assert b"frame-ancestors 'none'" in answer


async def test_a_target_that_names_a_host_must_name_ours(stage: Stage) -> None:
    async with https_site(stage) as site:
        assert status_of(await ask(site, "credits.example", "https://credits.example/")) == 200
        assert status_of(await ask(site, "credits.example", "http://credits.example/")) == 200
        for target in ("http://evil-marker.example/", "https://credits.example:80/", "ftp://credits.example/"):
            answer = await ask(site, "credits.example", target)
            assert status_of(answer) in {400, 421}
            assert b"evil-marker" not in answer


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_hosts_may_ask_for_health_by_any_name(stage: Stage, path: str) -> None:
    async with https_site(stage) as site:
        assert status_of(await ask(site, "10.1.2.3:8080", path)) in {200, 500}


@pytest.mark.parametrize("public", ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"])
async def test_this_machine_has_three_names(stage: Stage, public: str) -> None:
    async with site_at(stage, public) as site:
        for name in ("localhost", "LocalHost", "127.0.0.1", "[::1]"):
            assert status_of(await ask(site, f"{name}:8080")) == 200, name
            assert status_of(await ask(site, f"{name}:8081")) == 421, name
            assert status_of(await ask(site, name)) == 421, name


async def test_behind_a_trusted_proxy_its_word_counts(stage: Stage) -> None:
    async with https_site(stage, trusted_proxies=["127.0.0.1"]) as site:
        assert status_of(await ask(site, "inner:8080", "/", "X-Forwarded-Host: credits.example")) == 200
        assert status_of(await ask(site, "credits.example", "/", "X-Forwarded-Host: evil.example")) == 421
        assert status_of(await ask(site, "credits.example", "/", "X-Forwarded-Proto: https")) == 200
        plain = await ask(site, "credits.example", "/", "X-Forwarded-Proto: http")
        assert status_of(plain) == 421
        assert f'href="{HTTPS}/"'.encode() in plain


async def test_without_one_it_does_not(stage: Stage) -> None:
    async with https_site(stage) as site:
        assert status_of(await ask(site, "inner:8080", "/", "X-Forwarded-Host: credits.example")) == 421
        assert status_of(await ask(site, "credits.example", "/", "X-Forwarded-Host: evil.example")) == 200


def site_at(stage: Stage, public_url: str) -> AbstractAsyncContextManager[str]:
    async def ready() -> bool:
        return True

    return served(web_app(stage.linking, public_url=public_url, ready=ready, metrics=stage.metrics))
