"""The people of the sandbox's Patreon, generated the same way every time: the cast, and the Creator's 2,300 members."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from sandbox.google import ids
from sandbox.google.names import member_name
from sandbox.patreon.model import Account, Campaign, Member, Status, Tier, User, World, member_id

# The world ends here, so that it is the same whenever it is made.
ANCHOR = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
MEMBERS = 2_300
FREE = Tier("5100000", "Free", 0)
CREATOR_TIERS = (Tier("5100001", "Matinee", 300), Tier("5100002", "Evening", 800), Tier("5100003", "Premiere", 2_500))
_ALICE = User("31000001", "Alice", None, "Alice", "alice", "alice@sandbox.test")
_BOB = User("31000002", "Bob", None, "Bob", None, "bob@sandbox.test")
_CREATOR = User("31000003", "The", "Creator", "The Creator", "thecreator", "creator@sandbox.test")
_MALLORY = User("31000004", "Mallory", None, "Mallory", "mallory", "mallory@sandbox.test")
_FIRST_USER = 40_000_000
_OFFSET = 5_000
"""Patrons have other places in the list of names than channel members, so that most are not called the same."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What somebody is to a campaign. `tiers` counts how many tiers they are entitled to at once."""

    status: Status | None
    tiers: int = 1
    is_gifted: bool = False
    is_free_trial: bool = False
    hides: bool = False
    pays: bool = True


_ACTIVE = _Kind("active_patron")
_KINDS = (
    (8, _Kind(None, tiers=0, pays=False)),
    (12, _Kind("declined_patron", tiers=0, pays=False)),
    (13, _Kind("declined_patron", pays=False)),
    (17, _Kind("former_patron", tiers=0, pays=False)),
    (20, _Kind("former_patron")),
    (23, _Kind("active_patron", is_gifted=True)),
    (25, _Kind(None, is_gifted=True, pays=False)),
    (29, _Kind("active_patron", is_free_trial=True, pays=False)),
    (33, _Kind("active_patron", tiers=2)),
    (35, _Kind("active_patron", tiers=0)),
    (39, _Kind("active_patron", hides=True)),
    (100, _ACTIVE),
)
"""Of a hundred members, up to which number they are of which kind."""


def _kind(index: int) -> _Kind:
    drawn = ids.number(100, "patreon kind", index)
    return next(kind for below, kind in _KINDS if drawn < below)


def _user(index: int, *, hides: bool) -> User:
    words = member_name(_OFFSET + index)
    first, _, last = words.partition(" ")
    return User(
        id=str(_FIRST_USER + index * 17),
        # Somebody without a first name has their whole name in `full_name` alone.
        first_name=None if index % 40 == 11 else first,
        last_name=last or None,
        full_name=words,
        vanity=f"patron_{index}" if ids.number(5, "vanity", index) < 2 else None,
        email=f"patron{index}@sandbox.test",
        hide_pledges=hides,
    )


@cache
def _member(campaign_id: str, index: int) -> Member:
    kind = _kind(index)
    user = _user(index, hides=kind.hides)
    reached = (0, 0, 0, 1, 0, 1, 0, 2, 0, 1)[ids.number(10, "patreon tier", index)]
    lowest = max(0, reached - kind.tiers + 1)
    tiers = CREATOR_TIERS[lowest : reached + 1] if kind.tiers else ()
    if not tiers and kind.status != "active_patron" and index % 2:
        # A free member; whoever stopped to pay can stay one.
        tiers = (FREE,)
    cents = (tiers[-1].amount_cents if tiers else 100) if kind.pays else 0  # 100: a sum of their own
    days = 1 + index * 1_400 // MEMBERS
    return Member(
        id=member_id(campaign_id, user.id),
        user=user,
        status=kind.status,
        tiers=tiers,
        since=None if kind.status is None else ANCHOR - timedelta(days=days, minutes=index),
        entitled_cents=cents,
        lifetime_cents=cents * (1 + days // 30),
        is_gifted=kind.is_gifted,
        is_free_trial=kind.is_free_trial,
    )


def _of_the_cast(campaign_id: str, user: User, tier: Tier, days: int) -> Member:
    since = ANCHOR - timedelta(days=days)
    return Member(member_id(campaign_id, user.id), user, "active_patron", (tier,), since, tier.amount_cents)


def _creator_campaign() -> Campaign:
    made, tiers = ANCHOR - timedelta(days=1500), (FREE, *CREATOR_TIERS)
    campaign = Campaign("7200001", "thecreator", "evenings at the theatre", made, tiers)
    campaign.members = [_member(campaign.id, index) for index in range(MEMBERS - 2)]
    campaign.members += [
        _of_the_cast(campaign.id, _ALICE, CREATOR_TIERS[1], 400),
        _of_the_cast(campaign.id, _BOB, CREATOR_TIERS[0], 20),
    ]
    return campaign


def _mallory_campaign() -> Campaign:
    tier = Tier("5200001", "Accomplice", 500)
    campaign = Campaign("7200002", "mallory", "mischief", ANCHOR - timedelta(days=90), (tier,))
    campaign.members = [_of_the_cast(campaign.id, _BOB, tier, 30)]
    return campaign


def build_world() -> World:
    """Make the people anew; two calls give equal worlds."""
    return World(
        [
            Account("alice", _ALICE),
            Account("bob", _BOB),
            Account("creator", _CREATOR, _creator_campaign()),
            Account("mallory", _MALLORY, _mallory_campaign()),
        ]
    )
