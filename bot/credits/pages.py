"""Breaks a text with names into embeds and messages; no name is ever split."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import msgspec

from bot.credits.limits import EMBED_TEXT, EMBEDS_A_MESSAGE, MESSAGE_TEXT, MESSAGES, units
from bot.credits.pieces import Block, at_line_start, blocks_of, finer

# A message with less room than this is left as it is: an embed of two names looks like a mistake.
_WORTH_AN_EMBED = 400
_NEW_LINE = "\n"


class Embed(msgspec.Struct, frozen=True):
    """One embed; `title` may be empty. Both are Discord markdown."""

    title: str
    description: str


class DoesNotFit(Exception):
    """The text needs more messages than allowed, or one item is longer than an embed."""


@dataclass(frozen=True, slots=True)
class Room:
    """How much there is: in one embed, in one message, in how many embeds of how many messages."""

    embed: int = EMBED_TEXT
    message: int = MESSAGE_TEXT
    embeds: int = EMBEDS_A_MESSAGE
    messages: int = MESSAGES


def fill(
    title: str, text: str, closing: str, spell: Callable[[str], str], room: Room = Room()
) -> list[tuple[Embed, ...]]:
    """Return the embeds of each message. `title` stands on the first embed, `closing` at the end of the last.

    `title` and `closing` are Discord markdown; `text` becomes it, piece by piece, by `spell`. Raises DoesNotFit.
    """
    pages = _Pages(title, room)
    for block in blocks_of(text):
        _write(pages, block, spell)
    if closing:
        pages.begin("\n\n", closing)
    return pages.messages()


def opening(title: str, text: str, spell: Callable[[str], str], most: int) -> tuple[Embed, bool]:
    """Return how a text begins, as one embed of at most `most` UTF-16 units beside its title, and whether it is all."""
    pages = _Pages(title, Room(embed=most, message=most + units(title), embeds=1, messages=1))
    try:
        for block in blocks_of(text):
            _write(pages, block, spell)
    except DoesNotFit:
        whole = False
    else:
        whole = True
    begun = pages.messages()
    return (begun[0][0] if begun else Embed(title, "…")), whole


def _write(pages: "_Pages", block: Block, spell: Callable[[str], str]) -> None:
    heading = spell(block.heading)
    continued = f"{spell(block.continued)}\n" if heading else ""
    # Item by item, so that a text far too long is given up after the last message.
    items = _fitting(block.items(), spell, pages.room.embed - max(units(heading) + 1, units(continued)))
    _, first = next(items, ("", ""))
    pages.begin(block.before, "\n".join(filter(None, (heading, first))))
    for separator, item in items:
        if not pages.add(f"{separator}{item}"):
            pages.turn(f"{continued}{item if separator == _NEW_LINE else at_line_start(item)}")


def _fitting(items: Iterable[tuple[str, str]], spell: Callable[[str], str], most: int) -> Iterator[tuple[str, str]]:
    """Yield the items as they are written; what is longer than an embed is divided further where that can be done."""
    for separator, item in items:
        written = spell(item)
        parts = finer(item) if units(written) > most else ()
        if len(parts) > 1:
            yield from _fitting([(inner or separator, part) for inner, part in parts], spell, most)
        else:
            yield separator, written


class _Pages:
    """The messages so far and the embed being written."""

    def __init__(self, title: str, room: Room) -> None:
        self.room = room
        self._done: list[tuple[Embed, ...]] = []
        self._message: list[Embed] = []
        self._title = title
        self._text: list[str] = []
        self._embed_room = room.embed
        self._message_room = room.message - units(title)

    def begin(self, before: str, opening: str) -> None:
        """Write the start of a block here, or in a new embed when it does not fit."""
        if not self.add(before + opening if self._text else opening):
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
        if needed > self._message_room or len(self._message) == self.room.embeds:
            self._close_message()
        if len(self._done) == self.room.messages or not self.add(opening):
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
        self._embed_room = self.room.embed

    def _close_message(self) -> None:
        if self._message:
            self._done.append(tuple(self._message))
        self._message = []
        self._message_room = self.room.message
