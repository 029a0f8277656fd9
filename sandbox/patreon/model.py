"""What the sandbox's Patreon knows: accounts, campaigns, tiers and members. All times are aware UTC datetimes."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from sandbox.google import ids

Status = Literal["active_patron", "declined_patron", "former_patron"]


@dataclass(frozen=True, slots=True)
class Tier:
    """A level of a campaign. `amount_cents` is its price."""

    id: str
    title: str
    amount_cents: int


@dataclass(frozen=True, slots=True)
class User:
    """A person at Patreon. Only some have a `vanity`; a `full_name` can be a legal name."""

    id: str
    first_name: str | None
    last_name: str | None
    full_name: str
    vanity: str | None
    email: str
    hide_pledges: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """One person's relation to one campaign. `status` is None for whoever never pledged (a follower, a free member)."""

    id: str
    user: User
    status: Status | None
    tiers: tuple[Tier, ...]
    since: datetime | None
    entitled_cents: int = 0
    lifetime_cents: int = 0
    is_gifted: bool = False
    is_free_trial: bool = False


@dataclass(slots=True)
class Campaign:
    """What a creator is paid for. `tiers` are in the order they were made; `members` in the order they came."""

    id: str
    vanity: str
    creation_name: str
    created_at: datetime
    tiers: tuple[Tier, ...]
    members: list[Member] = field(default_factory=list)

    def member(self, user_id: str) -> Member:
        """Return the member with that user id; KeyError when there is none."""
        for member in self.members:
            if member.user.id == user_id:
                return member
        raise KeyError(user_id)

    def tier(self, title: str) -> Tier:
        """Return the tier of that title; KeyError when there is none."""
        for tier in self.tiers:
            if tier.title == title:
                return tier
        raise KeyError(title)

    def join(self, first_name: str, tier: Tier, at: datetime, *, vanity: str | None = None) -> Member:
        """Let somebody new pledge for a tier."""
        number = len(self.members)
        user = User(
            id=str(80_000_000 + ids.number(10**7, "joined", self.id, number, first_name)),
            first_name=first_name,
            last_name="Newcomer",
            full_name=f"{first_name} Newcomer",
            vanity=vanity,
            email=f"joined{number}@sandbox.test",
        )
        member = Member(member_id(self.id, user.id), user, "active_patron", (tier,), at, tier.amount_cents)
        self.members.append(member)
        return member

    def change(self, user_id: str, **changes: object) -> Member:
        """Replace fields of a member, such as `tiers` or `status`, and return it."""
        old = self.member(user_id)
        changed: Member = replace(old, **changes)  # type: ignore[arg-type]  # fields by name, as replace takes them
        self.members[self.members.index(old)] = changed
        return changed

    def leave(self, user_id: str) -> Member:
        """Let somebody stop: a former patron who is entitled to nothing any more."""
        return self.change(user_id, status="former_patron", tiers=(), entitled_cents=0)

    def rename(self, user_id: str, **names: str | None) -> Member:
        """Change what somebody is called: `vanity`, `first_name`, `full_name`."""
        user = replace(self.member(user_id).user, **names)  # type: ignore[arg-type]  # names only
        return self.change(user_id, user=user)


@dataclass(slots=True)
class Account:
    """Somebody who can sign in. `campaign` is None for whoever only supports others."""

    key: str
    user: User
    campaign: Campaign | None = None

    @property
    def subject(self) -> str:
        """What the sign-in page calls this account."""
        return self.user.id


@dataclass(slots=True)
class World:
    """Everybody the sandbox's Patreon knows."""

    accounts: list[Account]

    def account(self, name: str) -> Account:
        """Find an account by key, e-mail address or user id; KeyError when unknown."""
        for account in self.accounts:
            if name in {account.key, account.user.email, account.user.id}:
                return account
        raise KeyError(name)

    def campaigns(self) -> Iterator[tuple[Account, Campaign]]:
        """Yield every campaign with its creator."""
        return ((account, account.campaign) for account in self.accounts if account.campaign)


def member_id(campaign_id: str, user_id: str) -> str:
    """Return the id of a membership: a UUID's shape, always the same for the same two."""
    digits = "".join(f"{ids.number(2**32, 'member', campaign_id, user_id, part):08x}" for part in range(4))
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
