"""What has changed since a schedule's last post, as one message: never more than one, however much it is."""

from collections.abc import Iterable, Sequence

from bot.credits.limits import units
from bot.credits.pages import Embed
from bot.credits.text import Part
from bot.names import escape_name
from bot.schedule.options import Options
from bot.supporters.changes import Change
from bot.supporters.roll import Supporter

_ROOM = 1_200
"""UTF-16 units for the names of one kind of news: three kinds and their headings fit into one embed."""
_YEAR = 12


def news_of(change: Change, options: Options) -> Part | None:
    """Return the announcement as these options want it; None when there is nothing to announce.

    Names that do not fit are counted at the end of their list.
    """
    sections: list[str] = []
    if options.announce_new and change.joined:
        sections.append(_section("New", [_name(one) for one in change.joined]))
    if options.announce_upgrades and change.risen:
        rose = [f"{_name(one.supporter)} (now {escape_name(one.level)})" for one in change.risen]
        sections.append(_section("Moved up", rose))
    if options.announce_anniversaries and change.anniversaries:
        sections.append(_section("Anniversaries", [_anniversary(one) for one in change.anniversaries]))
    if not sections:
        return None
    return Part((Embed("Since last time", "\n\n".join(sections)),))


def _section(heading: str, items: Sequence[str]) -> str:
    return f"### {heading} · {len(items):,}\n{_fitting(items)}"


def _fitting(items: Iterable[str]) -> str:
    shown: list[str] = []
    used = left_out = 0
    for item in items:
        used += units(item) + len(" · ")
        if used > _ROOM:
            left_out += 1
        else:
            shown.append(item)
    return " · ".join(shown) + (f"\nand {left_out:,} more" if left_out else "")


def _name(supporter: Supporter) -> str:
    return escape_name(supporter.name)


def _anniversary(supporter: Supporter) -> str:
    years = supporter.months // _YEAR
    return f"{_name(supporter)} ({years:,} {'year' if years == 1 else 'years'})"
