"""Linking, widening, relinking, refreshing, revoking, unlinking, rotating keys and crashing, in any order.

There is no state in which a person sees an account as linked and a call fails with anything but a named error; and as
long as Google accepts the grant, the call works.
"""

import asyncio
from collections import defaultdict
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.accounts.links import Link
from bot.errors import NeedsRelink, TryLater, UserError
from bot.providers.access import Access
from bot.store.vault import new_key
from sandbox.google.faults import Fault
from tests.endurance.ground import Ground, Sandboxes
from tests.endurance.walker import Trip, Walker, trip_of
from tests.endurance.whole import assert_whole

pytestmark = pytest.mark.endurance

T = TypeVar("T")

PEOPLE = ("alice", "the.creator", "mallory")
CHANNELS = ("alice", "creator", "encore")
"""The last two belong to one Google account."""
USER, CHANNEL, ACCESS = st.sampled_from(PEOPLE), st.sampled_from(CHANNELS), st.sampled_from(tuple(Access))
SOME_LINKED = st.dictionaries(st.tuples(USER, CHANNEL), ACCESS, min_size=2, max_size=5)
NUMBER = st.integers(0, len(PEOPLE) * len(CHANNELS) - 1)


@dataclass(slots=True)
class Known:
    """A link as it must be: how it was made, and whether Google accepts what it holds."""

    trip: Trip
    accepted: bool = True


