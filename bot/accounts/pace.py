"""How often one Discord user may ask for links and type codes."""

from bot.clock import Clock
from bot.errors import TooOften
from bot.limits import Limiter, Limits


class PersonPace:
    """Counts by Discord user id, for as long as the process lives. What is refused is not counted."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self._tickets = Limiter(limits.tickets, clock)
        self._codes = Limiter(limits.codes, clock)
        self._clock = clock

    def ask_for_link(self, user_id: int) -> None:
        """Count a wish to link. Raises TooOften."""
        self._count(self._tickets, user_id, "links")

    def type_code(self, user_id: int) -> None:
        """Count a typed code, right or wrong. Raises TooOften."""
        self._count(self._codes, user_id, "codes")

    def _count(self, limiter: Limiter, user_id: int, what: str) -> None:
        wait = limiter.take(user_id)
        if wait:
            raise TooOften(what, self._clock() + wait)
