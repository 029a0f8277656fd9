"""The one list of what the tables keep about people: `/privacy` shows, exports and deletes by it.

Every table stands either in `KEPT` or, with the reason, in `NOT_PERSONAL`; a test fails for one that stands in neither.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from sqlalchemy import ColumnElement, Delete, Table, Update, and_, delete, false, or_, select, update

from bot.store.audit import NOBODY
from bot.store.quota import of_payer, unname
from bot.store.schedules import DRAFT
from bot.store.tables import (
    approvals,
    attempts,
    audit,
    files,
    journal,
    links,
    lists,
    overrides,
    pages,
    post_parts,
    posted_rosters,
    posts,
    quota,
    release_lists,
    schedules,
    snapshots,
    sources,
    tickets,
    tokens,
    wishes,
)

NAMED_NO_MORE = "What this needed is no longer linked here."
"""Stands in for a sentence at a schedule or post that named somebody who is forgotten."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom rows can be about.

    links: ids of their links, those included whose sources the audit still remembers; titles: how our own sentences
    name their linked accounts, which anybody can choose and which say nothing beyond `thanked_in`; keys: who they are
    at the providers they have linked, as lists of supporters know them; thanked_in: the servers that read through
    their links, or have done so.
    """

    user_id: int
    links: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    thanked_in: frozenset[int] = frozenset()


About: TypeAlias = Callable[[Person], ColumnElement[bool]]
Forget: TypeAlias = Callable[[Person], Sequence[Delete | Update]]


@dataclass(frozen=True, slots=True)
class Kept:
    """How one table keeps something about people.

    about: which of its rows an export has; forget: the statements that delete them or take the person out of them,
    run after links are gone, so that what hangs on a link has gone with it; withheld: columns that no export has, and
    why; whose: the columns with a Discord user's id, which an export leaves out where it is another person's.
    """

    table: Table
    about: About
    forget: Forget
    withheld: Mapping[str, str] = field(default_factory=dict)
    whose: tuple[str, ...] = ()


_SECRET = "a secret; kept as a hash or encrypted"  # noqa: S105 (words)
_INNER = "says which process of the bot is at work"
_OTHERS = "holds names of other people, encrypted"
_OTHERS_KEY = "may say who somebody is at another provider"


def _links(person: Person) -> ColumnElement[bool]:
    return links.c.user_id == person.user_id


def _of_links(column: ColumnElement[str]) -> About:
    return lambda person: column.in_(select(links.c.id).where(_links(person)))


def _tickets(person: Person) -> ColumnElement[bool]:
    return tickets.c.user_id == person.user_id


def _attempts(person: Person) -> ColumnElement[bool]:
    return attempts.c.ticket_id.in_(select(tickets.c.id).where(_tickets(person)))


def _journal(person: Person) -> ColumnElement[bool]:
    own_attempts = select(attempts.c.id).where(_attempts(person))
    return or_(_of_links(journal.c.link_id)(person), journal.c.attempt_id.in_(own_attempts))


def _sources(person: Person) -> ColumnElement[bool]:
    return or_(sources.c.added_by == person.user_id, sources.c.owner_id == person.user_id)


def _of_own_sources(column: ColumnElement[str]) -> About:
    return lambda person: column.in_(select(sources.c.id).where(sources.c.owner_id == person.user_id))


def _wishes(person: Person) -> ColumnElement[bool]:
    return wishes.c.user_id == person.user_id


def _overrides(person: Person) -> ColumnElement[bool]:
    return overrides.c.key.in_(sorted(person.keys))


def _approvals(person: Person) -> ColumnElement[bool]:
    return or_(approvals.c.asked_by == person.user_id, approvals.c.owner_id == person.user_id)


def _pages(person: Person) -> ColumnElement[bool]:
    return pages.c.created_by == person.user_id


def _files(person: Person) -> ColumnElement[bool]:
    return files.c.owner_id == person.user_id


def _posted_rosters(person: Person) -> ColumnElement[bool]:
    return posted_rosters.c.schedule_id.in_(select(schedules.c.id).where(schedules.c.created_by == person.user_id))


def _quota(person: Person) -> ColumnElement[bool]:
    return of_payer(f"user/{person.user_id}")


def _named_in(table: Table, person: Person) -> ColumnElement[bool]:
    """Match problems that name the person: by id anywhere, by a title only where that account is or was thanked."""
    titled = [table.c.problem.contains(title, autoescape=True) for title in sorted(person.titles)]
    here = table.c.guild_id.in_(sorted(person.thanked_in))
    return or_(table.c.problem.contains(f"<@{person.user_id}>", autoescape=True), and_(here, or_(false(), *titled)))


def _schedules(person: Person) -> ColumnElement[bool]:
    return schedules.c.created_by == person.user_id


def _posts(person: Person) -> ColumnElement[bool]:
    return posts.c.created_by == person.user_id


def _post_parts(person: Person) -> ColumnElement[bool]:
    return post_parts.c.post_id.in_(select(posts.c.id).where(posts.c.created_by == person.user_id))


def of_their_sources(person: Person) -> ColumnElement[bool]:
    """Match what others did with a source that reads through a link of this person's: its subject names the link."""
    named = [audit.c.subject.contains(f"/{link_id}/", autoescape=True) for link_id in sorted(person.links)]
    return or_(false(), *named)


def _audit(person: Person) -> ColumnElement[bool]:
    return or_(audit.c.actor == person.user_id, of_their_sources(person))


def _deletes(table: Table, about: About) -> Forget:
    return lambda person: [delete(table).where(about(person))]


