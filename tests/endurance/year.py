"""A creator's supporters over a year: what happens to them, and whom to thank, worked out apart from the bot."""

import csv
import io
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.supporters.consent import ANONYMOUS, HIDDEN, NAME
from bot.supporters.patreon import PatreonSettings
from sandbox.google import ids
from sandbox.google.model import Channel, LevelStay
from sandbox.google.model import Member as Subscriber
from sandbox.patreon.model import Campaign, User, member_id
from sandbox.patreon.model import Member as Patron
from tests.endurance.year_rules import Changed, Credits, Said, Stand, credits_of
from tests.patreon.rules import wanted

FILE_LEVELS = ("Crew", "Balcony")
"""The second is called as one of YouTube's levels: only such headings say whose they are."""
FILE_TITLE = "Old members"
MEMBERS, PATRONS, LISTED, ON_BOTH = 2_600, 1_400, 1_300, 300
JOINING, LEAVING, CHANGING, SAYING = 45, 40, 35, 12
"""What happens in a month, at each source."""
_NAMES = ("Ada", "Zoë", "Łukasz", "Ольга", "さくら", "Müller & Söhne", "*bold*", "@everyone", "Nguyễn", "Ada")

KINDS: Mapping[str, tuple[int, Mapping[str, object]]] = {
    "": (80, {}),
    "gifts": (8, {"is_gifted": True}),
    "trials": (6, {"is_free_trial": True}),
    "declined": (6, {"status": "declined_patron"}),
}
"""What else a patron can be: how many in a hundred, and how Patreon says so."""
CHANGES = 2
"""How many people a month the creator spells, leaves out or refuses."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody in the file: a channel, a name, a level."""

    channel_id: str
    name: str
    level: str


