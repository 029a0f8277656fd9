"""The kinds of sources, by the words that the table keeps."""

from bot import vocabulary

YOUTUBE_MEMBERS = "youtube_members"
"""The members of a linked YouTube channel."""
PATREON = "patreon"
"""The patrons of a linked campaign."""
STUDIO_CSV = "studio_csv"
"""The members in a file that YouTube Studio made."""
LIST = "list"
"""Names from a file or typed in."""

_BY_PROVIDER = {vocabulary.YOUTUBE: YOUTUBE_MEMBERS, vocabulary.PATREON: PATREON}

FILE_KINDS = frozenset({STUDIO_CSV, LIST})
"""Kinds whose list is imported and kept in `lists`; the others are read from their provider each time."""


def of_provider(provider: str) -> str:
    """Return the kind of source that reads a link at this provider. KeyError where there is nobody to thank."""
    return _BY_PROVIDER[provider]
