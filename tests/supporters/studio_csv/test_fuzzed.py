"""Whatever the bytes: a question, a list, or a plain refusal. Never another error, and never somebody made up."""

from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.supporters.studio_csv.examine import examine
from bot.supporters.studio_csv.files import NotAList
from bot.supporters.studio_csv.questions import (
    DELIMITERS,
    NO_DELIMITER,
    Answers,
    DelimiterAsked,
    EncodingAsked,
    Layout,
)
from bot.supporters.studio_csv.reading import Reading, read
from bot.supporters.studio_csv.role import ASKED, Role

FILES = sorted((Path(__file__).parents[1] / "files").glob("*.csv"))
NOW = datetime(2026, 11, 21, tzinfo=UTC)
CELLS = st.text(st.sampled_from("aB,;\t|\"\n\r\0#='é名٣ 5."), max_size=8)


def read_through(data: bytes, answers: Answers) -> Reading | None:
    """Answer every question somehow, as somebody does who presses anything, and read."""
    try:
        for _ in range(4):
            layout = examine(data, answers)
            if isinstance(layout, EncodingAsked):
                answers = Answers(layout.samples[-1][0], answers.delimiter, answers.heading, answers.columns)
            elif isinstance(layout, DelimiterAsked):
                answers = Answers(answers.encoding, layout.samples[0][0], answers.heading, answers.columns)
            elif isinstance(layout, Layout):
                return read(data, layout, title="Crew", as_of=NOW)
            else:
                chosen = answers.columns or {Role.NAME: 0, Role.LINK: -1, Role.LEVEL: -1, Role.MONTHS: -1}
                answers = Answers(answers.encoding, answers.delimiter, answers.heading, chosen, settled=True)
    except NotAList:
        pass
    return None


def check(data: bytes, answers: Answers) -> None:
    reading = read_through(data, answers)
    if reading is None:
        return
    levels = {level.id for level in reading.people.levels}
    for entry in reading.people.entries:
        assert entry.name
        assert "\n" not in entry.name
        assert entry.level_id in levels
        assert 0 <= entry.months <= 1200
    keys = [entry.key for entry in reading.people.entries]
    assert len(set(keys)) == len(keys)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_asked_about_or_refused(data: bytes) -> None:
    check(data, Answers())


@given(st.sampled_from(FILES), st.lists(st.tuples(st.integers(0, 3000), st.binary(max_size=3)), max_size=5))
def test_damaged_files_are_read_asked_about_or_refused(path: Path, damage: list[tuple[int, bytes]]) -> None:
    data = bytearray(path.read_bytes())
    for at, change in damage:
        data[at : at + len(change)] = change
    check(bytes(data), Answers())


@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=6),
    st.sampled_from([*DELIMITERS, NO_DELIMITER]),
    st.dictionaries(st.sampled_from(ASKED), st.integers(-1, 5)),
    st.booleans(),
)
def test_any_answers_to_any_table_make_nobody_up(
    rows: list[list[str]], delimiter: str, columns: dict[Role, int], heading: bool
) -> None:
    data = "\n".join(delimiter.join(row) for row in rows).encode()
    check(data, Answers("utf-8", delimiter, heading, columns))
