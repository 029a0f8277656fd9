"""How people want to be credited: said by themselves, proven by what they have linked, stronger than any source."""

from bot.clock import Clock
from bot.errors import BadCreditName, TooOften
from bot.limits import Limiter, Limits
from bot.names import NAMELESS, one_line, plain_name
from bot.store import audit
from bot.store import wishes as rows
from bot.store.database import Database
from bot.store.wishes import Wish
from bot.supporters.consent import NAME, STRICTEST_FIRST

NAME_LIMIT = 60
"""The longest name of one's own, in characters; YouTube and Patreon have shorter ones."""


class Wishes:
    """One person's own wish, which counts in every server."""

    def __init__(self, database: Database, clock: Clock, limits: Limits | None = None) -> None:
        self._database = database
        self._clock = clock
        self._changes = Limiter((limits or Limits()).wishes, clock)

    async def of(self, user_id: int) -> Wish | None:
        """Return what a person has said, None when nothing."""
        async with self._database.read() as connection:
            return await rows.of_user(connection, user_id)

    async def say(self, user_id: int, choice: str, name: str = "") -> Wish:
        """Keep how a person wants to be credited.

        Raises BadCreditName for a name that is too long or unseen, and TooOften.
        """
        if choice not in STRICTEST_FIRST:
            raise ValueError(f"there is no credit {choice!r}")
        shown = _checked(name) if choice == NAME else ""
        self._count(user_id)
        async with self._database.write() as connection:
            # The moment is taken here: one from before the wait for the lock could lie before a roll that lacks it.
            wish = Wish(user_id, choice, shown, self._clock())
            await rows.put(connection, wish)
            await audit.add(connection, wish.updated_at, user_id, "wish.said", detail=choice)
        return wish

    async def take_back(self, user_id: int) -> bool:
        """Forget what a person has said; False when there was nothing. Raises TooOften."""
        self._count(user_id)
        async with self._database.write() as connection:
            gone = await rows.remove(connection, user_id)
            if gone:
                await audit.add(connection, self._clock(), user_id, "wish.taken_back")
        return gone

    def _count(self, user_id: int) -> None:
        if wait := self._changes.take(user_id):
            raise TooOften("changes", self._clock() + wait)


def _checked(name: str) -> str:
    shown = one_line(name).strip()
    if len(shown) > NAME_LIMIT or (shown and plain_name(shown) == NAMELESS):
        raise BadCreditName(NAME_LIMIT)
    return shown
