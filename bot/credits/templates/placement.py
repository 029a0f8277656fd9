"""Where in a text a name may not stand: in code, where escapes are shown, and in what Discord reads as an address.

Each rule reads a text once, whatever is in it.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator

from bot.credits.templates.tokens import TOKENS

_TARGET = re.compile(r"\]\(([^)\n]*+)")
_ANGLES = re.compile(r"<([^<>\s]*+)>")
_ADDRESS = re.compile(r"\w://(\S*+)")
_ESCAPED_OR_TICKS = re.compile(r"\\[\s\S]|`++")
_TICKS = re.compile(r"`++")


def misplaced(text: str) -> str:
    """Return what is wrong with the place of a name; empty when all stand where they can."""
    if any(map(TOKENS.search, _codes(text))):
        return "a name cannot stand between backticks, for Discord shows there what keeps it harmless"
    if _names_in(_TARGET, text) or _names_in(_ADDRESS, text):
        return "a name cannot be part of an address; leave a space between them"
    if _names_in(_ANGLES, text):
        return "a name cannot stand between < and >, which Discord reads as a mention"
    return ""


def _names_in(pattern: re.Pattern[str], text: str) -> bool:
    return any(TOKENS.search(match[1]) for match in pattern.finditer(text))


def _codes(text: str) -> Iterator[str]:
    r"""Yield what discord-markdown-parser takes for code: ``(`+)([\s\S]*?[^`])\1(?!`)``, where no backslash is before.

    A run of backticks opens code up to the next run of its length, or else of the longest length below it that comes.
    """
    runs: dict[int, list[int]] = defaultdict(list)
    for run in _TICKS.finditer(text):
        runs[len(run[0])].append(run.start())
    position = 0
    while opening := _ESCAPED_OR_TICKS.search(text, position):
        position = opening.end()
        if opening[0].startswith("\\"):
            continue
        for length in range(len(opening[0]), 0, -1):
            ends = runs.get(length, [])
            following = bisect_left(ends, position)
            if following < len(ends):
                yield text[opening.start() + length : ends[following]]
                position = ends[following] + length
                break
