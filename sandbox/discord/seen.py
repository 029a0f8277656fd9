"""Messages and channels as people see them, for tests."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from sandbox.discord.check.components import walk
from sandbox.discord.feed import Feed
from sandbox.discord.model import Attachment, ChannelRecord, Mentions, MessageRecord, Role, User
from sandbox.discord.permissions import named
from sandbox.discord.wire import SELECTS, ComponentType, Json
from sandbox.discord.world import World


class Button(NamedTuple):
    """A button: ``custom_id`` for one that the bot hears of, ``url`` for a link."""

    label: str
    custom_id: str | None
    url: str | None
    disabled: bool


class Message:
    """A message, live: after an edit, the same object shows what is there now."""

    def __init__(self, record: MessageRecord, feed: Feed) -> None:
        self.record = record
        self._feed = feed
        self._version = record.version

    def __repr__(self) -> str:
        return f"<Message {self.id} by {self.record.author.username}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and other.record is self.record

    def __hash__(self) -> int:
        return hash(self.record.id)

    @property
    def id(self) -> int:
        """Return the message's id."""
        return self.record.id

    @property
    def channel_id(self) -> int:
        """Return the channel's or DM's id."""
        return self.record.channel.id

    @property
    def author_id(self) -> int:
        """Return the author's user id."""
        return self.record.author.id

    @property
    def content(self) -> str:
        """Return the content, without embeds and components."""
        return self.record.content

    @property
    def embeds(self) -> list[Json]:
        """Return the embeds as Discord's JSON."""
        return self.record.embeds

    @property
    def components(self) -> list[Json]:
        """Return the components as Discord's JSON."""
        return self.record.components

    @property
    def attachments(self) -> list[Attachment]:
        """Return the files, each with ``filename`` and ``content`` as bytes."""
        return self.record.attachments

    @property
    def flags(self) -> int:
        """Return the message flags."""
        return self.record.flags

    @property
    def ephemeral(self) -> bool:
        """Return whether one person only sees it."""
        return self.record.ephemeral

    @property
    def deleted(self) -> bool:
        """Return whether it is gone."""
        return self.record.deleted

    @property
    def edited_at(self) -> datetime | None:
        """Return when it was last edited, in UTC."""
        return self.record.edited_at

    @property
    def pings(self) -> Mentions:
        """Return who was really pinged: users, roles, everyone."""
        return self.record.mentions

    @property
    def text(self) -> str:
        """Return all that a person can read: content, embeds, texts, labels of buttons and menus."""
        lines = [self.content]
        for embed in self.embeds:
            lines += _embed_lines(embed)
        for component in walk(self.components):
            lines += _component_lines(component)
        return "\n".join(line for line in lines if line)

    @property
    def prose(self) -> str:
        """Return what it says: content, embeds and text displays, without what can be pressed or chosen."""
        texts = [each["content"] for each in walk(self.components) if each["type"] == ComponentType.TEXT_DISPLAY]
        lines = [self.content, *(line for embed in self.embeds for line in _embed_lines(embed)), *texts]
        return "\n".join(line for line in lines if line)

    @property
    def menus(self) -> list[str]:
        """Return the placeholders of the menus, in order."""
        return [str(each.get("placeholder") or "") for each in walk(self.components) if each["type"] in SELECTS]

    @property
    def buttons(self) -> list[Button]:
        """Return the buttons, in order."""
        return [
            Button(_label(each), each.get("custom_id"), each.get("url"), bool(each.get("disabled")))
            for each in walk(self.components)
            if each["type"] == ComponentType.BUTTON
        ]

    def link(self, label: str | None = None) -> str:
        """Return the URL of the link button with this label, or of the only one; AssertionError when unclear."""
        urls = [button.url for button in self.buttons if button.url and label in (None, button.label)]
        if len(urls) != 1:
            raise AssertionError(f"{len(urls)} link buttons (label {label!r}) in: {self.text!r}")
        return str(urls[0])

    async def edited(self, *, timeout: float = 5) -> None:  # noqa: ASYNC109 (part of the tests' API)
        """Wait for an edit since this object was made, or since the last edit waited for."""
        await self._feed.until(lambda: self.record.version > self._version or None, timeout=timeout)
        self._version = self.record.version

    async def gone(self, *, timeout: float = 5) -> None:  # noqa: ASYNC109 (part of the tests' API)
        """Wait until the message is deleted."""
        await self._feed.until(lambda: self.record.deleted or None, timeout=timeout)


class Channel:
    """A channel or DM: its messages, and what it allows."""

    def __init__(self, record: ChannelRecord, world: World, feed: Feed) -> None:
        self.record = record
        self._world = world
        self._feed = feed

    @property
    def id(self) -> int:
        """Return the channel's id."""
        return self.record.id

    @property
    def name(self) -> str:
        """Return the channel's name."""
        return self.record.name

    @property
    def messages(self) -> list[Message]:
        """Return the messages that everyone here sees, oldest first."""
        return [Message(record, self._feed) for record in self.record.messages if not record.ephemeral]

    async def wait_for(self, predicate: Callable[[Message], bool], *, timeout: float = 5) -> Message:  # noqa: ASYNC109 (part of the tests' API)
        """Return the first message, old or new, that the predicate takes; AssertionError after ``timeout`` seconds."""

        def probe() -> Message | None:
            return next((message for message in self.messages if predicate(message)), None)

        try:
            return await self._feed.until(probe, timeout=timeout)
        except TimeoutError:
            texts = [message.text for message in self.messages]
            raise AssertionError(f"No such message in #{self.name} in {timeout} s; there are: {texts}") from None

    def deny(self, *names: str, to: User | Role | None = None) -> None:
        """Deny permissions by name here, such as ``send_messages``: to the bot, when ``to`` is not given."""
        self._overwrite(to, denied=named(names))

    def allow(self, *names: str, to: User | Role | None = None) -> None:
        """Allow permissions by name here: to the bot, when ``to`` is not given."""
        self._overwrite(to, allowed=named(names))

    def delete(self) -> None:
        """Delete the channel."""
        self._world.remove_channel(self.record)

    def _overwrite(self, target: User | Role | None, *, allowed: int = 0, denied: int = 0) -> None:
        who = target or self._world.bot
        old = self.record.overwrites.get(who.id)
        allow = ((old.allow if old else 0) | allowed) & ~denied
        deny = ((old.deny if old else 0) | denied) & ~allowed
        self._world.set_overwrite(self.record, who, allow, deny)


def _embed_lines(embed: Json) -> list[str]:
    lines = [(embed.get("author") or {}).get("name"), embed.get("title"), embed.get("description")]
    for field in embed.get("fields") or []:
        lines += [field["name"], field["value"]]
    lines.append((embed.get("footer") or {}).get("text"))
    return [str(line) for line in lines if line]


def _component_lines(component: Json) -> list[str]:
    match component["type"]:
        case ComponentType.TEXT_DISPLAY:
            return [str(component["content"])]
        case ComponentType.BUTTON:
            return [_label(component)]
        case ComponentType.STRING_SELECT:
            options = component["options"]
            return [str(component.get("placeholder") or ""), *(str(option["label"]) for option in options)]
    return [str(component.get("placeholder") or "")]


def _label(button: Json) -> str:
    emoji = (button.get("emoji") or {}).get("name")
    return str(button.get("label") or emoji or "")
