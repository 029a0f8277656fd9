"""The thank-you as messages for Discord: names grouped by level, complete, split where a message is full."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import msgspec

from bot.credits.limits import EMBED_TEXT, EMBED_TITLE, units
from bot.credits.pages import DoesNotFit, Embed, Section, fill
from bot.names import escape_name, plain_name
from bot.supporters.roll import Group, Roll, Supporter

__all__ = ["TEMPLATES", "Embed", "Part", "TextFile", "lay_out"]

TEMPLATES: Mapping[str, str] = {"levels": "Names by level", "months": "Names by level, with months"}
"""What a roll can look like, by the name that schedules keep."""

_FILENAME = "credits.txt"
_SEE_FILE = "Every name is in the attached file."

_Write: TypeAlias = Callable[[str], str]


class TextFile(msgspec.Struct, frozen=True):
    """A file to attach, to be sent as UTF-8."""

    filename: str
    text: str


class Part(msgspec.Struct, frozen=True):
    """One message. It leaves 100 characters free for a footer under its last embed."""

    embeds: tuple[Embed, ...]
    file: TextFile | None = None


def lay_out(roll: Roll, template: str) -> list[Part]:
    """Return the messages that show a roll, with every name exactly once; at least one message.

    What needs more than five messages, or has a name longer than an embed, becomes one message with the counts and a
    file with the names. Raises ValueError for a template that is not in TEMPLATES.

    It takes some 3 µs a name, and more on a busy machine: 30,000 names hold the loop for up to a quarter of a second.
    """
    item = _item_of(template)
    if not roll.total:
        return [Part((Embed("Thank you", _nobody_yet(roll)),))]
    title = _short_enough(f"{_thanks(roll)}{_of(roll, escape_name)}", _thanks(roll))
    try:
        messages = fill(title, (_section(group, item) for group in roll.groups))
    except DoesNotFit:
        return [Part((Embed(title, _summary(roll)),), TextFile(_FILENAME, _file_text(roll, item)))]
    return [Part(embeds) for embeds in messages]


def _item_of(template: str) -> Callable[[Supporter, _Write], str]:
    if template == "levels":
        return lambda supporter, write: write(supporter.name)
    if template == "months":
        return lambda supporter, write: f"{write(supporter.name)} ({_months(supporter.months)})"
    raise ValueError(f"there is no template {template!r}")


def _section(group: Group, item: Callable[[Supporter, _Write], str]) -> Section:
    level = escape_name(group.level)
    return Section(
        heading=f"### {level} · {len(group.names):,}",
        continued=f"### {level} (continued)",
        items=(item(supporter, escape_name) for supporter in group.names),
    )


def _summary(roll: Roll) -> str:
    """Return a line a level, as many as fit, and where the names are."""
    lines = [f"**{escape_name(group.level)}** · {len(group.names):,}" for group in roll.groups]
    left_out = 0
    while units(text := _summary_text(lines, left_out)) > EMBED_TEXT:
        lines.remove(max(lines, key=units))
        left_out += 1
    return text


def _summary_text(lines: Sequence[str], left_out: int) -> str:
    more = [f"and {left_out:,} more"] if left_out else []
    return "\n".join([*lines, *more, "", _SEE_FILE])


def _file_text(roll: Roll, item: Callable[[Supporter, _Write], str]) -> str:
    """Return all names, one a line, as plain text."""
    lines = [f"{_thanks(roll)}{_of(roll, plain_name)}", f"As of {roll.as_of:%Y-%m-%d %H:%M} UTC"]
    for group in roll.groups:
        lines += ["", f"{plain_name(group.level)} ({len(group.names):,})", ""]
        lines += [item(supporter, plain_name) for supporter in group.names]
    return "\n".join(lines) + "\n"


def _nobody_yet(roll: Roll) -> str:
    text = f"There are no channel members{_of(roll, escape_name)} yet. The first one will stand here."
    return _short_enough(text, "There are no channel members yet. The first one will stand here.", EMBED_TEXT)


def _thanks(roll: Roll) -> str:
    return f"Thank you, {roll.total:,} channel {'member' if roll.total == 1 else 'members'}"


def _of(roll: Roll, write: _Write) -> str:
    """Return ` of A, B and C`, and nothing for a roll without creators."""
    names = [write(creator) for creator in roll.creators]
    if len(names) > 1:
        names[-2:] = [f"{names[-2]} and {names[-1]}"]
    return f" of {', '.join(names)}" if names else ""


def _short_enough(text: str, shorter: str, limit: int = EMBED_TITLE) -> str:
    """Return the text, or the one without the creators; with several, the headings name them too."""
    return text if units(text) <= limit else shorter


def _months(months: int) -> str:
    if not months:
        return "new"
    return f"{months:,} {'month' if months == 1 else 'months'}"
