"""Headings, encodings and separators: certain, or asked about."""

import pytest

from bot.supporters.studio_csv.columns import recognise
from bot.supporters.studio_csv.encodings import certain_encoding, possible_encodings
from bot.supporters.studio_csv.examine import examine
from bot.supporters.studio_csv.files import LARGEST, NotAList
from bot.supporters.studio_csv.headers import Sure, folded, meaning
from bot.supporters.studio_csv.likely import LIKELY
from bot.supporters.studio_csv.questions import Answers, ColumnsAsked, DelimiterAsked, EncodingAsked, Layout
from bot.supporters.studio_csv.role import Role

CHANNEL = "https://www.youtube.com/channel/UC-CQ5189EZ4hRDxwHtD7Sog"
STUDIO = ["Member", "Link to profile", "Current level", "Total time on level (months)", "Total time as member (months)"]
ROW = ["Alice", CHANNEL, "Gods", "1.5", "2.5"]


def test_no_word_heads_two_different_columns() -> None:
    meanings: dict[str, set[Role]] = {}
    for role, words in LIKELY:
        for word in words:
            meanings.setdefault(folded(word), set()).add(role)
    assert {word: roles for word, roles in meanings.items() if len(roles) > 1} == {}


@pytest.mark.parametrize(("role", "word"), [(role, word) for role, words in LIKELY for word in words])
def test_every_translation_is_found_whatever_its_case_and_never_certain_by_itself(role: Role, word: str) -> None:
    for written in (word, word.upper(), f"  {word} ", f"\ufeff{word}"):
        known = meaning(written)
        assert known is not None
        assert known.role is role
        assert known.sure is Sure.LIKELY


def test_studios_english_heading_needs_no_question_in_any_order() -> None:
    for turn in range(len(STUDIO)):
        heading, row = STUDIO[turn:] + STUDIO[:turn], ROW[turn:] + ROW[:turn]
        found = recognise([heading, row])
        assert found.doubts == ()
        assert {role: heading[index] for role, index in found.columns.items()}[Role.MONTHS] == STUDIO[4]


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        (["Member", "Link to profile", "Current level", "Months", "Name"], ["Alice", CHANNEL, "Gods", "1", "Bob"]),
        (["Member", "Link to profile", "Gruppe", "Months"], ["Alice", CHANNEL, "Gods", "1"]),
        (["Member", "Link to profile", "Current level", "Months"], ["Alice", "Gods", CHANNEL, "1"]),
        (["Member", "Link to profile", "Current level", "Months"], [CHANNEL, CHANNEL, "Gods", "1"]),
        (["Member", "Link to profile", "Current level", "Months"], ["Alice", CHANNEL, "Gods", "soon"]),
        (["Member", "Foo", "Current level", "Months"], ["Alice", CHANNEL, "Gods", "1"]),
    ],
    ids=["two names", "unknown word", "swapped", "a link for a name", "no months", "a link under an unknown word"],
)
def test_what_is_in_doubt_is_asked(heading: list[str], row: list[str]) -> None:
    assert recognise([heading, row]).doubts


def test_levels_of_their_own_for_everybody_are_asked_about() -> None:
    rows = [[f"member {number}", CHANNEL, f"level {number}", "1", "1"] for number in range(40)]
    assert recognise([STUDIO, *rows]).doubts


def test_a_table_without_a_heading_is_asked_about() -> None:
    asked = examine(f"Alice,{CHANNEL},Gods\nBob,{CHANNEL},Gods\n".encode(), Answers(delimiter=","))
    assert isinstance(asked, ColumnsAsked)
    assert not asked.heading
    assert asked.suggested[Role.LINK] == 1


def test_one_column_cannot_hold_two_things() -> None:
    answers = Answers(columns={Role.NAME: 0, Role.LEVEL: 0}, settled=True)
    assert isinstance(
        examine(b"Foo;Bar\nAlice;Gods\n", Answers(delimiter=";", columns=answers.columns, settled=True)), ColumnsAsked
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_certain(encoding: str) -> None:
    data = f"Member,Link to profile\nمرحبا 🦊 神,{CHANNEL}\n".encode(encoding)
    found = certain_encoding(data)
    assert found is not None
    assert "神" in data.decode(found)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Größe"),
        ("cp1251", "Участник"),
        ("cp932", "神々のメンバー"),
        ("cp949", "회원님"),
        ("cp1254", "Şule Işık"),
    ],
)
def test_code_pages_are_asked_about_and_the_right_one_is_offered(encoding: str, text: str) -> None:
    data = f"name;level\n{text};x\n".encode(encoding)
    assert certain_encoding(data) is None
    assert encoding in possible_encodings(data)
    asked = examine(data)
    assert isinstance(asked, EncodingAsked)
    assert any(text in sample for _, _, sample in asked.samples)


@pytest.mark.parametrize(
    "text", ["Alice, Bob, Carol\n", "Alice; Gods\nBob; Stalls\n", '"Alice"\n"Bob"\n', "a,b\tc\nd,e\tf\n"]
)
def test_a_separator_in_doubt_is_asked_about(text: str) -> None:
    assert isinstance(examine(text.encode()), DelimiterAsked)


def test_a_plain_list_keeps_a_comma_in_a_name() -> None:
    names = "".join(f"member {number}\n" for number in range(20))
    layout = examine(f"{names}Alice, the great\n".encode())
    assert isinstance(layout, Layout)
    assert layout.delimiter == ""


def test_a_heading_above_a_plain_list_may_be_a_name() -> None:
    assert isinstance(examine(b"Member\nAlice\n"), ColumnsAsked)
    told = examine(b"Member\nAlice\n", Answers(heading=False, settled=True))
    assert isinstance(told, Layout)
    assert not told.heading


@pytest.mark.parametrize(
    "data", [b"", b" \n\n", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7", b"x" * (LARGEST + 1)]
)
def test_what_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(NotAList):
        examine(data)
