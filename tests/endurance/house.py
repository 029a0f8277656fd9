"""The bot's services over a real database and sockets, put together from a description that fits through a pipe."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
import msgspec
from pydantic import SecretStr

from bot.accounts.accounts import Accounts
from bot.accounts.keeper import TokenKeeper
from bot.accounts.linking import Linking
from bot.accounts.notices import Notify
from bot.alerts import Alerts
from bot.clock import Clock
from bot.errors import NoChannel, TryLater
from bot.limits import Allowance, Limits
from bot.metrics import Metrics
from bot.providers.access import Bearer
from bot.providers.contract import AccountOf, Connection, OAuthApp, ProviderAccount
from bot.providers.discord import DiscordSignIn
from bot.providers.google import Google
from bot.providers.wire import Wire
from bot.store.database import Database, open_database
from bot.store.rotation import Rotation, rotate
from bot.store.vault import Vault
from sandbox.discord import DiscordSandbox
from sandbox.google import GoogleSandbox

PAGES = "http://127.0.0.1:9"
"""Where the bot's pages would be: a browser is sent back there with its answer, and nobody needs to listen."""
_PATIENT = Limits(tickets=Allowance(10_000, timedelta(hours=1)), codes=Allowance(10_000, timedelta(hours=1)))
_OK = 200
_UNAUTHORIZED = 401
START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CALLBACK = f"{PAGES}/oauth/youtube/callback"
SIGN_IN_CALLBACK = f"{PAGES}/oauth/discord/callback"


class App(msgspec.Struct, frozen=True):
    """Our registration at an OAuth server."""

    client_id: str
    client_secret: str
    authorize_uri: str
    token_uri: str

    def for_provider(self) -> OAuthApp:
        return OAuthApp(self.client_id, SecretStr(self.client_secret), self.authorize_uri, self.token_uri)


class Place(msgspec.Struct, frozen=True):
    """Where a bot keeps its data and whom it talks to. `keys` has the newest first; `discord` is for the sign-in."""

    file: str
    keys: tuple[str, ...]
    google: App
    youtube_api: str
    revoke_uri: str
    discord: App
    discord_api: str
    rotating: bool = False

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file}"


class SingleUse(Google):
    """Google as it would be if its refresh tokens were single use, as Patreon's are."""

    rotates_refresh_tokens = True


@dataclass
class House:
    """One process's worth of services. `by_code` links by a typed code, `by_sign_in` by Discord's sign-in."""

    database: Database
    vault: Vault
    provider: Google
    keeper: TokenKeeper
    by_code: Linking
    by_sign_in: Linking
    accounts: Accounts
    alerts: Alerts
    account_of: AccountOf
    clock: Clock

    async def channel_id(self, link_id: str) -> str:
        """Return whose channel a link reads, asked of YouTube with the link's own token."""
        return (await self.account_of(self.keeper.bearer(link_id), 0)).id

    async def rotate(self) -> Rotation:
        """Do what `rotate-keys` does."""
        return await rotate(self.database, self.vault, clock=self.clock, tell=lambda _progress: None, sleep=brief)


def place_of(
    file: str, keys: tuple[str, ...], google: GoogleSandbox, discord: DiscordSandbox, *, rotating: bool = False
) -> Place:
    """Describe a bot at these sandboxes, and register its callbacks there."""
    client = google.client_secrets(CALLBACK)["web"]
    application = discord.application
    if SIGN_IN_CALLBACK not in application.redirect_uris:
        application.redirect_uris.append(SIGN_IN_CALLBACK)
    return Place(
        file=file,
        keys=keys,
        google=App(client["client_id"], client["client_secret"], client["auth_uri"], client["token_uri"]),
        youtube_api=google.youtube_api,
        revoke_uri=google.revoke_uri,
        discord=App(
            application.client_id,
            application.client_secret,
            discord.authorize_uri,
            f"{discord.api_base}/oauth2/token",
        ),
        discord_api=discord.api_base,
        rotating=rotating,
    )


@asynccontextmanager
async def open_house(
    place: Place, *, notify: Notify, clock: Clock, kind: type[Google] | None = None
) -> AsyncIterator[House]:
    """Open everything as `bot.app` does, but for Discord's gateway, the pages and the ticks."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(place.url))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        house = _compose(place, kind or (SingleUse if place.rotating else Google), database, session, notify, clock)
        yield house
        await house.keeper.settle()


def _compose(
    place: Place,
    kind: type[Google],
    database: Database,
    session: aiohttp.ClientSession,
    notify: Notify,
    clock: Clock,
) -> House:
    vault = Vault([SecretStr(key) for key in place.keys])
    alerts = Alerts()
    provider = kind(
        Wire(session, "Google", clock=clock, sleep=no_sleep),
        place.google.for_provider(),
        redirect_uri=CALLBACK,
        revoke_uri=place.revoke_uri,
        clock=clock,
        alerts=alerts,
    )
    sign_in = DiscordSignIn(
        Wire(session, "Discord", clock=clock, sleep=no_sleep),
        place.discord.for_provider(),
        api_base=place.discord_api,
        redirect_uri=SIGN_IN_CALLBACK,
        clock=clock,
        alerts=alerts,
    )
    account_of = partial(_account_of, session, place.youtube_api)
    linking = partial(
        Linking,
        database,
        vault,
        {"youtube": Connection(provider, account_of)},
        notify=notify,
        public_url=PAGES,
        clock=clock,
        limits=_PATIENT,
    )
    providers = {"youtube": provider}
    return House(
        database=database,
        vault=vault,
        provider=provider,
        keeper=TokenKeeper(database, vault, providers, notify=notify, clock=clock, metrics=Metrics(), sleep=brief),
        by_code=linking(sign_in=None),
        by_sign_in=linking(sign_in=sign_in),
        accounts=Accounts(database, vault, providers, clock=clock),
        alerts=alerts,
        account_of=account_of,
        clock=clock,
    )


async def no_sleep(_seconds: float) -> None:
    """Let others go on, and wait no longer."""
    await asyncio.sleep(0)


async def brief(seconds: float) -> None:
    """Wait a hundredth of the time, for what another process has to come to an end first."""
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.Event().wait(), seconds / 100)


async def _account_of(
    session: aiohttp.ClientSession, youtube_api: str, bearer: Bearer, _user_id: int
) -> ProviderAccount:
    """Ask YouTube whose token this is; as the bot does, a refused token is replaced once."""
    token = await bearer(None)
    try:
        return await _mine(session, youtube_api, token)
    except _Refused:
        return await _mine(session, youtube_api, await bearer(token))


class _Refused(Exception):
    """YouTube answered 401."""


async def _mine(session: aiohttp.ClientSession, youtube_api: str, token: str) -> ProviderAccount:
    query = {"part": "snippet,contentDetails", "mine": "true"}
    headers = {"Authorization": f"Bearer {token}"}
    try:
        async with session.get(f"{youtube_api}youtube/v3/channels", params=query, headers=headers) as response:
            if response.status == _UNAUTHORIZED:
                raise _Refused
            if response.status != _OK:
                raise TryLater("YouTube")
            items: list[dict[str, Any]] = (await response.json()).get("items", [])
    except aiohttp.ClientError:
        raise TryLater("YouTube") from None
    if not items:
        raise NoChannel
    snippet, details = items[0]["snippet"], items[0]["contentDetails"]
    return ProviderAccount(
        items[0]["id"], snippet["title"], snippet.get("customUrl", ""), details["relatedPlaylists"]["uploads"]
    )
