"""Pages that many have open are made once, however many look."""

import asyncio
from pathlib import Path

import msgspec

from tests.support.credits_site import credits_site


async def test_a_page_is_laid_out_once_for_however_many_look(tmp_path: Path) -> None:
    async with credits_site(tmp_path) as site:
        await site.import_names(["Ada", "Grace"])
        state = await site.live.open((await site.page()).rpartition("/")[2])
        assert state
        newest = msgspec.structs.replace(state.look, template="newest")
        worn = await asyncio.gather(*(site.live.worn(state, newest) for _ in range(20)))
        assert len({id(one.encoded) for one in worn}) == 1
