"""A page of credits whose names come from YouTube, open in a browser while people join."""

import asyncio
from pathlib import Path

import aiohttp

from bot.credits.readings import EVERY
from bot.metrics import Metrics
from bot.store import links, sources
from bot.supporters.channel_members import FollowedMembers
from bot.supporters.kinds import YOUTUBE_MEMBERS
from bot.youtube.client import YouTube
from bot.youtube.members import Members
from bot.youtube.quota import Quota
from sandbox.google import GoogleSandbox
from tests.sandbox.google.helpers import MEMBERS, READ, App
from tests.support.clock import HandClock
from tests.support.credits_site import CREATOR, GUILD, START, CreditsSite, credits_site
from tests.supporters.conftest import link_row
from tests.web.credits_stream import changed, stream
from tests.youtube.helpers import Tokens


async def bring_members(site: CreditsSite) -> None:
    async with site.database.write() as connection:
        await links.add(connection, link_row("creator", CREATOR, site.clock))
        await sources.add(
            connection,
            source_id="members",
            guild_id=GUILD,
            kind=YOUTUBE_MEMBERS,
            owner_id=CREATOR,
            by=CREATOR,
            at=site.clock(),
            link_id="creator",
        )


async def test_who_joins_appears_on_the_open_page_after_one_interval_for_two_units(tmp_path: Path) -> None:
    clock = HandClock(START)
    async with GoogleSandbox(clock=clock) as google, aiohttp.ClientSession() as http:
        quota = Quota(clock, daily_units=10_000, metrics=Metrics())
        youtube = YouTube(http, api_endpoint=google.youtube_api, quota=quota, clock=clock)
        tokens = Tokens(await App(google, http).token(MEMBERS, READ, person="creator"))
        followed = FollowedMembers(Members(youtube, tokens, clock))
        channel = google.person("creator").channel
        assert channel is not None
        async with credits_site(tmp_path, clock=clock, readers={YOUTUBE_MEMBERS: followed}) as site:
            await bring_members(site)
            async with stream(http, site, await site.page()) as events:
                assert [(await events.next())[0] for _ in range(3)] == ["retry", "look", "names"]
                channel.join("The Newcomer", level=channel.levels[2], at=clock())
                left = google.quota_left
                clock.now += EVERY
                # The first look starts the reading, and the next one finds it done.
                await site.tick.waiting.wait()
                site.tick.waiting.clear()
                site.tick.pass_one()
                await site.tick.waiting.wait()
                await asyncio.gather(*site.live._readings._renewing.values())
                kind, names = await changed(site, events)
            assert kind == "names"
            assert "The Newcomer" in names["groups"][0]["names"]
            assert left - google.quota_left == 2
