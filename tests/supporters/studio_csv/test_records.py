"""Rows of a table, and what is broken between them."""

import pytest

from bot.supporters.studio_csv.examine import examine
from bot.supporters.studio_csv.questions import Answers, Layout
from bot.supporters.studio_csv.records import Broken, Record, lines_of, records


def split(text: str, width: int = 0) -> list[tuple[int, list[str] | str]]:
    found = records(iter(text.splitlines(keepends=True)), ",", width=width)
    return [(one.line, one.cells if isinstance(one, Record) else one.why) for one in found]


def test_quotes_hold_separators_line_ends_and_quotes() -> None:
    assert split('"a,b",c\r\n"d\ne","f ""g"""\r\n') == [(1, ["a,b", "c"]), (2, ["d\ne", 'f "g"'])]


def test_lines_are_counted_as_an_editor_does_and_empty_ones_make_no_row() -> None:
    assert split('a,b\n\n,\n"c\nd",e\nf,g\n') == [(1, ["a", "b"]), (4, ["c\nd", "e"]), (6, ["f", "g"])]


@pytest.mark.parametrize("rest", ["", "x,y\n" * 3, "x,y\n" * 500])
def test_a_quote_that_never_closes_costs_its_own_row_alone(rest: str) -> None:
    found = split(f'a,b\n"c,d\ne,f\n{rest}', width=2)
    assert found[0] == (1, ["a", "b"])
    assert found[1][0] == 2
    assert "quotation mark" in str(found[1][1])
    assert found[2] == (3, ["e", "f"])
    assert len(found) == 3 + rest.count("\n")


def test_a_stray_quote_does_not_join_two_rows() -> None:
    """The second quote closes the first, and what lies between looks like one name."""
    assert split('"a,b\nc,d\ne",f\n', width=2)[0] == (1, ["a,b\nc,d\ne", "f"])
    found = split('"a,b,c\nd,e,f\ng",h\n', width=3)
    assert [one[0] for one in found] == [1, 2, 3]
    assert found[1] == (2, ["d", "e", "f"])


def test_what_follows_a_closing_quote_breaks_the_row() -> None:
    assert split('"a"b,c\nd,e\n') == [(1, "its quotation marks do not fit together"), (2, ["d", "e"])]


def test_a_name_with_a_quote_in_it_is_whole() -> None:
    assert split('Alice "A",b\n') == [(1, ['Alice "A"', "b"])]


def test_many_open_quotes_are_read_in_good_time() -> None:
    """Each is given up after a few lines, so the work grows with the file and not with its square."""
    found = list(records(iter(['"a,b\n'] * 5_001), ",", width=2))
    assert all(isinstance(one, Broken) for one in found)


def test_what_excel_writes_first_names_the_separator() -> None:
    layout = examine(b"sep=|\r\nname|level\r\nAlice|Gods, high\r\n")
    assert isinstance(layout, Layout)
    assert (layout.delimiter, layout.skip) == ("|", 1)


def test_a_separator_that_a_person_chose_is_used() -> None:
    layout = examine(b"name\tlevel;x\nAlice\tGods;y\n", Answers(delimiter="\t", settled=True))
    assert isinstance(layout, Layout)
    assert layout.width == 2


def test_a_line_longer_than_any_row_is_left_out_and_costs_little() -> None:
    lines = list(lines_of(b"a,b\n" + b"x" * 1_000_000 + b"\nc,d\n", "utf-8"))
    assert max(map(len, lines)) < 100_000
    found = list(records(iter(lines), ",", width=2))
    assert [one.line for one in found] == [1, 2, 3]
    assert isinstance(found[1], Broken)
