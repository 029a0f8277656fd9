"""Permissions and accounts in a person's words, the same on pages and in messages."""

from collections.abc import Iterable

from bot.accounts.links import Link
from bot.names import escape_name, plain_name
from bot.providers.access import Access
from bot.vocabulary import YOUTUBE, vocabulary

_BUTTON_NAME = 50


def ordered(access: Iterable[Access]) -> list[Access]:
    """Return permissions in the order they are asked for."""
    held = set(access)
    return [one for one in Access if one in held]


def briefly(access: Iterable[Access], provider: str = YOUTUBE) -> str:
    """Return permissions at a provider as part of a sentence."""
    words = vocabulary(provider).briefly
    *most, last = [words[one] for one in ordered(access) if one in words] or ["do nothing"]
    return f"{', '.join(most)} and {last}" if most else last


def shortly(access: Iterable[Access], provider: str = YOUTUBE) -> str:
    """Return permissions at a provider as words in a list."""
    words = vocabulary(provider).shortly
    return ", ".join(words[one] for one in ordered(access) if one in words) or "nothing"


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
