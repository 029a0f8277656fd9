"""All members of a creator's campaign: every page, or nothing (docs.patreon.com, "APIv2: Resource Endpoints")."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec

from bot.clock import Clock
from bot.errors import TryLater
from bot.errors.patreon import NoCampaign
from bot.names import escape_name
from bot.patreon.api import SERVICE, Caller, PatreonApi
from bot.patreon.identity import nickname
from bot.youtube.cache import ShortCache

_CAMPAIGNS = {"include": "tiers", "fields[campaign]": "vanity", "fields[tier]": "title,amount_cents"}
_MEMBERS = {
    "include": "user,currently_entitled_tiers",
    "fields[member]": "patron_status,is_gifted,is_free_trial,currently_entitled_amount_cents,pledge_relationship_start",
    "fields[user]": "vanity,first_name,full_name,hide_pledges",
    "fields[tier]": "title,amount_cents",
    "page[count]": "1000",
}
_CURSOR = "page[cursor]"
_LIFETIME = timedelta(seconds=120)
_ROSTERS_KEPT = 20


class _Reference(msgspec.Struct, frozen=True, gc=False):
    id: str


class _One(msgspec.Struct, frozen=True):
    data: _Reference | None = None


class _Many(msgspec.Struct, frozen=True):
    data: tuple[_Reference, ...] = ()


class _Relations(msgspec.Struct, frozen=True):
    user: _One = _One()
    currently_entitled_tiers: _Many = _Many()


class _MemberAttributes(msgspec.Struct, frozen=True, gc=False):
    patron_status: str | None = None
    is_gifted: bool | None = None
    is_free_trial: bool | None = None
    currently_entitled_amount_cents: int | None = None
    pledge_relationship_start: datetime | None = None


class _Member(msgspec.Struct, frozen=True):
    attributes: _MemberAttributes = _MemberAttributes()
    relationships: _Relations = _Relations()


class _Attributes(msgspec.Struct, frozen=True, gc=False):
    """Of a user or of a tier: what is included is told apart by its type."""

    vanity: str | None = None
    first_name: str | None = None
    full_name: str | None = None
    hide_pledges: bool | None = None
    title: str | None = None
    amount_cents: int | None = None


class _Included(msgspec.Struct, frozen=True):
    id: str
    type: str
    attributes: _Attributes = _Attributes()


class _Cursors(msgspec.Struct, frozen=True):
    next: str | None = None


class _Pagination(msgspec.Struct, frozen=True):
    cursors: _Cursors | None = None


class _Meta(msgspec.Struct, frozen=True):
    pagination: _Pagination = _Pagination()


class _Page(msgspec.Struct, frozen=True):
    data: tuple[_Member, ...] = ()
    included: tuple[_Included, ...] = ()
    meta: _Meta = _Meta()

    @property
    def next(self) -> str | None:
        """The cursor of the next page; None on the last one."""
        cursors = self.meta.pagination.cursors
        return cursors.next if cursors else None


class _Campaigns(msgspec.Struct, frozen=True):
    data: tuple[_Reference, ...] = ()
    included: tuple[_Included, ...] = ()


class Tier(msgspec.Struct, frozen=True, gc=False):
    """A tier and its price."""

    id: str
    title: str
    amount_cents: int


class Patron(msgspec.Struct, frozen=True):
    """One member of a campaign.

    `nickname` is what they can be called without their `full_name`, which may be a legal name. `status` is Patreon's:
    active_patron, declined_patron, former_patron, or None for whoever never pledged. `tiers` are the ids of those they
    are entitled to now, `cents` what that is worth, `since` (UTC) when their pledge began. `hides`: they keep private
    whom they support.
    """

    user_id: str
    nickname: str
    full_name: str
    hides: bool
    status: str | None
    gifted: bool
    trial: bool
    cents: int
    since: datetime | None
    tiers: tuple[str, ...]


class Patronage(msgspec.Struct, frozen=True):
    """All members, and all tiers from the dearest to the cheapest. `as_of` (UTC) is when they were read."""

    tiers: tuple[Tier, ...]
    patrons: tuple[Patron, ...]
    as_of: datetime


class Patrons:
    """Reads the members of a creator's own campaign and keeps each list for two minutes."""

    def __init__(self, api: PatreonApi, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._kept: ShortCache[Patronage] = ShortCache(clock, lifetime=_LIFETIME, size=_ROSTERS_KEPT)

    async def read(self, caller: Caller, account: str) -> Patronage:
        """Return all members. `account` is the account's title, for errors; it is escaped there.

        Raises NoCampaign and what `PatreonApi.get` raises.
        """
        return await self._kept.get(caller.key, lambda: self._read(caller, account))

    def clean_up(self) -> None:
        """Drop what is too old to be used."""
        self._kept.clean_up()

    def forget(self, key: str) -> None:
        """Read anew next time."""
        self._kept.forget(key)

    async def _read(self, caller: Caller, account: str) -> Patronage:
        as_of = self._clock()
        campaigns = await self._api.get("campaigns", _CAMPAIGNS, _Campaigns, caller)
        if not campaigns.data:
            raise NoCampaign(escape_name(account))
        tiers = {one.id: _tier(one) for one in campaigns.included if one.type == "tier"}
        patrons: dict[str, Patron] = {}
        # An account has one campaign as things are; the answer is a list all the same, so all of it counts.
        for campaign in campaigns.data:
            for page in await self._pages(campaign.id, caller):
                tiers |= {one.id: _tier(one) for one in page.included if one.type == "tier"}
                # By person, since somebody who joins meanwhile moves the others to the next page.
                patrons |= {patron.user_id: patron for patron in _patrons(page)}
        return Patronage(_dearest_first(tiers.values()), tuple(patrons.values()), as_of)

    async def _pages(self, campaign_id: str, caller: Caller) -> list[_Page]:
        """Return every page; the next address is made here, never taken from an answer: it would get the token."""
        pages: list[_Page] = []
        cursors: list[str | None] = [None]
        while True:
            query = _MEMBERS if cursors[-1] is None else {**_MEMBERS, _CURSOR: cursors[-1]}
            page = await self._api.get(f"campaigns/{campaign_id}/members", query, _Page, caller)
            pages.append(page)
            if not page.next:
                return pages
            if page.next in cursors:
                # The same page again and again: no list of ours would ever be whole.
                raise TryLater(SERVICE)
            cursors.append(page.next)


def _tier(found: _Included) -> Tier:
    return Tier(found.id, found.attributes.title or "", found.attributes.amount_cents or 0)


def _dearest_first(tiers: Iterable[Tier]) -> tuple[Tier, ...]:
    return tuple(sorted(tiers, key=lambda tier: (-tier.amount_cents, tier.title, tier.id)))


def _patrons(page: _Page) -> list[Patron]:
    users = {one.id: one.attributes for one in page.included if one.type == "user"}
    unknown = _Attributes()
    return [
        _patron(member, member.relationships.user.data.id, users.get(member.relationships.user.data.id, unknown))
        for member in page.data
        if member.relationships.user.data is not None
    ]


def _patron(member: _Member, user_id: str, user: _Attributes) -> Patron:
    said = member.attributes
    return Patron(
        user_id=user_id,
        nickname=nickname(user.vanity, user.first_name, user.full_name),
        full_name=user.full_name or "",
        hides=bool(user.hide_pledges),
        status=said.patron_status,
        gifted=bool(said.is_gifted),
        trial=bool(said.is_free_trial),
        cents=said.currently_entitled_amount_cents or 0,
        since=_utc(said.pledge_relationship_start),
        tiers=tuple(tier.id for tier in member.relationships.currently_entitled_tiers.data),
    )


def _utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
