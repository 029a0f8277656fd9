"""/credits page: made, looked at, changed, taken down; and who may not."""

import re
from collections.abc import Awaitable

import aiohttp
import pytest

from tests.support.asking import asked, clicked
from tests.support.bench import InnerBench


@pytest.fixture
async def ready(bench: InnerBench) -> InnerBench:
    """Link the creator, whose members the server thanks."""
    await bench.link(bench.creator, "creator")
    await asked(bench.creator, "credits sources add")
    return bench


async def page_of(bench: InnerBench, **options: object) -> str:
    return (await asked(bench.creator, "credits page create", **options)).link("Open the page")


async def fetched(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as web, web.get(url) as response:
        return response.status, await response.text()


def manager(bench: InnerBench) -> None:
    """Let Alice manage the server, too."""
    world = bench.discord.world
    guild = world.guilds_of(bench.alice.user)[0]
    world.join(guild, bench.alice.user, world.add_role(guild, "Helpers", "manage_guild"))


async def test_page_shows_every_member_and_its_address_is_only_on_a_private_button(ready: InnerBench) -> None:
    told = await asked(ready.creator, "credits page create", title="My stars", theme="dark")
    url = told.link("Open the page")
    assert url.startswith(f"{ready.url}/credits/")
    assert told.ephemeral
    assert url.rpartition("/")[2] not in told.text
    status, text = await fetched(url)
    assert status == 200
    assert text.count("<bdi>") == 1200
    assert "My stars" in text
    assert "theme-dark" in text
    listed = await asked(ready.creator, "credits page list")
    assert "My stars" in listed.text
    assert url.rpartition("/")[2] not in listed.text


async def test_page_alone_reads_members_in_a_way_that_can_be_followed(ready: InnerBench) -> None:
    async def modes_of(asking: Awaitable[object]) -> list[str]:
        ready.google.requests.clear()
        await asking
        return [dict(one.query)["mode"] for one in ready.google.requests if one.path.endswith("/members")]

    url = await page_of(ready)
    assert await modes_of(fetched(url)) == ["updates", "all_current", "all_current"]
    assert await modes_of(asked(ready.creator, "credits preview")) == ["all_current", "all_current"]


async def test_settings_change_by_options_and_by_menus(ready: InnerBench) -> None:
    url = await page_of(ready)
    changed = await asked(ready.creator, "credits page settings", speed=120, template="months", loop=False)
    assert "Changed." in changed.text
    assert "120 px/s · once" in changed.text
    _, text = await fetched(url)
    assert 'data-speed="120"' in text
    assert re.search(r"<small>\d+ months</small>", text)
    menu = next(one["components"][0]["custom_id"] for one in changed.components if ":theme" in str(one))
    after = await (await ready.creator.select(changed, "Light", custom_id=menu)).message()
    assert "**Thank you**" in after.text
    assert "theme-light" in (await fetched(url))[1]


async def test_a_title_and_a_size_can_be_taken_back(ready: InnerBench) -> None:
    url = await page_of(ready, title="My stars")
    changed = await asked(ready.creator, "credits page settings", size=32)
    assert "32 px letters" in changed.text
    assert "10 to 200" in (await asked(ready.creator, "credits page settings", size=9)).text
    plain = await clicked(ready.creator, changed, "No title of its own")
    assert "**Thank you**" in plain.text
    assert "No title of its own" not in [one.label for one in plain.buttons]
    assert "letters by the window" in (await asked(ready.creator, "credits page settings", size=0)).text
    _, text = await fetched(url)
    assert "Thank you</h1>" in text
    assert 'data-size="0"' in text


async def test_a_page_gets_a_new_address_and_keeps_its_look(ready: InnerBench) -> None:
    old = await page_of(ready, title="My stars", theme="dark")
    question = await clicked(
        ready.creator, await asked(ready.creator, "credits page settings", speed=99), "New address"
    )
    assert "old address" in question.text
    card = await clicked(ready.creator, question, "Keep it")
    assert (await fetched(old))[0] == 200
    moved = await clicked(ready.creator, await clicked(ready.creator, card, "New address"), "New address")
    url = moved.link("Open the page")
    assert moved.ephemeral
    assert url.rpartition("/")[2] not in moved.text
    status, text = await fetched(url)
    assert status == 200
    assert "My stars</h1>" in text
    assert 'data-speed="99"' in text
    assert (await fetched(old))[0] == 410
    assert (await asked(ready.creator, "credits page list")).text.count("My stars") == 1


async def test_only_who_may_make_a_page_may_give_it_a_new_address(ready: InnerBench) -> None:
    url = await page_of(ready)
    manager(ready)
    card = await asked(ready.alice, "credits page settings")
    refused = await clicked(ready.alice, await clicked(ready.alice, card, "New address"), "New address")
    assert f"<@{ready.creator.id}>" in refused.text
    assert (await fetched(url))[0] == 200


async def test_page_is_taken_down(ready: InnerBench) -> None:
    url = await page_of(ready)
    (page,) = await ready.creator.autocomplete("credits page revoke", "page", "than")
    assert "Taken down" in (await asked(ready.creator, "credits page revoke", page=page.value)).text
    status, text = await fetched(url)
    assert status == 410
    assert "<bdi>" not in text
    assert "no pages" in (await asked(ready.creator, "credits page list")).text


async def test_another_manager_needs_the_owners_leave(ready: InnerBench) -> None:
    manager(ready)
    refused = await asked(ready.alice, "credits page create")
    assert "decide" in refused.text
    assert f"<@{ready.creator.id}>" in refused.text
    (source,) = await ready.creator.autocomplete("credits page share", "source", "")
    assert "may show" in (await asked(ready.creator, "credits page share", source=source.value, allowed=True)).text
    made = await asked(ready.alice, "credits page create")
    assert (await fetched(made.link("Open the page")))[1].count("<bdi>") == 1200
    await asked(ready.creator, "credits page share", source=source.value, allowed=False)
    assert (await fetched(made.link("Open the page")))[1].count("<bdi>") == 0


async def test_unlinking_takes_the_names_off_the_page(ready: InnerBench) -> None:
    url = await page_of(ready)
    await asked(ready.creator, "unlink")
    status, text = await fetched(url)
    assert status == 200
    assert "<bdi>" not in text


async def test_page_needs_names_first(bench: InnerBench) -> None:
    assert "no source of names" in (await asked(bench.creator, "credits page create")).text
    assert "several" not in (await asked(bench.creator, "credits page settings", speed=50)).text
