"""A channel's members as YouTube tells them, and as the bot has them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from bot.youtube.levels import Level, highest_first

FIELDS = (
    "nextPageToken,pageInfo/totalResults,items/snippet("
    "memberDetails(channelId,displayName),membershipsDetails("
    "highestAccessibleLevel,highestAccessibleLevelDisplayName,accessibleLevels,membershipsDuration,"
    "membershipsDurationAtLevels))"
)
"""What is asked of each member."""

_NEVER = datetime.min.replace(tzinfo=UTC)
_LATER = timedelta(milliseconds=1)


class _Duration(msgspec.Struct, rename="camel", frozen=True, gc=False):
    level: str = ""
    member_since: datetime | None = None
    member_total_duration_months: int = 0


class _Person(msgspec.Struct, rename="camel", frozen=True, gc=False):
    channel_id: str
    display_name: str = ""


class _Memberships(msgspec.Struct, rename="camel", frozen=True):
    highest_accessible_level: str
    highest_accessible_level_display_name: str = ""
    accessible_levels: tuple[str, ...] = ()
    memberships_duration: _Duration = _Duration()
    memberships_duration_at_levels: tuple[_Duration, ...] = ()


class _MemberSnippet(msgspec.Struct, rename="camel", frozen=True):
    member_details: _Person
    memberships_details: _Memberships


class MemberItem(msgspec.Struct, frozen=True):
    """A member as YouTube tells of one."""

    snippet: _MemberSnippet


class Member(msgspec.Struct, frozen=True, gc=False):
    """A channel member at the highest level they can use.

    `months` are whole months in all, whatever the level and with breaks left out; `since` (UTC) is the start of the
    present membership. `level_months` and `level_since` are those at the highest level alone.
    """

    channel_id: str
    name: str
    level_id: str
    level: str
    since: datetime | None
    months: int
    level_since: datetime | None
    level_months: int


class Roster(msgspec.Struct, frozen=True):
    """All current members, newest first, and all levels, highest first.

    `as_of` (UTC) is when everybody was read, and a millisecond more for each time that somebody joined or moved up
    since: so the later of two lists is the newer one, and a list is never younger than those who may have left.
    """

    levels: tuple[Level, ...]
    members: tuple[Member, ...]
    as_of: datetime


def roster_of(items: Iterable[MemberItem], listed: Sequence[Level], as_of: datetime) -> Roster:
    """Return what was read: every member once, and the levels in their order."""
    # By channel, since somebody who joins meanwhile moves the others to the next page.
    found = {item.snippet.member_details.channel_id: item.snippet for item in items}
    details = [snippet.memberships_details for snippet in found.values()]
    names = {level.id: level.name for level in listed}
    levels = [*listed, *_unlisted(details, names)]
    reaches = {(one.highest_accessible_level, one.accessible_levels) for one in details}
    return Roster(highest_first(levels, reaches), tuple(_member(snippet, names) for snippet in found.values()), as_of)


def with_news(roster: Roster, news: Iterable[MemberItem]) -> Roster | None:
    """Return the roster with those who joined or moved up since; the very same when all of it is known.

    None where somebody is at a level that nobody had: only a whole reading says how high that one is.
    """
    before = {one.channel_id: one for one in roster.members}
    names = {level.id: level.name for level in roster.levels}
    after = before | {item.snippet.member_details.channel_id: _member(item.snippet, names) for item in news}
    if after == before:
        return roster
    if not {one.level_id for one in after.values()} <= {one.level_id for one in roster.members}:
        return None
    newest_first = sorted(after.values(), key=lambda one: one.since or _NEVER, reverse=True)
    return Roster(roster.levels, tuple(newest_first), roster.as_of + _LATER)


def _unlisted(details: Iterable[_Memberships], names: Mapping[str, str]) -> list[Level]:
    """Return levels that members have but the list of levels does not (a level just taken away)."""
    missing = {
        one.highest_accessible_level: one.highest_accessible_level_display_name
        for one in details
        if one.highest_accessible_level not in names
    }
    return [Level(id_, name) for id_, name in missing.items()]


def _member(snippet: _MemberSnippet, names: Mapping[str, str]) -> Member:
    person, details = snippet.member_details, snippet.memberships_details
    highest, total = details.highest_accessible_level, details.memberships_duration
    at_level = next((stay for stay in details.memberships_duration_at_levels if stay.level == highest), _Duration())
    return Member(
        channel_id=person.channel_id,
        name=person.display_name,
        level_id=highest,
        level=names.get(highest, details.highest_accessible_level_display_name),
        since=total.member_since,
        months=total.member_total_duration_months,
        level_since=at_level.member_since,
        level_months=at_level.member_total_duration_months,
    )
