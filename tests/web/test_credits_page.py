"""The public page of credits and its stream: who sees what, as it changes, and when it ends."""

import asyncio
import html
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest
from sqlalchemy import select

from bot.credits.live import LivePages
from bot.credits.look import Look, asked
from bot.credits.public import MOST_PAGES
from bot.credits.readings import EVERY
from bot.errors import NoSource, NotShared, NotYours, TooManyPages
from bot.store import overrides
from bot.store.overrides import Override
from bot.store.tables import audit, pages
from bot.supporters.entries import list_key
from bot.supporters.roll import Roll
from bot.web.places import Places
from tests.support.credits_site import CREATOR, GUILD, OTHER, CreditsSite, credits_site
from tests.web.credits_stream import changed, stream

NASTY = ["<script>alert(1)</script>", "\u202eevil", "a&b", "\"'><img src=x onerror=y>", "{{7*7}}", "אבג", "\u200b"]


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[CreditsSite]:
    async with credits_site(tmp_path) as site:
        yield site


@pytest.fixture
async def web() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def shown(web: aiohttp.ClientSession, site: CreditsSite, path: str) -> str:
    async with web.get(site.origin + path) as response:
        assert response.status == 200
        return await response.text()


def names_in(text: str) -> list[str]:
    return [html.unescape(name) for name in re.findall(r"<bdi>(.*?)</bdi>", text)]


async def test_page_shows_every_name_once_without_script(site: CreditsSite, web: aiohttp.ClientSession) -> None:
    await site.import_names(["Ada", "Björn", *NASTY])
    text = await shown(web, site, await site.page(Look(title="<Thanks>")))
    assert '<h1 id="title" dir="auto">&lt;Thanks&gt;</h1>' in text
    assert "9 supporters" in text
    found = names_in(text)
    assert found[:2] == ["Ada", "Björn"]
    assert len(found) == 9
    assert "<img" not in text
    assert text.count("<script") == 1
    assert "\u202e" not in text.replace(found[3], "")
    assert found[-1] == "(invisible name)"
    assert "list:" not in text


async def test_months_and_other_layouts(site: CreditsSite, web: aiohttp.ClientSession) -> None:
    await site.import_names(["Zoe", "Ada"], level="Stars")
    assert "<small>1 month</small>" in (text := await shown(web, site, await site.page(Look(template="months"))))
    assert "<small>2 months</small>" in text
    assert names_in(await shown(web, site, await site.page(Look(template="together")))) == ["Ada", "Zoe"]
    assert "Stars" not in await shown(web, site, await site.page(Look(template="newest")))


async def test_only_this_page_may_run_our_script_and_only_when_there_is_one(
    site: CreditsSite, web: aiohttp.ClientSession
) -> None:
    await site.import_names(["Ada"])
    async with web.get(site.origin + await site.page()) as response:
        policy = response.headers["Content-Security-Policy"]
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Referrer-Policy"] == "no-referrer"
    async with web.get(f"{site.origin}/credits/{'x' * 43}") as response:
        assert response.status == 404
        assert "script-src" not in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("key", ["x", "x" * 43, "x" * 44, "%2e%2e%2f", "..", "%00"])
async def test_unknown_keys_have_no_page_and_no_stream(site: CreditsSite, web: aiohttp.ClientSession, key: str) -> None:
    for path in (f"/credits/{key}", f"/credits/{key}/live"):
        async with web.get(site.origin + path) as response:
            assert response.status == 404


async def test_key_is_kept_as_a_hash_alone(site: CreditsSite) -> None:
    await site.import_names(["Ada"])
    key = (await site.page()).rpartition("/")[2]
    assert len(key) == 43
    async with site.database.read() as connection:
        everything = [str((await connection.execute(select(table))).all()) for table in (pages, audit)]
    assert key not in "".join(everything)
    assert "page.created" in everything[1]


