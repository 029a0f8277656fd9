"""Channels and their messages, with the bot's permissions there."""

from sandbox.discord import errors, payloads
from sandbox.discord.check.message import Draft, read_draft
from sandbox.discord.errors import ApiError
from sandbox.discord.messages import Messages, page
from sandbox.discord.model import ChannelRecord, MessageRecord
from sandbox.discord.nonces import Nonces
from sandbox.discord.permissions import Permission
from sandbox.discord.rest.api import Api, Call
from sandbox.discord.wire import Json
from sandbox.discord.world import World


class Channels:
    """The routes under ``/channels``."""

    def __init__(self, world: World, messages: Messages, nonces: Nonces) -> None:
        self._world = world
        self._messages = messages
        self._nonces = nonces

    def add_to(self, api: Api) -> None:
        """Register the routes."""
        messages = "/channels/{channel_id}/messages"
        api.bot("GET", "/channels/{channel_id}", self.get)
        api.bot("POST", "/channels/{channel_id}/typing", self.typing)
        api.bot("GET", messages, self.history)
        api.bot("POST", messages, self.send)
        api.bot("GET", messages + "/{message_id}", self.message)
        api.bot("PATCH", messages + "/{message_id}", self.edit)
        api.bot("DELETE", messages + "/{message_id}", self.delete)

    def get(self, call: Call) -> Json:
        """Return a channel."""
        return payloads.channel_json(self._channel(call))

    def typing(self, call: Call) -> None:
        """Show the bot as typing."""
        self._writable(self._channel(call))

    def history(self, call: Call) -> list[Json]:
        """Return messages, newest first; none at all without Read Message History, as Discord documents."""
        channel = self._channel(call)
        if not self._may(channel, Permission.READ_MESSAGE_HISTORY):
            return []
        found = page(
            [message for message in channel.messages if not message.ephemeral],
            limit=call.limit(50, 100),
            before=call.query_id("before"),
            after=call.query_id("after"),
            around=call.query_id("around"),
        )
        return [self._messages.visible_to_bot(message) for message in found]

    def send(self, call: Call) -> Json:
        """Write a message, once for each nonce that is enforced."""
        channel = self._channel(call)
        self._writable(channel)
        draft = read_draft(call.body, call.uploads)
        if channel.recipient is None:
            self._require(channel, Permission.EMBED_LINKS, wanted=bool(draft.embeds))
            self._require(channel, Permission.ATTACH_FILES, wanted=bool(draft.uploads))
        known = self._nonces.find(draft.nonce) if draft.enforce_nonce else None
        if known is not None:
            return payloads.message_json(known)
        message = self._messages.new(channel, self._world.bot)
        message.replies_to = self._replied(channel, draft)
        message.nonce = draft.nonce
        if message.replies_to is not None:
            message.kind = 19
        self._messages.fill(message, draft)
        self._nonces.keep(message)
        self._messages.post(message)
        return payloads.message_json(message)

    def message(self, call: Call) -> Json:
        """Return one message."""
        channel = self._channel(call)
        self._require(channel, Permission.READ_MESSAGE_HISTORY, wanted=True)
        return self._messages.visible_to_bot(self._message(call, channel))

    def edit(self, call: Call) -> Json:
        """Edit a message of the bot's own."""
        message = self._message(call, self._channel(call))
        if message.author is not self._world.bot:
            raise ApiError(403, 50005, "Cannot edit a message authored by another user")
        kept = frozenset(attachment.filename for attachment in message.attachments)
        draft = read_draft(call.body, call.uploads, kept_files=kept, flags=message.flags)
        self._messages.fill(message, draft)
        self._messages.touch(message)
        return payloads.message_json(message)

    def delete(self, call: Call) -> None:
        """Delete a message of the bot's own, or another's with Manage Messages."""
        channel = self._channel(call)
        message = self._message(call, channel)
        if message.author is not self._world.bot:
            if channel.recipient is not None:
                raise ApiError(403, 50003, "Cannot execute action on a DM channel")
            self._require(channel, Permission.MANAGE_MESSAGES, wanted=True)
        self._messages.delete(message)

    def _channel(self, call: Call) -> ChannelRecord:
        channel = self._world.channels.get(call.id("channel_id"))
        if channel is None:
            raise errors.unknown("Channel")
        if not self._may(channel, Permission.VIEW_CHANNEL):
            raise errors.missing_access()
        return channel

    def _message(self, call: Call, channel: ChannelRecord) -> MessageRecord:
        message = self._messages.get(channel, call.id("message_id"))
        if message.ephemeral:
            raise errors.unknown("Message")
        return message

    def _writable(self, channel: ChannelRecord) -> None:
        if channel.recipient is None:
            self._require(channel, Permission.SEND_MESSAGES, wanted=True)
            return
        if not self._world.shares_server(channel.recipient):
            raise errors.no_mutual_guilds()
        if channel.recipient.dms_closed or self._world.dms_closed:
            raise errors.cannot_message_user()

    def _replied(self, channel: ChannelRecord, draft: Draft) -> MessageRecord | None:
        if draft.replies_to is None:
            return None
        if not self._may(channel, Permission.READ_MESSAGE_HISTORY):
            raise ApiError(403, 160002, "Cannot reply without permission to read message history")
        found = self._messages.find(int(draft.replies_to.get("message_id") or 0))
        if found is not None and found.channel is channel and not found.ephemeral:
            return found
        if draft.replies_to.get("fail_if_not_exists") is False:
            return None
        fault = {"code": "REPLIES_UNKNOWN_MESSAGE", "message": "Unknown message"}
        raise ApiError(400, 50035, "Invalid Form Body", {"message_reference": {"_errors": [fault]}})

    def _may(self, channel: ChannelRecord, needed: int) -> bool:
        return self._world.may(channel, self._world.bot, needed)

    def _require(self, channel: ChannelRecord, needed: int, *, wanted: bool) -> None:
        if wanted and not self._may(channel, needed):
            raise errors.missing_permissions()
