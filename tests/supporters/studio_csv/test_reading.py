"""Whole files: who is in them, and which rows were left out."""

import time
from datetime import UTC, datetime

import pytest

from bot.supporters.studio_csv.examine import examine
from bot.supporters.studio_csv.files import NotAList
from bot.supporters.studio_csv.questions import Answers, EncodingAsked, Layout
from bot.supporters.studio_csv.reading import MOST_ROWS, Reading, read
from bot.supporters.studio_csv.report import bad_rows

NOW = datetime(2026, 11, 21, tzinfo=UTC)
HEADING = "Member,Link to profile,Current level,Months,Last update,Last update timestamp\n"


def reading_of(text: str, answers: Answers = Answers()) -> Reading:  # noqa: B008 (immutable)
    layout = examine(text.encode(), answers)
    assert isinstance(layout, Layout)
    return read(text.encode(), layout, title="Crew", as_of=NOW)


def row(name: str, number: int, *rest: str) -> str:
    return ",".join([name, f"UC{number:022d}", *(rest or ("Gods", "3", "Joined", "2026-03-09"))]) + "\n"


def test_each_bad_row_says_why_and_the_others_are_read() -> None:
    text = HEADING + "".join(
        [
            *(row(f"member {number}", number) for number in range(100)),
            row("", 101),
            row("Total", 102).replace(f"UC{102:022d}", ""),
            row("Alice", 103).replace(f"UC{103:022d}", "https://youtube.com/@alice"),
            row("Bob", 104, "Gods", "soon", "Joined", ""),
            row("Carol", 105).replace(",Joined", ""),
            row("Dave", 106).replace("\n", ",more\n"),
            row("x" * 201, 107),
            row("member 1", 1, "Stalls", "3", "Joined", "2026-03-09"),
        ]
    )
    reading = reading_of(text)
    assert len(reading.people.entries) == 100
    assert [(one.line, one.why) for one in reading.bad] == [
        (102, "it has no name"),
        (103, "it has no link to a channel"),
        (104, "its link is not the address of a channel (…youtube.com/channel/UC…)"),
        (105, "its time is not a number of months: soon"),
        (106, "it has 5 of 6 columns"),
        (107, "it has 7 columns in place of 6"),
        (108, "its name or its level is longer than 200 characters"),
        (109, "the same person as in row 3, with something else about them"),
    ]
    assert [level.name for level in reading.people.levels] == ["Gods"]
    assert bad_rows(reading.bad).decode("utf-8-sig").startswith("Row 102: it has no name.\r\nRow 103: ")


def test_a_beginning_is_known_only_of_those_who_joined_for_the_first_time() -> None:
    text = HEADING + row("Alice", 1) + row("Bob", 2, "Gods", "3", "Re-joined", "2026-03-09")
    assert [entry.since for entry in reading_of(text).people.entries] == [datetime(2026, 3, 9, tzinfo=UTC), None]


def test_one_name_composed_in_two_ways_is_one_person_of_a_list() -> None:
    reading = reading_of("name,level\nZoe\u0308,Gods\nZo\u00eb,Gods\nZO\u00cb,Gods\n")
    assert len(reading.people.entries) == 1
    assert len(reading.bad) + reading.repeats == 2


def test_people_without_a_level_stand_under_the_lists_name() -> None:
    assert [level.name for level in reading_of("Alice\nBob\n").people.levels] == ["Crew"]


def test_cells_of_others_keep_their_apostrophe_and_ours_lose_it() -> None:
    ours = reading_of("name,level,months,since,channel\n'=Alice,Gods,1,2026-03-09,\n", Answers(settled=True))
    assert [(entry.name, entry.since) for entry in ours.people.entries] == [
        ("=Alice", datetime(2026, 3, 9, tzinfo=UTC))
    ]
    assert [entry.name for entry in reading_of("name,level\n'=Alice,Gods\n").people.entries] == ["'=Alice"]


@pytest.mark.no_cover
def test_too_many_rows_or_levels_are_no_list() -> None:
    with pytest.raises(NotAList, match="more than 200,000 rows"):
        reading_of("".join(f"{number}\n" for number in range(MOST_ROWS + 1)))
    with pytest.raises(NotAList, match="more than 100 levels"):
        reading_of("".join(f"# level {number}\nmember {number}\n" for number in range(101)))


@pytest.mark.no_cover
def test_a_hundred_thousand_rows_are_read() -> None:
    text = HEADING + "".join(row(f"member {number}", number) for number in range(100_000))
    begun = time.process_time()
    assert len(reading_of(text).people.entries) == 100_000
    assert time.process_time() - begun < 10


def test_an_encoding_is_shown_by_the_lines_that_tell_wherever_they_stand() -> None:
    asked = examine(("name\n" + "Alice\n" * 50_000 + "Größe\n").encode("cp1252"))
    assert isinstance(asked, EncodingAsked)
    assert any("Größe" in sample for _, _, sample in asked.samples)
