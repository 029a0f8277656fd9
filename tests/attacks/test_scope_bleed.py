"""Two people link one channel: Google answers with all that account ever granted, whoever asks (FACTS §2)."""

import pytest

from bot.errors import AccessMissing, NotYours
from bot.providers.access import Access
from sandbox.browser import Browser
from tests.accounts.stage import Stage
from tests.attacks.aftermath import assert_works


async def test_the_second_person_gets_neither_the_firsts_permissions_nor_tokens(
    stage: Stage, browser: Browser, other_browser: Browser
) -> None:
    first = await stage.link(browser, "the.creator", Access.CREATOR, account="creator")
    second = await stage.link(other_browser, "mallory", Access.LOOK, account="creator")
    assert second.account_id == first.account_id
    assert second.access == {Access.LOOK}
    mallory = stage.person("mallory").user_id
    with pytest.raises(AccessMissing):
        await stage.accounts.require(mallory, Access.CREATOR)
    with pytest.raises(NotYours):
        await stage.accounts.require(mallory, Access.CREATOR, first.id)
    with pytest.raises(NotYours):
        await stage.accounts.unlink(mallory, first.id)
    tokens = {await stage.keeper.access_token(link.id) for link in (first, second)}
    assert len(tokens) == 2
    query = {"part": "snippet", "maxResults": "5"}
    for link, status in ((first, 200), (second, 403)):
        stage.clock.pass_time(hours=2)
        headers = {"Authorization": f"Bearer {await stage.keeper.access_token(link.id)}"}
        async with stage.session.get(
            f"{stage.google.youtube_api}youtube/v3/members", params=query, headers=headers
        ) as answer:
            assert answer.status == status
    await stage.accounts.unlink(mallory, second.id)
    assert stage.revocations() == 0
    await assert_works(stage, first)


async def test_the_firsts_leaving_does_not_end_the_seconds_link(
    stage: Stage, browser: Browser, other_browser: Browser
) -> None:
    first = await stage.link(browser, "the.creator", Access.CREATOR, account="creator")
    second = await stage.link(other_browser, "mallory", Access.ACT, account="creator")
    gone = await stage.accounts.unlink(first.user_id, first.id)
    assert gone.revoked is None
    assert stage.revocations() == 0
    await assert_works(stage, second)
