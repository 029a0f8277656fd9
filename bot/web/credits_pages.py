"""`/credits/{key}`: a server's credits for OBS and for anyone with the address, and their changes as they happen.

Without script it is a plain list. With it the names roll, and `/credits/{key}/live` tells of changes as server-sent
events (WHATWG HTML, "Server-sent events"): `look`, `names` and `gone`, of which `names` carries its version as its id.
"""

import asyncio
import logging
from collections import OrderedDict
from contextlib import AsyncExitStack
from hashlib import blake2b
from pathlib import Path

import msgspec
from aiohttp import hdrs, web
from markupsafe import Markup

from bot.credits.live import LivePages, PageState, Watch
from bot.credits.look import Look, asked
from bot.web.pace import subscriber
from bot.web.places import Places
from bot.web.proxies import Proxies
from bot.web.rendering import Pages

log = logging.getLogger(__name__)

_OWN_FILES = ("credits.js", "credits.css")
_STATIC = Path(__file__).parent / "static"
_QUIET_SECONDS = 15.0
"""After so long without a change a comment is sent: proxies close what is silent, and who has left is noticed."""
_STUCK_SECONDS = 20.0
"""Who takes nothing of what is sent for so long has left."""
_AGAIN_MS, _LATER_MS = 2_000, 20_000
"""When a browser asks again after the stream has ended, and when it does that instead of waiting on the stream."""
_RENDERED, _RENDERED_SECONDS = 20, 600.0
_GONE = b"event: gone\ndata: {}\n\n"
_DEFAULT_TITLE = "Thank you"


class CreditsPages:
    """Handlers for the page and its stream."""

    def __init__(
        self,
        live: LivePages,
        pages: Pages,
        proxies: Proxies,
        streams: Places,
        *,
        quiet_seconds: float = _QUIET_SECONDS,
    ) -> None:
        self._live = live
        self._pages = pages
        self._proxies = proxies
        self._streams = streams
        self._quiet_seconds = quiet_seconds
        self._rendered: OrderedDict[str, Markup] = OrderedDict()
        # A new version of these files must not meet a page of the old one in a browser's cache.
        together = b"".join((_STATIC / name).read_bytes() for name in _OWN_FILES)
        self._build = blake2b(together, digest_size=6).hexdigest()

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Add the routes."""
        router.add_get("/credits/{key}", self.show)
        router.add_get("/credits/{key}/live", self.follow, allow_head=False)

    async def show(self, request: web.Request) -> web.Response:
        """Show everything, as a list that needs no script."""
        key = request.match_info["key"]
        state = await self._live.open(key)
        if state is None:
            if await self._live.was_taken_down(key):
                return self._pages.answer("credits_gone.html", status=web.HTTPGone.status_code)
            raise web.HTTPNotFound
        state = await self._live.worn(state, asked(state.look, request.query))
        return self._pages.answer(
            "credits.html",
            title=_title(state.look),
            look=state.look,
            names=await self._names(state),
            version=state.version,
            build=self._build,
        )

    async def follow(self, request: web.Request) -> web.StreamResponse:
        """Tell of every change until the browser or the bot goes.

        Where too many wait already, it says what there is and when to ask again.
        """
        who = subscriber(self._proxies.arrival(request).address)
        waits = not (self._live.is_closed or self._streams.full(who))
        async with AsyncExitStack() as stack:
            if waits:
                stack.enter_context(self._streams.place(who))
            watch = await stack.enter_async_context(self._live.watching(request.match_info["key"]))
            if watch is None:
                raise web.HTTPNotFound
            response = web.StreamResponse(
                headers={
                    hdrs.CONTENT_TYPE: "text/event-stream; charset=utf-8",
                    # nginx would hold the stream back until its buffer is full.
                    "X-Accel-Buffering": "no",
                }
            )
            await response.prepare(request)
            try:
                await _send(response, f"retry: {_AGAIN_MS if waits else _LATER_MS}\n\n".encode())
                await self._tell(request, response, watch, stay=waits)
            except (ConnectionError, TimeoutError):
                # The browser has left. There is nobody to tell, and nothing to log.
                response.force_close()
            return response

    async def _tell(self, request: web.Request, response: web.StreamResponse, watch: Watch, *, stay: bool) -> None:
        version = request.headers.get("Last-Event-ID") or request.query.get("version", "")
        look: Look | None = None
        seen: PageState | None = None
        while (state := await self._next(response, watch, seen)) is not None:
            seen = state
            state = await self._live.worn(state, asked(state.look, request.query))
            if state.look != look:
                look = state.look
                await _send(response, b"event: look\ndata: " + _look(look) + b"\n\n")
            if state.version != version:
                version = state.version
                names = b"event: names\nid: " + version.encode() + b"\ndata: " + state.encoded + b"\n\n"
                await _send(response, names)
            if not stay:
                return
        if not self._live.is_closed:
            await _send(response, _GONE)

    async def _next(self, response: web.StreamResponse, watch: Watch, seen: PageState | None) -> PageState | None:
        """Return what differs from what was seen; meanwhile send a comment now and then."""
        while True:
            try:
                async with asyncio.timeout(self._quiet_seconds):
                    return await watch.other_than(seen)
            except TimeoutError:
                await _send(response, b": still here\n\n")

    async def _names(self, state: PageState) -> Markup:
        """Return the list of names as HTML, made once for each version."""
        made = self._rendered.get(state.version)
        if made is None:
            made = await asyncio.to_thread(self._pages.fragment, "credits_names.html", names=state.names)
            # It is names: who looks later has it made anew.
            asyncio.get_running_loop().call_later(_RENDERED_SECONDS, self._rendered.pop, state.version, None)
        self._rendered[state.version] = made
        self._rendered.move_to_end(state.version)
        while len(self._rendered) > _RENDERED:
            self._rendered.popitem(last=False)
        return made


async def _send(response: web.StreamResponse, data: bytes) -> None:
    async with asyncio.timeout(_STUCK_SECONDS):
        await response.write(data)


def _title(look: Look) -> str:
    return look.title or _DEFAULT_TITLE


def _look(look: Look) -> bytes:
    return msgspec.json.encode(
        {
            "title": _title(look),
            "theme": look.theme,
            "speed": look.speed,
            "columns": look.columns,
            "size": look.size,
            "loop": look.loop,
        }
    )
