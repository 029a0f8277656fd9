"""Values: who asks, what is linked."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from bot.providers.access import Access
from bot.providers.contract import Provider
from bot.store.links import OK, LinkRow


@dataclass(frozen=True, slots=True)
class Requester:
    """The Discord user who asked for a link. `display_name` is chosen freely by its bearer; `username` is unique."""

    user_id: int
    username: str
    display_name: str


@dataclass(frozen=True, slots=True)
class Link(LinkRow):
    """A stored link with the permissions that its scopes amount to.

    `title`, `handle` and `label` are people's own words and need escaping wherever they are shown.
    """

    access: frozenset[Access] = frozenset()

    @property
    def healthy(self) -> bool:
        """Whether the provider still accepts this link, as far as is known."""
        return self.status == OK


def scopes_of(text: str) -> frozenset[str]:
    """Read scopes as they are stored."""
    return frozenset(text.split())


def scopes_text(scopes: frozenset[str]) -> str:
    """Write scopes as they are stored."""
    return " ".join(sorted(scopes))


def link_of(row: LinkRow, providers: Mapping[str, Provider]) -> Link:
    """Return a stored link; one of a provider that is not configured any more permits nothing."""
    provider = providers.get(row.provider)
    access = provider.access_in(scopes_of(row.scopes)) if provider else frozenset()
    stored = {column.name: getattr(row, column.name) for column in fields(LinkRow)}
    return Link(**stored, access=access)
