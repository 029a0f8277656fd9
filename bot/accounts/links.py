"""Values: who asks, what is linked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

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
class Link:
    """One Discord user and one provider account, with the permissions that were asked and granted.

    `status` is `ok` or `needs_relink`, then `reason` is `revoked` or `interrupted`. `title` and `handle` are the
    account's own words and need escaping wherever they are shown. `created_at` is UTC.
    """

    id: str
    user_id: int
    provider: str
    account_id: str
    title: str
    handle: str
    uploads_playlist: str
    scopes: frozenset[str]
    access: frozenset[Access]
    status: str
    reason: str
    is_default: bool
    created_at: datetime

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
    scopes = scopes_of(row.scopes)
    provider = providers.get(row.provider)
    return Link(
        id=row.id,
        user_id=row.user_id,
        provider=row.provider,
        account_id=row.account_id,
        title=row.title,
        handle=row.handle,
        uploads_playlist=row.uploads_playlist,
        scopes=scopes,
        access=provider.access_in(scopes) if provider else frozenset(),
        status=row.status,
        reason=row.reason,
        is_default=row.is_default,
        created_at=row.created_at,
    )
