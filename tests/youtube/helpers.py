"""Tokens and pauses under a test's control."""

from collections.abc import Awaitable, Callable

from bot.providers.access import Bearer


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
