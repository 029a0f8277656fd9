"""A person's own tail of the audit: what happened with their accounts, in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.accounts.links import Link
from bot.accounts.words import briefly, called
from bot.errors import NeedsRelink
from bot.providers.access import Access
from bot.store import audit
from bot.store.audit import Line
from bot.store.transaction import Transaction
from bot.supporters.kinds import of_provider
from bot.supporters.sources import subject_of_link
from bot.vocabulary import YOUTUBE, vocabulary

PAGE = 10
"""Lines a page."""

REFUSALS: Mapping[str, str] = {
    "ticket_unknown": "its link was not known here",
    "ticket_expired": "its ten minutes were over",
    "ticket_spent": "its link had been used already",
    "too_many_attempts": "it was started too many times",
    "no_cookie": "the browser sent no cookie back",
    "forged": "another site sent the browser there",
    "state_unknown": "a step belonged to no link that was open",
    "other_browser": "a step was finished in another browser",
    "wrong_provider": "the answer came back to the wrong address",
    "replayed": "a step was done a second time",
    "sign_in_denied": "you said no at Discord",
    "sign_in_failed": "the sign-in at Discord did not work",
    "identity_mismatch": "somebody signed in as another Discord account than yours",
    "not_proven": "it was not shown that the browser is yours",
    "consent_denied": "somebody said no to the consent",
    "consent_failed": "the consent was not finished",
    "scope_missing": "the box to see the channel was left unticked",
    "no_refresh_token": "the permission would have ended within the hour",
    "code_refused": "the service did not accept its own answer any more",
    "no_channel": "the Google account has no YouTube channel",
    "account_unavailable": "the service did not say whose account it is",
    "service_unavailable": "a service was not answering",
    "operator_fault": "this bot was set up wrongly",
    "unreadable": "what was kept for a step could not be read",
    "code_wrong": "a wrong code was typed",
    "code_tries_spent": "five wrong codes were typed",
    "code_unexpected": "a code was typed while no link waited for one",
    "code_of_another_person": "the code of one person's link was typed by another person",
    "interrupted": "I was interrupted",
}
"""Why a link was not made, by the audit's stable names: a clause for the middle of a sentence."""

_OTHER_REASON = "something did not fit"
_SOME_ACCOUNT = "an account"
_SERVER = "server "


@dataclass(frozen=True, slots=True)
class Entry:
    """One line; `at` is UTC, `account` is escaped for Discord's markdown, `server_id` is None when none is named."""

    id: int
    at: datetime
    actor: int
    action: str
    account: str
    server_id: int | None
    detail: str
    provider: str = YOUTUBE

    @property
    def service(self) -> str:
        """The name of the provider's service."""
        return vocabulary(self.provider).service


@dataclass(frozen=True, slots=True)
class History:
    """A page, newest first; `older` is where the next one starts, None when this is the last."""

    entries: Sequence[Entry]
    older: int | None


async def read(connection: Transaction, user_id: int, own: Sequence[Link], before: int | None) -> History:
    """Return what this person did, and what others did with the sources that read through their links.

    A link's source is known by the link, not by the channel: somebody else may have linked the same one.
    """
    subjects = [subject_of_link(link.id, link.account_id, of_provider(link.provider)) for link in own]
    lines = await audit.tail(connection, user_id, subjects, PAGE + 1, before)
    names = {link.account_id: f"**{called(link)}**" for link in own}
    entries = [_entry(line, names) for line in lines[:PAGE]]
    return History(entries, entries[-1].id if len(lines) > PAGE else None)


def _entry(line: Line, names: Mapping[str, str]) -> Entry:
    account_id = line.subject.rpartition("/")[2]
    server = line.detail.rpartition(_SERVER)[2]
    return Entry(
        id=line.id,
        at=line.at,
        actor=line.actor,
        action=line.action,
        account=names.get(account_id, _SOME_ACCOUNT),
        server_id=int(server) if _SERVER in line.detail and server.isdecimal() else None,
        detail=line.detail,
        provider=line.subject.partition("/")[0],
    )


def told(entry: Entry, user_id: int, server_name: Callable[[int], str]) -> str:
    """Return a line as a sentence; `server_name` gives a server's name, escaped."""
    somebody = "Somebody" if entry.actor == audit.NOBODY else f"<@{entry.actor}>"
    who = "You" if entry.actor == user_id else somebody
    account = entry.account
    where = f" in **{server_name(entry.server_id)}**" if entry.server_id is not None else ""
    sentences = {
        "link.saved": f"You linked {account}. I may {_may(entry)}.",
        "link.widened": f"You allowed me more with {account}. I may {_may(entry)}.",
        "link.relinked": f"You linked {account} again. I may {_may(entry)}.",
        "link.refused": f"A link was not made: {REFUSALS.get(entry.detail, _OTHER_REASON)}.",
        "link.dead": f"{_capital(account)} must be linked again. {NeedsRelink.cause(entry.detail, entry.provider)}",
        "link.labelled": f"You gave {account} a label."
        if entry.detail == "set"
        else f"You took {account}'s label away.",
        "link.removed": f"You unlinked {account}.",
        "grant.revoked": f"{entry.service} confirmed that I can no longer reach {account}.",
        "link.unreadable": f"What I kept to use {account} with cannot be read any more. Linking it again helps.",
        "grant.not_revoked": f"{entry.service} did not confirm that the permission for {account} ended.",
        "source.added": f"{who} let the members of {account} be thanked{where}.",
        "source.removed": f"{who} stopped thanking the members of {account}{where}.",
        "source.shared": f"{who} let the managers take the names of {account} away as a file{where}.",
        "source.unshared": f"{who} no longer let others take the names of {account} away{where}.",
        "source.page_allowed": f"{who} let others put the names of {account} on a page{where}.",
        "source.page_forbidden": f"{who} no longer let others put the names of {account} on a page{where}.",
        "approval.asked": f"{who} asked for leave{where}.",
        "approval.yes": f"{who} said yes to a question{where}.",
        "approval.no": f"{who} said no to a question{where}.",
        "approval.never": f"{who} said no to a question, and to all later ones{where}.",
        "schedule.used": f"{who} started a schedule that thanks the members of {account}{where}.",
        "source.refreshed": f"{who} brought a new list for the credits{where}.",
        "wish.said": f"You said how you want to be credited: {entry.detail}.",
        "wish.taken_back": "You took back how you want to be credited.",
        "credits.changed": f"{who} changed how people are credited{where}.",
        "credits.refused": f"{who} refused to credit somebody{where}.",
        "credits.admitted": f"{who} let somebody be credited again{where}.",
        "privacy.exported": "You exported what I keep about you.",
        "privacy.deleted": "You had me delete what I keep about you.",
    }
    return sentences.get(entry.action, f"{who}: {entry.action}.")


def _may(entry: Entry) -> str:
    known = {one.value for one in Access}
    return briefly((Access(word) for word in entry.detail.split() if word in known), entry.provider)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
