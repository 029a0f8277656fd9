"""Writes the transcript: who did what, what came back, which pages were passed, what it cost."""

from collections.abc import Callable, Iterable, Sequence

from sandbox.discord.people import Person
from sandbox.discord.seen import Message
from sandbox.discord.world import World
from sandbox.script.words import message_lines, plain, wrapped

Write = Callable[[str], None]
"""Takes a line, without its end."""


class Transcript:
    """`write` is called for each line as it happens."""

    def __init__(self, write: Write, world: World) -> None:
        self._write = write
        self._world = world

    def step(self, number: int, title: str) -> None:
        """Begin a step."""
        self._write("")
        self._write(f"{number}. {title}")

    def typed(self, person: Person, command: str, place: str = "#general") -> None:
        """Note a command."""
        self._act(f"{person.display_name} in {place}:", plain(command, self._world))

    def pressed(self, person: Person, label: str) -> None:
        """Note a button."""
        self._act(f"{person.display_name} presses:", f"[{label}]")

    def answered(self, person: Person, message: Message) -> None:
        """Note an answer."""
        seen = f"Curtain Call, seen by {person.display_name} alone:" if message.ephemeral else "Curtain Call:"
        self._act(seen, *message_lines(message, self._world))

    def told(self, person: Person, message: Message) -> None:
        """Note a DM."""
        self._act(f"Curtain Call, DM to {person.display_name}:", *message_lines(message, self._world))

    def posted(self, channel: str, messages: Sequence[Message]) -> None:
        """Note what was posted for everybody; of several messages, the first and the last."""
        for number, message in enumerate(messages, 1):
            if number in {1, len(messages)}:
                self._act(f"Curtain Call in #{channel}:", *message_lines(message, self._world))
            elif number == 2:
                self.note(f"… {len(messages) - 2} more …")

    def browsed(self, person: Person, pages: Iterable[str]) -> None:
        """Note the pages that somebody went through."""
        self._act(f"{person.display_name}'s browser:", *(part for page in pages for part in wrapped(page)))

    def note(self, line: str) -> None:
        """Note something else."""
        self._write("")
        self._write(f"   {line}")

    def _act(self, who: str, *lines: str) -> None:
        self._write("")
        self._write(f"   {who}")
        for line in lines:
            self._write(f"      {line}".rstrip())
