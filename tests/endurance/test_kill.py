"""Two hundred kills at random moments of linking, refreshing, unlinking and key rotation: what was told stays true.

The refresh tokens are single use, as Patreon's are: an answer that did not reach the database is lost for good.
"""

import random
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest

from bot.accounts.links import Link
from bot.accounts.notices import Notice
from bot.errors import INTERRUPTED, NeedsRelink, UserError
from bot.store import tokens
from bot.store.ownership import owned
from bot.store.tokens import context
from bot.store.vault import new_key
from sandbox.clock import Clock, shared_clock
from sandbox.discord import DiscordSandbox
from sandbox.google import GoogleSandbox
from tests.endurance.house import House, Place, open_house, place_of
from tests.endurance.killing import Blow, Killer, Life, open_killer
from tests.endurance.orders import LINK, ROTATE, STEPS, UNLINK, Leave, Order
from tests.endurance.told import Told
from tests.endurance.walker import Trip, Walker, trip_of
from tests.endurance.whole import assert_whole
from tests.endurance.worker import dead_link

pytestmark = pytest.mark.endurance

MOMENTS = 200
_ENOUGH = 5
"""So many links that work are there before they are refreshed, unlinked or sealed anew."""
PEOPLE = ("alice", "bob", "the.creator", "mallory")
CHANNELS = ("alice", "creator", "mallory")
"""Everybody can link each: accounts are shared, and people have several."""


@dataclass
class World:
    """The file that bots live and die on, and what people were told by them."""

    place: Place
    clock: Clock
    clock_file: str
    google: GoogleSandbox
    trips: list[Trip]
    luck: random.Random
    told: Told = field(default_factory=Told)
    took: dict[str, float] = field(default_factory=lambda: dict.fromkeys(STEPS, 0.08))
    hits: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    dead: set[str] = field(default_factory=set)

    @property
    def moments(self) -> int:
        """Kills that fell into a step."""
        return sum(self.hits[step] for step in STEPS)

    @property
    def users(self) -> tuple[int, ...]:
        return tuple(sorted({trip.user_id for trip in self.trips}))

    @asynccontextmanager
    async def house(self) -> AsyncIterator[House]:
        """Be the next bot on this file."""
        async with (
            owned(self.place.url),
            open_house(self.place, notify=self._notify, clock=self.clock) as house,
        ):
            yield house

    async def _notify(self, notice: Notice) -> None:
        if dead_link(notice):
            self.told.dead(dead_link(notice))


@asynccontextmanager
async def open_world(folder: Path, seed: int) -> AsyncIterator[World]:
    with shared_clock(folder / "clock") as clock:
        async with GoogleSandbox(clock=clock) as google, DiscordSandbox(clock=clock) as discord:
            google.rotating = True
            place = place_of(str(folder / "bot.db"), (new_key(),), google, discord, rotating=True)
            trips = [
                trip_of(discord.world.person(name), google.person(channel)) for name in PEOPLE for channel in CHANNELS
            ]
            luck = random.Random(seed)  # noqa: S311 (moments, not secrets)
            yield World(place, clock, str(folder / "clock"), google, trips, luck)


async def test_what_people_were_told_outlives_two_hundred_kills(tmp_path: Path, figure: Callable[[str], None]) -> None:
    seed = secrets.randbelow(1_000_000)
    figure(f"kills: seed {seed}")
    async with open_world(tmp_path, seed) as world, open_killer(world.google) as killer:
        step = LINK
        while world.moments < MOMENTS:
            await _moment(world, killer, step)
            async with world.house() as house:
                await _verify(world, house, step)
                step = min(STEPS, key=lambda each: world.hits[each])
                await _prepare(world, house, step)
        async with world.house() as house:
            await _all_renew(world, house)
        figure(f"kills: {dict(world.hits)}; told to relink as interrupted: {dict(world.lost)}")
        assert world.lost.total() > 0, "no kill fell between Google's answer and our commit"


async def _moment(world: World, killer: Killer, step: str) -> None:
    """Let a bot do one step, and kill it; sometimes the next one too, while it starts with what the first has left."""
    order = _order(world, step)
    life = await killer.live(order, _blow(world, step))
    _count(world, step, life)
    said = life.said
    if world.luck.random() < 0.1:
        again = await killer.live(order, Blow("born", world.luck.uniform(0, 0.1)))
        said = said + again.said
        world.hits["starting again"] += 1
    world.told.hear(said)
    if life.heard("rotated"):
        world.place = msgspec.structs.replace(world.place, keys=world.place.keys[:1])


