"""Names that break careless programs: a well-known list (blns/README.md), the sandbox's odd ones, and some more."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from sandbox.google.names import ODD_NAMES

_LISTED: list[str] = json.loads((Path(__file__).parent / "blns" / "blns.json").read_text(encoding="utf-8"))
_MORE = (
    "\u0645\u0631\u062d\u0628\u0627 bob \u05e9\u05dc\u05d5\u05dd",
    "\u2067\u202eabc\u2069\u2069 def\u202c",
    "Z" + "\u0337\u0322\u0321\u0336" * 40 + "algo",
    "\u200b\u200c\u200d\u2060\ufeff",
    "\u115f\u3164\u2800",
    "a\u00ad\u200bb\u2060c",
    "W" * 100,
    "\U0001f469\U0001f3fd\u200d\U0001f680" * 25,
    "\U0001f1e9\U0001f1ea\U0001f1f5\U0001f1f1",
    "1\ufe0f\u20e3 #\ufe0f\u20e3 *\ufe0f\u20e3",
    "@everyone @here <@&1> <@1> <@!1> <#1> <id:customize> </a:1>",
    "**a** *b* _c_ __d__ ~~e~~ ||f|| `g` ``h`` ```i```",
    "[x](https://example.com) <https://example.com> https://example.com",
    "\\*not\\* \\\\ \\",
    "# one",
    "## two",
    "### three",
    "-# small",
    "> quote",
    ">>> quote",
    "- list",
    "* list",
    "1. list",
    "¯\\_(ツ)_/¯",
    "{{ 7 * 7 }}{% for x in y %}{# note #}",
    "\U000f0000\U000f0001\U0010fffd",
    "\ue000\uf8ff",
    "\ud800\udfff",
    "line\nbreak\r\nand\ttab\u2028sep",
    "· • | , ",
    " (continued)",
)

NASTY: tuple[str, ...] = tuple(dict.fromkeys((*_LISTED, *ODD_NAMES, *_MORE)))
"""Each once. Some have nothing to see in them, and one is empty."""

KEPT: tuple[str, ...] = tuple(name for name in NASTY if name and not re.search("[\ud800-\udfff]", name))
"""Those that somebody can have: without any, one is counted as unnamed, and half a surrogate pair is in no UTF-8."""

_LINE_ENDS = re.compile("[\t-\r\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_NOTHING_TO_SEE = re.compile(
    "[\\s\u00ad\u0300-\u036f\u0600-\u0605\u061c\u06dd\u070f\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000110bd\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]*"
)
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufd3d\ufd50-\ufdfc\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def expect_whole(seen: str, name: str) -> None:
    """Fail unless somebody who reads this reads the name, all of it and nothing else.

    It says what `bot.names` promises in other words: line ends are spaces, control characters U+FFFD, a name without
    anything to see says so, and what is written to the left stands in marks that end its direction.
    """
    written = _CONTROLS.sub("\ufffd", _LINE_ENDS.sub(" ", name))
    if _NOTHING_TO_SEE.fullmatch(written):
        assert seen == "(invisible name)", ascii(name)
    elif _RIGHT_TO_LEFT.search(written):
        assert re.fullmatch(f"\u2068+{re.escape(written)}[\u202c\u2069]*\u2069", seen), ascii(name)
    else:
        assert seen == written, ascii(name)


def expect_all_whole(seen: Sequence[str], names: Sequence[str]) -> None:
    """Fail unless these are the names, each whole, in this order."""
    assert len(seen) == len(names)
    for one, name in zip(seen, names, strict=True):
        expect_whole(one, name)
