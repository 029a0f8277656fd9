"""Sources that are the patrons of a Patreon campaign: whom of them to thank, and what to call them."""

from datetime import datetime

import msgspec

from bot.errors import NotYours
from bot.patreon.api import Caller
from bot.patreon.patrons import Patron, Patronage, Patrons, Tier
from bot.providers.access import AccessTokens, Bearer
from bot.store.sources import Source
from bot.supporters.entries import Entry, Level, SourceList
from bot.supporters.source_settings import said_of
from bot.youtube.payer import Payer

NO_TIER = Level("", "Patrons")
"""Where those stand who pay but are entitled to no tier: they pledged a sum of their own. Lowest of all."""
_ACTIVE = "active_patron"
_FORMER = "former_patron"
_DECLINED = "declined_patron"


class PatreonSettings(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the owner of a source can choose.

    - `gifted`: thank those who were given their membership.
    - `trials`: thank those in a free trial, who have not paid yet.
    - `declined`: thank those whose last payment failed while their tier still stands.
    - `hidden`: name those, too, who keep private at Patreon whom they support; else they count without a name.
    - `full_names`: show full names, which may be legal names, where else a user name or a first name stands.
    """

    gifted: bool = True
    trials: bool = False
    declined: bool = False
    hidden: bool = False
    full_names: bool = False


def settings_of(source: Source) -> PatreonSettings:
    """Return a source's settings; what cannot be read counts as not chosen."""
    return said_of(source, PatreonSettings)


class PatreonPatrons:
    """Reads the patrons of a source's link (a `SourceReader`).

    `own` is for a source without a link: how to get the creator's token of the configuration, and the server that may
    use it; None where there is none.
    """

    def __init__(self, patrons: Patrons, tokens: AccessTokens, *, own: "OwnCampaign | None" = None) -> None:
        self._patrons = patrons
        self._tokens = tokens
        self._own = own

    async def read(self, source: Source, payer: Payer) -> SourceList:  # noqa: ARG002 (Patreon counts no units)
        """Return everybody to thank; raises what `Patrons.read` raises, and NotYours for a link that is gone."""
        return thanked(await self._patrons.read(self._caller(source), source.title), settings_of(source))

    def _caller(self, source: Source) -> Caller:
        if source.link_id is not None:
            return Caller(source.link_id, self._tokens.bearer(source.link_id), f"user/{source.owner_id}")
        if self._own is None or source.guild_id != self._own.guild_id:
            raise NotYours("account", "Link the creator's Patreon account with `/link`, then add it anew.")
        return Caller(self._own.key, self._own.bearer)


class OwnCampaign:
    """The campaign whose creator's token stands in the configuration: for one server, that of whoever runs the bot.

    `creator_id` is the Discord user whose campaign it is, 0 where the configuration does not say.
    """

    key = "configuration"

    def __init__(self, guild_id: int, bearer: Bearer, *, creator_id: int = 0) -> None:
        self.guild_id = guild_id
        self.creator_id = creator_id
        self.bearer = bearer


def thanked(patronage: Patronage, settings: PatreonSettings) -> SourceList:
    """Return whom to thank, each at the dearest tier they are entitled to."""
    places = {tier.id: place for place, tier in enumerate(patronage.tiers)}
    paid = frozenset(tier.id for tier in patronage.tiers if tier.amount_cents)
    entries = tuple(
        Entry(
            key=f"patreon:{patron.user_id}",
            name=_name(patron, settings),
            level_id=_level(patron, patronage.tiers, places),
            months=_months(patron.since, patronage.as_of),
            since=patron.since,
        )
        for patron in patronage.patrons
        if _is_thanked(patron, settings, paid)
    )
    levels = (*(Level(tier.id, tier.title) for tier in patronage.tiers), NO_TIER)
    return SourceList(levels=levels, entries=entries, as_of=patronage.as_of)


def _is_thanked(patron: Patron, settings: PatreonSettings, paid: frozenset[str]) -> bool:
    """Tell whether somebody is entitled to anything now, in a way that the owner wants to thank for.

    Who stopped stays entitled to the end of what they paid for, and may stay as a free member after it. Patreon does
    not say which status a gift has, so a gift counts with any.
    """
    entitled = not paid.isdisjoint(patron.tiers)
    if patron.gifted:
        return settings.gifted and entitled
    if patron.trial and not settings.trials:
        return False
    if patron.status == _ACTIVE:
        return entitled or patron.cents > 0
    if patron.status == _FORMER:
        return entitled
    return patron.status == _DECLINED and settings.declined and entitled


def _name(patron: Patron, settings: PatreonSettings) -> str:
    """Return what to call somebody; empty for who is counted without a name."""
    if patron.hides and not settings.hidden:
        return ""
    return (patron.full_name if settings.full_names else "") or patron.nickname


def _level(patron: Patron, tiers: tuple[Tier, ...], places: dict[str, int]) -> str:
    reached = [places[tier] for tier in patron.tiers if tier in places]
    return tiers[min(reached)].id if reached else NO_TIER.id


def _months(since: datetime | None, now: datetime) -> int:
    """Return the whole months that a pledge has lasted. Patreon says when it began, nothing about breaks before."""
    if since is None or since > now:
        return 0
    months = (now.year - since.year) * 12 + now.month - since.month
    return months - ((now.day, now.timetz()) < (since.day, since.timetz()))
