"""What the commands call: one object, carried by the Discord client."""

from dataclasses import dataclass

from bot.accounts.accounts import Accounts
from bot.accounts.linking import Linking
from bot.clock import Clock
from bot.credits.files import Files
from bot.credits.layouts import Layouts
from bot.credits.live import LivePages
from bot.credits.own import OwnTemplates
from bot.credits.pictures.pictures import Pictures
from bot.credits.public import PublicPages
from bot.privacy.privacy import Privacy
from bot.privacy.servers import Servers
from bot.provided import PatreonSide
from bot.schedule.poster import Poster
from bot.schedule.releases import DueReleases
from bot.schedule.schedules import Schedules
from bot.store.database import Database
from bot.supporters.approvals import Approvals
from bot.supporters.changes import Changes
from bot.supporters.imports import Imports
from bot.supporters.lists import Lists
from bot.supporters.people import People
from bot.supporters.rolls import Rolls
from bot.supporters.sharing import Sharing
from bot.supporters.sources import Sources
from bot.supporters.standing import Standings
from bot.supporters.wishes import Wishes
from bot.youtube.members import Members
from bot.youtube.ratings import Ratings
from bot.youtube.uploads import Uploads


@dataclass(frozen=True, slots=True)
class Services:
    """The services, ready to use."""

    database: Database
    accounts: Accounts
    linking: Linking
    privacy: Privacy
    servers: Servers
    uploads: Uploads
    ratings: Ratings
    members: Members
    patreon: PatreonSide
    sources: Sources
    lists: Lists
    imports: Imports
    sharing: Sharing
    approvals: Approvals
    rolls: Rolls
    wishes: Wishes
    people: People
    standings: Standings
    changes: Changes
    schedules: Schedules
    due_releases: DueReleases
    poster: Poster
    templates: OwnTemplates
    layouts: Layouts
    files: Files
    pictures: Pictures
    clock: Clock
    pages: PublicPages
    live: LivePages

    def forget(self, link_id: str) -> None:
        """Drop what was read through a link and is still in memory."""
        self.uploads.forget(link_id)
        self.members.forget(link_id)
        self.patreon.patrons.forget(link_id)
