"""Sources of names in words: what they are, how they are, what their owners allow."""

from collections import Counter
from collections.abc import Mapping, Sequence

from bot.names import escape_name
from bot.store.links import OK
from bot.store.sources import Source
from bot.supporters import page_consent, sharing
from bot.supporters.entries import SourceList
from bot.supporters.kinds import FILE_KINDS, LIST, PATREON, STUDIO_CSV

_LEVELS = 8
_WHAT = {STUDIO_CSV: "📄 Members from a file,", LIST: "📄 A list,", PATREON: "🧡 Patrons of"}
"""How a source is told of, by its kind."""
_NOTHING = (
    "No names come from anywhere yet. `/credits sources add` brings your channel members or patrons, "
    "`/credits import` names from a file."
)


def listed(sources: Sequence[Source], lists: Mapping[str, SourceList]) -> str:
    """Return all sources of a server; `lists` has what was read of them last, by their ids."""
    return "\n".join(_described(source, lists.get(source.id)) for source in sources) or _NOTHING


def named(source: Source) -> str:
    """Return what a source is and what it is called."""
    return f"{_WHAT.get(source.kind, '📺 Channel members of')} **{escape_name(source.title)}**"


def counted(people: SourceList) -> str:
    """Return how many people a list has at each of its levels."""
    total = len(people.entries)
    counts = Counter(entry.level_id for entry in people.entries)
    shown = [level for level in people.levels if counts[level.id]]
    levels = " · ".join(f"{escape_name(level.name)} {counts[level.id]:,}" for level in shown[:_LEVELS])
    more = f" · {len(shown) - _LEVELS} more levels" if len(shown) > _LEVELS else ""
    return f"{total:,} {'person' if total == 1 else 'people'}{f' ({levels}{more})' if len(shown) > 1 else ''}"


def refreshed(source: Source, people: SourceList) -> str:
    """Return what was found when a source was read anew."""
    moment = f"<t:{int(people.as_of.timestamp())}:f>"
    if source.kind not in FILE_KINDS:
        return f"{named(source)}: {counted(people)}, read just now."
    return f"{named(source)}: {counted(people)}, imported {moment}. `/credits import` replaces it with a newer file."


def _described(source: Source, people: SourceList | None) -> str:
    health = "" if source.status == OK else "\n⚠️ Must be linked again by its owner with `/accounts`."
    return f"{named(source)}, added by <@{source.added_by}>{health}\n-# {_age(source, people)}{_allowed(source)}"


def _age(source: Source, people: SourceList | None) -> str:
    if people is None:
        return "Not read yet"
    done = "imported" if source.kind in FILE_KINDS else "read"
    total = len(people.entries)
    return f"{total:,} {'person' if total == 1 else 'people'}, {done} <t:{int(people.as_of.timestamp())}:R>"


def _allowed(source: Source) -> str:
    """Return what the owner lets others do."""
    others = [
        "export it" if sharing.is_shared(source) else "",
        "show it on a page" if page_consent.is_allowed(source) else "",
    ]
    may = " and ".join(filter(None, others))
    whose = f"belongs to <@{source.owner_id}>"
    return f" · {whose}" + (f", who lets this server's managers {may}" if may else "")
