"""Names reach a server by their creator's will alone."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.errors import NotYours
from bot.store import links
from bot.store.database import Database
from bot.store.tables import audit
from bot.supporters import page_consent, sharing
from bot.supporters.patreon import OwnCampaign, PatreonSettings, settings_of
from bot.supporters.source_settings import with_said
from bot.supporters.sources import Sources
from tests.support.clock import HandClock
from tests.supporters.conftest import CREATOR, MALLORY, SERVER


async def audited(database: Database) -> list[tuple[int, str, str]]:
    async with database.read() as connection:
        rows = await connection.execute(select(audit.c.actor, audit.c.action, audit.c.subject).order_by(audit.c.id))
        return [(row.actor, row.action, row.subject) for row in rows]


async def test_a_creator_adds_their_own_members(sources: Sources, clock: HandClock, database: Database) -> None:
    added = await sources.add(SERVER, "creator", CREATOR)
    assert (added.title, added.owner_id, added.status, added.added_at) == ("creator", CREATOR, "ok", clock())
    assert await sources.of_guild(SERVER) == [added]
    assert await audited(database) == [(CREATOR, "source.added", "youtube_members/creator/UC-creator")]


async def test_nobody_adds_somebody_elses_members(sources: Sources, database: Database) -> None:
    for link in ("creator", "unknown"):
        with pytest.raises(NotYours):
            await sources.add(SERVER, link, MALLORY)
    assert await sources.of_guild(SERVER) == []
    assert await audited(database) == []


async def test_adding_twice_changes_nothing(sources: Sources, clock: HandClock) -> None:
    first = await sources.add(SERVER, "creator", CREATOR)
    clock.pass_time(days=1)
    assert await sources.add(SERVER, "creator", CREATOR) == first
    assert await sources.of_guild(SERVER) == [first]


async def test_servers_have_their_own_sources_in_the_order_added(sources: Sources, clock: HandClock) -> None:
    await sources.add(SERVER, "mallory", MALLORY)
    clock.pass_time(minutes=1)
    await sources.add(SERVER, "creator", CREATOR)
    await sources.add(SERVER + 1, "creator", CREATOR)
    assert [source.title for source in await sources.of_guild(SERVER)] == ["mallory", "creator"]
    assert [source.title for source in await sources.of_guild(SERVER + 1)] == ["creator"]


async def test_a_server_removes_only_its_own_source(sources: Sources, database: Database) -> None:
    source = await sources.add(SERVER, "creator", CREATOR)
    with pytest.raises(NotYours):
        await sources.remove(SERVER + 1, source.id, MALLORY)
    assert await sources.remove(SERVER, source.id, MALLORY) == source
    assert await sources.of_guild(SERVER) == []
    assert (await audited(database))[-1] == (MALLORY, "source.removed", "youtube_members/creator/UC-creator")
    with pytest.raises(NotYours):
        await sources.remove(SERVER, source.id, MALLORY)


async def test_an_owner_withdraws_from_a_server_they_do_not_manage(sources: Sources) -> None:
    source = await sources.add(SERVER, "creator", CREATOR)
    with pytest.raises(NotYours):
        await sources.withdraw(source.id, MALLORY)
    await sources.withdraw(source.id, CREATOR)
    assert await sources.of_guild(SERVER) == []


async def test_unlinking_takes_the_source_along(sources: Sources, database: Database) -> None:
    await sources.add(SERVER, "creator", CREATOR)
    async with database.write() as connection:
        await links.remove(connection, "creator")
    assert await sources.of_guild(SERVER) == []


async def test_the_configured_campaign_belongs_to_its_creator_whoever_adds_it(
    database: Database, clock: HandClock
) -> None:
    async def bearer(_refused: str | None) -> str:
        return "token"

    sources = Sources(database, clock)
    named = OwnCampaign(SERVER, bearer, creator_id=CREATOR)
    added = await sources.add_own_campaign(named, SERVER, MALLORY, "Main", guild_owner_id=MALLORY)
    assert (added.owner_id, added.added_by) == (CREATOR, MALLORY)
    await sources.remove(SERVER, added.id, MALLORY)
    unnamed = OwnCampaign(SERVER, bearer)
    added = await sources.add_own_campaign(unnamed, SERVER, MALLORY, "Main", guild_owner_id=CREATOR)
    assert added.owner_id == CREATOR


async def test_what_one_room_writes_of_a_source_leaves_the_others(database: Database, sources: Sources) -> None:
    source = await sources.add(SERVER, "creator", CREATOR)
    source = replace(source, settings=sharing.settings_with(source, shared=True))
    source = replace(source, settings=page_consent.settings_with(source, allowed=True))
    assert sharing.is_shared(source)
    assert page_consent.is_allowed(source)
    source = replace(source, settings=with_said(source, PatreonSettings(trials=True, gifted=False)))
    assert sharing.is_shared(source)
    assert page_consent.is_allowed(source)
    assert settings_of(source) == PatreonSettings(trials=True, gifted=False)
    source = replace(source, settings=with_said(source, PatreonSettings()))
    assert settings_of(source) == PatreonSettings()
    assert sharing.is_shared(source)
