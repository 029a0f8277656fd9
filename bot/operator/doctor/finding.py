"""What a check has found: a line for the operator, never with a secret in it."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How a line is meant. Only `MEND` makes the exit status 2."""

    RIGHT = "right"
    NOTE = "note"
    UNSURE = "unsure"
    MEND = "mend"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what it is about (a key of the configuration where there is one), and a sentence without its stop."""

    level: Level
    about: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.level:<6}  {self.about}: {self.sentence}."


def right(about: str, sentence: str) -> Finding:
    """Return a line about what is as it should be."""
    return Finding(Level.RIGHT, about, sentence)


def note(about: str, sentence: str) -> Finding:
    """Return a line that is worth knowing; nothing must be done."""
    return Finding(Level.NOTE, about, sentence)


def unsure(about: str, sentence: str) -> Finding:
    """Return a line about what could not be found out this time."""
    return Finding(Level.UNSURE, about, sentence)


def mend(about: str, sentence: str) -> Finding:
    """Return a line about what is wrong; the sentence ends with what to do."""
    return Finding(Level.MEND, about, sentence)
