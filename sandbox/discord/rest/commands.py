"""The routes of application commands, everywhere and per server."""

from sandbox.discord import errors
from sandbox.discord.errors import ApiError
from sandbox.discord.model import Application
from sandbox.discord.registry import Registry, Scope
from sandbox.discord.rest.api import Answer, Api, Call
from sandbox.discord.wire import Json
from sandbox.discord.world import World


class Commands:
    """The routes under ``/applications/{id}/commands`` and ``/applications/{id}/guilds/{id}/commands``."""

    def __init__(self, application: Application, world: World, registry: Registry) -> None:
        self._application = application
        self._world = world
        self._registry = registry

    def add_to(self, api: Api) -> None:
        """Register the routes."""
        for prefix in ("/applications/{application_id}", "/applications/{application_id}/guilds/{guild_id}"):
            api.bot("GET", prefix + "/commands", self.listed)
            api.bot("PUT", prefix + "/commands", self.overwrite)
            api.bot("POST", prefix + "/commands", self.create)
            api.bot("GET", prefix + "/commands/{command_id}", self.get)
            api.bot("PATCH", prefix + "/commands/{command_id}", self.edit)
            api.bot("DELETE", prefix + "/commands/{command_id}", self.delete)
        api.bot("GET", "/applications/{application_id}/guilds/{guild_id}/commands/permissions", lambda _: [])

    def listed(self, call: Call) -> list[Json]:
        """Return the commands of a scope."""
        return self._registry.all(self._scope(call))

    def overwrite(self, call: Call) -> list[Json]:
        """Replace all commands of a scope."""
        return self._registry.overwrite(self._scope(call), call.payload.json)

    def create(self, call: Call) -> Answer:
        """Add a command: 201, or 200 when it replaced one of the same name."""
        command, new = self._registry.create(self._scope(call), call.body)
        return Answer(201 if new else 200, command)

    def get(self, call: Call) -> Json:
        """Return a command."""
        return self._registry.get(self._scope(call), call.id("command_id"))

    def edit(self, call: Call) -> Json:
        """Change a command."""
        return self._registry.edit(self._scope(call), call.id("command_id"), call.body)

    def delete(self, call: Call) -> None:
        """Remove a command."""
        self._registry.delete(self._scope(call), call.id("command_id"))

    def _scope(self, call: Call) -> Scope:
        if call.id("application_id") != self._application.id:
            raise ApiError(403, 20012, "You are not authorized to perform this action on this application")
        if "guild_id" not in call.request.match_info:
            return None
        guild_id = call.id("guild_id")
        if guild_id not in {guild.id for guild in self._world.guilds_of(self._world.bot)}:
            raise errors.missing_access()
        return guild_id
