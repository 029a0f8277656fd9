"""Whether a valid configuration is enough to run: what `check` says, and what `run` asks before it opens anything."""

from yarl import URL

from bot.config import Settings
from bot.config_sections import LOOPBACK, Web
from bot.errors import ConfigError
from bot.providers.client_secrets import GoogleClient, read_client_secrets
from bot.store.database import store_url
from bot.store.vault import Vault

_TOKEN_DOTS = 2


def preflight(settings: Settings) -> GoogleClient:
    """Return the Google client when nothing is missing. Raises ConfigError for the first thing that is."""
    check_discord(settings)
    Vault(settings.store.encryption_keys)
    store_url(settings.store.url)
    google = google_client(settings)
    check_callback(settings, google)
    check_patreon(settings)
    return google


def check_discord(settings: Settings) -> None:
    """Raise ConfigError when what the bot needs to log in is missing or cannot be right."""
    discord = settings.discord
    if not discord.token.get_secret_value():
        raise ConfigError("discord.token", "it is empty", "copy the bot token from Discord's developer portal, Bot")
    if discord.token.get_secret_value().count(".") != _TOKEN_DOTS or " " in discord.token.get_secret_value():
        raise ConfigError(
            "discord.token",
            "it is not a bot token (three parts with dots between, no spaces)",
            "copy it again from Discord's developer portal, Bot",
        )
    if discord.client_secret.get_secret_value() and not discord.client_id:
        raise ConfigError(
            "discord.client_id", "it is empty though client_secret is set", "copy it from the portal, OAuth2"
        )


def google_client(settings: Settings) -> GoogleClient:
    """Return who we are at Google. Raises ConfigError."""
    return read_client_secrets(settings.google.client_secrets, settings.google.client_secrets_file)


def check_callback(settings: Settings, google: GoogleClient) -> None:
    """Raise ConfigError when the client's JSON does not list where Google is to send people back to."""
    callback = f"{settings.web.public_url}/oauth/youtube/callback"
    if callback not in google.redirect_uris:
        raise ConfigError(
            "web.public_url",
            f"Google's client does not list {callback}",
            "add that redirect URI in Google Cloud's console and to redirect_uris in the JSON, or mend the address",
        )


def check_patreon(settings: Settings) -> None:
    """Raise ConfigError when Patreon is configured by half. That nothing is configured is fine."""
    patreon = settings.patreon
    secret = patreon.client_secret.get_secret_value()
    portal = "copy it from Patreon's portal, Clients & API Keys, as docs/patreon.md shows"
    if patreon.client_id and not secret:
        raise ConfigError("patreon.client_secret", "it is empty though client_id is set", portal)
    if secret and not patreon.client_id:
        raise ConfigError("patreon.client_id", "it is empty though client_secret is set", portal)
    if patreon.creator_access_token.get_secret_value() and not patreon.creator_server:
        raise ConfigError(
            "patreon.creator_server",
            "it is missing though creator_access_token is set",
            "write the id of the one Discord server that may thank these patrons",
        )


def warnings(settings: Settings) -> list[str]:
    """Return what works but should be known, a sentence each."""
    found = []
    public = URL(settings.web.public_url)
    if public.scheme == "https" and not settings.discord.client_secret.get_secret_value():
        found.append(
            "discord.client_secret: empty, so people prove who they are by typing a code; set it (and client_id) "
            "to let Discord's own sign-in do that."
        )
    if settings.discord.client_id and not settings.discord.client_secret.get_secret_value():
        found.append("discord.client_id: set, but client_secret is empty, so people type a code instead of signing in.")
    if public.scheme == "https" and not settings.web.contact:
        found.append(
            "web.contact: empty, so the privacy page does not say how to reach you, which Google and YouTube ask for; "
            "write an e-mail address or the address of a page."
        )
    if public.scheme == "http" and public.port != settings.web.port:
        found.append(f"web.public_url: it names port {public.port}, but web.port is {settings.web.port}.")
    if settings.spotify.client_id:
        found.append("spotify.client_id: set, but this version does not use Spotify yet.")
    if settings.patreon.creator_access_token.get_secret_value():
        found.append(
            "patreon.creator_access_token: it ends after about a month and is not renewed; a link with `/link` is."
        )
    if settings.google.api_key.get_secret_value():
        found.append("google.api_key: set, but this version makes no public look-ups.")
    about_proxies = _about_proxies(settings.web)
    return [*found, about_proxies] if about_proxies else found


def _about_proxies(web: Web) -> str | None:
    """Return a note on who is believed to have sent a request."""
    if any(network.prefixlen == 0 for network in web.trusted_proxies):
        return (
            "web.trusted_proxies: it trusts every address, so anybody can make up where a request is from; name the "
            "proxy's own."
        )
    if URL(web.public_url).scheme != "https" or web.trusted_proxies:
        return None
    # The bot speaks plain http, so something in front of it speaks https.
    example = " (127.0.0.1, if it is on this machine)" if web.host in LOOPBACK else ""
    return (
        "web.trusted_proxies: empty, so rate limits see one address for everybody who comes through the proxy; name "
        f"the proxy's address{example}."
    )
