"""Messages: written, edited, deleted and read, and told to the bot and to the people who may see them."""

from collections.abc import Iterable

from sandbox.discord import errors, payloads
from sandbox.discord.check.components import with_ids
from sandbox.discord.check.message import Draft
from sandbox.discord.completed import whole_components, whole_embeds
from sandbox.discord.feed import Event, Feed
from sandbox.discord.files import Files, with_urls
from sandbox.discord.gateway import Gateway
from sandbox.discord.mentions import EVERYTHING, pinged
from sandbox.discord.model import Application, Attachment, ChannelRecord, MessageRecord, User
from sandbox.discord.wire import Intent, Json, MessageFlag
from sandbox.discord.world import World

_KEPT_FLAGS = MessageFlag.SUPPRESS_EMBEDS | MessageFlag.SUPPRESS_NOTIFICATIONS | MessageFlag.COMPONENTS_V2


class Messages:
    """All messages. Permissions are the callers' business; limits and emptiness are checked here."""

    def __init__(self, application: Application, world: World, feed: Feed, gateway: Gateway, files: Files) -> None:
        self._application = application
        self._world = world
        self._feed = feed
        self._gateway = gateway
        self._files = files
        self._by_id: dict[int, MessageRecord] = {}

    def new(self, channel: ChannelRecord, author: User) -> MessageRecord:
        """Return an empty message that nobody has seen yet; ``post`` shows it."""
        return MessageRecord(self._world.snowflake(), channel, author, self._world.clock())

    def say(self, channel: ChannelRecord, author: User, content: str) -> MessageRecord:
        """Write a person's message; raises 50006 when there is nothing in it."""
        message = self.new(channel, author)
        self.fill(message, Draft(content=content))
        self.post(message)
        return message

    def fill(self, message: MessageRecord, draft: Draft, *, default_mentions: Json = EVERYTHING) -> None:
        """Put what was given into a message; raises 50006 when nothing would be seen, and changes nothing then."""
        attachments = self._attachments(message, draft)
        content = message.content if draft.content is None else draft.content
        embeds = message.embeds if draft.embeds is None else draft.embeds
        components = message.components if draft.components is None else draft.components
        flags = message.flags | ((draft.flags or 0) & _KEPT_FLAGS)
        layout = flags & MessageFlag.COMPONENTS_V2
        if not (components or (not layout and (content.strip() or embeds or attachments))):
            raise errors.empty_message()
        if layout and (content or embeds):
            raise errors.ApiError(400, 50035, "Invalid Form Body", _legacy_left(content, embeds))
        message.content = content.strip()
        message.attachments = attachments
        message.embeds = whole_embeds(with_urls(embeds, attachments))
        message.components = with_ids(whole_components(with_urls(components, attachments), self._world.snowflake))
        message.flags = flags & ~MessageFlag.LOADING
        allowed = default_mentions if draft.allowed_mentions is None else draft.allowed_mentions
        message.mentions = pinged(self._world, message, allowed)

    def _attachments(self, message: MessageRecord, draft: Draft) -> list[Attachment]:
        """Return the files to keep, then the new ones: only those listed, when there is a list."""
        described = {str(item.get("id")): item for item in draft.attachments or []}
        kept = [
            attachment
            for attachment in message.attachments
            if draft.attachments is None or str(attachment.id) in described
        ]
        return kept + [
            self._files.keep(message.channel.id, upload, described.get(str(index), {}), ephemeral=message.ephemeral)
            for index, upload in enumerate(draft.uploads)
        ]

    def post(self, message: MessageRecord) -> None:
        """Show a new message."""
        self._by_id[message.id] = message
        message.channel.messages.append(message)
        self._tell(message, "create")

    def touch(self, message: MessageRecord) -> None:
        """Show a message's edit."""
        message.edited_at = self._world.clock()
        self.settle(message)

    def settle(self, message: MessageRecord) -> None:
        """Show an answer in place of "thinking", which Discord does not call edited."""
        message.version += 1
        self._tell(message, "update")

    def delete(self, message: MessageRecord) -> None:
        """Take a message away."""
        message.deleted = True
        del self._by_id[message.id]
        message.channel.messages.remove(message)
        data: Json = {"id": str(message.id), "channel_id": str(message.channel.id)}
        if message.channel.guild_id is not None:
            data["guild_id"] = str(message.channel.guild_id)
        if not message.ephemeral:
            self._to_bot(message.channel, "MESSAGE_DELETE", data)
        seen = {"channel_id": str(message.channel.id), "message_id": str(message.id)}
        self._feed.publish(Event("message_delete", seen, self.audience(message)))

    def get(self, channel: ChannelRecord, message_id: int) -> MessageRecord:
        """Return a message of a channel; 10008 when there is none."""
        message = self._by_id.get(message_id)
        if message is None or message.channel is not channel:
            raise errors.unknown("Message")
        return message

    def find(self, message_id: int) -> MessageRecord | None:
        """Return a message by id, in whatever channel."""
        return self._by_id.get(message_id)

    def audience(self, message: MessageRecord) -> frozenset[int]:
        """Return the ids of the people who see a message."""
        if message.seen_by is not None:
            return frozenset({message.seen_by})
        return self._world.viewers(message.channel)

    def visible_to_bot(self, message: MessageRecord) -> Json:
        """Return a message as the bot gets it: without content when that needs the privileged intent it lacks."""
        value = payloads.message_json(message)
        own = message.author is self._world.bot or self._world.bot in message.mentions.users
        if own or message.channel.guild_id is None or self._application.privileged_intents & Intent.MESSAGE_CONTENT:
            return value
        return value | {"content": "", "embeds": [], "attachments": [], "components": []}

    def _tell(self, message: MessageRecord, what: str) -> None:
        if not message.ephemeral:
            self._to_bot(message.channel, f"MESSAGE_{what.upper()}", self._gateway_json(message))
        data = {"channel_id": str(message.channel.id), "message": payloads.message_json(message)}
        self._feed.publish(Event(f"message_{what}", data, self.audience(message)))

    def _gateway_json(self, message: MessageRecord) -> Json:
        value = self.visible_to_bot(message)
        guild = self._world.guild_of(message.channel)
        if guild is not None:
            value["guild_id"] = str(guild.id)
            member = guild.members.get(message.author.id)
            if member is not None:
                value["member"] = payloads.bare_member_json(member)
        return value

    def _to_bot(self, channel: ChannelRecord, event: str, data: Json) -> None:
        intent = Intent.DIRECT_MESSAGES if channel.guild_id is None else Intent.GUILD_MESSAGES
        self._gateway.dispatch(event, data, guild_id=channel.guild_id, intent=intent)


def _legacy_left(content: str, embeds: list[Json]) -> Json:
    fault = {
        "code": "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
        "message": "This field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
    }
    left = [key for key, value in (("content", content), ("embeds", embeds)) if value]
    return {key: {"_errors": [fault]} for key in left}


def page(
    messages: Iterable[MessageRecord], *, limit: int, before: int | None, after: int | None, around: int | None
) -> list[MessageRecord]:
    """Return up to ``limit`` messages, newest first, from one side of an id or around it."""
    ordered = sorted(messages, key=lambda message: message.id)
    if around is not None:
        older = [message for message in ordered if message.id < around][-(limit // 2) :]
        rest = [message for message in ordered if message.id >= around]
        return [*older, *rest[: limit - len(older)]][::-1]
    if after is not None:
        return [message for message in ordered if message.id > after][:limit][::-1]
    return [message for message in ordered if before is None or message.id < before][-limit:][::-1]
