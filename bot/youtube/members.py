"""A creator's channel members and their levels."""

import logging
from datetime import timedelta

import msgspec

from bot.clock import Clock
from bot.errors import (
    AccessMissing,
    MembersAccessNotGranted,
    MembersNotEnabled,
    QuotaSpent,
    TryLater,
    UserError,
    YouTubeRefused,
)
from bot.names import escape_name
from bot.providers.access import Access, AccessTokens, Bearer
from bot.youtube.cache import ShortCache
from bot.youtube.client import YouTube
from bot.youtube.following import Followed, Following
from bot.youtube.levels import Level
from bot.youtube.paging import REFUSED_PAGE, Page, Progress, every_page
from bot.youtube.payer import Payer
from bot.youtube.refusals import Words, said_as
from bot.youtube.roster import FIELDS, MemberItem, Roster, roster_of, with_news
from bot.youtube.together import both

log = logging.getLogger(__name__)

_PAGE_SIZE = 1000
_LIFETIME = timedelta(seconds=120)
_ROSTERS_KEPT = 20
_NAMES_LIFETIME = timedelta(minutes=10)
_NAMES_KEPT = 200


class _LevelDetails(msgspec.Struct, rename="camel", frozen=True):
    display_name: str = ""


class _LevelSnippet(msgspec.Struct, rename="camel", frozen=True):
    level_details: _LevelDetails


class _LevelItem(msgspec.Struct, frozen=True):
    id: str
    snippet: _LevelSnippet


class _Levels(msgspec.Struct, frozen=True):
    items: tuple[_LevelItem, ...] = ()


class Members:
    """Reads the members of a link's own channel and keeps each roster for two minutes."""

    def __init__(self, youtube: YouTube, tokens: AccessTokens, clock: Clock) -> None:
        self._youtube = youtube
        self._tokens = tokens
        self._clock = clock
        self._kept: ShortCache[Roster] = ShortCache(clock, lifetime=_LIFETIME, size=_ROSTERS_KEPT)
        self._caught_up: ShortCache[Roster] = ShortCache(clock, lifetime=_LIFETIME, size=_ROSTERS_KEPT)
        self._following = Following(clock)
        self._names: ShortCache[tuple[str, ...]] = ShortCache(clock, lifetime=_NAMES_LIFETIME, size=_NAMES_KEPT)

    async def read(self, link_id: str, account: str, payer: Payer, *, progress: Progress | None = None) -> Roster:
        """Return all members. `account` is the channel's title, for errors; it is escaped there.

        `payer` pays and `progress` hears of it only when this call is the one that reads. Raises MembersNotEnabled,
        MembersAccessNotGranted, AccessMissing and what `YouTube.call` raises.
        """
        with said_as(_words(account)):
            return await self._kept.get(link_id, lambda: self._read(link_id, payer, progress))

    async def catch_up(self, link_id: str, account: str, payer: Payer) -> Roster:
        """Return all members as `read` does, for whoever asks all the time: mostly for 2 units, whatever their number.

        Whoever joined or moved up is in it. Whoever left is in it too, until everybody is read again: after three
        hours, later for more than 5,000 members, after a day at the latest.
        """
        with said_as(_words(account)):
            return await self._caught_up.get(link_id, lambda: self._catch_up(link_id, payer))

    async def check(self, link_id: str, account: str, payer: Payer) -> None:
        """Ask for one member: can this channel's members be read at all? Raises as `read` does."""
        with said_as(_words(account)):
            await self._page("all_current", None, self._tokens.bearer(link_id), payer, size=1)

    def forget(self, link_id: str) -> None:
        """Read anew next time."""
        self._kept.forget(link_id)
        self._caught_up.forget(link_id)
        self._following.forget(link_id)
        self._names.forget(link_id)

    def clean_up(self) -> None:
        """Drop what is too old to be used."""
        for kept in (self._kept, self._caught_up, self._names, self._following):
            kept.clean_up()

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

    async def _read(self, link_id: str, payer: Payer, progress: Progress | None) -> Roster:
        followed = self._following.known(link_id)
        token = followed and followed.token
        roster = await self._whole(self._tokens.bearer(link_id), payer, progress)
        if followed and followed.roster and followed.token == token:
            # The token is older than this roster, so it tells what came since; it is as good as one of its own.
            followed.roster = roster
        return roster

    async def _catch_up(self, link_id: str, payer: Payer) -> Roster:
        followed, bearer = self._following.of(link_id), self._tokens.bearer(link_id)
        if followed.roster and followed.token and (roster := await self._gone_on(followed, bearer, payer)):
            return roster
        # Before the reading, so that nobody who joins meanwhile is missed.
        _, token = await self._updates(bearer, payer, None)
        roster = await self._whole(bearer, payer)
        followed.roster, followed.token = roster, token
        return roster

    async def _gone_on(self, followed: Followed, bearer: Bearer, payer: Payer) -> Roster | None:
        """Bring a list up to date and return it; it is None where only a whole reading does."""
        try:
            news, followed.token = await self._updates(bearer, payer, followed.token)
        except YouTubeRefused as refused:
            if refused.reason != REFUSED_PAGE:
                raise
            log.info("token of updates expired", extra={"reason": refused.reason})
            followed.roster = None
        else:
            followed.roster = followed.roster and with_news(followed.roster, news)
        return followed.roster

    async def _updates(self, bearer: Bearer, payer: Payer, token: str | None) -> tuple[list[MemberItem], str]:
        """Return who joined or moved up since a token was made, and the token of now; nobody without a token."""
        items: list[MemberItem] = []
        while True:
            page = await self._page("updates", token, bearer, payer)
            items += page.items
            # There is always a next token; a page that is not full is the last one for now.
            if len(page.items) < _PAGE_SIZE:
                return items, page.next_page_token
            if page.next_page_token == token:
                raise TryLater("YouTube")
            token = page.next_page_token

    async def _whole(self, bearer: Bearer, payer: Payer, progress: Progress | None = None) -> Roster:
        async def ask(token: str | None) -> Page[MemberItem]:
            return await self._page("all_current", token, bearer, payer)

        as_of = self._clock()
        items, listed = await both(every_page(ask, progress), self._levels(bearer, payer))
        return roster_of(items, listed, as_of)

    async def _page(
        self, mode: str, token: str | None, bearer: Bearer, payer: Payer, *, size: int = _PAGE_SIZE
    ) -> Page[MemberItem]:
        request = self._youtube.members.list(part="snippet", mode=mode, maxResults=size, pageToken=token, fields=FIELDS)
        return await self._youtube.call(request, Page[MemberItem], bearer, payer)

    async def _levels(self, bearer: Bearer, payer: Payer) -> list[Level]:
        request = self._youtube.memberships_levels.list(part="id,snippet")
        answer = await self._youtube.call(request, _Levels, bearer, payer)
        return [Level(item.id, item.snippet.level_details.display_name) for item in answer.items]


def _words(account: str) -> Words:
    return {
        "channelMembershipsNotEnabled": lambda: MembersNotEnabled(escape_name(account)),
        # Google opens members.list project by project; without that it answers a plain 403 to everybody.
        "forbidden": MembersAccessNotGranted,
        "insufficientPermissions": lambda: AccessMissing(Access.CREATOR, escape_name(account)),
    }
