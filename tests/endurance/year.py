"""A creator's supporters over a year: what happens to them, and whom to thank, worked out apart from the bot."""

import csv
import io
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

from bot.supporters.consent import ANONYMOUS, HIDDEN, NAME
from sandbox.google import ids
from sandbox.google.model import Channel, LevelStay
from sandbox.google.model import Member as Subscriber
from sandbox.patreon.model import Campaign

FILE_LEVELS = ("Crew", "Friends")
FILE_TITLE = "Old members"
MEMBERS, PATRONS, LISTED, ON_BOTH = 2_600, 1_400, 1_300, 300
JOINING, LEAVING, CHANGING, SAYING = 45, 40, 35, 12
"""What happens in a month, at each source."""
_NAMES = ("Ada", "Zoë", "Łukasz", "Ольга", "さくら", "Müller & Söhne", "*bold*", "@everyone", "Nguyễn", "Ada")

Posted: TypeAlias = tuple[dict[str, Counter[str]], int]
"""Names by tier, and how many are unnamed."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody in the file: a channel, a name, a level."""

    channel_id: str
    name: str
    level: str


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said of themselves, and which accounts are theirs."""

    user_id: int
    keys: frozenset[str]
    choice: str
    name: str = ""


@dataclass
class Supporters:
    """Everybody, as the three sources have them; `saved` is the file as it was imported last."""

    channel: Channel
    campaign: Campaign
    luck: random.Random
    file: dict[str, Listed] = field(default_factory=dict)
    saved: dict[str, Listed] = field(default_factory=dict)
    wishes: dict[int, Said] = field(default_factory=dict)
    happened: Counter[str] = field(default_factory=Counter)
    _count: int = 0

    def begin(self, at: datetime) -> None:
        """Let everybody be there who is there when the year begins."""
        self.channel.members.clear()
        self.campaign.members.clear()
        for _ in range(MEMBERS):
            self._subscribe(at)
        for _ in range(PATRONS):
            self._pledge(at)
        both = self.luck.sample([one.channel_id for one in self.channel.members], ON_BOTH)
        for channel_id in both:
            self._enlist(channel_id)
        for _ in range(LISTED - ON_BOTH):
            self._enlist()

    def month(self, at: datetime) -> None:
        """Let a month happen: people join, leave, change their level, and are called otherwise."""
        for _ in range(JOINING):
            self._subscribe(at)
            self._pledge(at)
            self._enlist()
        for member in self.luck.sample(self.channel.members, LEAVING):
            self.channel.leave(member.channel_id)
        for patron in self.luck.sample(self._active(), LEAVING):
            self.campaign.leave(patron)
        for channel_id in self.luck.sample(sorted(self.file), LEAVING):
            del self.file[channel_id]
        for _ in range(CHANGING):
            self._upgrade_and_rename(at)
        self.happened.update(joined=3 * JOINING, left=3 * LEAVING, upgraded=3 * CHANGING, renamed=3 * CHANGING)

    def speakers(self) -> Iterator[frozenset[str]]:
        """Return accounts of people who are about to say something: one account, or one at each provider."""
        known = {key for said in self.wishes.values() for key in said.keys}
        members = [f"youtube:{one.channel_id}" for one in self.channel.members]
        patrons = [f"patreon:{one}" for one in self._active()]
        free = [key for key in (*members, *patrons) if key not in known]
        for key in self.luck.sample(free, SAYING):
            yield frozenset({key})
        both = zip(self.luck.sample(members, 3), self.luck.sample(patrons, 3), strict=True)
        yield from (frozenset(pair) for pair in both if not known.intersection(pair))

    def as_file(self) -> bytes:
        """Return the file as YouTube Studio writes it, higher levels first; from now on it is what is imported."""
        self.saved = dict(self.file)
        written = io.StringIO()
        writer = csv.writer(written)
        writer.writerow(
            (
                "Member",
                "Link to profile",
                "Current level",
                "Total time on level (months)",
                "Total time as member (months)",
                "Last update",
                "Last update timestamp",
            )
        )
        for one in sorted(self.file.values(), key=lambda one: FILE_LEVELS.index(one.level)):
            url = f"https://www.youtube.com/channel/{one.channel_id}"
            writer.writerow((one.name, url, one.level, 3, 3, "Joined", "2026-01-09T23:30:00.558-07:00"))
        return written.getvalue().encode()

    def expected(self) -> Posted:
        """Return whom to thank now: each person once, at their highest tier, as they want it."""
        stands = [*self._stands()]
        owner = {key: said for said in self.wishes.values() for key in said.keys}
        people: dict[object, list[tuple[int, str, str, str]]] = {}
        for one in stands:
            said = owner.get(one[1])
            people.setdefault(said.user_id if said else one[1], []).append(one)
        named: dict[str, Counter[str]] = {}
        unnamed = 0
        for found in people.values():
            _, key, name, tier = min(found, key=lambda one: one[0])
            said = owner.get(key)
            choice = said.choice if said else NAME
            if choice == ANONYMOUS:
                unnamed += 1
            if choice == NAME:
                named.setdefault(tier, Counter())[(said.name if said else "") or name] += 1
        return named, unnamed

    def _stands(self) -> Iterator[tuple[int, str, str, str]]:
        """Return rank, key, name and tier of each entry of each source; sources rank in the order they were added."""
        levels = {level.id: place for place, level in enumerate(reversed(self.channel.levels))}
        for member in self.channel.members:
            heading = f"{member.level.name} ({self.channel.title})"
            yield levels[member.level.id], f"youtube:{member.channel_id}", member.name, heading
        tiers = sorted(self.campaign.tiers, key=lambda tier: -tier.amount_cents)
        for patron in self.campaign.members:
            if patron.status == "active_patron":
                (tier,) = patron.tiers
                name = patron.user.vanity or patron.user.first_name or ""
                heading = f"{tier.title} ({self.campaign.vanity})"
                yield 100 + tiers.index(tier), f"patreon:{patron.user.id}", name, heading
        for one in self.saved.values():
            rank, heading = 200 + FILE_LEVELS.index(one.level), f"{one.level} ({FILE_TITLE})"
            yield rank, f"youtube:{one.channel_id}", one.name, heading

    def _active(self) -> list[str]:
        return [one.user.id for one in self.campaign.members if one.status == "active_patron"]

    def _name(self) -> str:
        """Return a name that two people in ten share with another."""
        self._count += 1
        word = _NAMES[self._count % len(_NAMES)]
        return word if self.luck.random() < 0.2 else f"{word} {self._count}"

    def _subscribe(self, at: datetime) -> None:
        self.channel.join(self._name(), level=self.luck.choice(self.channel.levels), at=at)

    def _pledge(self, at: datetime) -> None:
        tier = self.luck.choice([one for one in self.campaign.tiers if one.amount_cents])
        name = self._name()
        self.campaign.join(name, tier, at, vanity=f"{name}!" if self.luck.random() < 0.5 else None)

    def _enlist(self, channel_id: str = "") -> None:
        name = self._name()
        channel_id = channel_id or ids.channel_id("listed", self._count)
        self.file[channel_id] = Listed(channel_id, name, self.luck.choice(FILE_LEVELS))

    def _upgrade_and_rename(self, at: datetime) -> None:
        members = self.channel.members
        up, called = self.luck.sample(range(len(members)), 2)
        members[up] = self._upgraded(members[up], at)
        members[called] = replace(members[called], name=self._name())
        up_patron, called_patron = self.luck.sample(self._active(), 2)
        highest = max(self.campaign.tiers, key=lambda tier: tier.amount_cents)
        self.campaign.change(up_patron, tiers=(highest,), entitled_cents=highest.amount_cents)
        self.campaign.rename(called_patron, vanity=self._name())
        up_listed, called_listed = self.luck.sample(sorted(self.file), 2)
        self.file[up_listed] = replace(self.file[up_listed], level=FILE_LEVELS[0])
        self.file[called_listed] = replace(self.file[called_listed], name=self._name())

    def _upgraded(self, member: Subscriber, at: datetime) -> Subscriber:
        held = [stay.level for stay in member.stays]
        following = [level for level in self.channel.levels if level not in held]
        return replace(member, stays=(*member.stays, *(LevelStay(level, at, 0) for level in following[:1])))


def choice_of(luck: random.Random) -> tuple[str, str]:
    """Return what somebody says: hidden, anonymous, or a name of their own."""
    choice = luck.choice((HIDDEN, ANONYMOUS, NAME))
    return choice, f"Own name {luck.randrange(10**6)}" if choice == NAME else ""
