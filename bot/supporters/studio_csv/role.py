"""What a column of a table can be for."""

from enum import StrEnum


class Role(StrEnum):
    """What a column holds. A file has each at most once."""

    NAME = "name"
    LINK = "link"
    """The address of the person's channel, which says who they are whatever they call themselves."""
    LEVEL = "level"
    MONTHS = "months"
    """Months as a member, in all."""
    SINCE = "since"
    """The day of the beginning, as our own files have it."""
    LEVEL_MONTHS = "level_months"
    UPDATE = "update"
    """What happened last, in Studio's words."""
    UPDATED_AT = "updated_at"
    IGNORED = "ignored"
    """Known, and of no use here."""


ASKED = (Role.NAME, Role.LINK, Role.LEVEL, Role.MONTHS)
"""The columns that a person is asked for; the rest only adds to what these say."""
