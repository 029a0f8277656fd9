"""What /accounts shows: the list of one's accounts, the card of one, what happened with them, the questions."""

from collections.abc import Callable, Sequence
from typing import Any

import discord
from discord import ui

from bot.accounts.accounts import Unlinked
from bot.accounts.history import History, told
from bot.accounts.links import Link
from bot.accounts.outcome import thank
from bot.accounts.words import briefly, called, shortly, widest
from bot.components import button, select, view
from bot.errors import GrantAccess, NeedsRelink
from bot.names import escape_name
from bot.providers.access import Access
from bot.replies import Reply, action_item, grant_button
from bot.vocabulary import PATREON, vocabulary
from cogs.options import account_name
from cogs.paging import page_of, turning

PAGE = 10
"""Accounts a page of the list: few enough to read on a phone, and within what a menu takes."""

_ANOTHER = GrantAccess("look", label="Link another account", choose_account=True)
_FIRST_ROW, _SECOND_ROW, _THIRD_ROW = range(3)


def nothing_linked() -> Reply:
    """Return what somebody sees who has linked nothing."""
    return Reply(
        "You have linked nothing yet. Link a YouTube account to see your videos, like others' and thank your members.",
        view=view(grant_button(GrantAccess("look"))),
    )


def listed(links: Sequence[Link], wanted: int) -> Reply:
    """Return a page of several accounts, with a menu that opens the card of one."""
    page = page_of(links, wanted, PAGE)
    menu = select(
        "accounts.open",
        placeholder="Open an account",
        options=[discord.SelectOption(label=account_name(link), value=link.id) for link in page.items],
    )
    turn = turning(page.number, page.count, "accounts.show")
    pages = f" · page {page.number + 1} of {page.count}" if page.count > 1 else ""
    return Reply(
        "\n".join(map(_line, page.items)),
        title="Your linked accounts",
        footer=f"{len(links)} accounts{pages}",
        view=view(menu, *turn, grant_button(_ANOTHER), button("History", "accounts.history", "", "")),
    )


def _line(link: Link) -> str:
    default = " · default" if link.is_default else ""
    if link.healthy:
        return f"✅ {_named(link)}{default}\n-# I may: {shortly(link.access, link.provider)}"
    return f"⚠️ {_named(link)}{default}\n-# Must be linked again"


def _named(link: Link) -> str:
    """Return an account with where it is: two of one person often bear the same name."""
    handle = f" ({escape_name(link.handle)})" if link.handle else ""
    return f"**{called(link)}**{handle} · {vocabulary(link.provider).brand}"


def card(link: Link, links: Sequence[Link], servers: Sequence[str]) -> Reply:
    """Return all about one account and what can be done with it.

    `links` are all of the person's, `servers` the names of those where its members are thanked.
    """
    supporters = "patrons" if link.provider == PATREON else "members"
    thanked = f"\nIts {supporters} are thanked in {', '.join(f'**{escape_name(name)}**' for name in servers)}."
    since = f"-# Linked since <t:{int(link.created_at.timestamp())}:D>"
    label = f"\nYour label: **{escape_name(link.label)}**" if link.label else ""
    handle = f" ({escape_name(link.handle)})" if link.handle else ""
    default = " · default" if link.is_default and len(links) > 1 else ""
    return Reply(
        f"**{escape_name(link.title)}**{handle}{default}{label}\n\n"
        f"{_health(link)}{thanked if servers else ''}\n{since}",
        title="Your linked account" if len(links) == 1 else None,
        view=_controls(link, links, thanked=bool(servers)),
    )


def _health(link: Link) -> str:
    may = briefly(link.access, link.provider)
    if link.healthy:
        return f"✅ Works. I may {may}."
    since = f" That was <t:{int(link.died_at.timestamp())}:R>." if link.died_at else ""
    return f"⚠️ Must be linked again. {NeedsRelink.cause(link.reason, link.provider)}{since}\nOnce it is, I may {may}."


