"""The thank-you as messages for Discord: what a template says, complete, split where a message is full."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeAlias

import msgspec

from bot.credits.earlier import marked, noted
from bot.credits.limits import EMBED_TEXT, EMBED_TITLE, units
from bot.credits.pages import DoesNotFit, Embed, fill
from bot.credits.spelling import Spelling
from bot.credits.templates.builtin import BUILTIN
from bot.credits.templates.environment import Rendered, render
from bot.credits.templates.scene import Scene, TooManyNames, scene_of
from bot.credits.templates.tokens import token
from bot.names import escape_name, plain_name
from bot.supporters.changes import Change
from bot.supporters.roll import Roll, Supporter

__all__ = [
    "Embed",
    "Part",
    "Picture",
    "TextFile",
    "arrange",
    "empty",
    "lay_out",
    "nobody",
    "staged",
    "summary",
    "titled",
]

_FILENAME = "credits.txt"
_LONGEST_GREETING = EMBED_TEXT // 2
"""It leaves room for what is said below it."""
_SEE_FILE = "Every name is in the attached file."
_TITLE = "# "
_MEMBERS = "youtube:"

_Write: TypeAlias = Callable[[str], str]


class TextFile(msgspec.Struct, frozen=True):
    """A file to attach, to be sent as UTF-8."""

    filename: str
    text: str


class Picture(msgspec.Struct, frozen=True):
    """A picture to attach."""

    filename: str
    content: bytes


class Part(msgspec.Struct, frozen=True):
    """One message. It leaves 100 characters free for a footer under its last embed.

    `over_at` (UTC): when what it points to cannot be fetched any more, None without such a thing.
    """

    embeds: tuple[Embed, ...]
    file: TextFile | None = None
    pictures: tuple[Picture, ...] = ()
    over_at: datetime | None = None


def lay_out(roll: Roll, template: str) -> list[Part]:
    """Return the messages that show a roll by one of the bot's own templates, with every name exactly once.

    What needs more than five messages, or has a name longer than an embed, becomes one message with the counts and a
    file with the names. Raises KeyError for a template that is not in BUILTIN.

    It takes some 10 µs a name: call it in a thread.
    """
    body = BUILTIN[template].body
    if nobody(roll):
        return [empty(roll)]
    try:
        scene = staged(roll)
    except TooManyNames:
        return [summary(roll, body)]
    return arrange(roll, scene, body, render(body, scene))


def nobody(roll: Roll) -> bool:
    """Tell whether there is nobody at all to thank."""
    return not roll.total and not roll.unnamed


def empty(roll: Roll) -> Part:
    """Return what is said while there is nobody to thank, whatever the template."""
    return Part((Embed("Thank you", _below(_nobody_yet(roll), marked(roll.earlier))),))


def staged(roll: Roll, change: Change | None = None) -> Scene:
    """Return a roll as templates see it, with what changed since a schedule's last post. Raises TooManyNames."""
    thanks = _thanks(roll)
    written = f"{thanks}{_of([token(number) for number in range(len(roll.creators))])}"
    fits = units(f"{thanks}{_of([escape_name(creator) for creator in roll.creators])}") <= EMBED_TITLE
    return scene_of(roll, written if fits else thanks, change)


def arrange(roll: Roll, scene: Scene, body: str, rendered: Rendered) -> list[Part]:
    """Return the messages for what a template (its text is `body`) says of a roll; a summary if they are too many."""
    if not rendered.whole:
        return [summary(roll, body)]
    spell = Spelling(scene.names).markdown
    try:
        return [Part(embeds) for embeds in fill(*titled(rendered.text, spell), marked(roll.earlier), spell)]
    except DoesNotFit:
        return [summary(roll, body)]


def titled(text: str, spell: _Write) -> tuple[str, str]:
    """Take a heading in the first line as the title, where it fits and something is below it."""
    first, _, rest = text.partition("\n")
    title = spell(first.removeprefix(_TITLE))
    if not first.startswith(_TITLE) or not rest or units(title) > EMBED_TITLE:
        return "", text
    return title, rest.lstrip("\n")


def summary(roll: Roll, body: str) -> Part:
    """Return one message with a line a level, as many as fit, and the file with every name."""
    title = _short_enough(f"{_thanks(roll)}{_of([escape_name(one) for one in roll.creators])}", _thanks(roll))
    return Part((Embed(title, _summary(roll)),), TextFile(_FILENAME, _file_text(roll, body)))


def _summary(roll: Roll) -> str:
    lines = [f"**{escape_name(group.level)}** · {len(group.names):,}" for group in roll.groups]
    closing = marked(roll.earlier)
    unnamed = _unnamed(roll)
    whole = _below(_summary_text(lines, 0, unnamed), closing)
    if units(whole) <= EMBED_TEXT:
        return whole
    room = EMBED_TEXT - units(_below(_summary_text([], len(lines), unnamed), closing))
    kept = set[int]()
    for place in sorted(range(len(lines)), key=lambda place: units(lines[place])):
        room -= units(lines[place]) + 1
        if room < 0:
            break
        kept.add(place)
    shown = [line for place, line in enumerate(lines) if place in kept]
    return _below(_summary_text(shown, len(lines) - len(shown), unnamed), closing)


def _summary_text(lines: Sequence[str], left_out: int, unnamed: Sequence[str]) -> str:
    more = [f"and {left_out:,} more"] if left_out else []
    return "\n".join([*lines, *more, *unnamed, "", _SEE_FILE])


def _below(text: str, closing: str) -> str:
    return f"{text}\n\n{closing}" if closing else text


def _file_text(roll: Roll, body: str) -> str:
    """Return all names, one a line, as plain text; with their months where the template speaks of months."""
    item = _with_months if ".months" in body else _alone
    lines = [f"{_thanks(roll)}{_of([plain_name(one) for one in roll.creators])}"]
    lines += [f"As of {roll.as_of:%Y-%m-%d %H:%M} UTC", *noted(roll.earlier)]
    for group in roll.groups:
        lines += ["", f"{plain_name(group.level)} ({len(group.names):,})", ""]
        lines += [item(supporter) for supporter in group.names]
    if unnamed := _unnamed(roll):
        lines += ["", *unnamed]
    return "\n".join(lines) + "\n"


def _alone(supporter: Supporter) -> str:
    return plain_name(supporter.name)


def _with_months(supporter: Supporter) -> str:
    months = supporter.months
    words = f"{months:,} {'month' if months == 1 else 'months'}" if months else "new"
    return f"{plain_name(supporter.name)} ({words})"


def _unnamed(roll: Roll) -> list[str]:
    return [f"and {roll.unnamed:,} who prefer{'s' * (roll.unnamed == 1)} to stay unnamed"] if roll.unnamed else []


def _nobody_yet(roll: Roll) -> str:
    text = (
        f"There are no supporters{_of([escape_name(one) for one in roll.creators])} yet. The first one will stand here."
    )
    return _short_enough(text, "There are no supporters yet. The first one will stand here.", _LONGEST_GREETING)


def _thanks(roll: Roll) -> str:
    count = roll.total + roll.unnamed
    return f"Thank you, {count:,} {_noun(roll)}{'' if count == 1 else 's'}"


def _noun(roll: Roll) -> str:
    """Return `channel member` where nobody comes from anywhere else."""
    members = all(not one.key or one.key.startswith(_MEMBERS) for group in roll.groups for one in group.names)
    return "channel member" if members and roll.total else "supporter"


def _of(names: Sequence[str]) -> str:
    """Return ` of A, B and C`, and nothing for a roll without creators."""
    if not names:
        return ""
    return f" of {', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else f" of {names[0]}"


def _short_enough(text: str, shorter: str, limit: int = EMBED_TITLE) -> str:
    """Return the text, or the one without the creators; with several, the headings name them too."""
    return text if units(text) <= limit else shorter
