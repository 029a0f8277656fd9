"""A person links, by either proof."""

from bot.accounts.outcome import Linked
from bot.providers.access import Access
from bot.store.tables import audit, journal, tickets, tokens
from sandbox.browser import Browser
from tests.accounts.stage import Stage


async def test_a_link_is_saved_named_and_told(stage: Stage, browser: Browser) -> None:
    link = await stage.link(browser, "alice", Access.ACT)
    channel = stage.google.person("alice").channel
    assert channel
    assert (link.account_id, link.title, link.uploads_playlist) == (channel.id, channel.title, channel.uploads_id)
    assert link.access == {Access.LOOK, Access.ACT}
    assert link.healthy
    assert link.is_default
    assert await stage.links_of("alice") == [link]
    [notice] = stage.notices
    assert notice.user_id == stage.person("alice").user_id
    assert "is linked to you now" in notice.text
    assert "like videos" in notice.text


async def test_the_saving_leaves_nothing_half_done(stage: Stage, browser: Browser) -> None:
    link = await stage.link(browser)
    assert await stage.rows(journal) == []
    [ticket] = await stage.rows(tickets)
    assert ticket["spent_at"] == stage.clock.now
    [attempt] = (await stage.everything())["attempts"]
    assert attempt["outcome"] == "linked"
    erased = ("verifier", "sign_in_verifier", "authorization_code", "code_mac")
    assert all(attempt[column] is None for column in erased)
    [kept] = await stage.rows(tokens)
    assert kept["link_id"] == link.id
    assert [(row["action"], row["detail"]) for row in await stage.rows(audit)] == [("link.saved", "look")]


async def test_the_page_names_the_account_that_asked_and_warns(stage: Stage, browser: Browser) -> None:
    url = await stage.ticket("the.creator", Access.CREATOR)
    await browser.open(url)
    creator = stage.person("the.creator")
    assert "@the.creator" in browser.text
    assert str(creator.user_id) in browser.text
    assert "close this page" in browser.text
    assert "see who your channel members are" in browser.text
    assert "upload, change or delete your videos" in browser.text


async def test_the_page_says_what_was_linked(identify_stage: Stage, browser: Browser) -> None:
    link = await identify_stage.link(browser, "the.creator", Access.CREATOR, account="creator")
    assert link.title in browser.outcome
    assert "channel members" in browser.outcome
    assert browser.status == 200


async def test_a_code_is_understood_however_it_is_typed(code_stage: Stage, browser: Browser) -> None:
    await code_stage.reach_google(browser, await code_stage.ticket())
    await browser.consent("alice")
    assert "Only type this into Discord yourself" in browser.text
    typed = f"  {browser.link_code.lower().replace('-', ' ')} "
    linked = await code_stage.linking.finish_with_code(code_stage.person("alice").user_id, typed)
    assert isinstance(linked, Linked)


async def test_until_the_code_is_typed_nothing_is_exchanged(code_stage: Stage, browser: Browser) -> None:
    await code_stage.reach_google(browser, await code_stage.ticket())
    await browser.consent("alice")
    assert code_stage.token_requests() == 0
    assert await code_stage.links_of("alice") == []


async def test_opening_the_page_changes_nothing(stage: Stage, browser: Browser, other_browser: Browser) -> None:
    url = await stage.ticket()
    before = await stage.everything()
    for _ in range(3):
        await browser.open(url)
        await other_browser.open(url)
    assert await stage.everything() == before
    await stage.reach_google(browser, url)


async def test_attempts_can_be_started_again(stage: Stage, browser: Browser) -> None:
    url = await stage.ticket()
    for _ in range(3):
        await stage.reach_google(browser, url)
    await browser.consent("alice")
    if stage.sign_in is None:
        await stage.linking.finish_with_code(stage.person("alice").user_id, browser.link_code)
    assert len(await stage.links_of("alice")) == 1


async def test_the_identify_token_is_not_revoked(identify_stage: Stage, browser: Browser) -> None:
    await identify_stage.link(browser)
    routes = [exchange.route for exchange in identify_stage.discord.requests]
    assert not any("revoke" in route for route in routes)
