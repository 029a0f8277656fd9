"""Rolls as files: whole, safe to open, and back again."""

import io
import json
import re
import unicodedata
import zipfile
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.names import one_line
from bot.supporters.roll import Group, Roll, Supporter
from bot.supporters.spreadsheet import cell, text_of
from bot.supporters.studio_csv.examine import examine
from bot.supporters.studio_csv.questions import Layout
from bot.supporters.studio_csv.reading import Reading, read
from bot.supporters.takeaway.archive import file_name
from bot.supporters.takeaway.formats import FORMATS
from bot.supporters.takeaway.subtitles import READABLE, as_srt, usual_length

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
CHANNEL = "UC-CQ5189EZ4hRDxwHtD7Sog"
BLOCK = re.compile(r"(\d+)\n(\d\d:\d\d:\d\d,\d{3}) --> (\d\d:\d\d:\d\d,\d{3})\n((?:.+\n)+)\n")


def roll(**levels: list[str]) -> Roll:
    groups = tuple(
        Group(level, tuple(Supporter(name, number, NOW, f"list:{name}") for number, name in enumerate(names)))
        for level, names in levels.items()
    )
    return Roll(groups, NOW, ("creator",))


def imported(data: bytes) -> Reading:
    layout = examine(data)
    assert isinstance(layout, Layout)
    return read(data, layout, title="Crew", as_of=NOW)


def test_text_has_levels_and_names_and_comes_back() -> None:
    data = FORMATS["txt"].write(roll(Gods=["Alice", "# not a level", "\\o/"], Stalls=["Bob"]))
    assert data.decode() == "# Gods\nAlice\n\\# not a level\n\\\\o/\n\n# Stalls\nBob\n"
    people = imported(data).people
    assert [level.name for level in people.levels] == ["Gods", "Stalls"]
    assert [entry.name for entry in people.entries] == ["Alice", "# not a level", "\\o/", "Bob"]


def test_a_table_comes_back_with_channels_months_and_dates() -> None:
    supporter = Supporter("=Alice", 14, NOW, f"youtube:{CHANNEL}")
    data = FORMATS["csv"].write(Roll((Group("-Gods", (supporter,)),), NOW, ()))
    assert b'"\'=Alice","\'-Gods","14","2026-11-21"' in data
    (entry,) = imported(data).people.entries
    assert (entry.key, entry.name, entry.months) == (f"youtube:{CHANNEL}", "=Alice", 14)
    assert entry.since == datetime(2026, 11, 21, tzinfo=UTC)


@given(st.one_of(st.text(max_size=30), st.text(" '=+@\u200b\ufeff\u2066\u00ad", max_size=12)))
def test_no_cell_is_a_formula_and_every_cell_comes_back(written: str) -> None:
    seen = "".join(one for one in cell(written) if unicodedata.category(one) != "Cf")
    assert not seen.lstrip().startswith(tuple("=+-@＝＋－＠"))
    assert text_of(cell(written)) == one_line(written)


def test_data_says_what_is_known_and_counts_the_unnamed() -> None:
    people = (Supporter("Alice", 14, NOW, f"youtube:{CHANNEL}"), Supporter("Bob", 0, None, "list:bob"))
    told = json.loads(FORMATS["json"].write(Roll((Group("Gods", people),), NOW, (), unnamed=3)))
    assert told == {
        "as_of": "2026-11-21T09:30:00Z",
        "total": 2,
        "unnamed": 3,
        "levels": [
            {
                "name": "Gods",
                "people": [
                    {
                        "name": "Alice",
                        "months": 14,
                        "since": "2026-11-21T09:30:00Z",
                        "channel": f"https://www.youtube.com/channel/{CHANNEL}",
                    },
                    {"name": "Bob", "months": 0},
                ],
            }
        ],
    }


@pytest.mark.parametrize(("names", "seconds"), [(1, 1), (7, 20), (100, 60), (1000, 300)])
def test_subtitles_fill_the_length_without_gaps_and_with_every_name(names: int, seconds: int) -> None:
    made = as_srt(
        roll(Gods=[f"member {number}" for number in range(names)], Stalls=["Bob"]), timedelta(seconds=seconds)
    )
    blocks = BLOCK.findall(made.data.decode())
    assert [int(number) for number, *_ in blocks] == list(range(1, len(blocks) + 1))
    assert blocks[0][1] == "00:00:00,000"
    assert blocks[-1][2] == f"00:{seconds // 60:02}:{seconds % 60:02},000"
    assert all(before[2] == after[1] for before, after in pairwise(blocks))
    lines = [line for *_, text in blocks for line in text.splitlines()]
    assert [line for line in lines if line not in {"Gods", "Stalls"}] == [
        *(f"member {number}" for number in range(names)),
        "Bob",
    ]


def test_subtitles_tell_when_they_are_too_quick_to_read() -> None:
    many = roll(Gods=[f"member {number}" for number in range(500)])
    assert not as_srt(many, timedelta(seconds=10)).readable
    assert as_srt(many, usual_length(many)).readable
    assert as_srt(many, timedelta(minutes=1)).quickest >= READABLE


@pytest.mark.parametrize("name", ["<b>bold</b>", "{\\an8}top", "1\n00:00:00,000 --> 00:00:01,000", "\n\n", ""])
def test_a_name_is_no_formatting_and_no_block_of_its_own(name: str) -> None:
    text = as_srt(roll(Gods=[name, "Bob"]), timedelta(seconds=5)).data.decode()
    assert len(BLOCK.findall(text)) == 1
    assert not re.search(r"<[a-z/]|\{\\", text)
    assert text.count("-->") == 1


def test_nobody_makes_empty_files() -> None:
    nobody = roll()
    assert [FORMATS[name].write(nobody) for name in ("txt", "srt")] == [b"", b""]
    assert zipfile.ZipFile(io.BytesIO(FORMATS["zip"].write(nobody))).namelist() == []


def test_a_zip_has_a_list_for_each_level_under_names_that_every_system_takes() -> None:
    levels = {"Gods": ["Alice"], "../../etc": ["Bob"], 'CON: "x"?': ["# Carol"], "神々": ["d"], "\u202e": ["e"]}
    made = FORMATS["zip"].write(roll(**levels))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            "1 Gods.txt",
            "2 _.._etc.txt",
            "3 CON_ _x__.txt",
            "4 神々.txt",
            "5 level.txt",
        ]
        assert archive.read("3 CON_ _x__.txt") == b"# Carol\n"
    assert made == FORMATS["zip"].write(roll(**levels))


@given(st.text(max_size=100))
def test_a_level_makes_a_file_name(level: str) -> None:
    made = file_name(level)
    assert made
    assert not set(made) & set('<>:"/\\|?*\n\r\0')
    assert made == made.strip(" .")
