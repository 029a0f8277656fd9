"""Whoever can write to the database but has no key: rows changed, swapped, moved."""

import pytest
from sqlalchemy import Table, update

from bot.accounts.links import Link
from bot.accounts.refusals import Refusal
from bot.errors import TokensUnreadable
from bot.store.tables import attempts, audit, tokens
from sandbox.browser import Browser
from tests.accounts.stage import Stage
from tests.attacks.aftermath import assert_works


async def overwrite(stage: Stage, table: Table, key: str, identity: str, **values: object) -> None:
    async with stage.database.write() as connection:
        await connection.execute(update(table).where(table.c[key] == identity).values(values))


async def row_of(stage: Stage, link: Link) -> dict[str, bytes]:
    return next(row for row in await stage.rows(tokens) if row["link_id"] == link.id)


async def assert_unreadable(stage: Stage, link: Link) -> None:
    stage.clock.pass_time(hours=2)
    asked = stage.token_requests("refresh_token")
    for _ in range(2):
        with pytest.raises(TokensUnreadable):
            await stage.keeper.access_token(link.id)
    assert stage.token_requests("refresh_token") == asked
    lines = [row for row in await stage.rows(audit) if row["action"] == "link.unreadable"]
    assert [(row["actor"], row["subject"]) for row in lines] == [(link.user_id, f"youtube/{link.account_id}")]


@pytest.mark.parametrize("column", ["access_token", "refresh_token"])
async def test_a_strangers_tokens_moved_into_my_row(
    code_stage: Stage, browser: Browser, other_browser: Browser, column: str
) -> None:
    mallorys = await code_stage.link(browser, "mallory", account="mallory")
    alices = await code_stage.link(other_browser)
    stolen = await row_of(code_stage, alices)
    await overwrite(code_stage, tokens, "link_id", mallorys.id, **{column: stolen[column]})
    if column == "access_token":
        with pytest.raises(TokensUnreadable):
            await code_stage.keeper.access_token(mallorys.id)
    else:
        await assert_unreadable(code_stage, mallorys)
    await assert_works(code_stage, alices)


async def test_an_access_token_in_the_place_of_a_refresh_token(code_stage: Stage, browser: Browser) -> None:
    alices = await code_stage.link(browser)
    own = await row_of(code_stage, alices)
    await overwrite(code_stage, tokens, "link_id", alices.id, refresh_token=own["access_token"])
    await assert_unreadable(code_stage, alices)


@pytest.mark.parametrize("place", [0, 1, 4, 5, 16, 17, -1])
async def test_a_changed_byte_anywhere(code_stage: Stage, browser: Browser, place: int) -> None:
    alices = await code_stage.link(browser)
    changed = bytearray((await row_of(code_stage, alices))["refresh_token"])
    changed[place] ^= 1
    await overwrite(code_stage, tokens, "link_id", alices.id, refresh_token=bytes(changed))
    await assert_unreadable(code_stage, alices)


async def test_an_attempts_secrets_swapped_with_anothers(
    stage: Stage, browser: Browser, other_browser: Browser
) -> None:
    await stage.reach_google(browser, await stage.ticket("alice"))
    await stage.reach_google(other_browser, await stage.ticket("mallory"), "mallory")
    [alices, mallorys] = await stage.rows(attempts)
    await overwrite(stage, attempts, "id", alices["id"], verifier=mallorys["verifier"])
    await browser.consent("alice")
    if stage.sign_in is None:
        with pytest.raises(Refusal):
            await stage.linking.finish_with_code(stage.person("alice").user_id, browser.link_code)
    assert await stage.links_of("alice") == []
    assert await stage.refusals() == ["unreadable"]
