"""Interactions: sent to the bot, answered within the deadline or failed, and continued for 15 minutes."""

import asyncio
import base64
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.discord import errors
from sandbox.discord.feed import Event, Feed
from sandbox.discord.gateway import Gateway
from sandbox.discord.model import ChannelRecord, MessageRecord, User
from sandbox.discord.wire import TOKEN_LIFETIME_SECONDS, CallbackType, InteractionType, Json
from sandbox.discord.world import World

NO_RESPONSE = "The application did not respond"


@dataclass(slots=True, eq=False)
class Interaction:
    """One interaction and what became of it. ``sent_at`` and ``acknowledged_at`` are monotonic seconds."""

    id: int
    token: str = field(repr=False)
    kind: InteractionType
    user: User
    channel: ChannelRecord
    created_at: datetime
    sent_at: float
    metadata: Json = field(repr=False)
    source: MessageRecord | None = None
    acknowledged_at: float | None = None
    callback: CallbackType | None = None
    original: MessageRecord | None = None
    followups: list[MessageRecord] = field(default_factory=list)
    shown: list[MessageRecord] = field(default_factory=list)
    modal: Json | None = None
    choices: list[Json] | None = None
    failure: str | None = None
    command_type: int | None = None
    autocompleted_type: int = 3

    def show(self, message: MessageRecord) -> None:
        """Note that an answer can be read now."""
        if message not in self.shown:
            self.shown.append(message)


class Interactions:
    """All interactions. ``deadline`` in seconds is how long the bot has for its first answer."""

    def __init__(self, world: World, feed: Feed, gateway: Gateway, *, deadline: float, known: set[str]) -> None:
        self._world = world
        self._feed = feed
        self._gateway = gateway
        self._deadline = deadline
        self._secrets = known
        self._by_id: dict[int, Interaction] = {}
        self._by_token: dict[str, Interaction] = {}
        self._timers: dict[int, asyncio.TimerHandle] = {}

    def new_token(self, interaction_id: int) -> str:
        """Return a token as Discord makes them: opaque and long."""
        text = f"interaction:{interaction_id}:{secrets.token_urlsafe(96)}"
        token = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        self._secrets.add(token)
        return token

    def send(self, interaction: Interaction, payload: Json) -> None:
        """Send an interaction to the bot, and start its deadline."""
        loop = asyncio.get_running_loop()
        self._by_id[interaction.id] = interaction
        self._by_token[interaction.token] = interaction
        interaction.sent_at = loop.time()
        self._timers[interaction.id] = loop.call_later(self._deadline, self._expire, interaction)
        self._gateway.dispatch("INTERACTION_CREATE", payload, guild_id=interaction.channel.guild_id)

    def awaiting_answer(self, interaction_id: int, token: str) -> Interaction:
        """Return the interaction for its first answer: 10062 when unknown or too late, 40060 when answered."""
        interaction = self._by_id.get(interaction_id)
        if interaction is None or interaction.token != token or interaction.failure is not None:
            raise errors.unknown("interaction")
        if interaction.acknowledged_at is not None:
            raise errors.already_acknowledged()
        return interaction

    def by_token(self, token: str) -> Interaction:
        """Return what a webhook token continues: 50027 when wrong or expired, 10015 before an answer."""
        interaction = self._by_token.get(token)
        lifetime = timedelta(seconds=TOKEN_LIFETIME_SECONDS)
        if interaction is None or self._world.clock() - interaction.created_at >= lifetime:
            raise errors.invalid_webhook_token()
        if interaction.acknowledged_at is None:
            raise errors.unknown("Webhook")
        return interaction

    def get(self, interaction_id: int) -> Interaction | None:
        """Return an interaction by id."""
        return self._by_id.get(interaction_id)

    def acknowledge(self, interaction: Interaction, callback: CallbackType) -> None:
        """Note the first answer."""
        interaction.acknowledged_at = asyncio.get_running_loop().time()
        interaction.callback = callback
        self._timers.pop(interaction.id).cancel()
        self._tell(interaction, "interaction_acknowledged", {})

    def open_modal(self, interaction: Interaction, modal: Json) -> None:
        """Show a modal to the person."""
        interaction.modal = modal
        data = {"channel_id": str(interaction.channel.id), "modal": modal}
        self._tell(interaction, "modal_open", data)

    def close(self) -> None:
        """Stop all deadlines, at the end."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _expire(self, interaction: Interaction) -> None:
        del self._timers[interaction.id]
        interaction.failure = NO_RESPONSE
        self._tell(interaction, "interaction_failed", {"message": NO_RESPONSE})

    def _tell(self, interaction: Interaction, kind: str, data: Json) -> None:
        if interaction.kind is InteractionType.AUTOCOMPLETE:
            # Suggestions come or do not come; nothing else is shown of them.
            self._feed.pulse()
            return
        told = {"interaction_id": str(interaction.id), **data}
        self._feed.publish(Event(kind, told, frozenset({interaction.user.id})))
