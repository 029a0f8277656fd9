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
from bot.supporters.approvals import KEPT as KEPT_ANSWERS
from bot.supporters.snapshots import KEPT, KEPT_WITHOUT_PERMISSION
from bot.supporters.wanting import UNSEEN_KEPT
from bot.vocabulary import PATREON, YOUTUBE, vocabulary
from bot.youtube import quota_book

NOTHING = (
    "I keep nothing about you now. What I posted to Discord stays in Discord. What you have allowed me, if anything is "
    f"left, stands at Google (<{vocabulary(YOUTUBE).connections}>) or Patreon (<{vocabulary(PATREON).connections}>)."
)
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
        "for what you ask me to do at YouTube and Patreon; the keys are encrypted",
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
    "release_lists": _Kind(
        "list of your members as of a release, encrypted",
        "lists of your members as of a release, encrypted",
        "for credits that thank those who supported you then",
        f"at most {KEPT.days} days, and {KEPT_WITHOUT_PERMISSION.days} after the permission ends",
    ),
    "lists": _Kind(
        "list that you imported, encrypted",
        "lists that you imported, encrypted",
        "for the credits of the servers that you brought it to",
        "until you import another in its place, or it is taken away there",
    ),
    "wishes": _Kind(
        "wish how you are credited",
        "wishes how you are credited",
        "so that every server's credits follow it",
        "until you take it back with `/creditme`",
    ),
    "overrides": _Kind(
        "change that a server made to how you are credited",
        "changes that servers made to how you are credited",
        "spelling, leaving out, refusing, or that two accounts are yours",
        f"until that server takes it back, or {UNSEEN_KEPT.days} days after you leave its lists",
    ),
    "approvals": _Kind(
        "question to or from you about a server's credits",
        "questions to or from you about servers' credits",
        "so that you are not asked twice",
        f"until {KEPT_ANSWERS.days} days after it is answered or ends; a never until you bring names there yourself",
    ),
    "files": _Kind(
        "file made for you to fetch",
        "files made for you to fetch",
        "at an address that only you were told",
        "until its address ends",
    ),
    "pages": _Kind(
        "page of credits",
        "pages of credits",
        "with your user id, for whoever manages the server to see who made it",
        "until it is revoked",
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
        "until a day after the link ends",
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


_DELETED = (
    "links",
    "sources",
    "snapshots",
    "release_lists",
    "lists",
    "wishes",
    "overrides",
    "files",
    "tickets",
    "quota",
)
_UNNAMED = ("approvals", "pages", "schedules", "posts", "audit")
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
    shown = [f"• **{called(link)}**: I may {briefly(link.access, link.provider)}." for link in links]
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
    found.append(_list("Your permissions:", [_confirmed(gone) for gone in deleted.unlinked]))
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
    account, words = f"**{escape_name(gone.title)}**", vocabulary(gone.provider)
    if gone.revoked is None:
        return (
            f"{account}: it stays, because somebody else has linked the same account here. If it is yours, you can end "
            f"everything at <{words.connections}>."
        )
    if gone.revoked:
        return f"{account}: {words.service} confirmed that it has ended."
    if words.no_ending:
        return f"{account}: {words.no_ending}"
    return f"{account}: no answer, so I do not know whether it has ended. Look at <{words.connections}> to be sure."
