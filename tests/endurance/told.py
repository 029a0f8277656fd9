"""What people were told before a bot died: the promise that everything is held against."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from tests.endurance.orders import Line

Account: TypeAlias = tuple[int, str]
"""A Discord user and a channel."""


@dataclass
class Told:
    """`linked`: who was told so. `unsure`: who wanted something and heard nothing of it. `codes`: codes to type.

    `deaths` counts the messages that said that a link is dead, by the link's id.
    """

    linked: set[Account] = field(default_factory=set)
    unsure: set[Account] = field(default_factory=set)
    codes: dict[Account, str] = field(default_factory=dict)
    deaths: Counter[str] = field(default_factory=Counter)

    def hear(self, said: Iterable[Line]) -> None:
        """Take what a worker said, in order."""
        self.unsure.clear()
        self.codes.clear()
        wanted: Account | None = None
        for line in said:
            account = (int(line.about[0]), line.about[1]) if len(line.about) > 1 else None
            if line.say == "born":
                wanted = None
            elif line.say == "wants":
                wanted = account
                self._maybe(account)
            elif line.say == "code" and account:
                self.codes[account] = line.about[2]
            elif line.say == "dm":
                self._message(line, wanted)
            elif line.say == "linked":
                self._is_linked(account)
                wanted = None
            elif line.say == "leaves" and account:
                self.linked.discard(account)
                self._maybe(account)
            elif line.say == "unlinked" and account:
                self.unsure.discard(account)

    def settle(self, there: set[Account]) -> None:
        """Hold what is there against what was told; from now on everybody knows what there is."""
        assert max(self.deaths.values(), default=0) <= 1, f"told more than once that a link is dead: {self.deaths}"
        assert self.linked <= there, f"told linked, but not there: {self.linked - there}"
        assert there <= self.linked | self.unsure, f"there, but told absent: {there - self.linked - self.unsure}"
        self.linked = there
        self.unsure.clear()

    def dead(self, link_id: str) -> None:
        """Count a message that a link is dead."""
        self.deaths[link_id] += 1

    def alive(self, link_ids: Iterable[str]) -> None:
        """Take note of links that work: when one dies again, its owner may hear of that."""
        for link_id in link_ids:
            self.deaths.pop(link_id, None)

    def _message(self, line: Line, wanted: Account | None) -> None:
        if line.about[1]:
            self.dead(line.about[1])
        elif wanted and wanted[0] == int(line.about[0]):
            self._is_linked(wanted)

    def _is_linked(self, account: Account | None) -> None:
        assert account
        self.linked.add(account)
        self.unsure.discard(account)
        self.codes.pop(account, None)

    def _maybe(self, account: Account | None) -> None:
        assert account
        if account not in self.linked:
            self.unsure.add(account)
