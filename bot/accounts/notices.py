"""Messages to one person, outside any command: what was linked, what stopped working."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from bot.accounts.links import Link
from bot.accounts.words import briefly, ordered
from bot.errors import Action, GrantAccess, NeedsRelink
from bot.names import escape_name
from bot.providers.access import Access


@dataclass(frozen=True, slots=True)
class Notice:
    """A private message; `text` is Discord markdown with names escaped."""

    user_id: int
    text: str
    action: Action | None = None


Notify: TypeAlias = Callable[[Notice], Awaitable[None]]
"""Delivers a notice, or gives up and logs it: it raises nothing, since what it tells of has happened already."""


def linked(link: Link, missing: frozenset[Access]) -> Notice:
    """Say what was linked, what it allows, and what was asked for but not granted."""
    text = f"**{escape_name(link.title)}** is linked to you now. I may {briefly(link.access)}."
    if not missing:
        return Notice(link.user_id, f"{text} `/accounts` shows it, `/unlink` forgets it.")
    first = ordered(missing)[0]
    text += f" You did not allow me to {briefly(missing)}; `/link access:{first}` asks again whenever you want that."
    return Notice(link.user_id, text, GrantAccess(first.value, link.provider))


def dead(link: Link, reason: str) -> Notice:
    """Say that a link stopped working, with the button that makes it again with what it allowed."""
    widest = ordered(link.access)[-1] if link.access else Access.LOOK
    error = NeedsRelink(escape_name(link.title), reason, widest.value)
    return Notice(link.user_id, error.message, GrantAccess(widest.value, link.provider))


def interrupted(user_id: int, access: str, provider: str) -> Notice:
    """Say that a link was being made when the bot stopped."""
    text = (
        "I was interrupted while linking your account, so nothing was linked. Start again with the button or `/link`."
    )
    return Notice(user_id, text, GrantAccess(access, provider))
