"""What a deletion may not reach: other people's servers by a title, an owner's no, and the day's counts."""

import json

import pytest
from sqlalchemy import select, update

from bot.errors import AskedAlready, NotToBeAsked, QuotaShareSpent, TooOften
from bot.metrics import Metrics
from bot.privacy.privacy import Privacy
from bot.privacy.servers import Servers
from bot.store.approvals import NEVER, NO
from bot.store.database import Database
from bot.store.tables import approvals, audit, links, posts, schedules, sources
from bot.supporters.approvals import ADD, ASKED_A_DAY, EXPORT, Approvals
from bot.youtube.pacific import pacific_day
from bot.youtube.payer import Payer
from bot.youtube.quota import Quota
from bot.youtube.quota_book import QuotaBook
from tests.privacy.rows import ALICE, ALICES, BOB, BOBS_SERVER, NOW, SERVER, add, everything, fill
from tests.support.clock import HandClock
from tests.youtube.helpers import until_refused

MALLORY = 666
MISSING = "I need the permissions **Send Messages** in <#99>."
LIKE = "youtube.videos.rate"


@pytest.fixture
async def trouble(database: Database) -> None:
    """Give Alice's server a problem, and Mallory a channel with a title out of its words."""
    await fill(database, ALICE, SERVER, ALICES)
    async with database.write() as connection:
        for table in (schedules, posts):
            await connection.execute(update(table).values(problem=MISSING))
        mine = {"user_id": MALLORY, "provider": "youtube", "account_id": "UCm", "status": "ok", "label": ""}
        await add(connection, links, id="m", title="Send Messages", **mine)


async def problems(database: Database) -> list[str]:
    async with database.read() as connection:
        return [
            row for table in (schedules, posts) for row in (await connection.execute(select(table.c.problem))).scalars()
        ]


@pytest.mark.usefixtures("trouble")
async def test_a_title_gives_no_claim_on_other_peoples_rows(privacy: Privacy, database: Database) -> None:
    overview = await privacy.overview(MALLORY)
    assert (overview.counts["schedules"], overview.counts["posts"]) == (0, 0)
    read = json.loads((await privacy.export(MALLORY)).content)
    assert (read["schedules"], read["posts"]) == ([], [])
    await privacy.delete(MALLORY)
    assert await problems(database) == [MISSING, MISSING]


@pytest.mark.usefixtures("trouble")
@pytest.mark.parametrize("still", [True, False])
async def test_a_title_is_taken_out_only_where_its_channel_is_or_was_thanked(
    privacy: Privacy, database: Database, still: bool
) -> None:
    async with database.write() as connection:
        for guild in (SERVER, BOBS_SERVER):
            await add(
                connection, schedules, id=f"m{guild}", guild_id=guild, created_by=BOB, problem="**Send Messages**"
            )
        await add(connection, sources, id="m", guild_id=BOBS_SERVER, link_id="m", owner_id=MALLORY, added_by=BOB)
    if not still:
        await only_remembered(database)
    await privacy.delete(MALLORY)
    async with database.read() as connection:
        rows = await connection.execute(
            select(schedules.c.guild_id, schedules.c.problem).where(schedules.c.created_by == BOB)
        )
        assert {row.guild_id: row.problem for row in rows} == {
            SERVER: "**Send Messages**",
            BOBS_SERVER: "What this needed is no longer linked here.",
        }


async def only_remembered(database: Database) -> None:
    """Leave of Mallory's source only what the audit remembers."""
    async with database.write() as connection:
        await connection.execute(sources.delete().where(sources.c.owner_id == MALLORY))
        line = {"action": "source.removed", "subject": "youtube_members/m/UCm", "detail": f"server {BOBS_SERVER}"}
        await add(connection, audit, id=None, actor=BOB, **line)


async def test_a_mention_is_taken_out_wherever_it_stands(privacy: Privacy, database: Database) -> None:
    async with database.write() as connection:
        await add(connection, schedules, id="s", created_by=BOB, problem=f"<@{MALLORY}> has left.")
    assert not await privacy.delete(MALLORY)
    assert await problems(database) == ["What this needed is no longer linked here."]