async def test_address_overrides_the_look_and_nonsense_in_it_does_nothing() -> None:
    look = Look(theme="dark", speed=50, columns=2)
    given = {"theme": "light", "speed": "80", "columns": "3", "size": "32", "loop": "0"}
    assert asked(look, given) == Look(theme="light", speed=80, columns=3, size=32, loop=False)
    given |= {"title": " Our\ncrew\x00 ", "template": "months"}
    assert asked(look, given) == Look("Our crew\ufffd", "light", "months", speed=80, columns=3, size=32, loop=False)
    assert asked(Look(size=40), {"size": "0"}) == Look()
    assert asked(look, {"title": "x" * 121, "template": "../letter"}) == look
    for nonsense in ("", "x", "-1", "1e9", "²", "9" * 99, "0.5"):
        assert asked(look, dict.fromkeys(given.keys() - {"title"}, nonsense)) == look
    for nothing in ("", " ", "\n"):
        assert asked(look, {"title": nothing}) == look


async def test_stream_says_nothing_that_the_page_has_said(site: CreditsSite, web: aiohttp.ClientSession) -> None:
    source = await site.import_names(["Ada"])
    path = await site.page()
    version = re.search(r'data-version="(\w+)"', await shown(web, site, path))
    assert version
    async with stream(web, site, path, f"?version={version[1]}") as events:
        assert (await events.next())[0] == "retry"
        assert (await events.next())[0] == "look"
        await site.replace_names(source, ["Ada", "Björn"])
        kind, names = await changed(site, events)
    assert kind == "names"
    assert names["id"] != version[1]
    assert names["groups"] == [{"heading": "Crew", "names": ["Ada", "Björn"]}]


async def test_hidden_person_goes_from_open_pages_at_the_next_look(
    site: CreditsSite, web: aiohttp.ClientSession
) -> None:
    await site.import_names(["Ada", "Björn"])
    path = await site.page()
    async with stream(web, site, path) as events:
        assert [(await events.next())[0] for _ in range(3)] == ["retry", "look", "names"]
        async with site.database.write() as connection:
            hidden = Override(list_key("Björn"), hidden=True)
            await overrides.put(connection, GUILD, hidden, site.clock())
        _, names = await changed(site, events)
        assert names["groups"][0]["names"] == ["Ada"]
    assert names_in(await shown(web, site, path)) == ["Ada"]


async def test_settings_reach_open_pages_but_not_past_the_address(
    site: CreditsSite, web: aiohttp.ClientSession
) -> None:
    await site.import_names(["Ada"])
    path = await site.page()
    async with stream(web, site, path, "?theme=light") as events:
        assert [(await events.next())[0] for _ in range(3)] == ["retry", "look", "names"]
        (page,) = await site.pages.of_guild(GUILD)
        await site.pages.change(page.id, GUILD, lambda look: msgspec.structs.replace(look, theme="dark", speed=99))
        kind, look = await changed(site, events)
    assert kind == "look"
    assert (look["theme"], look["speed"]) == ("light", 99)


async def test_address_chooses_title_and_template_and_its_stream_keeps_to_them(
    site: CreditsSite, web: aiohttp.ClientSession
) -> None:
    source = await site.import_names(["Zoe", "Ada"])
    path = await site.page(Look("Ours"))
    query = "?template=months&title=%3Cb%3ETheirs"
    text = await shown(web, site, path + query)
    assert "&lt;b&gt;Theirs</h1>" in text
    assert "<small>2 months</small>" in text
    version = re.search(r'data-version="(\w+)"', text)
    assert version
    async with stream(web, site, path, f"{query}&version={version[1]}") as events, stream(web, site, path) as plain:
        assert [(await plain.next())[0] for _ in range(3)] == ["retry", "look", "names"]
        assert (await events.next())[0] == "retry"
        assert (await events.next())[1]["title"] == "<b>Theirs"
        # Only the months change, which the page itself does not show.
        await site.replace_names(source, ["Zoe", "Ada", "Zoe"])
        kind, names = await changed(site, events)
        assert kind == "names"
        assert names["groups"] == [{"heading": "Crew", "names": ["Zoe", "Ada"], "notes": ["3 months", "2 months"]}]
        (page,) = await site.pages.of_guild(GUILD)
        await site.pages.change(page.id, GUILD, lambda look: msgspec.structs.replace(look, speed=99))
        assert (await changed(site, events))[0] == "look"
        # The other stream has heard of nothing between: to it nothing had changed.
        assert (await plain.next())[0] == "look"


