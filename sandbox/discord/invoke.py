"""Makes interactions of what a person does, with the payloads that Discord sends to bots."""

from sandbox.discord import payloads, permissions
from sandbox.discord.errors import PersonError
from sandbox.discord.files import Files
from sandbox.discord.interactions import Interaction, Interactions
from sandbox.discord.messages import Messages
from sandbox.discord.modals import submitted
from sandbox.discord.model import ChannelRecord, MessageRecord, User
from sandbox.discord.options import Resolver, focused_type, ready_options
from sandbox.discord.press import pressed
from sandbox.discord.registry import Registry
from sandbox.discord.wire import MAX_FILE_BYTES, CommandType, InteractionType, Json, OptionType
from sandbox.discord.world import World

_IN_SERVER, _IN_BOT_DM = 0, 1


class Invoker:
    """What a person can do with the bot. Each raises PersonError for what a person could not do in Discord."""

    def __init__(
        self, world: World, registry: Registry, messages: Messages, interactions: Interactions, files: Files
    ) -> None:
        self._world = world
        self._registry = registry
        self._messages = messages
        self._interactions = interactions
        self._files = files

    def command(self, user: User, channel: ChannelRecord, command_id: str, options: list[Json]) -> Interaction:
        """Send a slash command; ``options`` as Discord nests them."""
        command = self._command(user, channel, command_id, CommandType.CHAT_INPUT)
        resolver = Resolver(self._world, self._files, channel)
        ready = ready_options(command, options, resolver)
        data = _command_data(command) | {"options": ready}
        if resolver.resolved:
            data["resolved"] = resolver.resolved
        interaction = self._new(user, channel, InteractionType.COMMAND, _command_metadata(command, ready))
        interaction.command_type = CommandType.CHAT_INPUT
        return self._send(interaction, data)

    def autocomplete(self, user: User, channel: ChannelRecord, command_id: str, options: list[Json]) -> Interaction:
        """Ask the bot for choices of the option that has ``focused``."""
        command = self._command(user, channel, command_id, CommandType.CHAT_INPUT)
        interaction = self._new(user, channel, InteractionType.AUTOCOMPLETE, {})
        interaction.autocompleted_type = focused_type(command, options)
        return self._send(interaction, _command_data(command) | {"options": options})

    def message_command(self, user: User, channel: ChannelRecord, command_id: str, message_id: int) -> Interaction:
        """Use a message's context menu."""
        command = self._command(user, channel, command_id, CommandType.MESSAGE)
        message = self._message(user, channel, message_id)
        if message.ephemeral:
            raise PersonError("Apps cannot be used on a message that only you can see.")
        resolved = {"messages": {str(message.id): payloads.message_json(message)}}
        metadata = _command_metadata(command, []) | {"target_message_id": str(message.id)}
        interaction = self._new(user, channel, InteractionType.COMMAND, metadata)
        interaction.command_type = CommandType.MESSAGE
        return self._send(interaction, _command_data(command) | {"target_id": str(message.id), "resolved": resolved})

    def component(
        self, user: User, channel: ChannelRecord, message_id: int, custom_id: str, values: list[str]
    ) -> Interaction:
        """Press a button or choose from a select."""
        message = self._message(user, channel, message_id)
        data = pressed(message, custom_id, values, Resolver(self._world, self._files, channel))
        interaction = self._new(user, channel, InteractionType.COMPONENT, {"interacted_message_id": str(message.id)})
        interaction.source = message
        return self._send(interaction, data, message=message)

    def modal(self, user: User, channel: ChannelRecord, opener_id: int, fields: dict[str, object]) -> Interaction:
        """Submit the modal that an interaction opened; ``fields`` by custom id."""
        opener = self._interactions.get(opener_id)
        if opener is None or opener.modal is None or opener.user is not user:
            raise PersonError("That form is not open.")
        resolver = Resolver(self._world, self._files, channel)
        data = submitted(opener.modal, fields, resolver)
        if resolver.resolved:
            data["resolved"] = resolver.resolved
        metadata = {"triggering_interaction_metadata": opener.metadata}
        interaction = self._new(user, channel, InteractionType.MODAL_SUBMIT, metadata)
        interaction.source = opener.source
        return self._send(interaction, data, message=opener.source)

    def _command(self, user: User, channel: ChannelRecord, command_id: str, kind: CommandType) -> Json:
        command = self._registry.find(command_id)
        if command is None or command["type"] != kind or not self._registry.usable_in(command, user, channel):
            raise PersonError("You cannot use this command here.")
        return command

    def _message(self, user: User, channel: ChannelRecord, message_id: int) -> MessageRecord:
        message = self._messages.find(message_id)
        if message is None or message.channel is not channel or user.id not in self._messages.audience(message):
            raise PersonError("You cannot see this message.")
        return message

    def _new(self, user: User, channel: ChannelRecord, kind: InteractionType, metadata: Json) -> Interaction:
        if not self._world.may(channel, user, permissions.Permission.VIEW_CHANNEL):
            raise PersonError("You cannot see this channel.")
        if channel.guild_id is not None and not self._world.bot_reaches(channel.guild_id):
            raise PersonError("The app is not in this server any more, or the server is down.")
        new_id = self._world.snowflake()
        whole = {
            "id": str(new_id),
            "type": int(kind),
            "user": payloads.user_json(user),
            "authorizing_integration_owners": _owners(channel),
            **metadata,
        }
        return Interaction(
            new_id, self._interactions.new_token(new_id), kind, user, channel, self._world.clock(), 0.0, whole
        )

    def _send(self, interaction: Interaction, data: Json, *, message: MessageRecord | None = None) -> Interaction:
        payload = self._payload(interaction) | {"data": data}
        if message is not None:
            payload["message"] = payloads.message_json(message)
        self._interactions.send(interaction, payload)
        return interaction

    def _payload(self, interaction: Interaction) -> Json:
        channel, user = interaction.channel, interaction.user
        bits = self._world.permissions_in(channel, user)
        payload: Json = {
            "version": 1,
            "id": str(interaction.id),
            "application_id": str(self._world.bot.id),
            "type": int(interaction.kind),
            "token": interaction.token,
            "channel_id": str(channel.id),
            "channel": payloads.channel_json(channel) | {"permissions": str(bits)},
            "app_permissions": str(self._world.permissions_in(channel, self._world.bot)),
            "locale": "en-US",
            "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": _owners(channel),
            "context": _IN_BOT_DM if channel.guild_id is None else _IN_SERVER,
            "attachment_size_limit": MAX_FILE_BYTES,
        }
        guild = self._world.guild_of(channel)
        if guild is None:
            return payload | {"user": payloads.user_json(user)}
        member = payloads.member_json(guild.members[user.id]) | {"permissions": str(bits)}
        return payload | {
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
            "guild_locale": "en-US",
            "member": member,
        }


def _owners(channel: ChannelRecord) -> Json:
    """Return who installed the application: the server; in a DM with the bot Discord says server 0."""
    return {"0": str(channel.guild_id or 0)}


def _command_data(command: Json) -> Json:
    data = {"id": command["id"], "name": command["name"], "type": command["type"]}
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    return data


def _command_metadata(command: Json, options: list[Json]) -> Json:
    """Return what the answer shows of a command: its name with the subcommands that were chosen."""
    names = [command["name"]]
    while options and options[0]["type"] in (OptionType.SUBCOMMAND, OptionType.SUBCOMMAND_GROUP):
        names.append(options[0]["name"])
        options = options[0]["options"]
    return {"name": " ".join(names), "command_type": command["type"]}
