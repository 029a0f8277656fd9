"""Which column of a table holds what: told by its headings where they are certain and its values agree, else asked."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.supporters.spreadsheet import HEADER
from bot.supporters.studio_csv.fitting import fits, links
from bot.supporters.studio_csv.headers import Heading, Sure, meaning
from bot.supporters.studio_csv.questions import Columns
from bot.supporters.studio_csv.role import ASKED, Role
from bot.supporters.studio_csv.values import channel_of

NONE = -1
"""In an answer: no column holds this."""

_CALLED = {
    Role.NAME: "the names",
    Role.LINK: "the links to their channels",
    Role.LEVEL: "the level",
    Role.MONTHS: "the months as a member",
}


@dataclass(frozen=True, slots=True)
class Recognised:
    """What the first rows say. `doubts` are sentences; without any the columns need no question."""

    heading: bool
    columns: Columns
    doubts: tuple[str, ...]


def is_ours(row: Sequence[str]) -> bool:
    """Tell whether a heading row is that of the files we give away."""
    return tuple(row) == HEADER


def recognise(rows: Sequence[Sequence[str]], heading: bool | None = None) -> Recognised:
    """Find the columns of a table by its first rows; `heading` says whether the first is one, where that is known."""
    first = rows[0]
    known = [meaning(cell) for cell in first]
    # A channel's address is nobody's heading, whatever stands beside it.
    has_heading = heading if heading is not None else any(known) and not any(map(channel_of, first))
    body = [row for row in rows[has_heading:] if len(row) == len(first)]
    claims = _claims(known) if has_heading else {}
    columns = _suggested(claims, first, body)
    return Recognised(has_heading, columns, tuple(_doubts(claims, columns, body, known if has_heading else None)))


def _claims(known: Sequence[Heading | None]) -> Mapping[Role, list[tuple[int, Sure]]]:
    claims: defaultdict[Role, list[tuple[int, Sure]]] = defaultdict(list)
    for index, heading in enumerate(known):
        if heading is not None:
            claims[heading.role].append((index, heading.sure))
    return claims


def _suggested(
    claims: Mapping[Role, list[tuple[int, Sure]]], first: Sequence[str], body: Sequence[Sequence[str]]
) -> Columns:
    columns = {}
    for role, claimed in claims.items():
        certain = [index for index, sure in claimed if sure is Sure.CERTAIN]
        if role in ASKED:
            columns[role] = (certain or [index for index, _ in claimed])[0]
        elif role is not Role.IGNORED and len(certain) == len(claimed) == 1:
            # These only add dates; one that is in doubt is left out and not asked about.
            columns[role] = certain[0]
    taken = {index for claimed in claims.values() for index, _ in claimed}
    free = [index for index in range(len(first)) if index not in taken]
    if Role.LINK not in columns and (linking := [index for index in free if links(body, index)]):
        columns[Role.LINK] = linking[0]
        free.remove(linking[0])
    if Role.NAME not in columns and (naming := [index for index in free if fits(Role.NAME, body, index)]):
        columns[Role.NAME] = naming[0]
    return columns


def _doubts(
    claims: Mapping[Role, list[tuple[int, Sure]]],
    columns: Columns,
    body: Sequence[Sequence[str]],
    known: Sequence[Heading | None] | None,
) -> list[str]:
    if known is None:
        return ["I do not know the words of a first row that says what the columns are."]
    unknown = [index for index, heading in enumerate(known) if heading is None and any(row[index] for row in body)]
    doubts = []
    for role in ASKED:
        claimed = claims.get(role, [])
        if len(claimed) > 1:
            doubts.append(f"More than one column could hold {_CALLED[role]}.")
        elif claimed and claimed[0][1] is Sure.LIKELY:
            doubts.append(f"I am not sure which column holds {_CALLED[role]}.")
        elif claimed and not fits(role, body, claimed[0][0]):
            doubts.append(f"The column for {_CALLED[role]} does not look like it.")
        elif not claimed and _could_be(role, unknown, columns):
            doubts.append(f"I do not find the column with {_CALLED[role]}.")
    return doubts


def _could_be(role: Role, unknown: Sequence[int], columns: Columns) -> bool:
    """Tell whether a column that has no heading could be one whose words are not known."""
    if role is Role.NAME:
        return True
    return columns.get(role) in unknown if role is Role.LINK else bool(unknown)
