"""Permissions and accounts in a person's words, the same on pages and in messages."""

from collections.abc import Iterable

from bot.accounts.links import Link
from bot.names import escape_name, plain_name
from bot.providers.access import Access

CAN = {
    Access.LOOK: "see your channel and your videos, the private and unlisted ones too",
    Access.ACT: "like videos as you, each time only when you say so",
    Access.CREATOR: "see who your channel members are, at which level and since when",
}
"""What each permission lets the bot do."""

BRIEFLY = {
    Access.LOOK: "see your channel and your videos",
    Access.ACT: "like videos as you",
    Access.CREATOR: "see who your channel members are",
}
"""The same within a sentence."""

SHORTLY = {Access.LOOK: "look", Access.ACT: "like", Access.CREATOR: "members"}
"""The same in a list, a word each."""

NEVER = (
    "upload, change or delete your videos",
    "see your password, your e-mail or what you watch",
)
"""What the bot does with no permission at all."""

_BUTTON_NAME = 50


def ordered(access: Iterable[Access]) -> list[Access]:
    """Return permissions in the order they are asked for."""
    held = set(access)
    return [one for one in Access if one in held]


def briefly(access: Iterable[Access]) -> str:
    """Return permissions as part of a sentence."""
    *most, last = [BRIEFLY[one] for one in ordered(access)] or ["do nothing"]
    return f"{', '.join(most)} and {last}" if most else last


def shortly(access: Iterable[Access]) -> str:
    """Return permissions as words in a list."""
    return ", ".join(SHORTLY[one] for one in ordered(access)) or "nothing"


def widest(access: Iterable[Access]) -> Access:
    """Return the permission to ask for so that a link can do again what it could."""
    return (ordered(access) or [Access.LOOK])[-1]


def called(link: Link) -> str:
    """Return an account's name for Discord's markdown, as its owner calls it: their label first, then its title."""
    return " · ".join(escape_name(name) for name in (link.label, link.title) if name)


def called_plainly(link: Link) -> str:
    """Return the same for plain text."""
    return " · ".join(plain_name(name) for name in (link.label, link.title) if name)


def on_a_button(link: Link) -> str:
    """Return an account's name, short enough for a button's label."""
    name = link.label or link.title
    return plain_name(name if len(name) <= _BUTTON_NAME else f"{name[: _BUTTON_NAME - 1]}…")