def _goes_with_what_it_hangs_on(_person: Person) -> Sequence[Delete | Update]:
    return []


def _forget_sources(person: Person) -> Sequence[Delete | Update]:
    """Their own go, imported lists too; one whose data is somebody else's is not theirs to take."""
    return [
        delete(sources).where(sources.c.owner_id == person.user_id),
        update(sources).where(sources.c.added_by == person.user_id).values(added_by=NOBODY),
    ]


def _forget_approvals(person: Person) -> Sequence[Delete | Update]:
    """Leave what others were asked, and above all their no, to them."""
    return [
        delete(approvals).where(approvals.c.owner_id == person.user_id),
        update(approvals).where(approvals.c.asked_by == person.user_id).values(asked_by=NOBODY),
    ]


def _forget_quota(person: Person) -> Sequence[Delete | Update]:
    """Nobody has a second share of a day by it."""
    return unname(f"user/{person.user_id}")


def _forget_pages(person: Person) -> Sequence[Delete | Update]:
    return [update(pages).where(_pages(person)).values(created_by=NOBODY)]


def _forget_schedules(person: Person) -> Sequence[Delete | Update]:
    """Leave what a server has confirmed to the server, without the person."""
    own = schedules.c.created_by == person.user_id
    return [
        delete(schedules).where(own, schedules.c.status == DRAFT),
        update(schedules).where(own).values(created_by=NOBODY),
        update(schedules).where(_named_in(schedules, person)).values(problem=NAMED_NO_MORE),
    ]


def _forget_posts(person: Person) -> Sequence[Delete | Update]:
    return [
        update(posts).where(posts.c.created_by == person.user_id).values(created_by=NOBODY),
        update(posts).where(_named_in(posts, person)).values(problem=NAMED_NO_MORE),
    ]


def _forget_audit(person: Person) -> Sequence[Delete | Update]:
    """Keep that something happened, and of refusals and deaths why (stable words of ours), but not to whom."""
    own = audit.c.actor == person.user_id
    reasons = audit.c.action.in_(["link.refused", "link.dead"])
    return [
        update(audit).where(of_their_sources(person)).values(subject="", detail=""),
        update(audit).where(own, ~reasons).values(detail=""),
        update(audit).where(own).values(actor=NOBODY, subject=""),
    ]


KEPT: Sequence[Kept] = (
    Kept(links, _links, _deletes(links, _links)),
    Kept(
        tokens,
        _of_links(tokens.c.link_id),
        _goes_with_what_it_hangs_on,
        withheld=dict.fromkeys(("access_token", "refresh_token"), _SECRET),
    ),
    Kept(
        snapshots,
        _of_own_sources(snapshots.c.source_id),
        _goes_with_what_it_hangs_on,
        withheld={"payload": _OTHERS},
    ),
    Kept(
        release_lists,
        _of_own_sources(release_lists.c.source_id),
        _goes_with_what_it_hangs_on,
        withheld={"payload": _OTHERS},
    ),
    Kept(lists, _of_own_sources(lists.c.source_id), _goes_with_what_it_hangs_on, withheld={"payload": _OTHERS}),
    Kept(sources, _sources, _forget_sources, whose=("added_by", "owner_id")),
    Kept(wishes, _wishes, _deletes(wishes, _wishes)),
    Kept(
        overrides,
        _overrides,
        _deletes(overrides, _overrides),
        withheld={"merged_into": _OTHERS_KEY, "refused_with": _OTHERS_KEY},
    ),
    Kept(approvals, _approvals, _forget_approvals, whose=("asked_by", "owner_id")),
    Kept(pages, _pages, _forget_pages, withheld={"key_hash": _SECRET}, whose=("created_by",)),
    Kept(files, _files, _deletes(files, _files), withheld={"key_hash": _SECRET, "path": _INNER}),
    Kept(posted_rosters, _posted_rosters, _goes_with_what_it_hangs_on, withheld={"payload": _OTHERS}),
    Kept(schedules, _schedules, _forget_schedules, whose=("created_by",)),
    Kept(
        posts,
        _posts,
        _forget_posts,
        withheld=dict.fromkeys(("lease_owner", "lease_until"), _INNER),
        whose=("created_by",),
    ),
    Kept(
        post_parts,
        _post_parts,
        _goes_with_what_it_hangs_on,
        withheld={"payload": _OTHERS, "nonce": _SECRET},
    ),
    Kept(tickets, _tickets, _deletes(tickets, _tickets), withheld={"token_hash": _SECRET}),
    Kept(
        attempts,
        _attempts,
        _goes_with_what_it_hangs_on,
        withheld=dict.fromkeys(
            (
                "ticket_secret",
                "browser_hash",
                "state_hash",
                "verifier",
                "sign_in_state_hash",
                "sign_in_verifier",
                "code_mac",
                "authorization_code",
            ),
            _SECRET,
        ),
    ),
    Kept(
        journal,
        _journal,
        _goes_with_what_it_hangs_on,
        withheld=dict.fromkeys(("owner", "lease_until"), _INNER),
    ),
    Kept(quota, _quota, _forget_quota),
    Kept(audit, _audit, _forget_audit, whose=("actor",)),
)
"""In the order of an export. What hangs on a link, a source, a ticket or an attempt is deleted with it (`ondelete`)."""

NOT_PERSONAL: Mapping[str, str] = {
    "settings": "facts about this installation: which commands were synced to which servers",
    "left_servers": "ids of servers, and when it was noticed that the bot is not in them",
    "credit_settings": "the order and names of a server's tiers",
    "templates": "how a server lays its credits out",
}
"""Tables without anything about a person, and what they hold instead."""
