"""Where a text may be divided: between blocks, lines and items, and never inside of formatting, code or a name."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_SEPARATORS = tuple(re.compile(pattern) for pattern in (r"(?<! ) ++[·•|] ++", r", ++", r" ++"))
"""What stands between items, the plainest first: a line is divided by the first of these that it has.

A run of spaces is taken at once and from its begin, so that a long one is not read again from each of them.
"""
_MARKUP = re.compile(r"\\.|\*\*|__|~~|\|\||`+|[*_\[\]()<>]")
_PAIRS = {"]": "[", ")": "(", ">": "<"}
_BRACKETS = frozenset("[]()<>")
_HEADING = re.compile(r"#{1,3} ")
_COUNT = re.compile(r" · [\d,]+$")
_LINE_MARK = re.compile(r"(\d*)(?:#{1,3} |-# |>|[-*+] |\. )")
_FENCE = "```"


@dataclass(frozen=True, slots=True)
class Block:
    """What stands together: its `heading` (empty for none), what stands between it and the block before, its items.

    Each item has in front of it what separates it from the one before it.
    """

    before: str
    heading: str
    lines: tuple[str, ...]

    @property
    def continued(self) -> str:
        """Return the heading for where the block goes on elsewhere, without the count that was for all of it."""
        return f"{_COUNT.sub('', self.heading)} (continued)"

    def items(self) -> Iterator[tuple[str, str]]:
        """Yield separator and item, one after another."""
        for number, line in enumerate(self.lines):
            between = "\n" if number else ""
            for separator, item in divided(line):
                yield separator or between, item


def blocks_of(text: str) -> Iterator[Block]:
    """Yield the blocks of a text: a heading with what is below it, or lines up to a blank one."""
    heading, lines, before = "", list[str](), ""
    for line in _lines(text):
        begins = bool(_HEADING.match(line))
        if (begins or not line) and (heading or lines):
            yield Block(before, heading, tuple(lines))
            heading, lines, before = "", [], "\n"
        if not line:
            before = "\n\n" if before else ""
        elif begins:
            heading = line
        else:
            lines.append(line)
    if heading or lines:
        yield Block(before, heading, tuple(lines))


def divided(line: str, level: int = 0) -> Iterator[tuple[str, str]]:
    """Yield the items of a line, each with the separator before it; finer at a higher `level`.

    A line that has no separator of this level is divided by the next.
    """
    if line.startswith(_FENCE):
        yield "", line
        return
    while level < len(_SEPARATORS) and not _SEPARATORS[level].search(line):
        level += 1
    if level >= len(_SEPARATORS):
        yield "", line
        return
    start, separator = 0, ""
    for match in _free(line, _SEPARATORS[level]):
        yield separator, line[start : match.start()]
        start, separator = match.end(), match.group()
    yield separator, line[start:]


def at_line_start(item: str) -> str:
    """Return an item to begin a line with, though it did not: what it begins with must not become a list or heading."""
    found = _LINE_MARK.match(item)
    return f"{item[: found.end(1)]}\\{item[found.end(1) :]}" if found else item


def finer(item: str) -> Sequence[tuple[str, str]]:
    """Return a too long item divided by what was passed over: at commas, then at spaces."""
    for level in range(1, len(_SEPARATORS)):
        found = list(divided(item, level))
        if len(found) > 1:
            return found
    return [("", item)]


def _free(line: str, separator: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Yield the separators that stand in no formatting: what is opened before them is closed before them."""
    left = Counter(_MARKUP.findall(line))
    if not left:
        yield from separator.finditer(line)
        return
    brackets = {close: open_ for close, open_ in _PAIRS.items() if left[open_] == left[close]}
    opened: Counter[str] = Counter()
    marks = _MARKUP.finditer(line)
    mark = next(marks, None)
    for match in separator.finditer(line):
        while mark is not None and mark.start() < match.start():
            _note(mark.group(), opened, left, brackets)
            mark = next(marks, None)
        if not opened:
            yield match


def _note(mark: str, opened: Counter[str], left: Counter[str], brackets: dict[str, str]) -> None:
    """Note a mark of a line; `left` counts those that are still to come, for what has no partner opens nothing.

    `opened` has only what is open.
    """
    left[mark] -= 1
    kind = brackets.get(mark, mark)
    if mark in brackets:
        opened[kind] -= 1
    elif mark in brackets.values():
        opened[kind] += 1
    elif mark not in _BRACKETS and not mark.startswith("\\"):
        opened[kind] = int(not opened[kind] and left[kind] > 0)
    if not opened[kind]:
        del opened[kind]


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a text, a fenced block of code as one."""
    fenced: list[str] = []
    for line in text.split("\n"):
        if fenced or line.startswith(_FENCE):
            fenced.append(line)
            if line.endswith(_FENCE) and (len(fenced) > 1 or line.count(_FENCE) > 1):
                yield "\n".join(fenced)
                fenced = []
            continue
        yield line
    yield from fenced
