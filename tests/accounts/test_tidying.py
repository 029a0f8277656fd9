"""What a link leaves behind, and what Google may leave out."""

from dataclasses import replace

import pytest

from bot.accounts.cleanup import clean_up
from bot.accounts.refusals import Refusal
from bot.providers.access import Access
from bot.providers.contract import IssuedTokens
from bot.providers.google import Google
from bot.store.tables import attempts, audit, links, tickets, tokens
from bot.vocabulary import YOUTUBE, vocabulary
from sandbox.browser import Browser
from tests.accounts.stage import Stage


async def test_what_waits_sealed_is_erased_when_its_link_expires(code_stage: Stage, browser: Browser) -> None:
    await code_stage.reach_google(browser, await code_stage.ticket())
    await browser.consent("alice")
    assert (await clean_up(code_stage.database, clock=code_stage.clock)).attempts_ended == 0
    code_stage.clock.pass_time(minutes=10)
    assert (await clean_up(code_stage.database, clock=code_stage.clock)).attempts_ended == 1
    [attempt] = await code_stage.rows(attempts)
    sealed = ("verifier", "sign_in_verifier", "authorization_code", "code_mac")
    assert (attempt["outcome"], [attempt[column] for column in sealed]) == ("expired", [None] * 4)


async def test_old_links_are_deleted_after_a_day_and_the_audit_after_a_year(stage: Stage, browser: Browser) -> None:
    await stage.link(browser)
    stage.clock.pass_time(hours=23)
    assert (await clean_up(stage.database, clock=stage.clock)).tickets_deleted == 0
    stage.clock.pass_time(hours=2)
    assert (await clean_up(stage.database, clock=stage.clock)).tickets_deleted == 1
    assert await stage.rows(tickets) == []
    assert await stage.rows(attempts) == []
    assert len(await stage.rows(audit)) == 1
    stage.clock.pass_time(days=365)
    assert (await clean_up(stage.database, clock=stage.clock)).audit_deleted == 1
    assert len(await stage.rows(links)) == 1


class ForgetfulGoogle(Google):
    """Google as it answers when it thinks we have a refresh token already."""

    async def exchange(self, code: str, verifier: str) -> IssuedTokens:
        return replace(await super().exchange(code, verifier), refresh_token=None)


def _forget(stage: Stage) -> None:
    stage.provider.__class__ = ForgetfulGoogle


async def test_a_first_link_without_a_refresh_token_is_refused(code_stage: Stage, browser: Browser) -> None:
    _forget(code_stage)
    with pytest.raises(Refusal, match="within the hour") as refusal:
        await code_stage.link(browser)
    assert refusal.value.reason == "no_refresh_token"
    assert vocabulary(YOUTUBE).connections in refusal.value.message
    assert await code_stage.rows(links) == []


async def test_a_widened_link_keeps_its_refresh_token(code_stage: Stage, browser: Browser) -> None:
    first = await code_stage.link(browser)
    [before] = await code_stage.rows(tokens)
    _forget(code_stage)
    wider = await code_stage.link(browser, access=Access.ACT)
    [after] = await code_stage.rows(tokens)
    assert (wider.id, after["refresh_token"]) == (first.id, before["refresh_token"])


async def test_a_dead_links_old_refresh_token_is_not_kept(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser)
    async with code_stage.database.write() as connection:
        await connection.execute(links.update().values(status="needs_relink", reason="revoked"))
    _forget(code_stage)
    with pytest.raises(Refusal):
        await code_stage.link(browser)
    [row] = await code_stage.rows(links)
    assert (row["id"], row["status"]) == (link.id, "needs_relink")
