"""A roll as the sheet that is drawn: a title, the tiers, and what stands at the end."""

from bot.credits.earlier import noted
from bot.credits.pictures.job import Sheet, Tier
from bot.names import plain_name
from bot.supporters.roll import Roll

LONGEST_TITLE = 100


def sheet_of(roll: Roll, title: str = "") -> Sheet:
    """Return everything that is to be read; `title` is the person's own, one that fits the roll when empty.

    Names are drawn as they stand, on one line, and what cannot be seen says so.
    """
    tiers = (Tier(plain_name(group.level), tuple(plain_name(one.name) for one in group.names)) for group in roll.groups)
    return Sheet(
        plain_name(title) if title.strip() else "Thank you", tuple(tiers), (*_unnamed(roll), *noted(roll.earlier))
    )


def _unnamed(roll: Roll) -> list[str]:
    if not roll.unnamed:
        return []
    return [f"and {roll.unnamed:,} who {'prefers' if roll.unnamed == 1 else 'prefer'} to stay unnamed"]
