"""Messages to one person, outside any command: what was linked, what stopped working."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from bot.accounts.links import Link
from bot.accounts.outcome import Linked, actions_of, text_of
from bot.accounts.words import called, widest
from bot.errors import Action, GrantAccess, NeedsRelink


@dataclass(frozen=True, slots=True)
class Notice:
    """A private message; `text` is Discord markdown with names escaped."""

    user_id: int
    text: str
    action: Action | None = None
    more: tuple[Action, ...] = ()

    @property
    def actions(self) -> tuple[Action, ...]:
        """All its buttons, in order."""
        return (self.action, *self.more) if self.action else self.more


Notify: TypeAlias = Callable[[Notice], Awaitable[None]]
"""Delivers a notice, or gives up and logs it: it raises nothing, since what it tells of has happened already."""


def linked(outcome: Linked) -> Notice:
    """Say what was linked, what it allows, what was not granted, and whether another account was meant."""
    afterwards = "" if outcome.missing or outcome.meant else " `/accounts` shows it, `/unlink` forgets it."
    return Notice(outcome.link.user_id, text_of(outcome) + afterwards, more=actions_of(outcome))


def dead(link: Link, reason: str) -> Notice:
    """Say that a link stopped working, with the button that makes it again with what it allowed."""
    error = NeedsRelink(called(link), reason, widest(link.access).value, link_id=link.id, provider=link.provider)
    return Notice(link.user_id, error.message, error.action)


def interrupted(user_id: int, access: str, provider: str) -> Notice:
    """Say that a link was being made when the bot stopped."""
    text = (
        "I was interrupted while linking your account, so nothing was linked. Start again with the button or `/link`."
    )
    return Notice(user_id, text, GrantAccess(access, provider))
