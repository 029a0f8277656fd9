"""A person with a browser: opens addresses, follows `continue`, ticks boxes, keeps cookies. No scripts.

It sends what Chromium sends with a navigation: `Sec-Fetch-Site` and, with a form, `Origin`, as the pages' own
`Referrer-Policy` has it.
"""

from collections.abc import Sequence
from types import TracebackType
from typing import Self
from urllib.parse import urldefrag

import aiohttp
from yarl import URL

from sandbox.markup import Field, Form, Page

_MAX_REDIRECTS = 10
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Browser:
    """One browser with its own cookies; use it as an async context manager."""

    def __init__(self) -> None:
        self.status = 0
        self.url = URL()
        self.headers: dict[str, str] = {}
        self.html = ""
        self.page = Page("")
        self.visited: list[URL] = []

    async def __aenter__(self) -> Self:
        jar = aiohttp.CookieJar(unsafe=True, quote_cookie=False)
        self._session = aiohttp.ClientSession(cookie_jar=jar)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def open(self, url: str | URL) -> None:
        """Type an address, or press a link in another program."""
        await self._navigate("GET", URL(str(url)), initiator=None)

    async def continue_(self) -> None:
        """Do the one thing to do next on this page: follow the link, or press the button of the form."""
        if "continue" in self.page.links:
            await self._navigate("GET", self._resolve(self.page.links["continue"]), initiator=self.url)
            return
        await self.press("continue")

    async def follow_until(self, stop: str) -> None:
        """Go on by `continue` until the address of the page begins with `stop`."""
        while not str(self.url).startswith(stop):
            await self.continue_()

    async def press(self, button_id: str) -> None:
        """Press a form's button."""
        found = self.page.form_with_button(button_id)
        if found is None:
            raise self._lacks(f"button {button_id!r}")
        form, button = found
        sent = [(field.name, field.value) for field in form.fields if field.sent]
        for name, options in form.options.items():
            if not any(field.name == name for field in form.fields):
                sent.append((name, options[0][0]))
        if button.name:
            sent.append((button.name, button.value))
        await self._submit(form, sent)

    def untick(self, *endings: str) -> None:
        """Untick the boxes whose value ends so."""
        for ending in endings:
            boxes = [field for form in self.page.forms for field in form.fields if field.kind == "checkbox"]
            box = next((box for box in boxes if box.value.endswith(ending)), None)
            if box is None:
                raise self._lacks(f"box that ends in {ending!r}")
            box.sent = False

    def select(self, name: str, words: str) -> None:
        """Choose the option whose words contain `words`."""
        form = next(form for form in self.page.forms if name in form.options)
        value = next(value for value, shown in form.options[name] if words in shown)
        form.fields = [field for field in form.fields if field.name != name]
        form.fields.append(_chosen(name, value))

    async def choose(self, account: str, channel: str = "") -> None:
        """On the sandbox's Google: choose an account and, where it has several, the channel (its own by default)."""
        await self.press(f"account-{account}")
        button = f"channel-{channel or account}"
        if channel or self.page.form_with_button(button) is not None:
            await self.press(button)

    async def consent(self, account: str, *, channel: str = "", untick: Sequence[str] = ()) -> None:
        """On the sandbox's Google: choose an account and channel, untick boxes, agree."""
        await self.choose(account, channel)
        self.untick(*untick)
        await self.continue_()

    async def deny(self, account: str) -> None:
        """On the sandbox's Google: choose an account and say no."""
        await self.choose(account)
        await self.press("cancel")

    async def sign_in(self, username: str) -> None:
        """On the sandbox's Discord: sign in as that user."""
        self.select("person", f"(@{username})")
        await self.continue_()

    @property
    def text(self) -> str:
        """All that can be read on the page."""
        return self.page.text

    @property
    def outcome(self) -> str:
        """What became of it."""
        return self._by_id("outcome")

    @property
    def link_code(self) -> str:
        """The code to type into Discord."""
        return self._by_id("link-code")

    def cookies(self, url: str | URL) -> dict[str, str]:
        """Return the cookies this browser sends to an address."""
        return {name: morsel.value for name, morsel in self._session.cookie_jar.filter_cookies(URL(str(url))).items()}

    def _by_id(self, identity: str) -> str:
        if identity not in self.page.by_id:
            raise self._lacks(f"element with the id {identity!r}")
        return " ".join(self.page.by_id[identity].split())

    def _lacks(self, what: str) -> AssertionError:
        return AssertionError(f"There is no {what} on {self.url.path}:\n{self.text}")

    def _resolve(self, address: str) -> URL:
        return self.url.join(URL(address)) if address else self.url

    async def _submit(self, form: Form, sent: list[tuple[str, str]]) -> None:
        target = self._resolve(form.action)
        if form.method.lower() == "post":
            await self._navigate("POST", target, initiator=self.url, form=sent)
        else:
            await self._navigate("GET", target.with_query(sent), initiator=self.url)

    async def _navigate(
        self, method: str, url: URL, *, initiator: URL | None, form: list[tuple[str, str]] | None = None
    ) -> None:
        hidden = "no-referrer" in self.headers.get("Referrer-Policy", "")
        chain = [initiator] if initiator else []
        for _ in range(_MAX_REDIRECTS):
            url = URL(urldefrag(str(url)).url, encoded=True)
            headers = {"Sec-Fetch-Site": _site(initiator, chain, url), "Sec-Fetch-Mode": "navigate"}
            if method == "POST" and initiator:
                headers["Origin"] = "null" if hidden else str(initiator.origin())
            body = aiohttp.FormData(form, default_to_multipart=False)() if form else None
            async with self._session.request(
                method, url, headers=headers, data=body, allow_redirects=False
            ) as response:
                self.html = await response.text()
                self.status = response.status
                self.headers = dict(response.headers)
            self.visited.append(url)
            self.url = url
            if response.status not in _REDIRECTS:
                self.page = Page(self.html)
                return
            chain.append(url)
            url = url.join(URL(response.headers["Location"], encoded=True))
            if response.status not in {307, 308}:
                method, form = "GET", None
        raise AssertionError("too many redirects")


def _chosen(name: str, value: str) -> Field:
    return Field(name, value, sent=True, kind="option")


def _site(initiator: URL | None, chain: list[URL], target: URL) -> str:
    """Return `Sec-Fetch-Site` (W3C Fetch Metadata): the loosest relation between the initiator and every hop."""
    if initiator is None:
        return "none"
    hops = [*chain[1:], target]
    if all(hop.origin() == initiator.origin() for hop in hops):
        return "same-origin"
    same_site = all((hop.scheme, hop.host) == (initiator.scheme, initiator.host) for hop in hops)
    return "same-site" if same_site else "cross-site"
