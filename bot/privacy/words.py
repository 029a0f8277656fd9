"""What is kept about a person, why and for how long, in plain words; and what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.accounts.accounts import Unlinked
from bot.accounts.cleanup import AUDIT_KEPT
from bot.accounts.links import Link
from bot.accounts.words import briefly, called
from bot.names import escape_name
from bot.privacy.privacy import Deleted, Overview
from bot.schedule.schedules import LEDGER_AGE
from bot.supporters.snapshots import KEPT, KEPT_WITHOUT_PERMISSION
from bot.youtube import quota_book

NOTHING = (
    "I keep nothing about you now. What I posted to Discord stays in Discord. What you have allowed me at Google, if "
    "anything is left, stands at <https://myaccount.google.com/connections>."
)
_SETTINGS = "<https://myaccount.google.com/connections>"
_SHOWN_LINKS = 8


@dataclass(frozen=True, slots=True)
class _Kind:
    """One table's rows: what one and several are called, why they are kept, and until when."""

    one: str
    several: str
    why: str
    until: str

    def many(self, count: int) -> str:
        return f"1 {self.one}" if count == 1 else f"{count:,} {self.several}"


_KINDS = {
    "links": _Kind(
        "linked account",
        "linked accounts",
        "for what you ask me to do at YouTube; the keys are encrypted",
        "until you unlink",
    ),
    "sources": _Kind(
        "place where your members are thanked",
        "places where your members are thanked",
        "for the credits of the servers that you added your channel to",
        "until you take it away in `/accounts`, or unlink",
    ),
    "snapshots": _Kind(
        "list of your members, encrypted",
        "lists of your members, encrypted",
        "for credits to go on while a channel waits to be linked again",
        f"at most {KEPT.days} days, and {KEPT_WITHOUT_PERMISSION.days} after the permission ends",
    ),
    "schedules": _Kind(
        "schedule",
        "schedules",
        "with your user id, to tell you when a post fails",
        "until somebody deletes it in its server",
    ),
    "posts": _Kind(
        "post of credits",
        "posts of credits",
        "with your user id, when and where, so that nothing is posted twice",
        f"{LEDGER_AGE.days} days",
    ),
    "tickets": _Kind(
        "link that you began",
        "links that you began",
        "with your user name, for its page to show who asked",
        "until a day after it ends",
    ),
    "quota": _Kind(
        "day's count of what you used of YouTube's budget",
        "days' counts of what you used of YouTube's budget",
        "so that nobody uses up everybody's",
        f"{quota_book.KEPT.days} days",
    ),
    "audit": _Kind(
        "line in the record of what happened",
        "lines in the record of what happened",
        "linked, refused, removed and the like, so that misuse can be found",
        f"{AUDIT_KEPT.days} days",
    ),
}


_DELETED = ("links", "sources", "snapshots", "tickets", "quota")
_UNNAMED = ("schedules", "posts", "audit")
"""What stays without the person; what is in neither goes with something that is."""


def described(overview: Overview) -> str:
    """Return everything that is kept, a paragraph each; NOTHING when it is nothing."""
    found = [_paragraph(name, overview) for name in _KINDS if overview.counts[name]]
    return "\n".join(found) or NOTHING


def _paragraph(name: str, overview: Overview) -> str:
    kind = _KINDS[name]
    lines = [f"**{kind.many(overview.counts[name])}**, kept {kind.until}", f"-# {kind.why}"]
    return "\n".join([*lines, *_listed(overview.links)] if name == "links" else lines)


def _listed(links: Iterable[Link]) -> Iterable[str]:
    shown = [f"• **{called(link)}**: I may {briefly(link.access)}." for link in links]
    if len(shown) <= _SHOWN_LINKS:
        return shown
    return [*shown[:_SHOWN_LINKS], f"• and {len(shown) - _SHOWN_LINKS} more, which `/accounts` shows"]


def outcome(deleted: Deleted) -> str:
    """Return what was deleted, what the providers said of each account, and what stays."""
    if not deleted:
        return "There was nothing left to delete: I keep nothing about you."
    counts = deleted.counts
    gone = [_KINDS[name].many(counts[name]) for name in _DELETED if counts[name]]
    unnamed = [_KINDS[name].many(counts[name]) for name in _UNNAMED if counts[name]]
    found = [_list("Deleted:", gone), _list("Your name is gone from:", unnamed)]
    found.append(_list("Your permission at Google:", [_confirmed(gone) for gone in deleted.unlinked]))
    return "\n\n".join([*filter(None, found), *_stays(deleted)])


def _list(head: str, items: list[str]) -> str:
    return "\n".join([head, *(f"• {item}" for item in items)]) if items else ""


def _stays(deleted: Deleted) -> Iterable[str]:
    if deleted.paused:
        yield (
            f"Paused, since no other names are left to post: {_KINDS['schedules'].many(deleted.paused)}. Whoever "
            "manages the server sees why in `/credits schedules`."
        )
    if deleted.counts["schedules"] > deleted.paused:
        yield "Other schedules belong to their servers and go on. I tell you nothing about them any more."
    yield "What I posted to Discord and wrote to you there stays in Discord, where it can be deleted."


def _confirmed(gone: Unlinked) -> str:
    account = f"**{escape_name(gone.title)}**"
    if gone.revoked is None:
        return (
            f"{account}: it stays, because somebody else has linked the same channel here. If it is yours, you can end "
            f"everything at {_SETTINGS}."
        )
    if gone.revoked:
        return f"{account}: Google confirmed that it has ended."
    return f"{account}: no answer, so I do not know whether it has ended. Look at {_SETTINGS} to be sure."
