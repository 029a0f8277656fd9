"""The bot's answers to interactions: callbacks, the original answer, and follow-ups."""

from sandbox.discord import errors, payloads
from sandbox.discord.check.commands import check_choices
from sandbox.discord.check.form import Form
from sandbox.discord.check.message import Draft, read_draft
from sandbox.discord.check.modals import check_modal
from sandbox.discord.check.shape import check_shape
from sandbox.discord.interactions import Interaction, Interactions
from sandbox.discord.mentions import USERS_ONLY
from sandbox.discord.messages import Messages
from sandbox.discord.model import MessageRecord, Upload
from sandbox.discord.wire import (
    MAX_CHOICES,
    CallbackType,
    CommandType,
    InteractionType,
    Json,
    MessageFlag,
    OptionType,
)
from sandbox.discord.world import World

_MESSAGES = {CallbackType.MESSAGE, CallbackType.DEFERRED_MESSAGE}
_UPDATES = {CallbackType.DEFERRED_UPDATE, CallbackType.UPDATE}
_CHAT_INPUT_MESSAGE, _CONTEXT_MENU_MESSAGE = 20, 23


class Answers:
    """What the routes ``/interactions`` and ``/webhooks`` do."""

    def __init__(self, world: World, messages: Messages, interactions: Interactions) -> None:
        self._world = world
        self._messages = messages
        self._interactions = interactions

    def respond(self, interaction_id: int, token: str, body: Json, uploads: tuple[Upload, ...]) -> Json:
        """Take the first answer to an interaction, and return Discord's ``with_response`` body."""
        interaction = self._interactions.awaiting_answer(interaction_id, token)
        callback = _callback_type(interaction, body)
        data = body.get("data") or {}
        match callback:
            case CallbackType.MESSAGE:
                self._answer(interaction, read_draft(data, uploads))
            case CallbackType.DEFERRED_MESSAGE:
                self._defer(interaction, data)
            case CallbackType.UPDATE:
                self._update(interaction, data, uploads)
            case CallbackType.AUTOCOMPLETE:
                interaction.choices = _choices(interaction, data)
            case CallbackType.MODAL:
                form = Form(data)
                check_modal(form)
                form.finish()
        if callback in _UPDATES:
            interaction.original = interaction.source
        self._interactions.acknowledge(interaction, callback)
        if callback is CallbackType.MODAL:
            self._interactions.open_modal(interaction, data)
        return self._callback_json(interaction, callback)

    def follow_up(self, token: str, body: Json, uploads: tuple[Upload, ...]) -> MessageRecord:
        """Write another message; the first one after a deferral takes the place of "thinking"."""
        interaction = self._interactions.by_token(token)
        draft = read_draft(body, uploads)
        original = interaction.original
        if original is not None and original.loading and not original.deleted:
            return self._complete(interaction, original, draft)
        message = self._new(interaction, ephemeral=draft.has(MessageFlag.EPHEMERAL))
        self._messages.fill(message, draft, default_mentions=USERS_ONLY)
        interaction.followups.append(message)
        interaction.show(message)
        self._messages.post(message)
        return message

    def message(self, token: str, which: str) -> tuple[Interaction, MessageRecord]:
        """Return ``@original`` or a message by id, of those that this interaction made; 10008 when there is none."""
        interaction = self._interactions.by_token(token)
        found = interaction.original
        if which != "@original":
            of_interaction = [*interaction.followups, *filter(None, [interaction.original])]
            found = next((message for message in of_interaction if str(message.id) == which), None)
        if found is None or found.deleted:
            raise errors.unknown("Message")
        return interaction, found

    def edit(self, token: str, which: str, body: Json, uploads: tuple[Upload, ...]) -> MessageRecord:
        """Edit one of the interaction's messages."""
        interaction, message = self.message(token, which)
        kept = frozenset(attachment.filename for attachment in message.attachments)
        draft = read_draft(body, uploads, kept_files=kept, flags=message.flags)
        return self._complete(interaction, message, draft)

    def delete(self, token: str, which: str) -> None:
        """Delete one of the interaction's messages."""
        _, message = self.message(token, which)
        self._messages.delete(message)

    def _complete(self, interaction: Interaction, message: MessageRecord, draft: Draft) -> MessageRecord:
        show = self._messages.settle if message.loading else self._messages.touch
        self._messages.fill(message, draft, default_mentions=USERS_ONLY)
        interaction.show(message)
        show(message)
        return message

    def _answer(self, interaction: Interaction, draft: Draft) -> None:
        message = self._new(interaction, ephemeral=draft.has(MessageFlag.EPHEMERAL))
        self._messages.fill(message, draft, default_mentions=USERS_ONLY)
        self._become_original(interaction, message)
        interaction.show(message)
        self._messages.post(message)

    def _defer(self, interaction: Interaction, data: Json) -> None:
        flags = Form(data).at("flags")
        flags.whole(0, (1 << 31) - 1)
        flags.finish()
        message = self._new(interaction, ephemeral=bool((flags.value or 0) & MessageFlag.EPHEMERAL))
        message.flags |= MessageFlag.LOADING
        self._become_original(interaction, message)
        self._messages.post(message)

    def _update(self, interaction: Interaction, data: Json, uploads: tuple[Upload, ...]) -> None:
        message = interaction.source
        if message is None or message.deleted:
            raise errors.unknown("Message")
        kept = frozenset(attachment.filename for attachment in message.attachments)
        draft = read_draft(data, uploads, kept_files=kept, flags=message.flags)
        self._messages.fill(message, draft, default_mentions=USERS_ONLY)
        interaction.show(message)
        self._messages.touch(message)

    def _new(self, interaction: Interaction, *, ephemeral: bool) -> MessageRecord:
        message = self._messages.new(interaction.channel, self._world.bot)
        message.application_id = self._world.bot.id
        message.interaction = interaction.metadata
        if ephemeral:
            message.seen_by = interaction.user.id
            message.flags |= MessageFlag.EPHEMERAL
        return message

    def _become_original(self, interaction: Interaction, message: MessageRecord) -> None:
        interaction.original = message
        if interaction.kind is InteractionType.COMMAND:
            slash = interaction.command_type == CommandType.CHAT_INPUT
            message.kind = _CHAT_INPUT_MESSAGE if slash else _CONTEXT_MENU_MESSAGE

    def _callback_json(self, interaction: Interaction, callback: CallbackType) -> Json:
        about: Json = {"id": str(interaction.id), "type": int(interaction.kind)}
        message = interaction.original
        if message is not None:
            about |= {
                "response_message_id": str(message.id),
                "response_message_loading": message.loading,
                "response_message_ephemeral": message.ephemeral,
                "channel_id": str(interaction.channel.id),
            }
            if callback in (CallbackType.MESSAGE, CallbackType.UPDATE):
                resource = {"type": int(callback), "message": payloads.message_json(message)}
                return {"interaction": about, "resource": resource}
        return {"interaction": about}


def _callback_type(interaction: Interaction, body: Json) -> CallbackType:
    """Return the type of an answer; 50035 for one that this kind of interaction does not take."""
    form = Form(body)
    form.mapping()
    form.finish()
    allowed: set[CallbackType] = {CallbackType.AUTOCOMPLETE}
    if interaction.kind is not InteractionType.AUTOCOMPLETE:
        allowed = set(_MESSAGES)
        if interaction.source is not None:
            allowed |= _UPDATES
        if interaction.kind is not InteractionType.MODAL_SUBMIT:
            allowed.add(CallbackType.MODAL)
    form.at("type").choice(frozenset(map(int, allowed)))
    form.finish()
    return CallbackType(body["type"])


def _choices(interaction: Interaction, data: Json) -> list[Json]:
    whole = Form(data)
    check_shape(whole)
    form = whole.at("choices")
    form.required()
    form.length(0, MAX_CHOICES)
    check_choices(form, OptionType(interaction.autocompleted_type))
    form.finish()
    return list(form.value)
