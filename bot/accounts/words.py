"""Permissions in a person's words, the same on pages and in messages."""

from collections.abc import Iterable

from bot.providers.access import Access

CAN = {
    Access.LOOK: "see your channel and your videos, the private and unlisted ones too",
    Access.ACT: "like videos as you, each time only when you say so",
    Access.CREATOR: "see who your channel members are, at which level and since when",
}
"""What each permission lets the bot do."""

BRIEFLY = {
    Access.LOOK: "see your channel and your videos",
    Access.ACT: "like videos as you",
    Access.CREATOR: "see who your channel members are",
}
"""The same within a sentence."""

NEVER = (
    "upload, change or delete your videos",
    "see your password, your e-mail or what you watch",
)
"""What the bot does with no permission at all."""


def ordered(access: Iterable[Access]) -> list[Access]:
    """Return permissions in the order they are asked for."""
    return [one for one in Access if one in set(access)]


def briefly(access: Iterable[Access]) -> str:
    """Return permissions as part of a sentence."""
    *most, last = [BRIEFLY[one] for one in ordered(access)] or ["do nothing"]
    return f"{', '.join(most)} and {last}" if most else last
