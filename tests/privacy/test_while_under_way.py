"""Deleting while a post, a link or a refresh is under way leaves nothing behind and finishes nothing."""

import asyncio

from sandbox.browser import Browser
from tests.privacy.hands import delete_everything, traces
from tests.privacy.rows import mentions
from tests.support.asking import asked
from tests.support.bench import InnerBench


async def test_a_post_half_way_stops_and_shows_no_more_names(ready: InnerBench) -> None:
    poster = ready.app.client.services.poster
    ready.discord.fail_next("POST", "/channels/{channel_id}/messages", 503, times=20)
    posting = await ready.creator.slash("credits post", channel_="credits")
    await ready.discord.request_made(lambda exchange: exchange.status == 503)
    assert "Deleted" in (await delete_everything(ready.creator)).text
    assert "Posted" not in (await posting.message()).text
    await poster.idle()
    ready.clock.pass_time(minutes=30)
    await poster.tick()
    await poster.idle()
    assert ready.discord.channel("credits").messages == []
    assert await traces(ready, ready.creator) == []


async def test_a_consent_that_is_open_ends_and_links_nothing(bench: InnerBench) -> None:
    await bench.link(bench.alice)
    offer = await asked(bench.alice, "link", access="act")
    async with Browser() as browser:
        await browser.open(offer.link())
        await browser.continue_()
        await browser.continue_()
        await browser.sign_in("alice")
        assert str(browser.url).startswith(bench.google.origin)
        await delete_everything(bench.alice)
        await browser.consent("alice")
        assert (browser.status, "Nothing was linked" in browser.text) == (404, True)
        await browser.open(offer.link())
        assert "no longer" in browser.text or "not known" in browser.text
    assert await traces(bench, bench.alice) == []


async def test_a_link_that_is_being_finished_is_not_saved(bench: InnerBench) -> None:
    await asked(bench.alice, "privacy")
    offer = await asked(bench.alice, "link")
    bench.google.faults.delay = 30
    consenting = asyncio.create_task(bench.consent(bench.alice, offer.link()))
    await bench.google.faults.held(1)
    await delete_everything(bench.alice)
    bench.google.faults.delay = 0
    bench.google.faults.release()
    browser = await consenting
    assert (browser.status, "is not known here" in browser.text) == (404, True)
    assert "Start again" not in browser.text
    assert await traces(bench, bench.alice) == []


async def test_a_refresh_that_comes_back_too_late_is_dropped(bench: InnerBench) -> None:
    await bench.link(bench.alice)
    bench.clock.pass_time(hours=2)
    bench.google.faults.delay = 30
    asking = await bench.alice.slash("myuploads")
    await bench.google.faults.held(1)
    bench.google.faults.delay = 0
    assert "Deleted" in (await delete_everything(bench.alice)).text
    bench.google.faults.release()
    assert "not here any more" in (await asking.message()).text
    assert await traces(bench, bench.alice) == []


async def test_trouble_with_a_schedule_that_nobody_owns_is_shown_and_told_to_nobody(ready: InnerBench) -> None:
    bob = ready.discord.person("bob")
    offer = await asked(bob, "link", access="creator")
    await ready.consent(bob, offer.link(), account="creator")
    ready.discord.world.join(
        ready.discord.world.guilds_of(bob.user)[0], bob.user, *ready.discord.world.guilds_of(bob.user)[0].roles.values()
    )
    await asked(bob, "credits sources add")
    await delete_everything(ready.creator)
    assert "every Monday" in (await asked(bob, "credits schedules")).text
    heard = len(ready.creator.dms)
    ready.discord.channel("credits").deny("send_messages")
    ready.clock.pass_time(days=8)
    poster = ready.app.client.services.poster
    await poster.tick()
    await poster.idle()
    assert "Send Messages" in (await asked(bob, "credits schedules")).text
    assert len(ready.creator.dms) == heard
    assert await mentions(ready.app.client.services.database, str(ready.creator.id)) == []
