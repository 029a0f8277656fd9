"""The table a creator takes away."""

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.names import one_line
from bot.supporters.csv import members_csv
from bot.youtube.roster import Member

SINCE = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)


def member(name: str, level: str = "Stalls", since: datetime | None = SINCE) -> Member:
    return Member("UCabc", name, "l", level, since, 14, since, 3)


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_members_are_rows_under_a_header() -> None:
    data = members_csv([member('Alice, "A"'), member("مرحبا 🦊", since=None)])
    assert data.startswith(b"\xef\xbb\xbf")
    assert rows(data) == [
        ["name", "level", "months", "since", "channel"],
        ['Alice, "A"', "Stalls", "14", "2026-03-09", "https://www.youtube.com/channel/UCabc"],
        ["مرحبا 🦊", "Stalls", "14", "", "https://www.youtube.com/channel/UCabc"],
    ]


@pytest.mark.parametrize(
    "name", ["=SUM(1+1)", "+1 @formula", "-2", "@cmd", " =1", "\t=1", "＝1", "\u200b=1", " \u2066@1"]
)
def test_a_formula_is_text(name: str) -> None:
    assert rows(members_csv([member(name, level=name)]))[1][:2] == [f"'{one_line(name)}"] * 2


@given(st.text(max_size=40))
def test_every_other_name_is_as_it_was_written(name: str) -> None:
    written = rows(members_csv([member(name)]))[1][0]
    assert written.removeprefix("'") == one_line(name).removeprefix("'") or written == f"'{one_line(name)}"
    assert not written.lstrip().startswith(("=", "+", "-", "@"))
