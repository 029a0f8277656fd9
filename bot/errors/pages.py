"""What can go wrong with what leaves Discord: pages of credits and files to fetch."""

import math
from collections.abc import Sequence
from datetime import datetime

from bot.errors.base import PressButton, UserError


class NoRoomForFiles(UserError):
    """The folder of files is full; `first` (UTC) is when the first of them goes, None when none would."""

    def __init__(self, first: datetime | None) -> None:
        when = f"The first one there goes <t:{math.ceil(first.timestamp())}:R>" if first else "It is too large"
        super().__init__(f"There is no room for this file right now. {when}. Try a smaller size or a shorter roll.")


class TooManyPages(UserError):
    """The server has as many pages of credits as it can have."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"This server has {limit} pages of credits, which is as many as I keep. Take one down with "
            "`/credits page revoke` first."
        )


class NotShared(UserError):
    """Names would reach everybody with an address, and their owners have not agreed; `sources` are escaped titles."""

    def __init__(self, sources: Sequence[str], owners: Sequence[int]) -> None:
        titles = ", ".join(f"**{title}**" for title in sources)
        people = ", ".join(f"<@{owner}>" for owner in owners)
        super().__init__(
            f"A page would show the names of {titles} to everybody who has its address. {people} decide that: "
            "whoever owns a list makes the page, or allows it first in `/accounts` or with `/credits page share`.",
            action=PressButton("Ask by DM", "approvals.ask", ("page",)),
        )
