"""Where people can link accounts, made from the settings. Like `app.py`, which alone uses it, it knows many rooms."""

from dataclasses import dataclass
from functools import partial

import aiohttp

from bot.alerts import Alerts
from bot.clock import Clock
from bot.config import Settings
from bot.errors.patreon import CreatorTokenRefused
from bot.patreon.api import PatreonApi
from bot.patreon.identity import account_of as patreon_account_of
from bot.patreon.patrons import Patrons
from bot.providers.access import Bearer
from bot.providers.client_secrets import GoogleClient
from bot.providers.contract import Connection, OAuthApp, ProviderAccount
from bot.providers.discord import DiscordSignIn
from bot.providers.google import Google
from bot.providers.patreon import Patreon
from bot.providers.wire import Wire
from bot.supporters.patreon import OwnCampaign
from bot.youtube.channels import channel_of
from bot.youtube.client import YouTube
from bot.youtube.payer import Payer

_CREATOR_TOKEN = "patreon.creator_access_token"  # noqa: S105 (a key's name)  # nosec B105


@dataclass(frozen=True, slots=True)
class PatreonSide:
    """What there is of Patreon. `provider` is None where no client is configured, `own` where no creator's token is."""

    api: PatreonApi
    patrons: Patrons
    provider: Patreon | None
    own: OwnCampaign | None

    @property
    def connections(self) -> dict[str, Connection]:
        """How accounts are linked there; empty where they are not."""
        if self.provider is None:
            return {}
        return {self.provider.name: Connection(self.provider, partial(patreon_account_of, self.api))}


def google_of(
    settings: Settings, client: GoogleClient, session: aiohttp.ClientSession, clock: Clock, alerts: Alerts
) -> Google:
    """Return Google, as the configuration and its own JSON have it."""
    return Google(
        Wire(session, "Google", clock=clock),
        client.app,
        redirect_uri=f"{settings.web.public_url}/oauth/youtube/callback",
        revoke_uri=settings.google.revoke_uri,
        clock=clock,
        alerts=alerts,
    )


def youtube_connection(google: Google, youtube: YouTube) -> Connection:
    """Return how YouTube channels are linked."""

    async def account_of(bearer: Bearer, user_id: int) -> ProviderAccount:
        channel = await channel_of(youtube, bearer, Payer.person(user_id))
        return ProviderAccount(channel.id, channel.title, channel.handle, channel.uploads_playlist)

    return Connection(google, account_of)


def patreon_of(settings: Settings, session: aiohttp.ClientSession, clock: Clock, alerts: Alerts) -> PatreonSide:
    """Return Patreon, as far as it is configured."""
    own = settings.patreon
    api = PatreonApi(session, api_base=own.api_base, clock=clock)
    provider = None
    if own.client_id:
        provider = Patreon(
            Wire(session, "Patreon", clock=clock),
            OAuthApp(own.client_id, own.client_secret, own.authorize_uri, own.token_uri),
            redirect_uri=f"{settings.web.public_url}/oauth/patreon/callback",
            clock=clock,
            alerts=alerts,
        )
    return PatreonSide(api, Patrons(api, clock), provider, _own_campaign(settings, alerts))


def _own_campaign(settings: Settings, alerts: Alerts) -> OwnCampaign | None:
    """Return the campaign whose token is configured. Nothing renews that token: when it ends, only the operator can."""
    token = settings.patreon.creator_access_token.get_secret_value()
    if not token:
        return None

    async def bearer(refused: str | None) -> str:
        if refused is None:
            return token
        sentence = (
            f"Patreon refuses {_CREATOR_TOKEN}: copy a new one from Patreon's portal, or link the creator's account"
        )
        alerts.stand(_CREATOR_TOKEN, sentence)
        raise CreatorTokenRefused

    return OwnCampaign(settings.patreon.creator_server, bearer, creator_id=settings.patreon.creator_user)


def sign_in_of(
    settings: Settings, session: aiohttp.ClientSession, clock: Clock, alerts: Alerts
) -> DiscordSignIn | None:
    """Return Discord's sign-in, or None without a client secret: then people type a code."""
    own = settings.discord
    if not own.client_secret.get_secret_value():
        return None
    api_base = own.api_base.rstrip("/")
    return DiscordSignIn(
        Wire(session, "Discord", clock=clock),
        OAuthApp(own.client_id, own.client_secret, own.authorize_uri, f"{api_base}/oauth2/token"),
        api_base=api_base,
        redirect_uri=f"{settings.web.public_url}/oauth/discord/callback",
        clock=clock,
        alerts=alerts,
    )
