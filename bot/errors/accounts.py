"""What can go wrong with links, codes and tokens."""

from typing import ClassVar

from bot.errors.base import GrantAccess, UserError
from bot.vocabulary import YOUTUBE, vocabulary

REVOKED = "revoked"
UNUSED = "unused"
TESTING = "testing"
INTERRUPTED = "interrupted"
"""The causes of death of a link, as they are stored: taken back (or simply not known better), six months without use, a
project in testing, a crash while a single-use refresh token was being exchanged."""


class NotLinked(UserError):
    """The person has no account linked at this provider."""

    def __init__(self, access: str, provider: str = YOUTUBE) -> None:
        super().__init__(
            f"You have no {vocabulary(provider).account} linked here yet. Link one with the button, then use the "
            "command again.",
            action=GrantAccess(access, provider),
        )


class NotOffered(UserError):
    """A provider that this bot is not set up for, or a permission that there is not at that provider."""

    def __init__(self, provider: str, offered: frozenset[str]) -> None:
        brand = vocabulary(provider).brand
        if not offered:
            super().__init__(f"This bot is not set up for {brand} any more. Whoever runs it can change that.")
            return
        possible = " or ".join(f"`{access}`" for access in ("look", "act", "creator") if access in offered)
        super().__init__(
            f"There is no such permission at {brand}. Use `/link provider:{brand}` with the access {possible}.",
            action=GrantAccess("look", provider),
        )


class AccessMissing(UserError):
    """An account is linked, but without the permission this needs."""

    def __init__(self, access: str, account: str, *, link_id: str = "", provider: str = YOUTUBE) -> None:
        super().__init__(
            f"**{account}** is linked, but I am not allowed to {vocabulary(provider).missing[access]} yet. "
            "Allow it with the button, then use the command again.",
            action=GrantAccess(access, provider, link_id=link_id),
        )
        self.access = access


class NeedsRelink(UserError):
    """The provider no longer accepts the link's refresh token; `reason` is one of the causes of death above."""

    _REASONS: ClassVar = {
        REVOKED: "Google no longer accepts the permission you gave. Most likely it was taken back in your Google "
        "account.",
        UNUSED: "I had not used the permission you gave for six months, and Google ends it after that.",
        TESTING: "This bot's project at Google is still in testing, which ends every permission after seven days. "
        "Linking again works for another seven; whoever runs this bot can end that by publishing the project.",
        INTERRUPTED: "I was interrupted while renewing the permission you gave, and the renewed one was lost.",
    }
    _ELSEWHERE: ClassVar = {
        REVOKED: "{service} no longer accepts the permission you gave. Most likely it was taken back in {where}.",
        UNUSED: "I had not used the permission you gave for six months, and {service} no longer accepts it.",
        INTERRUPTED: _REASONS[INTERRUPTED],
    }

    def __init__(
        self, account: str, reason: str, access: str = "look", *, link_id: str = "", provider: str = YOUTUBE
    ) -> None:
        super().__init__(
            f"**{account}** must be linked again. {self.cause(reason, provider)} The button links it again.",
            action=GrantAccess(access, provider, link_id=link_id, label="Link again"),
        )

    @classmethod
    def cause(cls, reason: str, provider: str = YOUTUBE) -> str:
        """Return why a link must be made again, in a sentence."""
        known = cls._REASONS if provider == YOUTUBE else cls._ELSEWHERE
        words = vocabulary(provider)
        said: str = known.get(reason, known[REVOKED])
        return said.format(service=words.service, where=words.where)


class WrongCode(UserError):
    """The code of a link does not fit any open link of this person. `left` is the number of tries left."""

    def __init__(self, left: int) -> None:
        tries = f"{left} {'try' if left == 1 else 'tries'} left" if left else "no tries left"
        super().__init__(
            f"That code does not fit ({tries}). Type it exactly as your browser shows it"
            + (", or start again with `/link`." if left else ". Start again with `/link`."),
            action=None if left else GrantAccess("look"),
        )


class NoCodeExpected(UserError):
    """A code was typed, but no link of this person waits for one."""

    def __init__(self) -> None:
        super().__init__(
            "No link of yours is waiting for a code; a code is good for ten minutes. Start again with `/link`, and "
            "never type a code that somebody else sent you."
        )


class LinkRefused(UserError):
    """A link ended without success; `reason` is the stable name for logs, pages and the audit."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class TokensUnreadable(UserError):
    """A link's sealed tokens do not open: damaged, or sealed with a key that the operator took away."""

    def __init__(self, account: str, provider: str = YOUTUBE) -> None:
        super().__init__(
            f"I cannot read what I kept to use **{account}** with. Linking it again mends that; whoever runs this bot "
            "should look at its log.",
            action=GrantAccess("look", provider),
        )
