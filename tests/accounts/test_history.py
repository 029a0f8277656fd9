"""Labels, and a person's own tail of the audit in words."""

import re
from pathlib import Path

import pytest

from bot.accounts.accounts import LABEL_LIMIT
from bot.accounts.history import PAGE, REFUSALS, told
from bot.accounts.links import Link
from bot.accounts.refusals import WORDS
from bot.accounts.words import briefly, called, called_plainly, on_a_button
from bot.errors import NotYours
from bot.providers.access import Access
from bot.schedule.rules import parse_rule
from bot.schedule.schedules import Schedules
from bot.store import audit as lines
from bot.store.tables import audit
from bot.supporters.sources import Sources
from sandbox.browser import Browser
from tests.accounts.stage import Stage

SERVER = 4711
MANAGER = 99


async def in_words(stage: Stage, link: Link) -> list[str]:
    """Return a person's history, newest first, as they read it."""
    found = await stage.accounts.history(link.user_id)
    return [told(entry, link.user_id, lambda server: f"server {server}") for entry in found.entries]


async def thanked(stage: Stage, link: Link) -> str:
    """Let a server thank a link's members by a schedule that its manager confirms; return the schedule's id."""
    await Sources(stage.database, stage.clock).add(SERVER, link.id, link.user_id)
    schedules = Schedules(stage.database, stage.clock)
    draft = await schedules.draft(
        guild_id=SERVER,
        channel_id=1,
        created_by=MANAGER,
        rule=parse_rule("every monday at 18:00"),
        timezone="UTC",
        template="levels",
    )
    await schedules.confirm(draft.id, guild_id=SERVER, user_id=MANAGER)
    return draft.id


async def test_a_label_is_the_owners_own_and_stands_beside_the_title(stage: Stage, browser: Browser) -> None:
    link = await stage.link(browser)
    labelled = await stage.accounts.label(link.user_id, link.id, "  **music**\n@everyone ")
    assert labelled.label == "**music** @everyone"
    assert called(labelled).endswith(" · Alice")
    assert "**" not in called(labelled)
    assert called_plainly(labelled) == "**music** @everyone · Alice"
    assert await stage.links_of("alice") == [await stage.accounts.own(link.user_id, link.id)]
    with pytest.raises(NotYours):
        await stage.accounts.label(stage.person("mallory").user_id, link.id, "mine")
    assert len((await stage.accounts.label(link.user_id, link.id, "x" * 99)).label) == LABEL_LIMIT
    assert (await stage.accounts.label(link.user_id, link.id, " ")).label == ""
    assert [row["detail"] for row in await stage.rows(audit) if row["action"] == "link.labelled"] == [
        "set",
        "set",
        "taken away",
    ]


async def test_a_label_outlives_a_relink(stage: Stage, browser: Browser) -> None:
    link = await stage.link(browser)
    await stage.accounts.label(link.user_id, link.id, "music")
    await stage.link(browser, access=Access.ACT, relink_of=link.id)
    assert (await stage.accounts.own(link.user_id, link.id)).label == "music"


def test_a_long_name_fits_on_a_button() -> None:
    link = Link("i", 1, "youtube", "UC", "T" * 100, "", "", "", "ok", "", False, *[None] * 3)  # type: ignore[arg-type]  # no moment is looked at
    assert len(f"Link {on_a_button(link)} again") <= 80


async def test_history_tells_in_words_what_the_person_did(stage: Stage, browser: Browser) -> None:
    link = await stage.link(browser, "the.creator", Access.CREATOR, account="creator")
    await stage.accounts.label(link.user_id, link.id, "main")
    await browser.open(await stage.ticket("the.creator"))
    assert browser.status == 200
    assert await in_words(stage, link) == [
        "You gave **main · The Creator** a label.",
        f"You linked **main · The Creator**. I may {briefly(link.access)}.",
    ]


