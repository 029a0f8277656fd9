"""What became of one interaction, as the person sees it, for tests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sandbox.discord.check.components import walk
from sandbox.discord.feed import Feed
from sandbox.discord.interactions import Interaction
from sandbox.discord.rest.api import Exchange
from sandbox.discord.seen import Message
from sandbox.discord.wire import Json

T = TypeVar("T")
_LAST_REQUESTS = 8


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a modal: where it is filled in, and what stands beside it."""

    custom_id: str
    label: str
    component: Json = field(repr=False)


@dataclass(frozen=True, slots=True)
class Modal:
    """A form that the bot opened."""

    custom_id: str
    title: str
    components: list[Json] = field(repr=False)

    @property
    def fields(self) -> list[Field]:
        """Return the fields, in order."""
        found = []
        for top in self.components:
            for each in walk([top]):
                if each.get("custom_id"):
                    label = each.get("label") or top.get("label") or ""
                    found.append(Field(each["custom_id"], str(label), each))
        return found

    @property
    def text(self) -> str:
        """Return all that a person can read in it."""
        lines = [self.title]
        for each in walk(self.components):
            lines += [str(each[key]) for key in ("label", "description", "content", "placeholder") if each.get(key)]
        return "\n".join(lines)


class Reply:
    """One interaction. Times are the event loop's monotonic seconds."""

    def __init__(self, interaction: Interaction, feed: Feed, requests: list[Exchange]) -> None:
        self.interaction = interaction
        self._feed = feed
        self._requests = requests
        self._followups_taken = 0

    def __repr__(self) -> str:
        return f"<Reply to interaction {self.interaction_id}>"

    @property
    def interaction_id(self) -> int:
        """Return the interaction's id."""
        return self.interaction.id

    @property
    def token(self) -> str:
        """Return the interaction's token: a secret."""
        return self.interaction.token

    @property
    def sent_at(self) -> float:
        """Return when the bot was told."""
        return self.interaction.sent_at

    @property
    def acknowledged_at(self) -> float | None:
        """Return when the bot's first answer came."""
        return self.interaction.acknowledged_at

    @property
    def acknowledged_after(self) -> float | None:
        """Return how many seconds the bot's first answer took."""
        at = self.interaction.acknowledged_at
        return None if at is None else at - self.interaction.sent_at

    @property
    def followups(self) -> list[Message]:
        """Return the follow-up messages so far."""
        return [Message(record, self._feed) for record in self.interaction.followups]

    async def acknowledged(self, *, timeout: float = 5) -> None:  # noqa: ASYNC109 (part of the tests' API)
        """Wait for the bot's first answer."""
        await self._until("a first answer", lambda: self.interaction.acknowledged_at, timeout)

    async def message(self, *, timeout: float = 10) -> Message:  # noqa: ASYNC109 (part of the tests' API)
        """Return the first answer that is not "thinking": the original, its edit, or the message that was updated."""

        def probe() -> Message | None:
            shown = self.interaction.shown
            return Message(shown[0], self._feed) if shown else None

        return await self._until("an answer", probe, timeout)

    async def modal(self, *, timeout: float = 5) -> Modal:  # noqa: ASYNC109 (part of the tests' API)
        """Return the form that the bot opened."""
        data = await self._until("a modal", lambda: self.interaction.modal, timeout)
        return Modal(str(data["custom_id"]), str(data["title"]), data["components"])

    async def failed(self, *, timeout: float = 5) -> str:  # noqa: ASYNC109 (part of the tests' API)
        """Return what Discord says when the bot did not answer in time."""
        return await self._until("a failure", lambda: self.interaction.failure, timeout)

    async def next_followup(self, *, timeout: float = 5) -> Message:  # noqa: ASYNC109 (part of the tests' API)
        """Return the next follow-up that was not yet taken."""

        def probe() -> Message | None:
            waiting = self.interaction.followups[self._followups_taken :]
            return Message(waiting[0], self._feed) if waiting else None

        message = await self._until("a follow-up", probe, timeout)
        self._followups_taken += 1
        return message

    async def choices(self, *, timeout: float = 5) -> list[Json]:  # noqa: ASYNC109 (part of the tests' API)
        """Return the choices of an autocomplete."""
        return await self._until("choices", lambda: self.interaction.choices, timeout)

    async def _until(self, what: str, probe: Callable[[], T | None], timeout: float) -> T:  # noqa: ASYNC109 (part of the tests' API)
        try:
            return await self._feed.until(probe, timeout=timeout)
        except TimeoutError:
            raise AssertionError(f"The bot gave no {what} in {timeout} s.\n{self._transcript()}") from None

    def _transcript(self) -> str:
        """Return what did happen, for the message of a failed test."""
        interaction = self.interaction
        lines = [
            f"first answer: {interaction.callback!r}",
            f"failure: {interaction.failure}",
            f"shown: {[Message(record, self._feed).text for record in interaction.shown]}",
            "the bot's last requests:",
        ]
        for exchange in self._requests[-_LAST_REQUESTS:]:
            problem = exchange.response if exchange.status >= 400 else ""
            lines.append(f"  {exchange.method} {exchange.route} -> {exchange.status} {problem}")
        return "\n".join(lines)