async def test_page_that_is_taken_down_goes_from_every_screen_and_never_comes_back(
    site: CreditsSite, web: aiohttp.ClientSession
) -> None:
    await site.import_names(["Ada"])
    path = await site.page()
    async with stream(web, site, path) as events:
        assert [(await events.next())[0] for _ in range(3)] == ["retry", "look", "names"]
        (page,) = await site.pages.of_guild(GUILD)
        await site.pages.revoke(page.id, GUILD, CREATOR)
        assert (await changed(site, events))[0] == "gone"
        assert await events.at_end()
    async with web.get(site.origin + path) as response:
        assert response.status == 410
        assert "Ada" not in await response.text()
    async with web.get(f"{site.origin}{path}/live") as response:
        assert response.status == 404
    with pytest.raises(NotYours):
        await site.pages.change(page.id, GUILD, lambda look: look)
    site.clock.pass_time(days=31)
    await site.pages.clean_up()
    async with web.get(site.origin + path) as response:
        assert response.status == 404


async def test_page_that_moves_goes_from_every_screen_and_shows_the_same_at_its_new_address(
    site: CreditsSite, web: aiohttp.ClientSession
) -> None:
    await site.import_names(["Ada"])
    path = await site.page(Look("Ours", speed=99))
    (page,) = await site.pages.of_guild(GUILD)
    with pytest.raises(NotShared):
        await site.pages.move(page.id, GUILD, OTHER)
    async with stream(web, site, path) as events:
        assert [(await events.next())[0] for _ in range(3)] == ["retry", "look", "names"]
        moved = await site.pages.move(page.id, GUILD, CREATOR)
        assert (await changed(site, events))[0] == "gone"
    async with web.get(site.origin + path) as response:
        assert response.status == 410
    assert names_in(text := await shown(web, site, moved.url.removeprefix("http://localhost"))) == ["Ada"]
    assert 'data-speed="99"' in text
    assert [one.look for one in await site.pages.of_guild(GUILD)] == [page.look]
    with pytest.raises(NotYours):
        await site.pages.move(page.id, GUILD, CREATOR)
    async with site.database.read() as connection:
        actions = (await connection.execute(select(audit.c.action).order_by(audit.c.id))).scalars().all()
    assert actions[-2:] == ["page.created", "page.revoked"]


async def test_pages_of_another_server_cannot_be_touched(site: CreditsSite) -> None:
    await site.import_names(["Ada"])
    await site.page()
    (page,) = await site.pages.of_guild(GUILD)
    with pytest.raises(NotYours):
        await site.pages.revoke(page.id, GUILD + 1, CREATOR)
    with pytest.raises(NotYours):
        await site.pages.change(page.id, GUILD + 1, lambda look: look)


async def test_names_reach_a_page_by_their_owners_will_alone(site: CreditsSite, web: aiohttp.ClientSession) -> None:
    with pytest.raises(NoSource):
        await site.page()
    source = await site.import_names(["Ada"])
    with pytest.raises(NotShared) as refused:
        await site.page(by=OTHER)
    assert f"<@{CREATOR}>" in refused.value.message
    with pytest.raises(NotYours):
        await site.pages.allow(source.id, GUILD, OTHER, allowed=True)
    await site.pages.allow(source.id, GUILD, CREATOR, allowed=True)
    path = await site.page(by=OTHER)
    assert names_in(await shown(web, site, path)) == ["Ada"]
    await site.pages.allow(source.id, GUILD, CREATOR, allowed=False)
    assert names_in(text := await shown(web, site, path)) == []
    assert "wait until" in text
    (page,) = await site.pages.of_guild(GUILD)
    assert page.waits_for == (CREATOR,)


async def test_source_of_somebody_else_that_comes_later_takes_the_names_away_until_it_is_allowed(
    site: CreditsSite, web: aiohttp.ClientSession
) -> None:
    await site.import_names(["Ada"])
    path = await site.page()
    await site.import_names(["Secret Patron"], by=OTHER)
    assert names_in(await shown(web, site, path)) == []


async def test_a_server_has_a_bounded_number_of_pages(site: CreditsSite) -> None:
    await site.import_names(["Ada"])
    for _ in range(MOST_PAGES):
        await site.page()
    with pytest.raises(TooManyPages):
        await site.page()


async def test_everybody_with_the_page_open_shares_one_reader(site: CreditsSite, web: aiohttp.ClientSession) -> None:
    source = await site.import_names(["Ada"])
    path = await site.page()
    async with stream(web, site, path) as first, stream(web, site, path) as second:
        for events in (first, second):
            assert [(await events.next())[0] for _ in range(3)] == ["retry", "look", "names"]
        await site.replace_names(source, ["Björn"])
        told = await changed(site, first)
        assert told == await second.next()


