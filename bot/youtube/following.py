"""Member lists that are followed: read whole now and then, and in between only asked who joined or moved up.

Google says that the first call with mode `updates` starts the count and later ones tell who joined or moved up since;
nothing tells who left (YouTube Data API, "Members: list"). All of it is in memory: a restart reads whole.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.youtube.roster import Roster

_WHOLE_EVERY = timedelta(hours=3)
_NAMES_AN_INTERVAL = 5_000
"""More members, and the interval grows with them: whole readings then cost some 100 units a day at any size."""
_WHOLE_AT_LEAST_EVERY = timedelta(days=1)
_KEPT = 50
_UNUSED = timedelta(hours=1)
"""What nobody has asked for so long is dropped from memory: it is names."""


@dataclass(slots=True)
class Followed:
    """One link's list, None before it was read whole, and the token that asks for what came since then or earlier."""

    used: datetime
    roster: Roster | None = field(default=None, repr=False)
    token: str = field(default="", repr=False)


class Following:
    """The lists that are followed, by link."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lists: OrderedDict[str, Followed] = OrderedDict()

    def of(self, link_id: str) -> Followed:
        """Return a link's list to go on with; it has no roster where one must be read whole.

        What was forgotten meanwhile is nobody's any more: whoever still writes into it brings nothing back.
        """
        self.clean_up()
        now = self._clock()
        followed = self._lists.setdefault(link_id, Followed(now))
        self._lists.move_to_end(link_id)
        while len(self._lists) > _KEPT:
            self._lists.popitem(last=False)
        followed.used = now
        if followed.roster and followed.roster.as_of + whole_lasts(len(followed.roster.members)) <= now:
            followed.roster = None
        return followed

    def clean_up(self) -> None:
        """Drop what nobody has asked for in a while."""
        now = self._clock()
        for old in [one for one, followed in self._lists.items() if followed.used + _UNUSED <= now]:
            del self._lists[old]

    def known(self, link_id: str) -> Followed | None:
        """Return a link's list if it is followed."""
        return self._lists.get(link_id)

    def forget(self, link_id: str) -> None:
        """Drop a link's list."""
        self._lists.pop(link_id, None)


def whole_lasts(members: int) -> timedelta:
    """Return how long a whole reading of so many members is gone on from: who has left stays in it as long."""
    return min(_WHOLE_AT_LEAST_EVERY, _WHOLE_EVERY * max(1.0, members / _NAMES_AN_INTERVAL))
