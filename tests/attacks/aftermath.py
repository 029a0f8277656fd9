"""What must be true after every attack."""

from bot.accounts.links import Link
from bot.providers.access import Access
from bot.store.tables import attempts, journal, links, tokens
from tests.accounts.stage import Stage

_REFRESHED = "refresh_token"


async def assert_harmless(stage: Stage, good: Link | None, *reasons: str) -> None:
    """Nobody has a link but `good`'s owner, that one works, and the audit has exactly these refusals."""
    assert await stage.refusals() == list(reasons)
    kept = [good.id] if good else []
    assert [row["id"] for row in await stage.rows(links)] == kept
    assert [row["link_id"] for row in await stage.rows(tokens)] == kept
    assert await stage.rows(journal) == []
    assert [row for row in await stage.rows(attempts) if row["ended_at"] and row["authorization_code"]] == []
    if good:
        await assert_works(stage, good)


async def assert_works(stage: Stage, good: Link) -> None:
    """Expect the link to be as it was, and Google to give it tokens and answer them."""
    assert (await stage.accounts.require(good.user_id, Access.LOOK, good.id)) == good
    stage.clock.pass_time(hours=2)
    before = stage.token_requests(_REFRESHED)
    token = await stage.keeper.access_token(good.id)
    assert stage.token_requests(_REFRESHED) == before + 1
    headers = {"Authorization": f"Bearer {token}"}
    query = {"part": "id", "mine": "true"}
    async with stage.session.get(
        f"{stage.google.youtube_api}youtube/v3/channels", params=query, headers=headers
    ) as told:
        assert [item["id"] for item in (await told.json())["items"]] == [good.account_id]
