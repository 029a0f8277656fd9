"""The JSON API of the page in the browser: what a person sees, and does."""

from aiohttp import web

from sandbox.discord import payloads
from sandbox.discord.errors import PersonError
from sandbox.discord.feed import Event
from sandbox.discord.gateway import Gateway
from sandbox.discord.interactions import Interaction, Interactions
from sandbox.discord.live import Live
from sandbox.discord.model import ChannelRecord, User
from sandbox.discord.page_json import read_object, served
from sandbox.discord.people import Desk
from sandbox.discord.permissions import Permission
from sandbox.discord.served_guilds import guilds_json, may_manage
from sandbox.discord.wire import Json


class PersonApi:
    """The routes under ``/sandbox``. ``as`` in the query is the person's id."""

    def __init__(self, desk: Desk, gateway: Gateway, interactions: Interactions) -> None:
        self._desk = desk
        self._gateway = gateway
        self._interactions = interactions
        self._live = Live(desk.feed, self.person)
        self._dismissed: set[int] = set()

    def add_to(self, app: web.Application) -> None:
        """Register the routes."""
        add = app.router.add_route
        add("GET", "/sandbox/state", served(self.state))
        add("GET", "/sandbox/channels/{channel_id}/messages", served(self.messages))
        add("POST", "/sandbox/channels/{channel_id}/messages", served(self.say))
        add("POST", "/sandbox/interactions", served(self.interact))
        add("POST", "/sandbox/dms", served(self.open_dm))
        add("POST", "/sandbox/dismiss", served(self.dismiss))
        add("PUT", "/sandbox/people/{user_id}/dms_closed", served(self.close_dms))
        add("PUT", "/sandbox/guilds/{guild_id}/bot", served(self.seat_bot))
        add("GET", "/sandbox/live", self._live.handle)

    async def close(self) -> None:
        """Close the pages' sockets, at the end."""
        await self._live.close()

    def person(self, request: web.Request) -> User:
        """Return who asks: ``as``, or the first person."""
        people = self._desk.world.people
        wanted = request.query.get("as")
        for user in people:
            if wanted in (None, "", str(user.id)):
                return user
        raise PersonError("There is no such person.")

    async def state(self, request: web.Request) -> Json:
        """Return everything the page shows at first."""
        me, world = self.person(request), self._desk.world
        return {
            "me": payloads.person_json(me) | {"dms_closed": me.dms_closed},
            "people": [payloads.person_json(user) for user in world.people],
            "bot": payloads.person_json(world.bot) | {"online": self._gateway.online},
            "guilds": guilds_json(world, me),
            "dms": [
                {"id": str(channel.id), "recipient": payloads.person_json(world.bot)}
                for channel in world.channels.values()
                if channel.recipient is me
            ],
            "commands": self._desk.registry.usable_by(me),
        }

    async def messages(self, request: web.Request) -> list[Json]:
        """Return a channel's latest messages, oldest first, with the ephemeral ones of this person."""
        me, channel = self.person(request), self._channel(request, request.match_info["channel_id"])
        before = int(request.query["before"]) if request.query.get("before", "").isdecimal() else None
        limit = int(request.query["limit"]) if request.query.get("limit", "").isdecimal() else 50
        seen = [
            message
            for message in channel.messages
            if message.id not in self._dismissed
            and (before is None or message.id < before)
            and message.seen_by in (None, me.id)
        ]
        return [payloads.message_json(message) for message in seen[-max(1, min(limit, 100)) :]]

    async def say(self, request: web.Request) -> Json:
        """Write a message."""
        me, channel = self.person(request), self._channel(request, request.match_info["channel_id"])
        content = str((await read_object(request)).get("content", ""))
        if not self._desk.world.may(channel, me, Permission.SEND_MESSAGES):
            raise PersonError("You do not have permission to send messages in this channel.")
        if len(content) > 2000:
            raise PersonError("Your message is too long: 2000 characters are the most.")
        return payloads.message_json(self._desk.messages.say(channel, me, content))

    async def interact(self, request: web.Request) -> Json:
        """Send what the person did to the bot; suggestions are in the answer itself."""
        me, body = self.person(request), await read_object(request)
        channel = self._channel(request, str(body.get("channel_id")))
        interaction = self._interaction(me, channel, body)
        if body.get("type") != "autocomplete":
            return {"interaction_id": str(interaction.id)}

        def probe() -> list[Json] | None:
            return [] if interaction.failure else interaction.choices

        # An unanswered one fails at its deadline, so this wait ends.
        return {"choices": await self._desk.feed.until(probe, timeout=60)}

    def _interaction(self, me: User, channel: ChannelRecord, body: Json) -> Interaction:
        invoker = self._desk.invoker
        match body.get("type"):
            case "command":
                return invoker.command(me, channel, _text(body, "command_id"), _options(body))
            case "autocomplete":
                return invoker.autocomplete(me, channel, _text(body, "command_id"), _options(body))
            case "message_command":
                return invoker.message_command(me, channel, _text(body, "command_id"), _id(body, "message_id"))
            case "component":
                values = [str(value) for value in body.get("values") or []]
                message_id = _id(body, "message_id")
                return invoker.component(me, channel, message_id, _text(body, "custom_id"), values)
            case "modal":
                return invoker.modal(me, channel, _id(body, "interaction_id"), dict(body.get("fields") or {}))
        raise PersonError("Nothing is known of this type of interaction.", field="type")

    async def open_dm(self, request: web.Request) -> Json:
        """Open the DM with the bot."""
        return {"id": str(self._desk.world.open_dm(self.person(request)).id)}

    async def dismiss(self, request: web.Request) -> Json:
        """Hide an ephemeral message from its only reader."""
        me = self.person(request)
        message = self._desk.messages.find(_id(await read_object(request), "message_id"))
        if message is None or message.seen_by != me.id:
            raise PersonError("Only a message that only you can see can be dismissed.")
        self._dismissed.add(message.id)
        gone = {"channel_id": str(message.channel.id), "message_id": str(message.id)}
        self._desk.feed.publish(Event("message_delete", gone, frozenset({me.id})))
        return {}

    async def close_dms(self, request: web.Request) -> Json:
        """Set whether a person takes DMs."""
        wanted = request.match_info["user_id"]
        user = next((user for user in self._desk.world.people if str(user.id) == wanted), None)
        closed = (await read_object(request)).get("closed")
        if user is None or not isinstance(closed, bool):
            raise PersonError("Say which person, and whether closed is true or false.")
        user.dms_closed = closed
        return {"closed": closed}

    async def seat_bot(self, request: web.Request) -> Json:
        """Remove the bot from a server, or add it again, as somebody who manages that server."""
        world, wanted = self._desk.world, request.match_info["guild_id"]
        guild = world.guilds.get(int(wanted)) if wanted.isdecimal() else None
        present = (await read_object(request)).get("present")
        if guild is None or not may_manage(guild, self.person(request)):
            raise PersonError("Only somebody with Manage Server can do this.")
        if not isinstance(present, bool):
            raise PersonError("Say whether the bot shall be present, true or false.")
        if present != (world.bot.id in guild.members):
            (world.add_bot if present else world.kick_bot)(guild)
        return {"present": present}

    def _channel(self, request: web.Request, given: str) -> ChannelRecord:
        world = self._desk.world
        channel = world.channels.get(int(given)) if given.isdecimal() else None
        if channel is None or not world.may(channel, self.person(request), Permission.VIEW_CHANNEL):
            raise PersonError("You cannot see this channel.")
        return channel


def _text(body: Json, key: str) -> str:
    return str(body.get(key, ""))


def _id(body: Json, key: str) -> int:
    value = str(body.get(key, ""))
    if not value.isdecimal():
        raise PersonError("This is not an id.", field=key)
    return int(value)


def _options(body: Json) -> list[Json]:
    options = body.get("options") or []
    if not isinstance(options, list) or not all(isinstance(option, dict) for option in options):
        raise PersonError("Options are a list of objects.", field="options")
    return options