@pytest.mark.parametrize(("said", "kind", "refusal"), [(NEVER, EXPORT, NotToBeAsked), (NO, ADD, AskedAlready)])
@pytest.mark.parametrize("by", ["the asker's deletion", "removing the bot"])
async def test_an_owners_no_outlives(
    database: Database,
    privacy: Privacy,
    servers: Servers,
    clock: HandClock,
    said: str,
    kind: str,
    refusal: type[Exception],
    by: str,
) -> None:
    questions = Approvals(database, clock)
    asked = await questions.ask(ADD, SERVER, ALICE, BOB)
    await questions.refuse(asked.id, ALICE, said=said)
    await (privacy.delete(BOB) if by == "the asker's deletion" else servers.forget(SERVER))
    with pytest.raises(refusal):
        await Approvals(database, clock).ask(kind, SERVER, ALICE, BOB)


async def test_a_no_that_stays_makes_no_server_missing(database: Database, servers: Servers, clock: HandClock) -> None:
    questions = Approvals(database, clock)
    await questions.refuse((await questions.ask(ADD, SERVER, ALICE, BOB)).id, ALICE, said=NEVER)
    await questions.ask(ADD, SERVER, BOB, ALICE)
    await servers.forget(SERVER)
    assert [row["owner_id"] for row in (await everything(database))["approvals"]] == [ALICE]
    await servers.compare([])
    assert (await everything(database))["left_servers"] == []


async def test_the_askers_id_goes_and_the_question_stays(
    database: Database, privacy: Privacy, clock: HandClock
) -> None:
    questions = Approvals(database, clock)
    await questions.ask(ADD, SERVER, ALICE, BOB)
    await questions.ask(ADD, SERVER, BOB, BOB)
    await privacy.delete(BOB)
    async with database.read() as connection:
        kept = (await connection.execute(select(approvals.c.asked_by, approvals.c.owner_id))).all()
    assert kept == [(0, ALICE)]


async def test_a_deletion_gives_no_more_questions_that_day(
    database: Database, privacy: Privacy, clock: HandClock
) -> None:
    questions = Approvals(database, clock)
    for number in range(ASKED_A_DAY):
        await questions.ask(ADD, SERVER, ALICE + number, BOB)
    await privacy.delete(BOB)
    with pytest.raises(TooOften):
        await questions.ask(ADD, SERVER, ALICE + ASKED_A_DAY, BOB)


@pytest.mark.parametrize("whose", ["user", "server"])
async def test_a_spent_share_outlives_a_deletion_and_a_restart(
    database: Database, privacy: Privacy, servers: Servers, clock: HandClock, whose: str
) -> None:
    payer, account = (
        (Payer.person(BOB), f"user/{BOB}") if whose == "user" else (Payer.scheduled(SERVER), f"server/{SERVER}")
    )
    process = Quota(clock, daily_units=10_000, metrics=Metrics())
    for _ in range(2):
        for _ in range(10):
            process.pay(LIKE, payer)
        await QuotaBook(database, process, clock).save()
        await (privacy.delete(BOB) if whose == "user" else servers.forget(SERVER))
        await QuotaBook(database, process, clock).read()
    assert process.spent(account) == 1_000
    assert account not in {row["payer"] for row in (await everything(database))["quota"]}
    after = Quota(clock, daily_units=10_000, metrics=Metrics())
    await QuotaBook(database, after, clock).read()
    assert after.spent(account) == 1_000
    assert isinstance(until_refused(after, LIKE, payer), QuotaShareSpent)
    assert after.spent(account) > 1_000
    clock.pass_time(days=1)
    await QuotaBook(database, after, clock).clean_up()
    left = {row["payer"] for row in (await everything(database))["quota"]}
    assert not any(name.startswith("gone/") for name in left)
    assert pacific_day(NOW) != pacific_day(clock())
