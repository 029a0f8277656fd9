"""The gateway's address, the application, users, DMs and servers."""

from sandbox.discord import errors, payloads
from sandbox.discord.errors import ApiError
from sandbox.discord.gateway import Gateway
from sandbox.discord.model import Application, Guild
from sandbox.discord.permissions import Permission, in_guild
from sandbox.discord.rest.api import Answer, Api, Call
from sandbox.discord.wire import Json
from sandbox.discord.world import World


class Basics:
    """What discord.py asks while it logs in, and looks up later."""

    def __init__(self, application: Application, world: World, gateway: Gateway) -> None:
        self._application = application
        self._world = world
        self._gateway = gateway

    def add_to(self, api: Api) -> None:
        """Register the routes."""
        api.open("GET", "/gateway", self.gateway)
        api.bot("GET", "/gateway/bot", self.gateway_bot)
        for route in ("/applications/@me", "/oauth2/applications/@me"):
            api.bot("GET", route, self.application)
        api.bot("GET", "/applications/{application_id}/emojis", lambda _: {"items": []})
        api.bot("GET", "/users/@me/guilds", self.guilds)
        api.bot("POST", "/users/@me/channels", self.open_dm)
        api.bot("GET", "/users/{user_id}", self.user)
        api.bot("GET", "/guilds/{guild_id}", self.guild)
        api.bot("GET", "/guilds/{guild_id}/channels", self.channels)
        api.bot("GET", "/guilds/{guild_id}/roles", self.roles)
        api.bot("GET", "/guilds/{guild_id}/members", self.members)
        api.bot("GET", "/guilds/{guild_id}/members/{user_id}", self.member)

    def gateway(self, _: Call) -> Json:
        """Return the gateway's address."""
        return {"url": self._gateway.url}

    def gateway_bot(self, _: Call) -> Json:
        """Return the gateway's address, and how many shards and sessions the bot should and may start."""
        used = self._gateway.identified
        limit = {"total": 1000, "remaining": 1000 - used, "reset_after": 86_400_000, "max_concurrency": 1}
        return {"url": self._gateway.url, "shards": 1, "session_start_limit": limit}

    def application(self, _: Call) -> Json:
        """Return the bot's application."""
        application = self._application
        owner = self._world.people[0] if self._world.people else self._world.bot
        return {
            "id": application.client_id,
            "name": application.name,
            "description": "",
            "type": None,
            "icon": None,
            "summary": "",
            "bot": payloads.user_json(self._world.bot),
            "bot_public": True,
            "bot_require_code_grant": application.bot_require_code_grant,
            "owner": payloads.user_json(owner),
            "team": None,
            "verify_key": "0" * 64,
            "flags": 0,
            "flags_new": "0",
            "explicit_content_filter": 0,
            "eligible_oauth2_scopes": [],
            "redirect_uris": list(application.redirect_uris),
            "interactions_endpoint_url": application.interactions_endpoint_url,
            "role_connections_verification_url": None,
            "approximate_guild_count": len(self._world.guilds_of(self._world.bot)),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "integration_types_config": {"0": {}},
        }

    def guilds(self, _: Call) -> list[Json]:
        """Return the bot's servers in short."""
        return [
            {
                "id": str(guild.id),
                "name": guild.name,
                "icon": None,
                "banner": None,
                "owner": False,
                "permissions": str(in_guild(guild, guild.members[self._world.bot.id])),
                "features": [],
            }
            for guild in self._world.guilds_of(self._world.bot)
        ]

    def open_dm(self, call: Call) -> Json:
        """Return the DM with a person, made when it is the first time."""
        recipient = str(call.body.get("recipient_id", ""))
        user = self._world.users.get(int(recipient)) if recipient.isdecimal() else None
        if user is None or user.bot:
            raise ApiError(400, 50033, "Invalid Recipient(s)")
        return payloads.channel_json(self._world.open_dm(user))

    def user(self, call: Call) -> Json:
        """Return a user."""
        user = self._world.users.get(call.id("user_id"))
        if user is None:
            raise errors.unknown("User")
        return payloads.user_json(user)

    def guild(self, call: Call) -> Json:
        """Return a server; with counts when asked."""
        guild = self._guild(call)
        if call.request.query.get("with_counts", "").lower() not in {"true", "1"}:
            return payloads.guild_json(guild)
        counts = {"approximate_member_count": len(guild.members), "approximate_presence_count": 1}
        return payloads.guild_json(guild) | counts

    def channels(self, call: Call) -> list[Json]:
        """Return a server's channels that the bot may see."""
        channels = self._guild(call).channels.values()
        seen = (c for c in channels if self._world.may(c, self._world.bot, Permission.VIEW_CHANNEL))
        return [payloads.channel_json(channel) for channel in seen]

    def roles(self, call: Call) -> list[Json]:
        """Return a server's roles."""
        return [payloads.role_json(role) for role in self._guild(call).roles.values()]

    def members(self, call: Call) -> Answer:
        """Refuse the list of members: it needs the privileged intent."""
        self._guild(call)
        raise errors.missing_access()

    def member(self, call: Call) -> Json:
        """Return a member of a server."""
        member = self._guild(call).members.get(call.id("user_id"))
        if member is None:
            known = call.id("user_id") in self._world.users
            raise errors.unknown("Member" if known else "User")
        return payloads.member_json(member)

    def _guild(self, call: Call) -> Guild:
        guild = self._world.guilds.get(call.id("guild_id"))
        if guild is None or self._world.bot.id not in guild.members:
            raise errors.unknown("Guild")
        return guild
