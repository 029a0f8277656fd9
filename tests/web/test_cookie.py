"""Which bytes of a `Cookie` header are our cookie: one pair of exactly its name, and nothing that looks like it.

A sibling host can set any cookie but one that a browser takes for `__Host-…`. aiohttp's own parser would find that
name inside other cookies.
"""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from yarl import URL

from bot.accounts.steps import Visitor
from bot.accounts.tickets import new_secret
from bot.store.tables import links
from bot.web.cookie import BrowserCookie
from tests.accounts.stage import Stage
from tests.web.site import exchange, https_site, status_of

NAME = "__Host-curtaincall"
VALUE = "c" * 43
OURS = f"{NAME}={VALUE}"
OTHER = f"{NAME}={'d' * 43}"

READ = [
    [OURS],
    [f"a=b; {OURS}"],
    [f"{OURS}; a=b"],
    [f"a=b;{OURS};c=d"],
    [f'a="b c" d;\t{OURS} '],
    [f"curtaincall=x; {OURS}"],
    [f"a={OURS}; {OURS}"],
    ["a=b", OURS],
]
NOT_READ = [
    [""],
    [";;"],
    ["a=b"],
    [NAME],
    [f"{NAME}="],
    [f"x=1 {OURS}"],
    [f"x=1\t{OURS}"],
    [f"x=1, {OURS}"],
    [f"x=1,{OURS}"],
    [f'x="1;" {OURS}'],
    [f"x={OURS}"],
    [f"={OURS}"],
    [f"a=b; {NAME} ={VALUE}"],
    [f"{OURS}x"],
    [f'{NAME}="{VALUE}"'],
    [OURS.replace(NAME, NAME.lower())],
    [OURS.replace(NAME, NAME.upper())],
    *[[f"{blank}{OURS}"] for blank in "\u2000\u0085\u00a0\u3000\ufeff"],
    *[[f"x=1; {blank}{OURS}"] for blank in "\u2000\u0085\u00a0\u2028\u200b"],
    *[[f"x=1{blank}{OURS}"] for blank in "\u2000\u0085\u00a0\u2028"],
    *[[f"{NAME}{blank}={VALUE}"] for blank in "\u2000\u0085\u00a0"],
    [f"{OURS}\u00a0"],
    [f"{OURS}; {OTHER}"],
    [f"{OTHER}; {OURS}"],
    [f"{OURS}; {OURS}"],
    [f"{OURS}; {NAME}="],
    [f"{OURS}; {NAME}"],
    [OURS, OTHER],
]


@pytest.fixture
async def site() -> AsyncIterator[str]:
    """Serve one page that says which cookie it reads."""
    cookie = BrowserCookie(URL("https://credits.example"))

    async def read(request: web.Request) -> web.Response:
        return web.Response(text=f"read: {cookie.read(request)}")

    app = web.Application()
    app.router.add_get("/", read)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def read_from(site: str, *cookies: bytes) -> str:
    """Send these `Cookie` headers and return what was read of them."""
    headers = b"".join(b"Cookie: %b\r\n" % cookie for cookie in cookies)
    answer = await exchange(site, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%b\r\n" % headers)
    return answer.decode().partition("read: ")[2]


@pytest.mark.parametrize("cookies", READ, ids=ascii)
async def test_the_cookie_is_found_among_others(site: str, cookies: list[str]) -> None:
    assert await read_from(site, *(cookie.encode() for cookie in cookies)) == VALUE


@pytest.mark.parametrize("cookies", NOT_READ, ids=ascii)
async def test_nothing_else_is_taken_for_the_cookie(site: str, cookies: list[str]) -> None:
    assert await read_from(site, *(cookie.encode() for cookie in cookies)) == "None"


@pytest.mark.parametrize("blank", [b"\x85", b"\xa0", b"\xff"])
async def test_single_bytes_above_ascii_are_no_blanks(site: str, blank: bytes) -> None:
    assert await read_from(site, b"x=1;" + blank + OURS.encode()) == "None"


@pytest.mark.parametrize("smuggled", ["x=1 {}", "x=1\t{}", "x=1, {}", "x=1; \u2000{}", "{}; {}"], ids=ascii)
async def test_a_sibling_hosts_cookie_does_not_finish_anothers_attempt(stage: Stage, smuggled: str) -> None:
    """Mallory starts; Alice consents in a browser into which another host has put Mallory's cookie, disguised."""
    cookie = new_secret()
    following = await stage.linking.start(URL(await stage.ticket("mallory")).name, Visitor(cookie, forged=False))
    callback = URL(await stage.google.consent(following.url, "alice")).raw_path_qs
    sent = smuggled.format(f"{NAME}={cookie}", f"{NAME}={cookie}")
    async with https_site(stage) as site:
        answer = await exchange(
            site,
            f"GET {callback} HTTP/1.1\r\nHost: credits.example\r\nConnection: close\r\nCookie: {sent}\r\n\r\n".encode(),
        )
    assert status_of(answer) == 403
    assert b"link-code" not in answer
    assert await stage.refusals() == ["other_browser"]
    assert await stage.rows(links) == []
