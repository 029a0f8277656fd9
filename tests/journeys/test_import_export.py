"""Names in and out: a file, its questions, what would change, Save, and the list as files again."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

from sandbox.discord.model import Upload
from sandbox.discord.people import Person
from sandbox.discord.seen import Message
from tests.support.asking import asked, clicked
from tests.support.bench import InnerBench

FILES = Path(__file__).parents[1] / "supporters" / "files"


def upload(name: str) -> Upload:
    return Upload(name, (FILES / name).read_bytes())


async def sent(person: Person, file_name: str, data: bytes | None = None, **options: object) -> Message:
    file = upload(file_name) if data is None else Upload(file_name, data)
    return await asked(person, "credits import", file=file, **options)


async def previewed(bench: InnerBench) -> str:
    reply = await bench.creator.slash("credits preview")
    await reply.message()
    return (await reply.next_followup()).text


def helper(bench: InnerBench) -> Person:
    """Make Alice somebody who manages the server."""
    world = bench.discord.world
    guild = world.guilds_of(bench.alice.user)[0]
    world.join(guild, bench.alice.user, world.add_role(guild, "Helpers", "manage_guild"))
    return bench.alice


async def test_studios_file_is_shown_saved_and_thanked(bench: InnerBench) -> None:
    shown = await sent(bench.creator, "en-comma.csv")
    assert "7 people" in shown.text
    assert "Gods" in shown.text
    saved = await clicked(bench.creator, shown, "Save")
    assert "is a source of names here now" in saved.text
    roll = await previewed(bench)
    assert "Alice" in roll
    assert "Crew, others" in roll
    assert "Channel members" in (await asked(bench.creator, "credits sources list")).text


async def test_a_language_that_is_not_sure_asks_and_suggests(bench: InnerBench) -> None:
    question = await sent(bench.creator, "de-semicolon.csv")
    assert "I am not sure which column holds the names" in question.text
    shown = await clicked(bench.creator, question, "That is right")
    assert "Götter" in shown.text
    assert "Saved" in (await clicked(bench.creator, shown, "Save")).text


async def test_characters_and_columns_are_asked_for_one_after_the_other(bench: InnerBench) -> None:
    question = await sent(bench.creator, "ru-legacy.csv")
    columns = await (await bench.creator.select(question, "cp1251")).message()
    assert "Текущий уровень" in columns.text
    shown = await clicked(bench.creator, columns, "That is right")
    assert "Боги" in shown.text


async def test_another_column_can_be_chosen_and_the_first_row_made_a_person(bench: InnerBench) -> None:
    question = await sent(bench.creator, "table.csv", b"Foo;Bar\nAlice;Gods\nBob;Stalls\n")
    assert "separated" in question.text
    columns = await (await bench.creator.select(question, "Semicolon")).message()
    level = next(menu for menu in menus(columns) if menu.endswith(":level"))
    columns = await (await bench.creator.select(columns, "1", custom_id=level)).message()
    columns = await clicked(bench.creator, columns, "The first row is a person: change that")
    shown = await clicked(bench.creator, columns, "That is right")
    assert "2 people, 2 levels" in shown.text
    again = await clicked(bench.creator, shown, "Change the columns")
    assert "Is this what the columns hold?" in again.text
    assert "Nothing was saved" in (await clicked(bench.creator, again, "Cancel")).text


def menus(message: Message) -> list[str]:
    return [item["custom_id"] for row in message.components for item in row["components"] if item["type"] == 3]


async def test_a_newer_file_says_who_is_new_and_gone_and_takes_the_place_of_the_old(bench: InnerBench) -> None:
    shown = await sent(bench.creator, "list.csv", b"name;level\nAlice;Gods\nBob;Stalls\n", name="Ko-fi")
    await clicked(bench.creator, shown, "Save")
    newer = await sent(bench.creator, "list.csv", b"name;level\nAlice;Gods\nMallory;Stalls\n", name="Ko-fi")
    assert "1 person more: Mallory" in newer.text
    assert "1 person gone: Bob" in newer.text
    assert "replaces the list before" in (await clicked(bench.creator, newer, "Save")).text
    roll = (await asked(bench.creator, "credits export", format="txt")).attachments[0].content.decode()
    assert "Mallory" in roll
    assert "Bob" not in roll


async def test_names_are_typed_into_a_form(bench: InnerBench) -> None:
    reply = await bench.creator.slash("credits import")
    await reply.modal()
    shown = await (await bench.creator.submit(reply, names="# Crew\nAlice\n# Cast\nBob", called="Film")).message()
    assert "2 people, 2 levels" in shown.text
    await clicked(bench.creator, shown, "Save")
    taken = await asked(bench.creator, "credits export", format="txt")
    assert taken.attachments[0].content.decode() == "# Crew\nAlice\n\n# Cast\nBob\n"


async def test_rows_that_are_left_out_are_named_and_the_rest_comes_as_a_file(bench: InnerBench) -> None:
    rows = "".join(f'member {number},"UC{number}",Gods,1\n' for number in range(30))
    shown = await sent(
        bench.creator, "bad.csv", f"name,channel,level,months\nAlice,UC{'a' * 22},Gods,1\n{rows}".encode()
    )
    shown = await clicked(bench.creator, shown, "That is right")
    assert "30 rows left out" in shown.text
    assert "Row 3: its link is not the address of a channel" in shown.text
    assert shown.attachments[0].content.decode("utf-8-sig").count("Row ") == 30


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("book.xlsx", b"PK\x03\x04...", "Save the list as *CSV UTF-8*"),
        ("empty.csv", b" \n", "That file is empty"),
        ("picture.csv", b"\x89PNG\r\n", "That file is no text"),
        ("header.csv", b"name,level\n", "no names in it"),
    ],
)
async def test_what_is_no_list_says_what_to_send(bench: InnerBench, name: str, data: bytes, words: str) -> None:
    assert words in (await sent(bench.creator, name, data)).text


async def test_nobody_presses_save_for_another(bench: InnerBench) -> None:
    other = helper(bench)
    shown = await sent(bench.creator, "en-comma.csv")
    draft = next(one.custom_id for one in shown.buttons if one.label == "Save")
    assert draft is not None
    imports = bench.app.client.services.imports
    with pytest.raises(Exception, match="not here any more"):
        imports.drafts.get(draft.split(":")[-1], other.id, bench.discord.world.guilds_of(other.user)[0].id)


async def test_the_list_is_taken_away_in_every_format(bench: InnerBench) -> None:
    await clicked(bench.creator, await sent(bench.creator, "en-comma.csv"), "Save")
    made = {}
    for form in ("txt", "csv", "json", "srt", "zip"):
        reply = await asked(bench.creator, "credits export", format=form)
        (file,) = reply.attachments
        assert file.filename == f"credits.{form}"
        made[form] = file.content
    assert made["txt"].decode().startswith("# ")
    rows = list(csv.reader(io.StringIO(made["csv"].decode("utf-8-sig"))))
    assert {row[0] for row in rows[1:]} >= {"Alice", "'=member 5"}
    assert json.loads(made["json"])["total"] == 7
    assert b" --> " in made["srt"]
    with zipfile.ZipFile(io.BytesIO(made["zip"])) as archive:
        assert len(archive.namelist()) == 3


async def test_the_exported_table_comes_back_as_it_was(bench: InnerBench) -> None:
    await clicked(bench.creator, await sent(bench.creator, "en-comma.csv"), "Save")
    before = (await asked(bench.creator, "credits export", format="csv")).attachments[0].content
    shown = await sent(bench.creator, "credits.csv", before)
    assert "the same people" in shown.text
    await clicked(bench.creator, shown, "Save")
    assert (await asked(bench.creator, "credits export", format="csv")).attachments[0].content == before


async def test_subtitles_take_a_length_and_warn_when_it_is_too_short(bench: InnerBench) -> None:
    await clicked(bench.creator, await sent(bench.creator, "en-comma.csv"), "Save")
    quick = await asked(bench.creator, "credits export", format="srt", seconds=2)
    assert "too short to read" in quick.text
    assert b"00:00:02,000" in quick.attachments[0].content


async def test_a_manager_is_told_whom_to_ask_until_the_owner_shares(bench: InnerBench) -> None:
    await clicked(bench.creator, await sent(bench.creator, "en-comma.csv"), "Save")
    other = helper(bench)
    refused = await asked(other, "credits export", format="csv")
    assert f"ask <@{bench.creator.id}>" in refused.text
    assert not refused.attachments
    choice = (await bench.creator.autocomplete("credits sources share", "source", ""))[0]
    assert (
        "not here any more" in (await asked(other, "credits sources share", source=choice.value, who="managers")).text
    )
    await asked(bench.creator, "credits sources share", source=choice.value, who="managers")
    assert (await asked(other, "credits export", format="csv")).attachments
    await asked(bench.creator, "credits sources share", source=choice.value, who="owner")
    assert not (await asked(other, "credits export", format="csv")).attachments
