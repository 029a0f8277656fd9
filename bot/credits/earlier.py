"""What is said of names that come from an earlier reading: whose they are, of which date, and why not newer."""

from collections.abc import Sequence

from bot.credits.limits import units
from bot.names import escape_name, plain_name
from bot.supporters.roll import Earlier, Why

_WHY = {
    Why.RELINK: "that channel needs to be linked again",
    Why.UNANSWERED: "YouTube could not be asked since",
    Why.RELEASE: "this is for what was released then",
}
_LONGEST = 1_000
"""In UTF-16 units: the names are what the post is for."""


def marked(earlier: Sequence[Earlier]) -> str:
    """Return small lines of Discord markdown, empty when every name is of now."""
    text = "\n".join(_line(f"**{escape_name(one.creator)}**", one) for one in earlier)
    if units(text) <= _LONGEST:
        return text
    oldest = min(one.as_of for one in earlier)
    return (
        f"-# The names of some channels are as of <t:{int(oldest.timestamp())}:D> or later: those channels need to be "
        "linked again, or YouTube could not be asked since."
    )


def noted(earlier: Sequence[Earlier]) -> list[str]:
    """Return the same as lines of plain text, dates in UTC."""
    return [
        f"The names of {plain_name(one.creator)} are as of {one.as_of:%Y-%m-%d}: {_WHY[one.why]}." for one in earlier
    ]


def _line(creator: str, one: Earlier) -> str:
    return f"-# The names of {creator} are as of <t:{int(one.as_of.timestamp())}:D>: {_WHY[one.why]}."
