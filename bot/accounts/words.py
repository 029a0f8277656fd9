"""Permissions in a person's words, the same on pages and in messages."""

from collections.abc import Iterable

from bot.providers.access import Access

CAN = {
    Access.LOOK: "see your channel and your videos, the private and unlisted ones too",
    Access.ACT: "like videos and write comments as you, each time only when you say so",
    Access.CREATOR: "see who your channel members are, at which level and since when",
}
"""What each permission lets the bot do."""

NEVER = (
    "upload, change or delete your videos",
    "see your password, your e-mail or what you watch",
)
"""What the bot does with no permission at all."""


def ordered(access: Iterable[Access]) -> list[Access]:
    """Return permissions in the order they are asked for."""
    return [one for one in Access if one in set(access)]


def listed(parts: Iterable[str]) -> str:
    """Join phrases into one sentence part."""
    return "; ".join(parts)
