"""Who is thanked, put together. Like `app.py`, which alone uses it, it knows many rooms."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.clock import Clock
from bot.limits import Limits
from bot.store.database import Database
from bot.store.vault import Vault
from bot.supporters.approvals import Approvals
from bot.supporters.changes import Changes
from bot.supporters.kinds import LIST, PATREON, STUDIO_CSV, YOUTUBE_MEMBERS
from bot.supporters.lists import Lists
from bot.supporters.people import People
from bot.supporters.reading import SourceReader
from bot.supporters.releases import Releases
from bot.supporters.rereading import Rereading
from bot.supporters.rolls import Rolls
from bot.supporters.snapshots import Snapshots
from bot.supporters.sparing import SparinglyRead
from bot.supporters.standing import Standings
from bot.supporters.wanting import Wanting
from bot.supporters.wishes import Wishes


@dataclass(frozen=True, slots=True)
class Supporting:
    """The services of `supporters` that stand on each other. `page_rolls` spare the quota: pages ask them all day."""

    lists: Lists
    rolls: Rolls
    page_rolls: Rolls
    people: People
    standings: Standings
    changes: Changes
    wishes: Wishes
    approvals: Approvals
    releases: Releases
    clean_up: Mapping[str, Callable[[], Awaitable[None]]]


def supporting_of(
    database: Database,
    vault: Vault,
    clock: Clock,
    readers: Mapping[str, SourceReader],
    scopes: Mapping[str, frozenset[str]],
    limits: Limits,
    *,
    followed: SourceReader,
) -> Supporting:
    """Return them. `readers` read what is at providers, by kind of source; `scopes` are what links need for each.

    `followed` reads YouTube members for pages; `limits` say how often people may do things.
    """
    lists = Lists(database, vault, clock)
    snapshots = Snapshots(database, vault, clock, scopes=scopes)
    wanting = Wanting(database, clock)
    files: Mapping[str, SourceReader] = {STUDIO_CSV: lists, LIST: lists}
    rolls = Rolls(database, {**readers, **files}, snapshots, wanting)
    for_pages = {YOUTUBE_MEMBERS: followed, PATREON: SparinglyRead(readers[PATREON], snapshots, clock)}
    people = People(database, rolls, clock)
    changes = Changes(database, vault, clock)
    approvals = Approvals(database, clock)
    releases = Releases(database, vault, clock, rolls, snapshots)
    return Supporting(
        lists=lists,
        rolls=rolls,
        page_rolls=Rolls(database, {**for_pages, **files}, snapshots, wanting),
        people=people,
        standings=Standings(database, people, clock),
        changes=changes,
        wishes=Wishes(database, clock, limits),
        approvals=approvals,
        releases=releases,
        clean_up={
            "forget old lists": snapshots.clean_up,
            "forget lists of releases": releases.clean_up,
            "look who has left": Rereading(database, rolls, clock).run,
            "forget changes to who has left": wanting.clean_up,
            "forget posts that never appeared": changes.clean_up,
            "forget questions that were answered": approvals.clean_up,
        },
    )
