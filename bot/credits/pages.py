"""Breaks sections of names into embeds and messages; no name is ever split."""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from bot.credits.limits import EMBED_TEXT, EMBEDS_A_MESSAGE, MESSAGE_TEXT, MESSAGES, units

_SEPARATOR = " · "
_SECTION_BREAK = "\n\n"
# A message with less room than this is left as it is: an embed of two names looks like a mistake.
_WORTH_AN_EMBED = 400


class Embed(msgspec.Struct, frozen=True):
    """One embed; `title` may be empty. Both are Discord markdown."""

    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, what it says where the section goes on elsewhere, and its items; at least one."""

    heading: str
    continued: str
    items: Iterable[str]


class DoesNotFit(Exception):
    """The sections need more messages than allowed, or one item is longer than an embed."""


def fill(title: str, sections: Iterable[Section]) -> list[tuple[Embed, ...]]:
    """Return the embeds of each message. `title` stands on the first embed. Raises DoesNotFit."""
    pages = _Pages(title)
    for section in sections:
        # Item by item, so that a roll far too long is given up after five messages.
        items = iter(section.items)
        pages.begin(f"{section.heading}\n{next(items)}")
        for item in items:
            if not pages.add(f"{_SEPARATOR}{item}"):
                pages.turn(f"{section.continued}\n{item}")
    return pages.messages()


class _Pages:
    """The messages so far and the embed being written."""

    def __init__(self, title: str) -> None:
        self._done: list[tuple[Embed, ...]] = []
        self._message: list[Embed] = []
        self._title = title
        self._text: list[str] = []
        self._embed_room = EMBED_TEXT
        self._message_room = MESSAGE_TEXT - units(title)

    def begin(self, opening: str) -> None:
        """Write the start of a section here, or in a new embed when it does not fit."""
        if not self.add(_SECTION_BREAK + opening if self._text else opening):
            self.turn(opening)

    def add(self, text: str) -> bool:
        """Write to the open embed; False, and nothing written, when there is no room."""
        size = units(text)
        if size > min(self._embed_room, self._message_room):
            return False
        self._text.append(text)
        self._embed_room -= size
        self._message_room -= size
        return True

    def turn(self, opening: str) -> None:
        """Open a new embed with this text, in a new message when this one is full. Raises DoesNotFit."""
        self._close_embed()
        needed = max(units(opening), _WORTH_AN_EMBED)
        if needed > self._message_room or len(self._message) == EMBEDS_A_MESSAGE:
            self._close_message()
        if len(self._done) == MESSAGES or not self.add(opening):
            raise DoesNotFit

    def messages(self) -> list[tuple[Embed, ...]]:
        """Close what is open and return everything."""
        self._close_embed()
        self._close_message()
        return self._done

    def _close_embed(self) -> None:
        if self._text:
            self._message.append(Embed(self._title, "".join(self._text)))
        self._title, self._text = "", []
        self._embed_room = EMBED_TEXT

    def _close_message(self) -> None:
        if self._message:
            self._done.append(tuple(self._message))
        self._message = []
        self._message_room = MESSAGE_TEXT
