"""How the questions about an imported file are put: what is in doubt, the first rows, and menus to answer with."""

from collections.abc import Sequence

import discord

from bot.components import Component, button, select, view
from bot.names import escape_name, plain_name
from bot.replies import Reply
from bot.supporters.studio_csv.questions import ColumnsAsked, DelimiterAsked, EncodingAsked, Question
from bot.supporters.studio_csv.role import ASKED, Role
from cogs.options import CHOICES, shortened

_NONE = -1
_COLUMNS = CHOICES - 1
_LABEL = 80
_CELL = 24
_SHOWN = 8
_ASKED = {
    Role.NAME: "Names",
    Role.LINK: "Links to their channels",
    Role.LEVEL: "Level",
    Role.MONTHS: "Months as a member, in all",
}
_NOWHERE = {
    Role.LINK: "No column has links",
    Role.LEVEL: "No column has levels",
    Role.MONTHS: "No column has months",
}


def question_reply(draft_id: str, question: Question) -> Reply:
    """Return the question with its menus; nothing is saved before its person has seen what would be."""
    if isinstance(question, EncodingAsked):
        return _encoding(draft_id, question)
    if isinstance(question, DelimiterAsked):
        return _delimiter(draft_id, question)
    return _columns(draft_id, question)


def _encoding(draft_id: str, asked: EncodingAsked) -> Reply:
    options = [
        discord.SelectOption(label=words, value=encoding, description=_described(sample))
        for encoding, words, sample in asked.samples[:CHOICES]
    ]
    return Reply(
        "That file is not in Unicode, and does not say what it is in. Choose the line that reads as it should.\n"
        "-# If none does, save the list as *CSV UTF-8* and send that.",
        title="Which of these is right?",
        view=view(
            select("imports.encoding", draft_id, placeholder="Choose what reads right", options=options),
            _cancel(draft_id),
        ),
    )


def _delimiter(draft_id: str, asked: DelimiterAsked) -> Reply:
    options = [
        discord.SelectOption(label=words[:1].upper() + words[1:], value=str(number), description=_described(sample))
        for number, (_, words, sample) in enumerate(asked.samples)
    ]
    return Reply(
        "I am not sure what stands between the columns of that file. Each choice shows the first rows cut its way.",
        title="How are the columns separated?",
        view=view(
            select("imports.delimiter", draft_id, placeholder="Choose the separator", options=options),
            _cancel(draft_id),
        ),
    )


def _columns(draft_id: str, asked: ColumnsAsked) -> Reply:
    width = len(asked.rows[0])
    doubts = "\n".join(asked.why) or "Choose what each column holds."
    if Role.NAME not in asked.suggested:
        doubts += "\nChoose the column with the names before you go on."
    more = f"\n-# Only the first {_COLUMNS} of its {width} columns can be chosen." if width > _COLUMNS else ""
    first = "The first row is a heading" if asked.heading else "The first row is a person"
    return Reply(
        f"{doubts}\n\n{_rows(asked)}{more}\n-# Everybody in the file is imported, former members too if it lists them.",
        title="Is this what the columns hold?",
        view=view(
            *(_menu(draft_id, role, asked) for role in ASKED if width > 1),
            button(
                "That is right",
                "imports.settle",
                draft_id,
                style=discord.ButtonStyle.success,
                disabled=Role.NAME not in asked.suggested,
            ),
            button(f"{first}: change that", "imports.heading", draft_id, "0" if asked.heading else "1"),
            _cancel(draft_id),
        ),
    )


def _menu(draft_id: str, role: Role, asked: ColumnsAsked) -> Component:
    chosen = asked.suggested.get(role, _NONE)
    options = [
        discord.SelectOption(
            label=f"{_ASKED[role]}: {_heading(asked, index)}"[:100],
            value=str(index),
            description=_described(_example(asked, index)),
            default=index == chosen,
        )
        for index in range(min(len(asked.rows[0]), _COLUMNS))
    ]
    if role in _NOWHERE:
        options.append(discord.SelectOption(label=_NOWHERE[role], value=str(_NONE), default=chosen == _NONE))
    return select("imports.column", draft_id, role, placeholder=f"{_ASKED[role]}: choose a column", options=options)


def _heading(asked: ColumnsAsked, index: int) -> str:
    written = asked.rows[0][index].strip() if asked.heading else ""
    return plain_name(shortened(written, 50)) if written else f"column {index + 1}"


def _example(asked: ColumnsAsked, index: int) -> str:
    body = asked.rows[1:] if asked.heading else asked.rows
    return next((row[index].strip() for row in body if index < len(row) and row[index].strip()), "")


def _rows(asked: ColumnsAsked) -> str:
    return "\n".join(_row(row, bold=asked.heading and number == 0) for number, row in enumerate(asked.rows))


def _row(row: Sequence[str], *, bold: bool) -> str:
    cells = [escape_name(shortened(cell.strip(), _CELL)) if cell.strip() else "–" for cell in row[:_SHOWN]]
    more = " │ …" if len(row) > _SHOWN else ""
    return f"> {' │ '.join(f'**{cell}**' if bold else cell for cell in cells)}{more}"


def _described(sample: str) -> str | None:
    """Return an example for a menu, which Discord takes with at least one character."""
    return plain_name(shortened(sample, _LABEL)) if sample.strip() else None


def _cancel(draft_id: str) -> Component:
    return button("Cancel", "imports.cancel", draft_id)