@dataclass
class Supporters:
    """Everybody, as the three sources have them; `saved` is the file as it was imported last.

    `settings` are those of Patreon's source, and `seen` who stood in a list at the last post. `kept` are the accounts
    of people who do everything themselves: nobody is made to speak for them.
    """

    channel: Channel
    campaign: Campaign
    luck: random.Random
    file: dict[str, Listed] = field(default_factory=dict)
    saved: dict[str, Listed] = field(default_factory=dict)
    wishes: dict[int, Said] = field(default_factory=dict)
    changed: Changed = field(default_factory=Changed)
    settings: PatreonSettings = field(default_factory=PatreonSettings)
    patrons_first: bool = False
    kept: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
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

    def enroll(self, name: str, channel_id: str, user: User | None, at: datetime) -> frozenset[str]:
        """Let somebody be here who can speak for themselves, as a patron too; return their accounts' keys."""
        self.channel.join(name, level=self.channel.levels[0], at=at, channel_id=channel_id)
        keys = {f"youtube:{channel_id}"}
        if user is not None:
            tier = max(self.campaign.tiers, key=lambda tier: tier.amount_cents)
            self.campaign.members.append(
                Patron(member_id(self.campaign.id, user.id), user, "active_patron", (tier,), at)
            )
            keys.add(f"patreon:{user.id}")
        self.kept |= keys
        return frozenset(keys)

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
        known = self.kept.union(*(said.keys for said in self.wishes.values()))
        members = [f"youtube:{one.channel_id}" for one in self.channel.members]
        patrons = [f"patreon:{one}" for one in self._active()]
        free = [key for key in (*members, *patrons) if key not in known]
        for key in self.luck.sample(free, SAYING):
            yield frozenset({key})
        both = zip(self.luck.sample(members, 3), self.luck.sample(patrons, 3), strict=True)
        # What the creator changed about one of two accounts is forgotten once that one has left.
        known |= self.changed.keys
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

    def expected(self) -> Credits:
        """Return whom to thank now."""
        stands = [*self._stands()]
        self.seen = {one.key for one in stands}
        return credits_of(stands, self.wishes.values(), self.changed)

    def forget_unseen(self) -> None:
        """Forget what was changed about those who are in no list and were in none at the last post."""
        self.changed.keep(self.seen.union(one.key for one in self._stands()))

    def ranks(self) -> dict[str, int]:
        """Return how high each heading stands."""
        return {heading: rank for rank, heading in enumerate(self._order())}

    def promote_patrons(self) -> None:
        """Let the highest of Patreon's tiers change places with the lowest of YouTube's."""
        self.patrons_first = True

    def change(self) -> dict[str, list[str]]:
        """Let the creator change how some people are credited; return the keys by what was done."""
        present = sorted({one.key for one in self._stands()} - self.changed.keys - self.kept)
        known = {key: one for one in self.wishes.values() for key in one.keys}
        spoken = [key for key in present if key in known and len(known[key].keys) == 1]
        silent = [key for key in present if key not in known]
        once = self.luck.sample(silent, 4 * CHANGES)
        patrons = [key for key in silent if key.startswith("patreon:") and key not in once]
        members = [key for key in silent if key.startswith("youtube:") and key not in once]
        # Of those who have spoken, too: their own word is stronger, but not than a refusal.
        done = {
            "spell": [*once[:CHANGES], *self.luck.sample(spoken, min(1, len(spoken)))],
            "hide": [*once[CHANGES : 2 * CHANGES], *self.luck.sample(spoken, min(1, len(spoken)))],
            "refuse": [*once[2 * CHANGES : 3 * CHANGES], *self.luck.sample(spoken, min(2, len(spoken)))],
            "merge": [*self.luck.sample(patrons, 2), *self.luck.sample(members, 2)],
            "show": self.luck.sample(sorted(self.changed.hidden), min(1, len(self.changed.hidden))),
            "admit": self.luck.sample(sorted(self.changed.refused), min(1, len(self.changed.refused))),
        }
        self.changed.spelled.update({key: f"Spelled {key[-4:]}" for key in done["spell"]})
        self.changed.hidden.update(done["hide"])
        self.changed.hidden.difference_update(done["show"])
        self.changed.refused.update(done["refuse"])
        self.changed.refused.difference_update(done["admit"])
        self.changed.same += zip(done["merge"][:2], done["merge"][2:], strict=True)
        self.happened["changed by the creator"] += sum(map(len, done.values()))
        return done

    def _stands(self) -> Iterator[Stand]:
        """Return each entry of each source."""
        ranks = self.ranks()
        for member in self.channel.members:
            heading = self._heading(member.level.name, self.channel.title)
            yield Stand(ranks[heading], f"youtube:{member.channel_id}", member.name, heading)
        for patron in self.campaign.members:
            if wanted(patron, self.settings):
                (tier,) = patron.tiers
                name = patron.user.vanity or patron.user.first_name or ""
                heading = self._heading(tier.title, self.campaign.vanity)
                yield Stand(ranks[heading], f"patreon:{patron.user.id}", name, heading)
        for one in self.saved.values():
            heading = self._heading(one.level, FILE_TITLE)
            yield Stand(ranks[heading], f"youtube:{one.channel_id}", one.name, heading)

    def _order(self) -> list[str]:
        """Return all headings, highest first: sources in the order they were added, or as the creator has it."""
        levels = [self._heading(level.name, self.channel.title) for level in reversed(self.channel.levels)]
        tiers = sorted(self.campaign.tiers, key=lambda tier: -tier.amount_cents)
        patrons = [self._heading(tier.title, self.campaign.vanity) for tier in tiers]
        if self.patrons_first:
            levels[-1], patrons[0] = patrons[0], levels[-1]
        return [*levels, *patrons, *(self._heading(level, FILE_TITLE) for level in FILE_LEVELS)]

    def _heading(self, name: str, title: str) -> str:
        """Return under what people at a level stand: its name, with whose it is where two are called so."""
        names = [level.name for level in self.channel.levels] + [tier.title for tier in self.campaign.tiers]
        return name if [*names, *FILE_LEVELS].count(name) == 1 else f"{name} ({title})"

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
        patron = self.campaign.join(name, tier, at, vanity=f"{name}!" if self.luck.random() < 0.5 else None)
        kind = self.luck.choices(list(KINDS), weights=[weight for weight, _ in KINDS.values()])[0]
        if kind:
            self.campaign.change(patron.user.id, **KINDS[kind][1])
            self.happened[kind] += 1

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
