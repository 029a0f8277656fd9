"""Patreon's pairs of tokens in the keeper's hands: each refresh token works once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr
from yarl import URL

from bot.accounts.keeper import TokenKeeper
from bot.accounts.notices import Notice
from bot.alerts import Alerts
from bot.errors import GrantAccess, NeedsRelink, TryLater
from bot.metrics import Metrics
from bot.providers.access import Access
from bot.providers.contract import ConsentRequest, OAuthApp
from bot.providers.failures import ClientFault, GrantDead
from bot.providers.patreon import SCOPES, Patreon
from bot.providers.wire import Wire
from bot.store import links, tokens
from bot.store.database import Database
from bot.store.links import OK, LinkRow
from bot.store.tokens import TokenRow, context
from bot.store.vault import Vault, new_key
from sandbox.patreon import PatreonSandbox
from sandbox.patreon.grants import Pair
from sandbox.patreon.server import TOKEN
from tests.patreon.conftest import START
from tests.support.clock import HandClock
from tests.support.databases import fresh_database

CALLBACK = "http://localhost:8080/oauth/patreon/callback"
LINK = "the-link"


async def _no_sleep(_seconds: float) -> None:
    await asyncio.sleep(0)


@dataclass
class Desk:
    """A database with one Patreon link, the sandbox, and keepers as processes have them."""

    patreon: PatreonSandbox
    provider: Patreon
    database: Database
    alerts: Alerts
    clock: HandClock
    vault: Vault = field(default_factory=lambda: Vault([SecretStr(new_key())]))
    notices: list[Notice] = field(default_factory=list)

    async def notify(self, notice: Notice) -> None:
        self.notices.append(notice)

    def keeper(self) -> TokenKeeper:
        """Return the keeper of a process that has just started."""
        return TokenKeeper(
            self.database,
            self.vault,
            {"patreon": self.provider},
            notify=self.notify,
            clock=self.clock,
            metrics=Metrics(),
            sleep=_no_sleep,
        )

    async def link(self) -> Pair:
        """Keep a link with a pair of tokens that ends within the minute."""
        pair = self.patreon.grant("creator", *SCOPES[Access.CREATOR])
        row = LinkRow(
            LINK, 7, "patreon", "31000003", "thecreator", "thecreator", "", " ".join(sorted(pair.scopes)), OK, "",
            is_default=True, created_at=START, updated_at=START, consented_at=START, label="",
        )  # fmt: skip
        access = self.vault.seal(pair.access_token, context=context(LINK, "access_token"))
        refresh = self.vault.seal(pair.refresh_token, context=context(LINK, "refresh_token"))
        async with self.database.write() as connection:
            await links.add(connection, row)
            await tokens.put(connection, TokenRow(LINK, access, refresh, START, START, None))
        return pair

    async def row(self) -> LinkRow:
        async with self.database.read() as connection:
            found = await links.by_id(connection, LINK)
        assert found
        return found

    def refreshes(self) -> int:
        return sum(1 for one in self.patreon.requests if one.path == TOKEN and one.status == 200)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    clock = HandClock(START)
    async with (
        PatreonSandbox(clock=clock) as patreon,
        aiohttp.ClientSession() as session,
        fresh_database(tmp_path / "links.db") as database,
    ):
        given = patreon.settings(CALLBACK)
        app = OAuthApp(
            given["client_id"], SecretStr(given["client_secret"]), given["authorize_uri"], given["token_uri"]
        )
        alerts = Alerts()
        wire = Wire(session, "Patreon", clock=clock, sleep=_no_sleep)
        provider = Patreon(wire, app, redirect_uri=CALLBACK, clock=clock, alerts=alerts)
        yield Desk(patreon, provider, database, alerts, clock)


def request(*access: Access) -> ConsentRequest:
    scopes = frozenset[str]().union(*(SCOPES[one] for one in access))
    return ConsentRequest("the-state", "a-challenge", scopes, widening=False, choose_account=True)


async def test_a_consent_becomes_tokens_with_the_scopes_that_were_asked_for(desk: Desk) -> None:
    back = await desk.patreon.consent(desk.provider.consent_url(request(Access.CREATOR)))
    issued = await desk.provider.exchange(URL(back).query["code"], "no verifier is sent")
    assert issued.scopes == SCOPES[Access.CREATOR]
    assert desk.provider.access_in(issued.scopes) == {Access.LOOK, Access.CREATOR}
    assert issued.refresh_token
    assert issued.expires_at == START + timedelta(days=31)
    with pytest.raises(GrantDead):
        await desk.provider.exchange(URL(back).query["code"], "")


async def test_looking_asks_for_nothing_but_who_somebody_is(desk: Desk) -> None:
    assert URL(desk.provider.consent_url(request(Access.LOOK))).query["scope"] == "identity"
    assert Access.ACT not in desk.provider.offers
    with pytest.raises(KeyError):
        desk.provider.scopes_for(Access.ACT)


async def test_there_is_nobody_to_ask_for_a_revocation(desk: Desk) -> None:
    assert await desk.provider.revoke("a token") is False
    assert desk.patreon.requests == []


async def test_a_refused_client_is_the_operators_and_unlinks_nobody(desk: Desk) -> None:
    pair = await desk.link()
    desk.patreon.faults.fail_next(TOKEN, 401, "invalid_client")
    with pytest.raises(TryLater):
        await desk.keeper().access_token(LINK)
    assert ["patreon.client_id and patreon.client_secret" in one for one in desk.alerts.standing.values()] == [True]
    assert await desk.keeper().access_token(LINK) != pair.access_token
    assert (await desk.row()).status == OK
    assert not desk.alerts.standing
    desk.patreon.faults.fail_next(TOKEN, 401, "invalid_client")
    with pytest.raises(ClientFault):
        await desk.provider.refresh("x", frozenset())


async def test_many_who_ask_at_once_use_a_refresh_token_once(desk: Desk) -> None:
    await desk.link()
    keeper = desk.keeper()
    assert len(set(await asyncio.gather(*[keeper.access_token(LINK) for _ in range(50)]))) == 1
    assert desk.refreshes() == 1


async def test_the_next_refresh_uses_the_token_that_came_with_the_last(desk: Desk) -> None:
    await desk.link()
    keeper = desk.keeper()
    for month in range(3):
        assert await keeper.access_token(LINK)
        assert desk.refreshes() == month + 1
        desk.clock.pass_time(days=31)


async def test_a_process_killed_between_answer_and_commit_ends_the_link_as_interrupted(desk: Desk) -> None:
    pair = await desk.link()
    desk.patreon.faults.delay = 60
    others = asyncio.all_tasks()
    asked = asyncio.create_task(desk.keeper().access_token(LINK))
    await desk.patreon.faults.held()
    assert not desk.patreon.refreshes(pair.refresh_token), "Patreon has taken it; its answer is on the way"
    # The process dies: nothing it was doing goes on, and nothing is written.
    dying = [task for task in asyncio.all_tasks() - others if "RequestHandler" not in repr(task.get_coro())]
    for task in dying:
        task.cancel()
    await asyncio.gather(asked, *dying, return_exceptions=True)
    desk.patreon.faults.clear()
    after = desk.keeper()
    await after.recover()
    assert (await desk.row()).status == OK, "only Patreon knows whether the old token was used up"
    with pytest.raises(NeedsRelink):
        await after.access_token(LINK)
    assert (await desk.row()).reason == "interrupted"
    (notice,) = desk.notices
    assert "I was interrupted while renewing the permission" in notice.text
    assert notice.action == GrantAccess("creator", "patreon", link_id=LINK, label="Link again")


async def test_a_kill_before_the_request_arrives_costs_nothing(desk: Desk) -> None:
    await desk.link()
    desk.patreon.faults.fail_next(TOKEN, 503, times=3)
    with pytest.raises(TryLater):
        await desk.keeper().access_token(LINK)
    after = desk.keeper()
    await after.recover()
    assert await after.access_token(LINK)
    assert (await desk.row()).status == OK
