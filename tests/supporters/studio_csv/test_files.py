"""Thirty files in ten languages and five dialects: each is read right, or asks what it leaves open."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from bot.supporters.studio_csv.examine import examine
from bot.supporters.studio_csv.questions import Answers, ColumnsAsked, EncodingAsked, Layout
from bot.supporters.studio_csv.reading import Reading, read
from bot.supporters.studio_csv.role import Role

FILES = Path(__file__).parents[1] / "files"
NOW = datetime(2026, 11, 21, tzinfo=UTC)


class Expected(msgspec.Struct):
    """What a file says, written down beside it. `people` are (key, name, level, months, since)."""

    file: str
    asks: list[str]
    bad: list[int]
    repeats: int
    people: list[tuple[str, str, str, int, datetime | None]]
    columns: dict[str, int]
    encoding: str | None = None


EXPECTED = msgspec.json.decode((FILES / "expected.json").read_bytes(), type=list[Expected])
each_file = pytest.mark.parametrize("expected", EXPECTED, ids=lambda one: one.file)


def people_of(reading: Reading) -> list[tuple[str, str, str, int, datetime | None]]:
    names = {level.id: level.name for level in reading.people.levels}
    return [(one.key, one.name, names[one.level_id], one.months, one.since) for one in reading.people.entries]


def test_there_are_thirty_in_ten_languages_and_five_dialects() -> None:
    names = [one.file.removesuffix(".csv").split("-") for one in EXPECTED]
    assert len(names) == 30
    assert len({language for language, _ in names}) == 10
    assert len({dialect for _, dialect in names}) == 5
    assert {path.name for path in FILES.glob("*.csv")} == {one.file for one in EXPECTED}


@each_file
def test_a_file_asks_what_it_leaves_open_and_then_says_what_it_holds(expected: Expected) -> None:
    data = (FILES / expected.file).read_bytes()
    asked, answers = [], Answers()
    layout = examine(data, answers)
    if isinstance(layout, EncodingAsked):
        asked.append("encoding")
        assert expected.encoding in [encoding for encoding, _, _ in layout.samples]
        answers = Answers(encoding=expected.encoding)
        layout = examine(data, answers)
    if isinstance(layout, ColumnsAsked):
        asked.append("columns")
        # What it suggests is right already, so that one press confirms it.
        assert {role: layout.suggested[Role(role)] for role in expected.columns} == expected.columns
        layout = examine(data, Answers(encoding=answers.encoding, settled=True))
    assert asked == expected.asks
    assert isinstance(layout, Layout)
    reading = read(data, layout, title="Members", as_of=NOW)
    assert people_of(reading) == expected.people
    assert [one.line for one in reading.bad] == expected.bad
    assert reading.repeats == expected.repeats


@each_file
def test_other_answers_are_taken_at_their_word(expected: Expected) -> None:
    """The person knows their file: what they choose is read, also where the words said otherwise."""
    data = (FILES / expected.file).read_bytes()
    columns = {Role(role): index for role, index in expected.columns.items()} | {Role.LEVEL: -1, Role.MONTHS: -1}
    layout = examine(data, Answers(encoding=expected.encoding, columns=columns, settled=True))
    assert isinstance(layout, Layout)
    assert Role.LEVEL not in layout.columns
    reading = read(data, layout, title="Everybody", as_of=NOW)
    assert [(key, name, "Everybody", 0) for key, name, *_ in expected.people] == [
        person[:4] for person in people_of(reading)[: len(expected.people)]
    ]