class Machine(RuleBasedStateMachine):
    """Holds a bot against a model, which knows what people and Google do and what the bot has answered."""

    def __init__(self, sandboxes: Sandboxes) -> None:
        super().__init__()
        self.sandboxes = sandboxes
        self.google = sandboxes.google
        self.known: dict[str, Known] = {}
        self.asked: defaultdict[int, set[Access]] = defaultdict(lambda: {Access.LOOK})
        self.down = False
        self.ground: Ground | None = None

    @property
    def bot(self) -> Ground:
        assert self.ground
        return self.ground

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        return self.sandboxes.runner.run(doing)

    @initialize(
        rotating=st.booleans(), linked=st.dictionaries(st.tuples(USER, CHANNEL), ACCESS, min_size=2, max_size=5)
    )
    def begin(self, rotating: bool, linked: dict[tuple[str, str], Access]) -> None:
        self.ground = Ground(self.sandboxes, rotating=rotating)
        self.run(self.ground.start())
        for (user, channel), access in linked.items():
            self.run(self._link(self._trip(user, channel, access)))

    def teardown(self) -> None:
        if self.ground:
            self.run(self.ground.stop())

    @rule(user=USER, channel=CHANNEL, access=ACCESS, sign_in=st.booleans())
    def link(self, user: str, channel: str, access: Access, sign_in: bool) -> None:
        self.run(self._link(self._trip(user, channel, access, sign_in=sign_in)))

    @precondition(lambda self: self.known)
    @rule(number=NUMBER, access=ACCESS, chosen=st.none() | CHANNEL)
    def widen_or_relink(self, number: int, access: Access, chosen: str | None) -> None:
        """Use the button of a link, and choose its account, or perhaps another one by mistake."""
        link_id = self._pick(number)
        trip = msgspec.structs.replace(self.known[link_id].trip, access=access.value)
        if chosen:
            trip = self._trip(trip.username, chosen, access)
        self.run(self._link(trip, relink_of=link_id))

    @precondition(lambda self: self.known)
    @rule(number=NUMBER)
    def call(self, number: int) -> None:
        self.run(self._call(self._pick(number)))

    @rule(hours=st.integers(0, 40), renew=st.booleans())
    def time_passes(self, hours: int, renew: bool) -> None:
        """Wait; no time at all means that Google ends access tokens early. Then the job may come."""
        self.bot.clock.pass_time(hours=hours)
        if not hours:
            self.google.expire_access_tokens()
        if renew:
            self.run(self.bot.house.keeper.refresh_due(self.bot.clock() + timedelta(hours=2)))

    @rule(channel=CHANNEL)
    def owner_revokes(self, channel: str) -> None:
        self.google.revoke_grant(channel)
        self._ended(self.google.person(channel).google_account.subject)

    @precondition(lambda self: self.known)
    @rule(number=NUMBER)
    def unlink(self, number: int) -> None:
        self.run(self._unlink(self._pick(number)))

    @rule()
    def google_goes_down_or_comes_back(self) -> None:
        self.down = not self.down
        if self.down:
            self.google.faults.standing["down"] = Fault("/token", 503, "", times=0)
        else:
            self.google.faults.standing.clear()
            # By now nobody leaves it alone any more.
            self.bot.clock.pass_time(minutes=1)

    @rule()
    def rotate_keys(self) -> None:
        self.run(self._rotate())

    @rule(number=NUMBER, during=st.sampled_from(("nothing", "a refresh", "a link")))
    def crash(self, number: int, during: str) -> None:
        if during == "nothing" or self.down:
            self.run(self._restart())
        elif during == "a link":
            user, channel = PEOPLE[number % len(PEOPLE)], CHANNELS[number // len(PEOPLE)]
            self.run(self._crash_while_linking(self._trip(user, channel, Access.LOOK)))
        elif self.known:
            self.run(self._crash_while_refreshing(self._pick(number)))

    @invariant()
    def what_is_linked_works(self) -> None:
        self.run(self._look())

    def _trip(self, user: str, channel: str, access: Access, *, sign_in: bool = False) -> Trip:
        return trip_of(self.sandboxes.discord.world.person(user), self.google.person(channel), access, sign_in=sign_in)

    def _pick(self, number: int) -> str:
        return list(self.known)[number % len(self.known)]

    def _ended(self, account: str) -> None:
        for known in self.known.values():
            if known.trip.account == account:
                known.accepted = False

    async def _links(self) -> list[Link]:
        users = {self.sandboxes.discord.world.person(name).id for name in PEOPLE}
        return [link for user_id in users for link in await self.bot.house.accounts.of(user_id)]

    async def _look(self) -> None:
        """See that what people see is what was done, and that every grant that Google accepts can be used."""
        links = await self._links()
        assert {link.id for link in links} == set(self.known)
        assert max(self.bot.told.values(), default=0) <= 1, "told twice of one death"
        for link in links:
            known = self.known[link.id]
            assert await self.bot.usable(link.id) == known.accepted
            if known.accepted:
                assert link.healthy
                await self._call(link.id)

    async def _call(self, link_id: str) -> None:
        known = self.known[link_id]
        try:
            assert await self.bot.house.channel_id(link_id) == known.trip.channel
        except NeedsRelink:
            assert not known.accepted
            link = next(link for link in await self._links() if link.id == link_id)
            assert not link.healthy
        except TryLater:
            assert self.down
        else:
            assert known.accepted

    async def _link(self, trip: Trip, *, relink_of: str = "") -> None:
        self.asked[trip.user_id].add(Access(trip.access))
        try:
            link = await Walker(self.bot.house, self.google.origin).link(trip, relink_of=relink_of)
        except UserError:
            assert self.down
            return
        assert (link.user_id, link.account_id, link.healthy) == (trip.user_id, trip.channel, True)
        assert Access(trip.access) in link.access
        assert link.access <= self.asked[trip.user_id], "a permission that somebody else gave"
        self.known[link.id] = Known(trip)
        self.bot.told.pop(link.id, None)

    async def _unlink(self, link_id: str) -> None:
        held = await self.bot.usable(link_id)
        gone = self.known.pop(link_id).trip
        unlinked = await self.bot.house.accounts.unlink(gone.user_id, link_id)
        if not (unlinked.revoked and held):
            return
        for known in self.known.values():
            near = known.trip.channel == gone.channel or known.trip.user_id == gone.user_id
            same = known.trip.account == gone.account
            assert not (same and near and known.accepted), "a grant was revoked that a link needs"
        self._ended(gone.account)

    async def _rotate(self) -> None:
        """Configure a new key, restart, rotate, take the old key away, restart."""
        self.bot.keys = (new_key(), *self.bot.keys)
        await self._restart()
        if not (await self.bot.house.rotate()).left:
            self.bot.keys = self.bot.keys[:1]
        await self._restart()

    async def _restart(self) -> None:
        await self.bot.stop()
        await self.bot.start()
        if not self.down:
            await assert_whole(self.bot.house)

    async def _crash_while_refreshing(self, link_id: str) -> None:
        keeper = self.bot.house.keeper
        try:
            token = await keeper.access_token(link_id)
        except NeedsRelink:
            return
        await self._crash_within(keeper.access_token(link_id, token))
        if self.bot.rotating:
            # Google has answered, and nobody has kept the new refresh token.
            self.known[link_id].accepted = False
        await self._restart()

    async def _crash_while_linking(self, trip: Trip) -> None:
        await self._crash_within(Walker(self.bot.house, self.google.origin).link(trip))
        await self._restart()

    async def _crash_within(self, doing: Coroutine[Any, Any, object]) -> None:
        """Stop the bot when Google has dealt with a request and its answer is on its way."""
        self.google.faults.delay = 60.0
        task = asyncio.create_task(doing)
        await self.google.faults.held()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await self.bot.stop()
        self.google.faults.clear()
        await self.bot.start()


def test_in_any_order_what_a_person_sees_as_linked_works_or_says_why_not(tmp_path: Path) -> None:
    with Sandboxes(tmp_path) as sandboxes:

        class Standing(Machine):
            """The machine on these sandboxes."""

            def __init__(self) -> None:
                super().__init__(sandboxes)

        run_state_machine_as_test(Standing, settings=settings(max_examples=40, stateful_step_count=14))
