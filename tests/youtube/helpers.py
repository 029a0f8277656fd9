"""Tokens and pauses under a test's control."""

from collections.abc import Awaitable, Callable

from bot.errors import QuotaSpent
from bot.providers.access import Bearer
from bot.youtube.payer import Payer
from bot.youtube.quota import Quota

ALICE = Payer.person(1)
BOB = Payer.person(2)


class Tokens:
    """Gives one token for every link, and the next one when the last was refused."""

    def __init__(self, *tokens: str) -> None:
        self.tokens = list(tokens)
        self.refused: list[str] = []
        self.links: list[str] = []

    def bearer(self, link_id: str) -> Bearer:
        self.links.append(link_id)
        return self._token

    async def _token(self, refused: str | None) -> str:
        if refused is not None:
            self.refused.append(refused)
            self.tokens.remove(refused)
        return self.tokens[0]


class Pauses:
    """Stands in for sleeping: remembers how long, and goes on at once."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)


Link = Callable[..., Awaitable[Tokens]]


def until_refused(quota: Quota, method_id: str, payer: Payer) -> QuotaSpent:
    """Let the payer call until that is refused, and return the refusal."""
    for _ in range(20_000):
        try:
            quota.pay(method_id, payer)
        except QuotaSpent as refused:
            return refused
    raise AssertionError("never refused")
