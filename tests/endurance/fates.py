"""What becomes of accounts in half a year, computed from their owners' doings alone: nothing here asks the bot."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.errors import REVOKED, TESTING

TESTING_LIVES = timedelta(days=7)
KEPT_ALIVE_AFTER = timedelta(days=30)
SLACK = timedelta(days=1)
"""How much later than its next use a death may be noticed: a busy hour, a post that was tried again."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A time when nobody's token could be refreshed: Google was down, or the operator's `secret` had expired."""

    begin: datetime
    end: datetime
    secret: bool = False

    def at(self, moment: datetime) -> bool:
        return self.begin <= moment < self.end


@dataclass(frozen=True, slots=True)
class Death:
    """The end of a grant: when, why, and by when the bot must have noticed, having used it every so often."""

    at: datetime
    cause: str
    noticed_by: datetime


@dataclass(slots=True)
class Grant:
    """What an owner has allowed once."""

    since: datetime
    testing: bool = False
    revoked: datetime | None = None

    def end(self) -> tuple[datetime, str] | None:
        ends = [(self.revoked, REVOKED)] if self.revoked else []
        if self.testing:
            ends.append((self.since + TESTING_LIVES, TESTING))
        return min(ends, default=None)


@dataclass(slots=True)
class Fate:
    """One account's story, told as it happens. A schedule uses it every `every` from `first` on; None: none does."""

    grants: list[Grant]
    every: timedelta | None
    first: datetime
    troubles: tuple[Trouble, ...] = field(repr=False, default=())

    def death(self, now: datetime) -> Death | None:
        """Return how the present grant has ended; None while it stands."""
        end = self.grants[-1].end()
        if end is None or end[0] > now:
            return None
        return Death(*end, self._next_use(end[0]) + SLACK)

    def revoke(self, now: datetime) -> None:
        self.grants[-1].revoked = now

    def relink(self, now: datetime) -> None:
        self.grants.append(Grant(now))

    def next_due(self, after: datetime) -> datetime | None:
        """Return the first moment from `after` on at which a schedule uses the account."""
        if self.every is None:
            return None
        if after <= self.first:
            return self.first
        return self.first + -((self.first - after) // self.every) * self.every

    def _next_use(self, moment: datetime) -> datetime:
        """Return when Google is asked about this grant next, and answers."""
        monthly = moment + KEPT_ALIVE_AFTER
        due = min(self.next_due(moment) or monthly, monthly)
        for trouble in self.troubles:
            if trouble.at(due):
                # A post gives up within hours. Then the next post asks, or the monthly round once Google answers.
                due = max(trouble.end, due + self.every) if self.every else trouble.end
        return due
