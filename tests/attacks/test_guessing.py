"""Guessing: codes, tickets, states."""

import asyncio

import pytest

from bot.accounts.links import Link
from bot.accounts.tickets import new_secret
from bot.errors import NoCodeExpected, UserError, WrongCode
from bot.store.tables import attempts
from sandbox.browser import Browser
from tests.accounts.stage import Stage
from tests.attacks.aftermath import assert_harmless


async def test_the_fifth_wrong_code_ends_it_even_for_the_right_one(
    code_stage: Stage, browser: Browser, alices_browser: Browser
) -> None:
    good = await code_stage.link(alices_browser)
    await code_stage.reach_google(browser, await code_stage.ticket("mallory"))
    await browser.consent("alice")
    mallory = code_stage.person("mallory").user_id
    for _ in range(5):
        with pytest.raises(WrongCode):
            await code_stage.linking.finish_with_code(mallory, "3333-3333")
    with pytest.raises(NoCodeExpected):
        await code_stage.linking.finish_with_code(mallory, browser.link_code)
    ended = {row["outcome"]: row["authorization_code"] for row in await code_stage.rows(attempts)}
    assert ended["code_tries_spent"] is None
    refusals = await code_stage.refusals()
    assert refusals[:2] == ["code_wrong", "code_wrong"]
    assert "code_tries_spent" in refusals
    await assert_harmless(code_stage, good, *refusals)


async def test_guesses_made_at_once_are_counted_one_by_one(code_stage: Stage, browser: Browser) -> None:
    await code_stage.reach_google(browser, await code_stage.ticket("mallory"))
    await browser.consent("alice")
    mallory = code_stage.person("mallory").user_id

    async def guess(number: int) -> str:
        try:
            await code_stage.linking.finish_with_code(mallory, f"3333-33{number:02}")
        except UserError as error:
            return type(error).__name__
        return "linked"

    said = await asyncio.gather(*(guess(number) for number in range(30, 55)))
    assert said.count("WrongCode") == 5
    assert "linked" not in said
    await assert_harmless(code_stage, None, *await code_stage.refusals())


async def test_a_made_up_ticket_or_state_is_refused_and_noted_once_an_hour(
    stage: Stage, alices: Link, browser: Browser
) -> None:
    for _ in range(3):
        await browser.open(f"{stage.url}/link/{new_secret()}")
        assert browser.status == 404
        await browser.open(f"{stage.url}/oauth/youtube/callback?state={new_secret()}&code=z")
        assert browser.status == 404
        await browser.open(f"{stage.url}/oauth/discord/callback?state={new_secret()}&code=z")
        assert browser.status == 404
    await assert_harmless(stage, alices, "ticket_unknown", "state_unknown")


async def test_a_crawler_burns_nothing(stage: Stage, browser: Browser) -> None:
    """Discord's own (FACTS §3), and whoever previews a link."""
    url = await stage.ticket()
    before = await stage.everything()
    crawler = {"User-Agent": "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)"}
    for method in ("GET", "HEAD", "GET"):
        async with stage.session.request(method, url, headers=crawler) as answer:
            assert answer.status == 200
    assert await stage.everything() == before
    await stage.reach_google(browser, url)
    await browser.consent("alice")
    if stage.sign_in is None:
        await stage.linking.finish_with_code(stage.person("alice").user_id, browser.link_code)
    [good] = await stage.links_of("alice")
    await assert_harmless(stage, good)
