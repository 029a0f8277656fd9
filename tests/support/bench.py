"""The whole bot beside both sandboxes: real discord.py over real sockets, in this process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.app import opened
from bot.config import Settings
from bot.lifecycle import App
from bot.preflight import preflight
from bot.store.vault import new_key
from sandbox.bot_process import next_post
from sandbox.browser import Browser
from sandbox.clock import Clock
from sandbox.discord import DiscordSandbox
from sandbox.discord.people import Person
from sandbox.discord.seen import Message
from sandbox.google import GoogleSandbox
from sandbox.google.catalogue import account_of
from sandbox.patreon import PatreonSandbox
from sandbox.pointing import DATABASE, free_port, settings_for
from sandbox.stage import Stage
from tests.support.databases import put_empty

_START_SECONDS = 20


@dataclass
class Bench:
    """The running bot, seen from outside, and everything around it."""

    discord: DiscordSandbox
    google: GoogleSandbox
    folder: Path
    url: str
    sign_in: bool
    cookies: set[str] = field(default_factory=set, repr=False)

    @property
    def alice(self) -> Person:
        """Return the person with 236 uploads."""
        return self.discord.person("alice")

    @property
    def creator(self) -> Person:
        """Return the person with 1,200 members, who manages the server."""
        return self.discord.person("the.creator")

    async def consent(
        self, person: Person, url: str, *, account: str = "", channel: str = "", untick: tuple[str, ...] = ()
    ) -> Browser:
        """Open a link's URL in a fresh browser and agree to everything; return the browser at the last page."""
        async with Browser() as browser:
            await browser.open(url)
            await browser.continue_()
            await browser.continue_()
            if self.sign_in:
                await browser.sign_in(person.username)
            await browser.consent(account or account_of(person.username), channel=channel, untick=untick)
            self.cookies |= set(browser.cookies(self.url).values())
            return browser

    async def link(self, person: Person, access: str = "look") -> None:
        """Link this person's YouTube account by /link, to the end."""
        await self.go_through(person, await (await person.slash("link", access=access)).message())

    async def go_through(self, person: Person, offer: Message, *, account: str = "", channel: str = "") -> None:
        """Follow the link button of a message to the end."""
        browser = await self.consent(person, offer.link(), account=account, channel=channel)
        if not self.sign_in:
            assert "is linked to you now" in (await self.type_code(person, offer, browser.link_code)).text

    async def type_code(self, person: Person, offer: Message, code: str) -> Message:
        """Press "Enter code" below an offer, type the code, and return the answer."""
        form = await person.click(offer, "Enter code")
        await form.modal()
        return await (await person.submit(form, code=code)).message()


@dataclass
class InnerBench(Bench):
    """A bot in this process, so that its clock and its parts can be reached."""

    app: App = field(kw_only=True)
    clock: Clock = field(kw_only=True)


@dataclass
class StagedBench(InnerBench):
    """A bot between the sandboxes, with the stage that upsets them."""

    stage: Stage = field(kw_only=True)
    patreon: PatreonSandbox = field(kw_only=True)

    async def link_patreon(self, person: Person, access: str = "creator") -> None:
        """Link this person's Patreon account by /link, to the end."""
        await self.go_through(person, await (await person.slash("link", access=access, provider="patreon")).message())


async def _ready(discord: DiscordSandbox) -> None:
    await discord.bot_ready(timeout=_START_SECONDS)
    await discord.commands_registered("link", timeout=_START_SECONDS)


@asynccontextmanager
async def running_bench(
    folder: Path, *, sign_in: bool = False, interaction_deadline: float = 3.0, metrics_port: int = 0
) -> AsyncIterator[StagedBench]:
    """Start everything; stop it in reverse. discord.py's class attributes are put back as they were."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    port = free_port()
    clock = Clock()
    discord = DiscordSandbox(clock=clock, interaction_deadline=interaction_deadline)
    google = GoogleSandbox(clock=clock)
    patreon = PatreonSandbox(clock=clock)
    stage = Stage(discord, google, clock, patreon=patreon)
    try:
        async with discord, google, patreon:
            given = settings_for(discord, google, folder, port=port, sign_in=sign_in, key=new_key(), patreon=patreon)
            given["web"]["metrics_port"] = metrics_port
            settings = Settings.model_validate(given)
            if not (folder / DATABASE).exists():
                put_empty(folder / DATABASE)
            async with opened(settings, preflight(settings), clock=clock) as app:
                stage.next_post = partial(next_post, app)
                stop = asyncio.Event()
                serving = asyncio.create_task(app.serve(stop))
                ready = asyncio.create_task(_ready(discord))
                await asyncio.wait({serving, ready}, timeout=_START_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                if serving.done():
                    serving.result()
                await ready
                try:
                    url = f"http://127.0.0.1:{port}"
                    yield StagedBench(
                        discord, google, folder, url, sign_in, app=app, clock=clock, stage=stage, patreon=patreon
                    )
                finally:
                    stop.set()
                    await serving
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway
