"""What an import would change, put before the person who decides."""

import io
from collections import Counter
from collections.abc import Sequence

import discord

from bot.components import button, view
from bot.credits.templates.builtin import DEFAULT
from bot.names import escape_name
from bot.replies import Reply
from bot.supporters.entries import Entry
from bot.supporters.imports import Summary
from bot.supporters.kinds import STUDIO_CSV
from bot.supporters.studio_csv.questions import NO_DELIMITER
from bot.supporters.studio_csv.report import bad_rows
from cogs.options import shortened

_BAD, _LEVELS, _NAMES = 20, 8, 8
_NAME, _REASON = 40, 110


def summary_reply(draft_id: str, summary: Summary) -> Reply:
    """Return how many people, which levels, who is new or gone, which rows were left out, and Save or Cancel."""
    paragraphs = [_people(summary), _changes(summary), _left_out(summary)]
    columns = (
        button("Change the columns", "imports.review", draft_id) if summary.layout.delimiter != NO_DELIMITER else None
    )
    return Reply(
        "\n\n".join(filter(None, paragraphs)),
        title="Save this list?",
        footer="Nothing is saved yet. Their names will be seen by everyone who can read the credits.",
        view=view(
            button("Save", "imports.save", draft_id, style=discord.ButtonStyle.success),
            columns,
            button("Cancel", "imports.cancel", draft_id),
        ),
        files=_file(summary),
    )


def saved_reply(summary: Summary, right: str) -> Reply:
    """Return what was saved and what to do next. `right` is by which the file was brought."""
    done = "replaces the list before" if summary.replaces else "is a source of names here now"
    return Reply(
        f"**{escape_name(summary.title)}** with {_count(len(summary.reading.people.entries))} {done}. "
        "Import a newer file at any time to replace it; `/credits schedule` posts the credits on a rule.",
        title="Saved",
        view=view(button("See the credits", "credits.preview", right, DEFAULT)),
    )


def _people(summary: Summary) -> str:
    people, reading = summary.reading.people, summary.reading
    counts = Counter(entry.level_id for entry in people.entries)
    levels = [f"**{_short(level.name)}** {counts[level.id]:,}" for level in people.levels[:_LEVELS]]
    more = f" and {len(people.levels) - _LEVELS} more" if len(people.levels) > _LEVELS else ""
    kind = "members of a channel" if summary.kind == STUDIO_CSV else "a list of names"
    size = f"{_count(len(people.entries))}, {_count(len(people.levels), 'level')}"
    lines = [
        f"**{escape_name(summary.title)}**, {kind}: {size} (highest first: {' · '.join(levels)}{more}).",
        f"It begins with {_names(people.entries)}.",
    ]
    if reading.repeats:
        lines.append(f"{_count(reading.repeats, 'row')} repeated another, and counted once.")
    if reading.linked and reading.unlinked:
        lines.append(f"{_count(reading.unlinked)} without a link will be known by their name.")
    return "\n".join(lines)


def _changes(summary: Summary) -> str:
    if summary.replaces is None or summary.before is None:
        return ""
    changes = summary.changes
    lead = f"It replaces the list of <t:{int(summary.before.timestamp())}:D>:"
    if not changes.joined and not changes.left:
        return f"{lead} the same people."
    lines = [
        f"{_count(len(who))} {what}: {_names(who)}."
        for who, what in ((changes.joined, "more"), (changes.left, "gone"))
        if who
    ]
    return "\n".join([lead, *lines])


def _left_out(summary: Summary) -> str:
    bad = summary.reading.bad
    if not bad:
        return ""
    lines = [f"Row {one.line:,}: {escape_name(shortened(one.why, _REASON))}." for one in bad[:_BAD]]
    more = f"… and {len(bad) - _BAD:,} more, in the file." if len(bad) > _BAD else ""
    return "\n".join(filter(None, [f"**{_count(len(bad), 'row')} left out:**", *lines, more]))


def _file(summary: Summary) -> list[discord.File]:
    if len(summary.reading.bad) <= _BAD:
        return []
    return [discord.File(io.BytesIO(bad_rows(summary.reading.bad)), filename="left-out.txt")]


def _names(people: Sequence[Entry]) -> str:
    more = f" and {len(people) - _NAMES:,} more" if len(people) > _NAMES else ""
    return ", ".join(_short(one.name) for one in people[:_NAMES]) + more


def _short(name: str) -> str:
    return escape_name(shortened(name, _NAME))


def _count(number: int, what: str = "person") -> str:
    plural = "people" if what == "person" else f"{what}s"
    return f"{number:,} {what if number == 1 else plural}"
