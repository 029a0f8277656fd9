"""The ledger of YouTube's quota: every try of every call passes it before it is sent.

Google gives a project so many units a Pacific day, for all people and servers together. Here stands who has spent what
today, and who must stop so that something is left for the others (docs/decisions/0009-shares-of-the-quota.md). It
counts in memory; `bot.youtube.quota_book` makes it last.
"""

import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import TypeAlias

from bot.clock import Clock
from bot.errors import QuotaKept, QuotaShareSpent, QuotaSpent
from bot.metrics import Metrics
from bot.store.quota import key_of
from bot.youtube.pacific import next_pacific_midnight, pacific_day, pacific_midnight
from bot.youtube.payer import Payer, Purpose
from bot.youtube.prices import PRICES, Bucket, Price

log = logging.getLogger(__name__)

DAILY_SEARCHES = 100
"""Calls of search.list, which Google counts apart (YouTube Data API, "Quota usage")."""

PERSON_SHARE = Fraction(15, 100)
SERVER_SHARE = Fraction(30, 100)
OWNER_SHARE = Fraction(20, 100)
"""How much may go into background work with one person's links, in however many servers."""
BACKGROUND_LINE = Fraction(80, 100)
"""How much of the whole may be spent when background work stops; the rest is for commands."""
CHANGES_LINE = Fraction(95, 100)
"""How much of the whole may be spent when likes stop; the rest is for looking."""
CHANGES_OF_SHARE = Fraction(90, 100)
"""How much of a share may go into likes; the rest is for looking."""
SUGGESTIONS_OF_SHARE = Fraction(1, 2)
_DEAR = 50
"""Units from which on a call is one that changes something; all others cost one or two."""
_SETTLING = timedelta(minutes=15)
"""How long after midnight Google may still count the day before, and our clock be ahead of Google's."""

Unsaved: TypeAlias = Mapping[str, Mapping[str, int]]
"""What was spent and is not stored yet: by day, then by payer."""


@dataclass(frozen=True, slots=True)
class _Line:
    """An account of the ledger, what may stand there, and whose end of means it is."""

    account: str
    limit: int
    whose: str


class Quota:
    """One project's spending, today. Nothing here waits, so that between asking and paying nobody else can pay."""

    def __init__(self, clock: Clock, *, daily_units: int, metrics: Metrics) -> None:
        self._clock = clock
        self._sizes = {Bucket.UNITS: daily_units, Bucket.SEARCHES: DAILY_SEARCHES}
        self._metrics = metrics
        self._day = pacific_day(clock())
        self._spent: Counter[str] = Counter()
        self._unsaved: dict[str, Counter[str]] = {}
        self._shut: dict[Bucket, datetime] = {}

    def require(self, method_id: str, payer: Payer) -> None:
        """See that a call could be paid for now, and pay nothing.

        Raises QuotaSpent when the project's day is spent, QuotaKept when background work has reached its line, and
        QuotaShareSpent when the payer has spent a share.
        """
        price, now = PRICES[method_id], self._clock()
        self._turn_day(now)
        shut_until = self._shut.get(price.bucket, now)
        if shut_until > now:
            raise QuotaSpent(shut_until)
        for line in self._lines(price, payer):
            if self._spent[key_of(line.account)] + price.amount > line.limit:
                raise _refusal(line.whose, next_pacific_midnight(now))

    def pay(self, method_id: str, payer: Payer) -> None:
        """Pay for one try of a call, before it is sent; raises as `require` does, and then nothing is paid."""
        self.require(method_id, payer)
        price = PRICES[method_id]
        accounts = [price.bucket.value, *(_account(price, name) for name in payer.accounts())]
        paid = dict.fromkeys(accounts, price.amount)
        self._spent.update(_by_key(paid))
        self._unsaved.setdefault(self._day, Counter()).update(paid)
        if price.bucket is Bucket.UNITS:
            self._metrics.units(method_id.removeprefix("youtube."), price.amount)

    def shut(self, method_id: str) -> datetime:
        """Google itself says that the day is spent: ask nothing more of this bucket; return until when (aware).

        That happens when another program uses the same project, or `google.daily_units` is more than Google gives.
        """
        bucket, now = PRICES[method_id].bucket, self._clock()
        self._turn_day(now)
        settled = pacific_midnight(now) + _SETTLING
        until = settled if now < settled else next_pacific_midnight(now)
        if now >= settled and self._shut.get(bucket) != until:
            log.warning(
                "YouTube says that today's quota is spent, though this bot's ledger has room: does another program use "
                "the same Google project, or is google.daily_units too high?",
                extra={"bucket": bucket.value, "spent": self.spent(bucket.value), "of": self._sizes[bucket]},
            )
        self._shut[bucket] = until
        return until

    def spent(self, account: str = Bucket.UNITS.value) -> int:
        """Return what an account of the ledger has spent today; without a name, what all have."""
        self._turn_day(self._clock())
        return self._spent[key_of(account)]

    def take_unsaved(self) -> Unsaved:
        """Hand over what is not stored yet, to be stored, or given back when that fails."""
        unsaved, self._unsaved = self._unsaved, {}
        return unsaved

    def give_back(self, unsaved: Unsaved) -> None:
        """Take back what could not be stored."""
        for day, spent in unsaved.items():
            self._unsaved.setdefault(day, Counter()).update(spent)

    def learn(self, day: str, stored: Mapping[str, int]) -> None:
        """Take over what is stored of a day, by every process, beside what is not stored yet.

        No sum sinks within a day, and what is stored without a name adds to its payer's: who has their data deleted
        has no second share.
        """
        if day == self._day:
            self._spent |= _by_key(stored) + _by_key(self._unsaved.get(day, {}))

    def _turn_day(self, now: datetime) -> None:
        today = pacific_day(now)
        if today != self._day:
            self._day = today
            self._spent = _by_key(self._unsaved.get(today, {}))
            self._shut.clear()

    def _lines(self, price: Price, payer: Payer) -> Iterator[_Line]:
        size, dear = self._sizes[price.bucket], price.amount >= _DEAR
        if payer.background_account is not None:
            # Before the common line: who has spent their own share is told so.
            yield _Line(_account(price, payer.background_account), int(size * OWNER_SHARE), "owner")
        if payer.purpose is Purpose.BACKGROUND:
            yield _Line(price.bucket.value, int(size * BACKGROUND_LINE), "kept")
        yield _Line(price.bucket.value, int(size * (CHANGES_LINE if dear else 1)), "all")
        part = CHANGES_OF_SHARE if dear else SUGGESTIONS_OF_SHARE if payer.purpose is Purpose.SUGGESTION else 1
        if payer.user_id is not None:
            account = _account(price, f"user/{payer.user_id}")
            yield _Line(account, int(size * PERSON_SHARE * part), "changes" if dear else "user")
        if payer.guild_id is not None:
            account = _account(price, f"server/{payer.guild_id}")
            yield _Line(account, int(size * SERVER_SHARE * part), "server")


def _by_key(spent: Mapping[str, int]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for account, units in spent.items():
        sums[key_of(account)] += units
    return sums


def _account(price: Price, name: str) -> str:
    return name if price.bucket is Bucket.UNITS else f"{price.bucket.value}/{name}"


def _refusal(whose: str, resets_at: datetime) -> QuotaSpent:
    if whose == "all":
        return QuotaSpent(resets_at)
    if whose == "kept":
        return QuotaKept(resets_at)
    return QuotaShareSpent(whose, resets_at)
