"""While Google takes five seconds, every command is acknowledged at once and others go on."""

import asyncio

from tests.support.bench import InnerBench

ACKNOWLEDGED_WITHIN = 0.5
OTHERS = 20


async def test_commands_are_acknowledged_at_once_and_others_go_on(bench: InnerBench) -> None:
    await bench.link(bench.alice, "act")
    await bench.link(bench.creator, "creator")
    video = bench.google.person("mallory").videos[0].id
    google = bench.google.faults
    google.delay = 5.0

    slow = [
        await bench.alice.slash("myuploads"),
        await bench.alice.slash("like", video=video),
        await bench.creator.slash("members"),
        await bench.creator.slash("credits sources add"),
        await bench.creator.slash("credits preview"),
    ]
    await google.held(4)
    others = await asyncio.gather(*[bench.alice.slash("accounts") for _ in range(OTHERS)])
    for other in others:
        assert "Your linked account" in (await other.message()).text
    assert google.waiting >= 3, "the others were answered while Google was still thinking"

    for reply in [*slow, *others]:
        await reply.acknowledged()
        assert reply.acknowledged_after is not None
        assert reply.acknowledged_after < ACKNOWLEDGED_WITHIN

    google.clear()
    assert "236 videos" in (await slow[0].message()).text
    assert "You like" in (await slow[1].message()).text
    assert "1,200 members" in (await slow[2].message()).text
