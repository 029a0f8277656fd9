"""What Discord says about the bot's token, its application and its client secret (Discord's reference, "OAuth2")."""

from aiohttp import encode_basic_auth

from bot.config import Settings
from bot.operator.doctor.finding import Finding, mend, note, right, unsure
from bot.operator.doctor.probe import Probe, Reply

_OK = 200
_UNAUTHORIZED = 401
_TOKEN, _ID, _SECRET = "discord.token", "discord.client_id", "discord.client_secret"
_INVITATION_WORDS = "so its invitations fail; switch that off in the portal, Bot"
_GATEWAY_WORDS = "so commands go to that address and never reach the bot; empty it in the portal, General Information"


async def token(probe: Probe, settings: Settings) -> list[Finding]:
    """Ask who the bot is."""
    reply = await _as_bot(probe, settings, "users/@me")
    if reply.status == _UNAUTHORIZED:
        return [mend(_TOKEN, "Discord does not accept it; copy the bot token again from the portal, Bot")]
    if reply.status != _OK:
        return [_odd(_TOKEN, reply)]
    return [right(_TOKEN, f"Discord accepts it, and the bot is called {reply.json.get('username', '?')}")]


async def application(probe: Probe, settings: Settings) -> list[Finding]:
    """Compare the application with the configuration."""
    reply = await _as_bot(probe, settings, "applications/@me")
    if reply.status == _UNAUTHORIZED:
        return [note(_ID, "it can be compared only with a token that Discord accepts")]
    if reply.status != _OK:
        return [_odd(_ID, reply)]
    found = _client_id(settings, str(reply.json.get("id", "")))
    if settings.discord.client_secret.get_secret_value():
        found += _redirect(settings, reply.json.get("redirect_uris"))
    if reply.json.get("interactions_endpoint_url"):
        found.append(mend("discord", f"the application has an Interactions Endpoint URL, {_GATEWAY_WORDS}"))
    if reply.json.get("bot_require_code_grant"):
        found.append(
            mend(
                "discord",
                "the bot requires an OAuth2 code grant, so invitations fail; switch it off in the portal, Bot",
            )
        )
    return found


async def secret(probe: Probe, settings: Settings) -> list[Finding]:
    """Try the client's id and secret by the grant that needs no person.

    The token that comes back belongs to the application's owner. It is thrown away and not revoked: Discord would end
    every authorization that the owner gave this application.
    """
    own = settings.discord
    if not own.client_secret.get_secret_value():
        return []
    reply = await probe.post(
        f"{own.api_base.rstrip('/')}/oauth2/token",
        {"grant_type": "client_credentials", "scope": "identify"},
        Authorization=encode_basic_auth(own.client_id, own.client_secret.get_secret_value()),
    )
    if reply.status == _OK:
        return [right(_SECRET, "Discord accepts it")]
    if reply.busy:
        return [_odd(_SECRET, reply)]
    if reply.status == _UNAUTHORIZED or reply.error == "invalid_client":
        return [mend(_SECRET, "Discord does not accept it with this client_id; copy both from the portal, OAuth2")]
    return [_odd(_SECRET, reply)]


def _client_id(settings: Settings, real: str) -> list[Finding]:
    given = settings.discord.client_id
    if not given:
        return [note(_ID, f"empty; the application's id is {real}, and with it the home page can offer an invitation")]
    if given != real:
        return [mend(_ID, f"it is {given}, but the token's application is {real}; copy both from one application")]
    return [right(_ID, "it is the token's application")]


def _redirect(settings: Settings, registered: object) -> list[Finding]:
    callback = f"{settings.web.public_url}/oauth/discord/callback"
    if not isinstance(registered, list):
        return [unsure("web.public_url", "Discord does not say which redirect URIs are registered")]
    if callback in registered:
        return [right("web.public_url", f"Discord knows the redirect URI {callback}")]
    return [
        mend(
            "web.public_url",
            f"Discord does not know the redirect URI {callback}; add it in the portal, OAuth2, or mend the address",
        )
    ]


async def _as_bot(probe: Probe, settings: Settings, route: str) -> Reply:
    token = settings.discord.token.get_secret_value()
    return await probe.get(f"{settings.discord.api_base.rstrip('/')}/{route}", Authorization=f"Bot {token}")


def _odd(about: str, reply: Reply) -> Finding:
    return unsure(about, f"Discord answered {reply.status}; ask again in a few minutes, and see discord.api_base")