async def test_history_shows_whose_schedules_thank_ones_members_and_who_took_the_source_away(
    stage: Stage, browser: Browser
) -> None:
    link = await stage.link(browser, "the.creator", Access.CREATOR, account="creator")
    schedule_id = await thanked(stage, link)
    schedules = Schedules(stage.database, stage.clock)
    await schedules.pause(schedule_id, SERVER)
    await schedules.resume(schedule_id, SERVER, by=MANAGER)
    [source] = await Sources(stage.database, stage.clock).of_link(link.id)
    await Sources(stage.database, stage.clock).remove(SERVER, source.id, MANAGER)
    assert (await in_words(stage, link))[:3] == [
        f"<@{MANAGER}> stopped thanking the members of **The Creator** in **server {SERVER}**.",
        f"<@{MANAGER}> started a schedule that thanks the members of **The Creator** in **server {SERVER}**.",
        f"You let the members of **The Creator** be thanked in **server {SERVER}**.",
    ]
    [used] = [row for row in await stage.rows(audit) if row["action"] == "schedule.used"]
    assert (used["actor"], used["detail"]) == (MANAGER, f"schedule {schedule_id} in server {SERVER}")


async def test_a_schedule_resumed_after_a_source_was_added_is_used_by_that_source_too(
    stage: Stage, browser: Browser, other_browser: Browser
) -> None:
    link = await stage.link(browser, "the.creator", Access.CREATOR, account="creator")
    schedule_id = await thanked(stage, link)
    other = await stage.link(other_browser, "mallory", Access.CREATOR, account="mallory")
    await Sources(stage.database, stage.clock).add(SERVER, other.id, other.user_id)
    schedules = Schedules(stage.database, stage.clock)
    await schedules.pause(schedule_id, SERVER)
    await schedules.resume(schedule_id, SERVER, by=other.user_id)
    used = [(row["actor"], row["subject"]) for row in await stage.rows(audit) if row["action"] == "schedule.used"]
    assert [actor for actor, _ in used] == [MANAGER, other.user_id]
    assert used[1][1].endswith(f"{other.id}/{other.account_id}")


async def test_what_happens_to_one_persons_source_is_hidden_from_another_who_linked_the_same_channel(
    stage: Stage, browser: Browser, other_browser: Browser
) -> None:
    first = await stage.link(browser, "the.creator", Access.CREATOR, account="creator")
    second = await stage.link(other_browser, "mallory", Access.CREATOR, account="creator")
    await thanked(stage, first)
    assert len(await in_words(stage, first)) == 3
    assert await in_words(stage, second) == [
        "You linked **The Creator**. I may see your channel and your videos and see who your channel members are."
    ]


async def test_history_turns_pages_to_its_end(stage: Stage, browser: Browser) -> None:
    link = await stage.link(browser)
    for number in range(2 * PAGE):
        await stage.accounts.label(link.user_id, link.id, f"label {number}")
    seen, before = [], None
    for size in (PAGE, PAGE, 1):
        found = await stage.accounts.history(link.user_id, before)
        assert len(found.entries) == size
        seen += [entry.id for entry in found.entries]
        before = found.older
    assert before is None
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 2 * PAGE + 1


async def test_refusals_are_told_in_words(stage: Stage, browser: Browser) -> None:
    link = await stage.link(browser)
    async with stage.database.write() as connection:
        for reason in ("other_browser", "some.new_reason"):
            await lines.add(connection, stage.clock(), link.user_id, "link.refused", subject="attempt/x", detail=reason)
    assert (await in_words(stage, link))[:2] == [
        "A link was not made: something did not fit.",
        "A link was not made: a step was finished in another browser.",
    ]


def test_every_reason_has_words() -> None:
    assert set(WORDS) <= set(REFUSALS)


def test_every_action_that_is_written_has_a_sentence() -> None:
    root = Path(__file__).parents[2]
    words = (root / "bot/accounts/history.py").read_text(encoding="utf-8")
    written = set()
    for path in (root / "bot").rglob("*.py"):
        if path.name != "history.py":
            found = re.findall(
                r'"((?:link|grant|source|schedule|privacy)\.(?:[a-z_]+ed|dead))"', path.read_text(encoding="utf-8")
            )
            written.update(found)
    assert {action for action in written if f'"{action}":' not in words} == set()
