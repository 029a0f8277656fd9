"""Nonces: a message sent again with the same nonce within a few minutes is the same message."""

from datetime import timedelta

from sandbox.discord.model import MessageRecord
from sandbox.discord.snowflake import Clock
from sandbox.discord.wire import NONCE_WINDOW_SECONDS


class Nonces:
    """The nonces of the bot's messages; Discord keeps them per author, whatever the channel."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._messages: dict[str, MessageRecord] = {}

    def find(self, nonce: str | int | None) -> MessageRecord | None:
        """Return the message that has this nonce, if it is recent."""
        message = self._messages.get(str(nonce))
        if nonce is None or message is None:
            return None
        recent = self._clock() - message.timestamp < timedelta(seconds=NONCE_WINDOW_SECONDS)
        return message if recent and not message.deleted else None

    def keep(self, message: MessageRecord) -> None:
        """Remember a message's nonce, if it has one."""
        if message.nonce is not None:
            self._messages[str(message.nonce)] = message
