"""A server's own templates: drafted, saved, used, deleted, and never mixed up with another server's."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.credits.layouts import Layouts
from bot.credits.own import LIMIT, Draft, OwnTemplates
from bot.credits.templates.builtin import BUILTIN
from bot.errors import (
    BadTemplate,
    BadTemplateName,
    DraftChanged,
    NoSource,
    TemplateUnknown,
    TooManyTemplates,
    TooOften,
    TryLater,
    UserError,
)
from bot.limits import Allowance, Limits
from bot.schedule.rules import parse_rule
from bot.schedule.schedules import Schedules
from bot.store.database import Database
from bot.supporters.roll import Group, Occasion, Roll, Supporter
from bot.youtube.payer import Payer
from tests.support.clock import HandClock
from tests.support.databases import fresh_database

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SERVER, OTHER, MANAGER = 1000, 2000, 30
ROLL = Roll((Group("Stalls", (Supporter("Alice", 3, NOW), Supporter("Bob", 1, NOW))),), NOW, ("The Creator",))


class Reading:
    """Reads the same roll, or fails."""

    def __init__(self) -> None:
        self.roll = ROLL
        self.trouble: UserError | None = None

    async def __call__(self, guild_id: int, occasion: Occasion, payer: Payer) -> Roll:
        assert (guild_id, occasion, payer) == (SERVER, Occasion.PREVIEW, Payer.in_server(MANAGER, SERVER))
        if self.trouble is not None:
            raise self.trouble
        return self.roll


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOW)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with fresh_database(tmp_path / "credits.db") as database:
        yield database


@pytest.fixture
def templates(database: Database, clock: HandClock) -> OwnTemplates:
    return OwnTemplates(database, clock)


@pytest.fixture
def reading() -> Reading:
    return Reading()


@pytest.fixture
def layouts(templates: OwnTemplates, reading: Reading, clock: HandClock) -> Layouts:
    return Layouts(templates, reading, clock)


async def saved(
    templates: OwnTemplates, name: str = "Gala", body: str = "{{ count }} of you", at: int = SERVER
) -> Draft:
    draft = Draft(name, body)
    await templates.write(at, draft)
    await templates.save(at, name, draft.digest)
    return draft


async def own_names(templates: OwnTemplates, guild_id: int = SERVER) -> list[str]:
    return [one.name for one in await templates.own_of(guild_id)]


async def test_a_new_template_begins_with_another_and_stores_nothing(templates: OwnTemplates) -> None:
    draft = await templates.begin(SERVER, "  Gala   night ", "with months")
    assert (draft.name, draft.body) == ("Gala night", BUILTIN["months"].body)
    with pytest.raises(TemplateUnknown):
        await templates.draft(SERVER, "Gala night")


@pytest.mark.parametrize("name", ["", " ", "x" * 25, "a:b", "a\x00b", "levels", "By Tier", "COMPACT"])
async def test_a_name_that_cannot_be_is_refused(templates: OwnTemplates, name: str) -> None:
    with pytest.raises(BadTemplateName):
        await templates.begin(SERVER, name, "levels")


async def test_a_name_that_is_taken_is_refused_in_that_server_alone(templates: OwnTemplates) -> None:
    await saved(templates)
    with pytest.raises(BadTemplateName, match="already"):
        await templates.begin(SERVER, "GALA", "levels")
    assert (await templates.begin(OTHER, "GALA", "levels")).name == "GALA"


async def test_only_what_is_saved_can_be_used(templates: OwnTemplates) -> None:
    await templates.write(SERVER, Draft("Gala", "one"))
    assert await own_names(templates) == []
    with pytest.raises(TemplateUnknown, match="Gala"):
        await templates.find(SERVER, "Gala")
    await templates.save(SERVER, "Gala", Draft("Gala", "one").digest)
    assert (await templates.find(SERVER, "gala")).body == "one"
    assert await own_names(templates, OTHER) == []


async def test_a_draft_leaves_what_is_saved_as_it_is_until_it_is_saved(templates: OwnTemplates) -> None:
    await saved(templates, body="one")
    await templates.write(SERVER, Draft("Gala", "two"))
    assert (await templates.find(SERVER, "Gala")).body == "one"
    assert (await templates.draft(SERVER, "Gala")).body == "two"
    assert await templates.discard(SERVER, "Gala", Draft("Gala", "two").digest)
    assert (await templates.draft(SERVER, "Gala")).body == "one"


async def test_a_version_that_nobody_saw_is_not_saved(templates: OwnTemplates) -> None:
    seen = Draft("Gala", "one")
    await templates.write(SERVER, seen)
    await templates.write(SERVER, Draft("Gala", "two"))
    with pytest.raises(DraftChanged):
        await templates.save(SERVER, "Gala", seen.digest)
    with pytest.raises(DraftChanged):
        await templates.discard(SERVER, "Gala", seen.digest)
    await templates.save(SERVER, "Gala", Draft("Gala", "two").digest)
    with pytest.raises(DraftChanged):
        await templates.save(SERVER, "Gala", Draft("Gala", "two").digest)


async def test_a_new_draft_that_is_discarded_is_gone(templates: OwnTemplates) -> None:
    draft = Draft("Gala", "one")
    await templates.write(SERVER, draft)
    assert not await templates.discard(SERVER, "Gala", draft.digest)
    with pytest.raises(TemplateUnknown):
        await templates.draft(SERVER, "Gala")


async def test_a_server_has_as_many_as_one_list_of_choices_takes(templates: OwnTemplates) -> None:
    for number in range(LIMIT):
        await saved(templates, f"Gala {number}")
    assert len(await templates.all_of(SERVER)) == 25
    with pytest.raises(TooManyTemplates):
        await templates.begin(SERVER, "One more", "levels")
    with pytest.raises(TooManyTemplates):
        await templates.write(SERVER, Draft("One more", "x"))


async def test_drafts_are_forgotten_after_a_day_and_saved_templates_stay(
    templates: OwnTemplates, clock: HandClock
) -> None:
    await saved(templates, body="one")
    await templates.write(SERVER, Draft("Gala", "two"))
    await templates.write(SERVER, Draft("Other", "three"))
    clock.pass_time(days=1)
    await templates.clean_up()
    assert (await templates.draft(SERVER, "Gala")).body == "one"
    with pytest.raises(TemplateUnknown):
        await templates.draft(SERVER, "Other")


async def test_schedules_of_a_deleted_template_go_on_with_the_default(
    templates: OwnTemplates, database: Database, clock: HandClock
) -> None:
    await saved(templates)
    schedules = Schedules(database, clock)
    draft = await schedules.draft(
        guild_id=SERVER,
        channel_id=1,
        created_by=MANAGER,
        rule=parse_rule("every monday at 18:00"),
        timezone="UTC",
        template="Gala",
    )
    gone, changed = await templates.delete(SERVER, "gala")
    assert (gone.body, changed) == ("{{ count }} of you", 1)
    assert (await schedules.confirm(draft.id, guild_id=SERVER, user_id=MANAGER)).template == "levels"
    with pytest.raises(TemplateUnknown):
        await templates.delete(SERVER, "Gala")


async def test_credits_are_laid_out_by_a_template_of_the_server(templates: OwnTemplates, layouts: Layouts) -> None:
    await saved(templates, body="# Curtain!\n{{ supporters|join(' & ') }}")
    (part,) = await layouts.lay_out(SERVER, ROLL, "Gala")
    assert [(embed.title, embed.description) for embed in part.embeds] == [("Curtain!", "Alice & Bob")]
    (nobody,) = await layouts.lay_out(SERVER, replace(ROLL, groups=()), "Gala")
    assert "There are no supporters of The Creator yet" in nobody.embeds[0].description


async def test_a_template_that_fails_on_todays_names_says_which_and_where(
    templates: OwnTemplates, layouts: Layouts
) -> None:
    await saved(templates, body="one\n{{ supporters[1].name }}")
    only_alice = replace(ROLL, groups=(Group("Stalls", ROLL.groups[0].names[:1]),))
    with pytest.raises(BadTemplate, match=r"\*\*Gala\*\* does not work, in line 2"):
        await layouts.lay_out(SERVER, only_alice, "Gala")


async def test_a_trial_shows_the_first_names_and_what_the_whole_would_be(layouts: Layouts, reading: Reading) -> None:
    names = tuple(Supporter(f"Otter {number:04}", 1, NOW) for number in range(1000))
    reading.roll = replace(ROLL, groups=(Group("Stalls", names),))
    trial = await layouts.attempt(SERVER, MANAGER, "# {{ thanks }}\n{{ supporters|join(' · ') }}", 1000)
    assert trial.opening.title == "Thank you, 1,000 channel members of The Creator"
    assert trial.opening.description.startswith("Otter 0000 · Otter 0001")
    assert len(trial.opening.description) <= 1000
    assert (trial.whole, trial.messages, trial.named, trial.total) == (False, 3, 1000, 1000)
    some = await layouts.attempt(SERVER, MANAGER, "{{ newest[0] }} {{ newest[1] }}", 1000)
    assert (some.whole, some.messages, some.named) == (True, 1, 2)


@pytest.mark.parametrize("trouble", [NoSource(), TryLater("YouTube")])
async def test_without_names_a_trial_takes_examples_and_says_why(
    layouts: Layouts, reading: Reading, trouble: UserError
) -> None:
    reading.trouble = trouble
    trial = await layouts.attempt(SERVER, MANAGER, "{{ newest[0] }}", 1000)
    assert trial.opening.description == "Newest supporter"
    assert trial.trouble


async def test_a_server_tries_templates_so_often_only(
    templates: OwnTemplates, reading: Reading, clock: HandClock
) -> None:
    once = Limits(trials=Allowance(1, timedelta(minutes=1)))
    layouts = Layouts(templates, reading, clock, once)
    await layouts.attempt(SERVER, MANAGER, "{{ count }}", 100)
    with pytest.raises(TooOften):
        await layouts.attempt(SERVER, MANAGER, "{{ count }}", 100)
    clock.pass_time(minutes=1)
    await layouts.attempt(SERVER, MANAGER, "{{ count }}", 100)
