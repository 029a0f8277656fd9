"""When a grant ends, and why one has ended: a provider says `invalid_grant` to all of it."""

from datetime import datetime, timedelta

from bot.errors import REVOKED, TESTING, UNUSED
from bot.providers.contract import IssuedTokens
from bot.store.tokens import TokenRow

_DISUSE = timedelta(days=180)
"""Google ends a refresh token that was not used for six months ("Using OAuth 2.0", refresh token expiration)."""
_CLOCKS_DIFFER = timedelta(minutes=5)


def grant_end(issued: IssuedTokens, kept: TokenRow | None, now: datetime) -> datetime | None:
    """Return when the grant ends that these tokens belong to, or None where that is not known.

    A refresh does not move the end of its grant, whatever its answer counts from, and may not name it again. An end
    that has passed while the grant still works was none.
    """
    if issued.refresh_token is not None or kept is None or kept.grant_expires_at is None:
        return issued.grant_expires_at
    if kept.grant_expires_at <= now:
        return issued.grant_expires_at
    return min(kept.grant_expires_at, issued.grant_expires_at or kept.grant_expires_at)


def cause_of(kept: TokenRow, now: datetime) -> str:
    """Return why a provider calls the grant of these tokens invalid, as far as one can tell."""
    if kept.grant_expires_at is not None and kept.grant_expires_at <= now + _CLOCKS_DIFFER:
        return TESTING
    if kept.updated_at + _DISUSE <= now:
        return UNUSED
    return REVOKED
