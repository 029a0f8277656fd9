"""Files written here by somebody else's hand: what is read unasked is exactly what was written."""

import csv
import io
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from hypothesis import assume, event, given
from hypothesis import strategies as st

from bot.supporters.studio_csv.examine import examine
from bot.supporters.studio_csv.files import NotAList
from bot.supporters.studio_csv.questions import Answers, Layout
from bot.supporters.studio_csv.reading import Reading, read

NOW = datetime(2026, 11, 21, tzinfo=UTC)
SURE: Mapping[str, tuple[str, ...]] = {
    "name": ("Member", "NAME", "Miembro", "display  name", "supporter"),
    "link": ("Link to profile", "channel URL", "Enlace al perfil", "Channel"),
    "level": ("Current level", "tier", "Nivel actual"),
    "months": ("months", "Total time as member (months)"),
}
UNSURE: Mapping[str, tuple[str, ...]] = {
    "name": ("Mitglied", "名前", "Username", "Who?", "", "level"),
    "link": ("Link", "Kanal", "Where", "member"),
    "level": ("Stufe", "Group", "What"),
    "months": ("Monate", "Duration", "How long", "name"),
    "extra": ("Notes", "email", "Price", "Total", "since", "Nickname", ""),
}
LETTERS = {"utf": "aB é名٣Жß🦊\u0301'\"#=+-@,;|\t.5_*", "cp1252": "aB éß'\"#=,;|\t.5", "cp1251": "aB Жы'\"#=,;|\t.5"}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp1251")
ODD_NAMES = ("Total", "3.5", "2026-03-09", "'=1+1", '"Ann"', "Gold", "a,b", "Smith; Ann")
LEVELS = ("Gold", "Tin, small", "*", "Gold; large", "")


@dataclass(frozen=True)
class Person:
    """A row as it is meant."""

    name: str
    number: int
    level: str
    months: int
    extra: str

    def cell(self, column: str) -> str:
        """Return what a column says of them."""
        if column == "link":
            return f"https://www.youtube.com/channel/{self.channel}"
        return {"name": self.name, "level": self.level, "months": str(self.months)}.get(column, self.extra)

    @property
    def channel(self) -> str:
        """Return their channel's id."""
        return f"UC{self.number:022d}"


@dataclass(frozen=True)
class Written:
    """A file, who is in it, and whether they are known by their channels."""

    data: bytes
    people: tuple[Person, ...]
    linked: bool
    levelled: bool


def names(letters: str) -> st.SearchStrategy[str]:
    usual = st.text(letters, min_size=1, max_size=12).map(str.strip).filter(bool)
    return usual | usual | usual | st.sampled_from(ODD_NAMES) if letters in LETTERS.values() else usual


def people(letters: str) -> st.SearchStrategy[tuple[Person, ...]]:
    """Return people of whom no two have the same name, however it is composed."""
    rows = st.builds(
        Person, names(letters), st.just(0), st.sampled_from(LEVELS), st.integers(0, 90), st.sampled_from(["", "x", "7"])
    )
    unlike = st.lists(
        rows, min_size=1, max_size=30, unique_by=lambda one: unicodedata.normalize("NFC", one.name).casefold()
    )
    return unlike.map(
        lambda found: tuple(
            Person(one.name, number, one.level, one.months, one.extra) for number, one in enumerate(found)
        )
    )


@st.composite
def tables(draw: st.DrawFn, *, sure: bool, letters: str = "") -> Written:
    """Write a table as some program does: any separator, quotes, line ends, order and encoding."""
    encoding = draw(st.sampled_from(ENCODINGS[:3] if sure else ENCODINGS))
    delimiter = draw(st.sampled_from(",;\t|"))
    some = draw(people(letters or LETTERS.get(encoding, LETTERS["utf"])))
    optional = draw(
        st.sets(st.sampled_from(["link", "level", "months"] if sure else ["link", "level", "months", "extra"]))
    )
    columns = draw(st.permutations(["name", *sorted(optional)]))
    words = [draw(st.sampled_from(_words(column, sure=sure))) for column in columns]
    text = io.StringIO()
    writer = csv.writer(
        text,
        delimiter=delimiter,
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        lineterminator=draw(st.sampled_from(["\n", "\r\n"])),
    )
    if draw(st.booleans()) and not sure:
        text.write(f"sep={delimiter}\n")
    if sure or draw(st.booleans()):
        writer.writerow(words)
    writer.writerows([one.cell(column) for column in columns] for one in some)
    # Only a heading can have letters that the encoding lacks.
    return Written(text.getvalue().encode(encoding, "replace"), some, "link" in columns, "level" in columns)


def _words(column: str, *, sure: bool) -> tuple[str, ...]:
    return SURE[column] if sure else (*SURE.get(column, ()), *UNSURE[column])


@st.composite
def plain(draw: st.DrawFn) -> Written:
    """Write one name a line, as a person types it or our own file has it."""
    encoding = draw(st.sampled_from(ENCODINGS))
    some = draw(people(LETTERS.get(encoding, LETTERS["utf"])))
    lines = "".join(f"{_escaped(one.name)}\n" for one in some)
    return Written(lines.encode(encoding), some, linked=False, levelled=False)


def _escaped(name: str) -> str:
    # Where a line begins so, it is a heading.
    return f"\\{name}" if name.startswith("# ") else name


def read_unasked(written: Written) -> Reading | None:
    """Return what is read without any question; None where there is one, or the file is refused."""
    try:
        layout = examine(written.data, Answers())
    except NotAList:
        return None
    return read(written.data, layout, title="Crew", as_of=NOW) if isinstance(layout, Layout) else None


def check(written: Written, reading: Reading) -> None:
    levels = {level.id: level.name for level in reading.people.levels}
    assert reading.bad == ()
    # A name stands on one line, which a tab is none of.
    assert [one.name for one in reading.people.entries] == [one.name.replace("\t", " ") for one in written.people]
    if written.levelled:
        found = [levels[one.level_id] for one in reading.people.entries]
        assert found == [one.level or "Crew" for one in written.people]
    if written.linked:
        assert [one.key for one in reading.people.entries] == [f"youtube:{one.channel}" for one in written.people]


@given(tables(sure=False) | tables(sure=True) | plain())
def test_what_imports_unasked_is_exactly_what_was_written(written: Written) -> None:
    reading = read_unasked(written)
    event("asked" if reading is None else "read")
    if reading is not None:
        check(written, reading)


@given(tables(sure=True, letters="aB éЖ名'#&*_"))
def test_certain_headings_above_what_fits_them_are_read_unasked(written: Written) -> None:
    assume(written.linked or written.levelled)
    reading = read_unasked(written)
    assert reading is not None
    check(written, reading)
