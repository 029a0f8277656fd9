"""Names that break careless programs: a well-known list (blns/README.md), the sandbox's odd ones, and some more."""

import json
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
