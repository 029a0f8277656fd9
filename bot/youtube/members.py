"""A creator's channel members and their levels."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from bot.clock import Clock
from bot.errors import AccessMissing, MembersAccessNotGranted, MembersNotEnabled, QuotaSpent, UserError
from bot.names import escape_name
from bot.providers.access import Access, AccessTokens, Bearer
from bot.youtube.cache import ShortCache
from bot.youtube.client import YouTube
from bot.youtube.levels import Level, highest_first
from bot.youtube.paging import Page, Progress, every_page
from bot.youtube.payer import Payer
from bot.youtube.refusals import said_as
from bot.youtube.together import both

_FIELDS = (
    "nextPageToken,pageInfo/totalResults,items/snippet("
    "memberDetails(channelId,displayName),membershipsDetails("
    "highestAccessibleLevel,highestAccessibleLevelDisplayName,accessibleLevels,membershipsDuration,"
    "membershipsDurationAtLevels))"
)
_PAGE_SIZE = 1000
_LIFETIME = timedelta(seconds=120)
_ROSTERS_KEPT = 20
_NAMES_LIFETIME = timedelta(minutes=10)
_NAMES_KEPT = 200


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


class _Item(msgspec.Struct, frozen=True):
    snippet: _MemberSnippet


class _LevelDetails(msgspec.Struct, rename="camel", frozen=True):
    display_name: str = ""


class _LevelSnippet(msgspec.Struct, rename="camel", frozen=True):
    level_details: _LevelDetails


class _LevelItem(msgspec.Struct, frozen=True):
    id: str
    snippet: _LevelSnippet


class _Levels(msgspec.Struct, frozen=True):
    items: tuple[_LevelItem, ...] = ()


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
    """All current members, newest first, and all levels, highest first. `as_of` (UTC) is when they were read."""

    levels: tuple[Level, ...]
    members: tuple[Member, ...]
    as_of: datetime


class Members:
    """Reads the members of a link's own channel and keeps each roster for two minutes."""

    def __init__(self, youtube: YouTube, tokens: AccessTokens, clock: Clock) -> None:
        self._youtube = youtube
        self._tokens = tokens
        self._clock = clock
        self._kept: ShortCache[Roster] = ShortCache(clock, lifetime=_LIFETIME, size=_ROSTERS_KEPT)
        self._names: ShortCache[tuple[str, ...]] = ShortCache(clock, lifetime=_NAMES_LIFETIME, size=_NAMES_KEPT)

    async def read(self, link_id: str, account: str, payer: Payer, *, progress: Progress | None = None) -> Roster:
        """Return all members. `account` is the channel's title, for errors; it is escaped there.

        `payer` pays and `progress` hears of it only when this call is the one that reads. Raises MembersNotEnabled,
        MembersAccessNotGranted, AccessMissing and what `YouTube.call` raises.
        """
        with said_as(_words(account)):
            return await self._kept.get(link_id, lambda: self._read(self._tokens.bearer(link_id), payer, progress))

    async def check(self, link_id: str, account: str, payer: Payer) -> None:
        """Ask for one member: can this channel's members be read at all? Raises as `read` does."""
        request = self._youtube.members.list(part="snippet", mode="all_current", maxResults=1, fields=_FIELDS)
        with said_as(_words(account)):
            await self._youtube.call(request, Page[_Item], self._tokens.bearer(link_id), payer)

    def forget(self, link_id: str) -> None:
        """Read anew next time."""
        self._kept.forget(link_id)
        self._names.forget(link_id)

    async def level_names(self, link_id: str, payer: Payer) -> tuple[str, ...]:
        """Return the levels' names to choose from, empty when YouTube does not tell them or the payer cannot pay.

        Asked at every key that somebody presses, so one unit buys ten minutes, also when the answer is a refusal.
        """
        try:
            return await self._names.get(link_id, lambda: self._level_names(self._tokens.bearer(link_id), payer))
        except QuotaSpent:
            return ()

    async def _level_names(self, bearer: Bearer, payer: Payer) -> tuple[str, ...]:
        try:
            return tuple(level.name for level in await self._levels(bearer, payer))
        except QuotaSpent:
            # Nothing was asked, so there is nothing to keep for ten minutes.
            raise
        except UserError:
            return ()

    async def _read(self, bearer: Bearer, payer: Payer, progress: Progress | None) -> Roster:
        as_of = self._clock()
        items, listed = await both(self._items(bearer, payer, progress), self._levels(bearer, payer))
        # By channel, since somebody who joins meanwhile moves the others to the next page.
        found = {item.snippet.member_details.channel_id: item.snippet for item in items}
        details = [snippet.memberships_details for snippet in found.values()]
        names = {level.id: level.name for level in listed}
        levels = [*listed, *_unlisted(details, names)]
        reaches = {(one.highest_accessible_level, one.accessible_levels) for one in details}
        members = tuple(_member(snippet, names) for snippet in found.values())
        return Roster(highest_first(levels, reaches), members, as_of)

    async def _items(self, bearer: Bearer, payer: Payer, progress: Progress | None) -> list[_Item]:
        async def ask(token: str | None) -> Page[_Item]:
            request = self._youtube.members.list(
                part="snippet", mode="all_current", maxResults=_PAGE_SIZE, pageToken=token, fields=_FIELDS
            )
            return await self._youtube.call(request, Page[_Item], bearer, payer)

        return await every_page(ask, progress)

    async def _levels(self, bearer: Bearer, payer: Payer) -> list[Level]:
        request = self._youtube.memberships_levels.list(part="id,snippet")
        answer = await self._youtube.call(request, _Levels, bearer, payer)
        return [Level(item.id, item.snippet.level_details.display_name) for item in answer.items]


def _words(account: str) -> Mapping[str, Callable[[], UserError]]:
    """Return what YouTube's refusals mean here, by their reasons."""
    return {
        "channelMembershipsNotEnabled": lambda: MembersNotEnabled(escape_name(account)),
        # Google opens members.list project by project; without that it answers a plain 403 to everybody.
        "forbidden": MembersAccessNotGranted,
        "insufficientPermissions": lambda: AccessMissing(Access.CREATOR, escape_name(account)),
    }


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
