"""Stopping in order: what is under way is finished or said to be unfinished; nothing new is taken on."""

import asyncio

from tests.support.bench import InnerBench


async def test_a_command_under_way_is_finished_before_the_end(bench: InnerBench) -> None:
    await bench.link(bench.alice)
    bench.google.faults.delay = 30
    reply = await bench.alice.slash("myuploads")
    await bench.google.faults.held(1)
    settling = asyncio.create_task(bench.app.client.settle(20))
    refused = await bench.alice.slash("accounts")
    assert "being restarted" in (await refused.message()).text
    bench.google.faults.clear()
    assert "236 videos" in (await reply.message()).text
    await settling


async def test_a_command_that_takes_too_long_says_that_it_was_not_finished(bench: InnerBench) -> None:
    await bench.link(bench.alice)
    bench.google.faults.delay = 30
    reply = await bench.alice.slash("myuploads")
    await bench.google.faults.held(1)
    await bench.app.client.settle(0.01)
    assert "being restarted" in (await reply.message()).text
    bench.google.faults.clear()


async def test_a_button_of_an_older_version_says_so(bench: InnerBench) -> None:
    await bench.link(bench.alice)
    listed = await (await bench.alice.slash("myuploads")).message()
    del bench.app.client.components["uploads.page"]
    reply = await bench.alice.click(listed, "▶")
    assert "older version" in (await reply.message()).text or "older version" in reply.followups[0].text


async def test_a_page_that_cannot_be_read_leaves_the_list_with_its_buttons(bench: InnerBench) -> None:
    await bench.link(bench.alice)
    listed = await (await bench.alice.slash("myuploads")).message()
    bench.clock.pass_time(minutes=5)
    bench.google.faults.fail_next("/youtube/v3/playlistItems", 503, times=20)
    reply = await bench.alice.click(listed, "▶")
    assert "YouTube is not answering properly" in (await reply.next_followup()).text
    assert "page 1 of 24" in listed.text
    bench.google.faults.clear()
    assert "page 2 of 24" in (await (await bench.alice.click(listed, "▶")).message()).text


async def test_equal_titles_are_told_apart_in_suggestions(bench: InnerBench) -> None:
    await bench.link(bench.alice)
    offer = await (await bench.alice.slash("link")).message()
    mallory = bench.google.person("mallory").channel
    assert mallory
    mallory.title = "Alice"
    await bench.consent(bench.alice, offer.link(), account="mallory")
    names = [choice.name for choice in await bench.alice.autocomplete("unlink", "account", "")]
    assert names == ["Alice (@alice) · default", "Alice (@mallory)"]


async def test_a_source_whose_owner_must_link_again_names_the_owner_to_others(bench: InnerBench) -> None:
    await bench.link(bench.creator, "creator")
    await (await bench.creator.slash("credits sources add")).message()
    bench.google.revoke_grant("creator")
    bench.clock.pass_time(hours=2)
    preview = await (await bench.creator.slash("credits preview")).message()
    assert f"<@{bench.creator.id}> links that channel again" in preview.text
    assert preview.buttons == []