async def _prepare(world: World, house: House, step: str) -> None:
    """Let every step have something to do."""
    if step == ROTATE and len(world.place.keys) == 1:
        world.place = msgspec.structs.replace(world.place, keys=(new_key(), *world.place.keys))
    if step == LINK:
        return
    healthy = {(link.user_id, link.account_id) for link in await _links(world, house) if link.healthy}
    missing = [trip for trip in world.trips if (trip.user_id, trip.channel) not in healthy]
    for trip in world.luck.sample(missing, max(0, len(missing) - len(world.trips) + _ENOUGH)):
        link = await Walker(house, world.google.origin).link(trip)
        world.told.linked.add((link.user_id, link.account_id))
        world.told.alive([link.id])


def _order(world: World, step: str) -> Order:
    trips = [msgspec.structs.replace(trip, sign_in=world.luck.random() < 0.5) for trip in world.trips]
    world.luck.shuffle(trips)
    absent_first = sorted(trips, key=lambda trip: (trip.user_id, trip.channel) in world.told.linked)
    leaves = [Leave(*account) for account in world.luck.sample(sorted(world.told.linked), len(world.told.linked))]
    return Order(
        step=step,
        place=world.place,
        clock=world.clock_file,
        google_origin=world.google.origin,
        users=world.users,
        trips=tuple(absent_first[:3]),
        leaves=tuple(leaves[:4]),
        head_start=world.luck.randint(0, 200),
    )


def _blow(world: World, step: str) -> Blow:
    """Choose the moment: anywhere in the step, or when Google has just answered, or a little after that."""
    if step != UNLINK and world.luck.random() < 0.5:
        answers = world.luck.randint(1, 2 if step == LINK else 10)
        return Blow("begin", world.luck.choice([0, world.luck.uniform(0, 0.005)]), answers)
    return Blow("begin", world.luck.uniform(0, world.took[step]))


def _count(world: World, step: str, life: Life) -> None:
    if life.took is not None:
        world.took[step] = (world.took[step] + life.took) / 2
        world.hits["done already"] += 1
    else:
        # A step that is never seen to end takes longer than was thought.
        world.took[step] *= 1.02
        world.hits[step] += 1


async def _verify(world: World, house: House, step: str) -> None:
    """Start as a bot does, and hold everything against what was told."""
    usable = await _usable(world, house)
    await house.keeper.recover()
    await house.keeper.recover_lapsed()
    typed = await _type_codes(world, house)
    if typed:
        # Whatever these accounts had before, they have a token of their own now.
        now = await _usable(world, house)
        usable |= {link_id: now[link_id] for link_id in typed}
    found = await _links(world, house)
    world.told.settle({(link.user_id, link.account_id) for link in found})
    for link in found:
        await _check(house, link, usable)
    found = await _links(world, house)
    world.told.alive(link.id for link in found if link.healthy)
    dead = {link.id for link in found if not link.healthy}
    world.lost[step] += len(dead - world.dead)
    world.dead = dead
    await assert_whole(house)


async def _usable(world: World, house: House) -> dict[str, bool]:
    """Return of each link whether Google would take the refresh token that we have: whether nothing was lost."""
    found = {}
    for link in await _links(world, house):
        async with house.database.read() as connection:
            kept = await tokens.of_link(connection, link.id)
        assert kept
        assert kept.refresh_token
        refresh = house.vault.open(kept.refresh_token, context=context(link.id, "refresh_token"))
        found[link.id] = world.google.refreshes(refresh)
    return found


async def _links(world: World, house: House) -> list[Link]:
    return [link for user_id in world.users for link in await house.accounts.of(user_id)]


async def _type_codes(world: World, house: House) -> list[str]:
    """Half of those who saw a code before the bot died type it now: they are linked, or hear why not.

    Returns the links that were made, some of them anew.
    """
    typed = []
    for (user_id, channel), code in world.told.codes.items():
        if world.luck.random() < 0.5:
            continue
        try:
            linked = await house.by_code.finish_with_code(user_id, code)
        except UserError:
            continue
        assert linked.link.account_id == channel
        world.told.linked.add((user_id, channel))
        world.told.unsure.discard((user_id, channel))
        typed.append(linked.link.id)
    return typed


async def _check(house: House, link: Link, usable: dict[str, bool]) -> None:
    """See that an account works; or that it says `interrupted`, if its refresh token was lost, and only then."""
    if link.healthy:
        assert await house.channel_id(link.id) == link.account_id
        assert usable.get(link.id, True), f"{link.id} will die of a refresh token that is used up"
    else:
        assert link.reason == INTERRUPTED
        assert not usable.get(link.id, True), f"{link.id} is told to be lost, but Google would have refreshed it"
        with pytest.raises(NeedsRelink):
            await house.keeper.access_token(link.id)


async def _all_renew(world: World, house: House) -> None:
    """See in the end that every account can be refreshed."""
    world.clock.pass_time(hours=2)
    for link in await _links(world, house):
        if link.healthy:
            assert await house.channel_id(link.id) == link.account_id
