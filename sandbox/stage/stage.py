"""The stage of one pair of sandboxes: faults, clock, requests, quota and tour, for the page and for tests."""

from datetime import timedelta

from sandbox.clock import Clock
from sandbox.discord.feed import Event
from sandbox.discord.server import DiscordSandbox
from sandbox.google.server import GoogleSandbox
from sandbox.patreon.server import PatreonSandbox
from sandbox.stage.discord_faults import discord_faults
from sandbox.stage.fault import Faults
from sandbox.stage.google_faults import google_faults
from sandbox.stage.next_post import NextPost, NothingPlanned, no_bot
from sandbox.stage.patreon_faults import patreon_faults
from sandbox.stage.requests import LoggedRequest, RequestLog
from sandbox.stage.routes import Routes
from sandbox.stage.state import state
from sandbox.stage.tour import Tour


class Stage:
    """Make it before the sandboxes are entered, and give all of them the same clock.

    `next_post` may be set later, once there is a bot to ask.
    """

    def __init__(
        self,
        discord: DiscordSandbox,
        google: GoogleSandbox,
        clock: Clock,
        *,
        patreon: PatreonSandbox | None = None,
        next_post: NextPost = no_bot,
    ) -> None:
        self.discord = discord
        self.google = google
        self.patreon = patreon
        self.clock = clock
        self.next_post = next_post
        self.requests = RequestLog()
        self.tour = Tour(discord, google, self._changed)
        third = patreon_faults(patreon) if patreon else []
        self.faults = Faults([*discord_faults(discord), *google_faults(google), *third], self._changed)
        clock.watchers.append(self._changed)
        discord.listeners.append(self.requests.of_discord)
        google.listeners += [self.requests.of_google, self.tour.of_google]
        if patreon:
            patreon.listeners.append(self.requests.of_patreon)
        discord.feed.watch(self.tour.of_discord)
        self.requests.listeners.append(self._tell)
        discord.extend(Routes(self).add_to)

    async def to_next_post(self) -> None:
        """Move the clock to the next scheduled post. Raises NothingPlanned."""
        due = await self.next_post()
        if due is None:
            raise NothingPlanned
        self.clock.pass_time(seconds=max(0.0, (due - self.clock()) / timedelta(seconds=1)))

    def _tell(self, request: LoggedRequest) -> None:
        self.discord.feed.publish(Event("request", {"request": request.json()}))
        if request.cost:
            self._changed()

    def _changed(self) -> None:
        self.discord.feed.publish(Event("stage", {"stage": state(self)}))
