"""How many answers that last are under way at once, in all and to one address: each holds a connection."""

from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from enum import Enum, auto


class Full(Enum):
    """Why somebody has to wait."""

    IN_ALL = auto()
    FOR_ONE = auto()


class Places:
    """Counts them: `most` in all, `most_each` to one address."""

    def __init__(self, most: int, most_each: int) -> None:
        self._most = most
        self.most_each = most_each
        self._by_sender: Counter[Hashable] = Counter()

    def full(self, who: Hashable) -> Full | None:
        """Return why there is no place for another one, or None."""
        if self._by_sender[who] >= self.most_each:
            return Full.FOR_ONE
        return Full.IN_ALL if self._by_sender.total() >= self._most else None

    @contextmanager
    def place(self, who: Hashable) -> Iterator[None]:
        """Hold a place. Ask `full` first, with no await between."""
        self._by_sender[who] += 1
        try:
            yield
        finally:
            self._by_sender[who] -= 1
            self._by_sender += Counter()