@pytest.mark.parametrize("streams", [Places(1, 5), Places(5, 1)], ids=["in all", "by one address"])
async def test_who_finds_too_many_waiting_is_told_what_there_is_and_when_to_ask_again(
    tmp_path: Path, web: aiohttp.ClientSession, streams: Places
) -> None:
    async with credits_site(tmp_path, streams=streams) as site:
        await site.import_names(["Ada"])
        path = await site.page()
        async with stream(web, site, path) as first:
            assert await first.next() == ("retry", {"ms": 2000})
            async with stream(web, site, path) as second:
                assert await second.next() == ("retry", {"ms": 20000})
                assert [(await second.next())[0] for _ in range(2)] == ["look", "names"]
                assert await second.at_end()


async def test_the_limit_holds_for_those_who_come_at_once(tmp_path: Path, web: aiohttp.ClientSession) -> None:
    async with credits_site(tmp_path, streams=Places(5, 5)) as site, AsyncExitStack() as stack:
        await site.import_names(["Ada"])
        path = await site.page()
        opened = await asyncio.gather(*(stack.enter_async_context(stream(web, site, path)) for _ in range(20)))
        told = [await one.next() for one in opened]
        assert sum(one == ("retry", {"ms": 2000}) for one in told) == 5


async def test_leave_is_asked_again_after_the_lists_were_read(tmp_path: Path, web: aiohttp.ClientSession) -> None:
    async with credits_site(tmp_path) as site:
        await site.import_names(["Mine"])
        path = await site.page()
        rolls = site.live._readings._rolls
        read = rolls.for_guild

        async def slowly(*asked: Any, **options: Any) -> Roll:
            """Somebody else, who has allowed nothing, brings a list while the others are read."""
            await site.import_names(["Private Patron"], by=71)
            return await read(*asked, **options)

        rolls.for_guild = slowly  # type: ignore[method-assign]  # the moment is what matters
        assert "Private Patron" not in await shown(web, site, path)


async def test_silent_stream_says_that_it_is_still_there(tmp_path: Path, web: aiohttp.ClientSession) -> None:
    async with credits_site(tmp_path, quiet_seconds=0.01) as site:
        await site.import_names(["Ada"])
        async with stream(web, site, await site.page()) as events:
            assert [(await events.next())[0] for _ in range(4)] == ["retry", "look", "names", "comment"]


async def test_streams_end_when_the_bot_is_stopped_without_saying_that_the_page_is_gone(
    site: CreditsSite, web: aiohttp.ClientSession
) -> None:
    await site.import_names(["Ada"])
    async with stream(web, site, await site.page()) as events:
        assert [(await events.next())[0] for _ in range(3)] == ["retry", "look", "names"]
        await site.live.close()
        assert await events.at_end()


async def test_nobody_is_watched_for_once_everybody_has_left(site: CreditsSite, web: aiohttp.ClientSession) -> None:
    await site.import_names(["Ada"])
    live: LivePages = site.live
    async with live.watching((await site.page()).rpartition("/")[2]) as watch:
        assert watch
        assert live._watches
    assert not live._watches


async def test_names_leave_memory_when_nobody_looks(site: CreditsSite, web: aiohttp.ClientSession) -> None:
    await site.import_names(["Ada"])
    await shown(web, site, await site.page())
    readings = site.live._readings
    assert readings._kept
    site.clock.pass_time(minutes=29)
    await site.live.clean_up()
    assert readings._kept
    site.clock.pass_time(minutes=2)
    await site.live.clean_up()
    assert not readings._kept
    assert not site.live._made


async def test_old_names_are_read_again_beside_those_that_are_shown(
    site: CreditsSite, web: aiohttp.ClientSession
) -> None:
    await site.import_names(["Ada"])
    path = await site.page()
    await shown(web, site, path)
    kept = site.live._readings._kept[GUILD]
    assert kept.until - site.clock() == EVERY
    site.clock.now += EVERY
    assert names_in(await shown(web, site, path)) == ["Ada"]
    while site.live._readings._renewing:
        await asyncio.gather(*site.live._readings._renewing.values())
    assert site.live._readings._kept[GUILD].until - site.clock() == EVERY
