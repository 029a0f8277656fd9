"""Autocomplete shared by several commands. Each answers with at most 25 choices, Discord's limit."""

from collections import Counter
from collections.abc import Iterable

import discord
from discord import app_commands

from bot.accounts.links import Link
from bot.client import CurtainCall
from bot.names import plain_name

CHOICES = 25
NAME_LIMIT = 100
_ISOLATION = 8
"""Room for the marks that keep a name's direction of writing to itself."""


def matching(current: str, offered: Iterable[tuple[str, str]]) -> list[app_commands.Choice[str]]:
    """Return what fits the text typed so far, of (name, value). Equal names are numbered: Discord refuses repeats."""
    wanted = current.casefold()
    found = ((plain_name(name), value) for name, value in offered if wanted in name.casefold())
    return _choices(found)


def _choices(found: Iterable[tuple[str, str]]) -> list[app_commands.Choice[str]]:
    seen: Counter[str] = Counter()
    made = []
    for name, value in found:
        shown = shortened(name, NAME_LIMIT)
        seen[shown] += 1
        numbered = shown if seen[shown] == 1 else f"{shortened(shown, NAME_LIMIT - 5)} ({seen[shown]})"
        made.append(app_commands.Choice(name=numbered, value=value))
    return made[:CHOICES]


def shortened(text: str, limit: int) -> str:
    """Return a text that is no longer than Discord takes, with an ellipsis where it was cut."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


async def accounts(interaction: discord.Interaction[CurtainCall], current: str) -> list[app_commands.Choice[str]]:
    """Offer the person's own linked accounts, found by label, title or handle."""
    return own_accounts(current, await interaction.client.services.accounts.of(interaction.user.id))


def own_accounts(current: str, links: Iterable[Link]) -> list[app_commands.Choice[str]]:
    """Return those of a person's own accounts whose label, title or handle has the text typed so far in it."""
    wanted = current.casefold()
    found = [link for link in links if any(wanted in name.casefold() for name in (link.label, link.title, link.handle))]
    return _choices((account_name(link), link.id) for link in found)


def account_name(link: Link) -> str:
    """Return `label · title (@handle)` and what is to be known of it, for a choice or a menu's option.

    Only the title is cut when it does not fit: by the rest accounts are told apart.
    """
    marks = [" · default"] if link.is_default else []
    if not link.healthy:
        marks.append(" · link again")
    before = f"{plain_name(link.label)} · " if link.label else ""
    after = (f" ({plain_name(link.handle)})" if link.handle else "") + "".join(marks)
    room = NAME_LIMIT - len(before) - len(after) - _ISOLATION
    return f"{before}{plain_name(shortened(link.title, max(room, 1)))}{after}"