def _controls(link: Link, links: Sequence[Link], *, thanked: bool) -> ui.View:
    """Return the card's buttons: permissions, then what is about this account, then the way out."""
    rows: list[list[ui.Item[Any]]] = [_permissions(link), [], []]
    if len(links) > 1 and not link.is_default:
        rows[_SECOND_ROW].append(button("Make default", "accounts.default", link.id))
    rows[_SECOND_ROW].append(button("Label", "accounts.label", link.id))
    if thanked:
        rows[_SECOND_ROW].append(button("Where members are thanked", "thanked.servers", link.id))
    if link.healthy and Access.CREATOR in link.access:
        rows[_SECOND_ROW].append(action_item(thank(link)))
    rows[_SECOND_ROW].append(button("History", "accounts.history", link.id, ""))
    rows[_THIRD_ROW].append(button("Unlink", "accounts.ask", link.id, style=discord.ButtonStyle.danger))
    if len(links) > 1:
        rows[_THIRD_ROW].append(button("Back", "accounts.show", links.index(link) // PAGE))
    else:
        rows[_THIRD_ROW].append(grant_button(_ANOTHER))
    filled = [row for row in rows if row]
    for number, row in enumerate(filled):
        for item in row:
            item.row = number
    return view(*(item for row in filled for item in row))


def _permissions(link: Link) -> list[ui.Item[Any]]:
    """Return the button that mends a dead link, or one for each permission that is missing."""
    if not link.healthy:
        again = GrantAccess(widest(link.access).value, link.provider, link_id=link.id, label="Link again")
        return [grant_button(again)]
    return [
        grant_button(GrantAccess(access, link.provider, link_id=link.id, label=label))
        for access, label in vocabulary(link.provider).widen.items()
        if Access(access) not in link.access
    ]


def history(found: History, user_id: int, link_id: str, before: int | None, server: Callable[[int], str]) -> Reply:
    """Return a page of what happened, newest first; `link_id` is the card to go back to, empty for the list."""
    lines = [f"<t:{int(entry.at.timestamp())}:R> {told(entry, user_id, server)}" for entry in found.entries]
    older = button("Older", "accounts.history", link_id, found.older) if found.older is not None else None
    newest = button("Newest", "accounts.history", link_id, "") if before is not None else None
    back = button("Back", "accounts.card", link_id) if link_id else button("Back", "accounts.show")
    return Reply(
        "\n".join(lines) or "Nothing has happened yet.",
        title="What happened with your accounts",
        footer="Only you see this. Kept for a year.",
        view=view(newest, older, back),
    )


def unlink_question(link: Link, others: Sequence[Link]) -> Reply:
    """Ask once more: a relink costs a consent. `others` are the person's other accounts that work."""
    text = (
        f"Unlink **{called(link)}**? I forget it and everything that came from it, and its "
        f"{'patrons' if link.provider == PATREON else 'members'} leave the credits of every server."
    )
    unlink = button("Unlink", "accounts.unlink", link.id, style=discord.ButtonStyle.danger)
    keep = button("Keep it", "accounts.card", link.id)
    words = vocabulary(link.provider)
    if not others or words.no_ending:
        return Reply(f"{text} {words.no_ending}".strip(), view=view(unlink, keep))
    names = " or ".join(f"**{called(other)}**" for other in others[:3])
    text += (
        "\n\nGoogle ends a permission for a whole Google account, and I cannot see whether it is that of "
        f"{names}, too. So it stays when you unlink. If you end it, everything of that Google account must be linked "
        "again."
    )
    end = button("Unlink and end it at Google", "accounts.end", link.id, style=discord.ButtonStyle.danger)
    return Reply(text, view=view(unlink, end, keep))


def ended(gone: Unlinked) -> str:
    """Say what became of the permission of an account that was unlinked."""
    words = vocabulary(gone.provider)
    if gone.revoked is None:
        return (
            f"The permission at {words.service} stays, because another link here may stand on it. To end it all the "
            f"same, remove me at <{words.connections}>: everything of that {words.service} account must then be linked "
            "again."
        )
    if gone.revoked:
        return f"{words.service} confirmed that I can no longer reach it."
    return words.no_ending or (
        f"{words.service} did not confirm that the permission ended; look at <{words.connections}> to be sure."
    )
