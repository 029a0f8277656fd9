"""Names are text: nothing in them takes effect, and they show as they were written."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.names import NAMELESS, cut, escape_name, one_line, plain_name
from sandbox.google.names import ODD_NAMES, member_name
from tests.credits.discord_text import shown

FSI, PDI, JOINER = "\u2068", "\u2069", "\u200d"
LEFT = "".join(map(chr, range(0x202A, 0x202F))) + "\u2066\u2067\u2068\u2069"
NAMES = st.one_of(
    st.text(min_size=1, max_size=40),
    st.text("ab \\*_~`|#->+.<@&:/[]()!1é🦊\u200b" + LEFT + "אب", min_size=1, max_size=30),
    st.sampled_from(ODD_NAMES),
)


def bare(text: str) -> str:
    """Take off what the bot adds unseen: the isolates around, marks that close what a name left open, the joiner."""
    return re.sub(f"(?<=@){JOINER}(?=everyone|here)", "", text, flags=re.IGNORECASE)


@given(NAMES)
@example("¯\\_(ツ)_/¯")
@example("@everyone")
@example("https://example.com/a_b")
@example("1. one")
@example("¯_(ツ)_/¯")
@example("\\")
def test_discord_shows_the_very_name(name: str) -> None:
    seen = bare(shown(escape_name(name)))
    assert one_line(name) in seen or seen == NAMELESS
    rest = seen.replace(one_line(name), "", 1) if seen != NAMELESS else ""
    assert set(rest) <= {FSI, PDI, "\u202c"}


@given(NAMES)
def test_a_name_stays_on_its_line(name: str) -> None:
    assert len(escape_name(name).splitlines()) == 1


@given(NAMES, NAMES)
def test_two_names_side_by_side_form_nothing_together(first: str, second: str) -> None:
    pair = shown(f"{escape_name(first)} · {escape_name(second)}")
    assert pair == f"{shown(escape_name(first))} · {shown(escape_name(second))}"


@given(NAMES)
def test_no_mention_is_left_that_a_server_would_find(name: str) -> None:
    text = escape_name(name)
    assert not re.search(r"@everyone|@here|<@!?&?\d+>|<#\d+>", text, re.IGNORECASE)


@given(st.text(LEFT + "aא 1", max_size=20))
def test_directions_end_with_the_name(name: str) -> None:
    """Isolates open and close in pairs, ours is the outermost, and every embedding is closed in its isolate."""
    text = plain_name(name)
    if not text.startswith(FSI):
        assert all(unicodedata.bidirectional(character) in {"L", "EN", "WS", "ON"} for character in text)
        return
    stack: list[str] = []
    for position, character in enumerate(text):
        if character in "\u2066\u2067\u2068":
            stack.append(PDI)
        elif character in "\u202a\u202b\u202d\u202e":
            stack.append("\u202c")
        elif character == "\u202c" and stack[-1] == "\u202c":
            stack.pop()
        elif character == PDI:
            while stack.pop() != PDI:
                # A closing mark of the name's own may end embeddings; ours never has to.
                assert position < len(text) - 1
            assert stack or position == len(text) - 1
    assert stack == []


@pytest.mark.parametrize("name", ["", " ", "\u200b", "\u200b\u200d\ufeff", "\u3164", "\u2800 \u00ad", "\u202e\u202c"])
def test_a_name_with_nothing_to_see_is_still_seen(name: str) -> None:
    assert plain_name(name) == NAMELESS


@pytest.mark.parametrize(
    ("name", "line"),
    [("a\nb", "a b"), ("a\u2028b\tc", "a b c"), ("a\x00\x1bb", "a\ufffd\ufffdb"), ("\ud800", "\ufffd")],
)
def test_control_characters_are_harmless(name: str, line: str) -> None:
    assert one_line(name) == line
    assert shown(escape_name(name)) == line


@pytest.mark.parametrize("name", ["Velvet Otter", "👩🏽‍🚀👨‍👩‍👧‍👦", "しずかなカワウソ", "Z\u0337a\u0338lgo", "นกฮูก"])
def test_an_ordinary_name_is_left_as_it_is(name: str) -> None:
    assert escape_name(name) == name


def test_right_to_left_names_are_isolated() -> None:
    assert plain_name("صقر 7") == f"{FSI}صقر 7{PDI}"


def test_every_member_of_the_sandbox_is_shown_by_name() -> None:
    for index in range(1200):
        name = member_name(index)
        assert name in bare(shown(escape_name(name)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("as it is", "as it is"),
        ("it says `[here](https://evil.example)`", "it says …"),
        ("`one` and `two three four`", "`one` and …"),
        ("a name with \\` in it, and more", "a name with \\` in …"),
        ("a name with an \\\\\\[ at the end", "a name with an \\\\…"),
    ],
)
def test_what_is_cut_never_comes_alive(text: str, shown: str) -> None:
    assert cut(text, 19) == shown
