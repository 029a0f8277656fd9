"""What the commands call: one object, carried by the Discord client."""

from dataclasses import dataclass

from bot.accounts.accounts import Accounts
from bot.accounts.linking import Linking
from bot.schedule.poster import Poster
from bot.schedule.schedules import Schedules
from bot.store.database import Database
from bot.supporters.sources import Sources
from bot.youtube.members import Members
from bot.youtube.ratings import Ratings
from bot.youtube.uploads import Uploads


@dataclass(frozen=True, slots=True)
class Services:
    """The services, ready to use."""

    database: Database
    accounts: Accounts
    linking: Linking
    uploads: Uploads
    ratings: Ratings
    members: Members
    sources: Sources
    schedules: Schedules
    poster: Poster

    def forget(self, link_id: str) -> None:
        """Drop what was read through a link and is still in memory."""
        self.uploads.forget(link_id)
        self.members.forget(link_id)
