"""A roll as SubRip subtitles (.srt), which every video editor lays over the end of a video.

SubRip has no standard. What players agree on is kept: numbered blocks, `HH:MM:SS,mmm --> HH:MM:SS,mmm`, text, an empty
line. Many read `<b>` and `{an8}` in the text as formatting, so an unseen joiner takes that from names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from bot.names import plain_name
from bot.supporters.roll import Group, Roll, Supporter

SHORTEST, LONGEST = timedelta(seconds=1), timedelta(hours=2)
"""The bounds of a length."""
READABLE = timedelta(seconds=1.5)
"""The least time a block should stand; below it names cannot be read."""

_FEW, _MANY = 6, 20
"""Names in a block: so many where there is time, up to so many where there is not."""
_USUAL = timedelta(seconds=3)
_MILLISECOND = timedelta(milliseconds=1)
_JOINER = "\N{WORD JOINER}"
_FORMATTING = str.maketrans({"<": f"<{_JOINER}", "{": f"{{{_JOINER}", "\\": f"\\{_JOINER}"})
_ARROW = "-->"


@dataclass(frozen=True, slots=True)
class Subtitles:
    """The file, and how long its quickest block stands."""

    data: bytes
    quickest: timedelta

    @property
    def readable(self) -> bool:
        """Tell whether every block stands long enough to be read."""
        return self.quickest >= READABLE


@dataclass(frozen=True, slots=True)
class _Block:
    """What stands from `begin` to `end`, in milliseconds: a level and names of it."""

    begin: int
    end: int
    lines: tuple[str, ...]


def usual_length(roll: Roll) -> timedelta:
    """Return a comfortable length for a roll, within the bounds."""
    return max(SHORTEST, min(LONGEST, len(_blocks(roll, _FEW)) * _USUAL))


def as_srt(roll: Roll, length: timedelta) -> Subtitles:
    """Return a roll as subtitles from 0 to `length`, without gaps, UTF-8.

    Blocks stand for as long as they have names; each begins with its level. Where the time is short they hold more
    names, up to twenty.
    """
    blocks, quickest = _timed(roll, length, _FEW)
    for size in range(_FEW + 1, _MANY + 1):
        if quickest >= READABLE:
            break
        blocks, quickest = _timed(roll, length, size)
    return Subtitles("".join(map(_block, range(1, len(blocks) + 1), blocks)).encode(), quickest)


def _timed(roll: Roll, length: timedelta, size: int) -> tuple[list[_Block], timedelta]:
    """Cut a roll into blocks of at most `size` names; return them with the time of the quickest."""
    cut = _blocks(roll, size)
    whole, total = sum(1 + len(names) for _, names in cut), length // _MILLISECOND
    timed, begin, done = [], 0, 0
    for level, names in cut:
        done += 1 + len(names)
        end = total * done // whole
        timed.append(_Block(begin, end, (level, *(one.name for one in names))))
        begin = end
    return timed, min((one.end - one.begin for one in timed), default=total) * _MILLISECOND


def _block(number: int, block: _Block) -> str:
    lines = "\n".join(map(_harmless, block.lines))
    return f"{number}\n{_clock(block.begin)} {_ARROW} {_clock(block.end)}\n{lines}\n\n"


def _blocks(roll: Roll, size: int) -> list[tuple[str, Sequence[Supporter]]]:
    return [(group.level, part) for group in roll.groups for part in _even(group, size)]


def _even(group: Group, size: int) -> list[Sequence[Supporter]]:
    """Cut a level into parts of nearly the same number, at most `size` each: no name stands alone at the end."""
    count = -(-len(group.names) // size)
    bounds = [len(group.names) * part // count for part in range(count + 1)] if count else [0]
    return [group.names[begin:end] for begin, end in pairwise(bounds)]


def _harmless(name: str) -> str:
    return plain_name(name).replace(_ARROW, f"--{_JOINER}>").translate(_FORMATTING)


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},{rest:03}"
