"""Widening and relinking name their link, and another account chosen by mistake is noticed, never merged."""

import pytest

from bot.accounts.links import Link
from bot.accounts.notices import Notice
from bot.accounts.refusals import Refusal
from bot.errors import GrantAccess, NeedsRelink, PressButton
from bot.providers.access import Access
from bot.store.tables import audit, tickets
from sandbox.browser import Browser
from tests.accounts.stage import Stage


async def died(stage: Stage, link: Link, account: str) -> None:
    """Let a grant be revoked at Google, and the bot notice."""
    stage.google.revoke_grant(account)
    stage.clock.pass_time(hours=2)
    with pytest.raises(NeedsRelink):
        await stage.keeper.access_token(link.id)
    stage.notices.clear()


async def outcome(stage: Stage, browser: Browser, username: str, url: str, account: str, channel: str = "") -> Notice:
    """Walk a link's way to its end, and return the notice that tells of it."""
    await stage.reach_google(browser, url, username)
    await browser.consent(account, channel=channel)
    if stage.sign_in is None:
        await stage.linking.finish_with_code(stage.person(username).user_id, browser.link_code)
    return stage.notices[-1]


def audited(rows: list[dict[str, object]]) -> list[object]:
    return [row["action"] for row in rows]


async def test_both_channels_of_one_google_account_are_links_of_their_own(stage: Stage, browser: Browser) -> None:
    main = await stage.link(browser, "the.creator", Access.CREATOR, account="creator")
    brand = await stage.link(browser, "the.creator", Access.LOOK, account="creator", channel="encore")
    assert [(link.id, link.handle) for link in await stage.links_of("the.creator")] == [
        (main.id, "@the.creator"),
        (brand.id, "@creator.encore"),
    ]
    assert brand.access == {Access.LOOK}
    assert (await stage.link_on("the.creator", "creator")).access == {Access.LOOK, Access.CREATOR}


async def test_forgetting_one_channel_spares_the_grant_that_the_other_may_stand_on(
    stage: Stage, browser: Browser
) -> None:
    main = await stage.link(browser, "the.creator", account="creator")
    brand = await stage.link(browser, "the.creator", account="creator", channel="encore")
    assert (await stage.accounts.unlink(brand.user_id, brand.id)).revoked is None
    assert stage.revocations() == 0
    stage.clock.pass_time(hours=2)
    assert await stage.keeper.access_token(main.id)
    assert (await stage.accounts.unlink(main.user_id, main.id)).revoked is True


async def test_ending_the_grant_with_one_channel_is_done_when_it_is_asked_for(stage: Stage, browser: Browser) -> None:
    main = await stage.link(browser, "the.creator", account="creator")
    brand = await stage.link(browser, "the.creator", account="creator", channel="encore")
    assert (await stage.accounts.unlink_with_grant(brand.user_id, brand.id)).revoked is True
    stage.clock.pass_time(hours=2)
    with pytest.raises(NeedsRelink):
        await stage.keeper.access_token(main.id)


async def test_a_relink_with_another_account_is_noticed_and_asked_about(stage: Stage, browser: Browser) -> None:
    meant = await stage.link(browser, "the.creator", Access.CREATOR, account="creator")
    await died(stage, meant, "creator")
    url = await stage.ticket("the.creator", relink_of=meant.id)
    notice = await outcome(stage, browser, "the.creator", url, "creator", "encore")
    other = await stage.link_on("the.creator", "encore")
    assert "**Creator Encore** is linked to you now" in notice.text
    assert (
        "But it was **The Creator** that needed this. It stays as it was and must still be linked again" in notice.text
    )
    assert notice.actions == (
        GrantAccess("look", link_id=meant.id, label="Link The Creator again", choose_account=True),
        PressButton("Forget Creator Encore", "accounts.forget", (other.id, meant.id, "look")),
        PressButton("Keep both", "accounts.keep"),
    )
    if stage.sign_in:
        assert "Another account was linked" in browser.text
        assert "it was The Creator that needed this" in browser.text
        assert "press Link The Creator again" in browser.text
    kept = await stage.link_on("the.creator", "creator")
    assert not kept.healthy
    assert kept.access == meant.access
    assert audited(await stage.rows(audit)) == ["link.saved", "link.dead", "link.saved"]


async def test_an_account_linked_before_is_renewed_whole_and_not_offered_to_be_forgotten(
    stage: Stage, browser: Browser
) -> None:
    """Its grant is another Google account's, so nothing of what it may do has to be asked for anew."""
    other = await stage.link(browser, "the.creator", Access.CREATOR, account="creator")
    meant = await stage.link(browser, "the.creator", Access.LOOK, account="mallory")
    await died(stage, meant, "mallory")
    url = await stage.ticket("the.creator", relink_of=meant.id)
    notice = await outcome(stage, browser, "the.creator", url, "creator")
    assert "**The Creator** was linked before and is renewed" in notice.text
    assert "it was **Mallory** that needed this" in notice.text
    assert [action.label for action in notice.actions] == [
        "Link Mallory again",
        "Keep both",
    ]
    renewed = await stage.link_on("the.creator", "creator")
    assert (renewed.id, renewed.access) == (other.id, other.access)
    stage.clock.pass_time(hours=2)
    assert await stage.keeper.access_token(renewed.id)
    if stage.sign_in:
        assert "was linked before and is renewed" in browser.outcome


async def test_a_widening_with_another_account_leaves_the_one_that_was_meant_as_it_was(
    stage: Stage, browser: Browser
) -> None:
    meant = await stage.link(browser, "the.creator", Access.LOOK, account="creator")
    url = await stage.ticket("the.creator", Access.CREATOR, relink_of=meant.id)
    notice = await outcome(stage, browser, "the.creator", url, "creator", "encore")
    assert "it was **The Creator** that needed this. It stays as it was. When" in notice.text
    assert (await stage.link_on("the.creator", "creator")).access == {Access.LOOK}
    assert (await stage.link_on("the.creator", "encore")).access == {Access.LOOK, Access.CREATOR}


async def test_the_second_try_has_the_account_chosen_and_reaches_the_one_that_was_meant(
    stage: Stage, browser: Browser
) -> None:
    meant = await stage.link(browser, "the.creator", Access.LOOK, account="creator")
    url = await stage.ticket("the.creator", Access.ACT, relink_of=meant.id, choose=True)
    notice = await outcome(stage, browser, "the.creator", url, "creator")
    asked = next(one for one in reversed(browser.visited) if one.path == "/o/oauth2/auth")
    assert asked.query["prompt"] == "select_account consent"
    assert notice.actions == ()
    assert (await stage.link_on("the.creator", "creator")).access == {Access.LOOK, Access.ACT}


async def test_the_audit_tells_saving_widening_and_relinking_apart(stage: Stage, browser: Browser) -> None:
    link = await stage.link(browser, "the.creator", account="creator")
    await stage.link(browser, "the.creator", Access.CREATOR, account="creator", relink_of=link.id)
    await died(stage, link, "creator")
    await stage.link(browser, "the.creator", account="creator", relink_of=link.id)
    lines = [(row["action"], row["detail"]) for row in await stage.rows(audit) if row["action"] != "link.dead"]
    assert lines == [("link.saved", "look"), ("link.widened", "creator look"), ("link.relinked", "creator look")]


async def test_an_older_offer_for_the_same_link_gives_way_and_others_stay(stage: Stage, browser: Browser) -> None:
    link = await stage.link(browser)
    plain = await stage.ticket()
    older = await stage.ticket(access=Access.ACT, relink_of=link.id)
    wider = await stage.ticket(access=Access.CREATOR, relink_of=link.id)
    newer = await stage.ticket(access=Access.ACT, relink_of=link.id)
    for url, status in ((plain, 200), (older, 410), (wider, 200), (newer, 200)):
        await browser.open(url)
        assert browser.status == status


async def test_the_ticket_page_names_the_account_it_is_about(stage: Stage, browser: Browser) -> None:
    link = await stage.link(browser, "the.creator", Access.LOOK, account="creator")
    await stage.link(browser, "the.creator", Access.ACT, account="mallory")
    await browser.open(await stage.ticket("the.creator", Access.CREATOR, relink_of=link.id))
    assert browser.page.heading == "Allow Curtain Call more with The Creator"
    assert "choose the account and the channel of The Creator" in browser.text
    assert "like videos as you" in browser.text.partition("It will not")[2]
    await died(stage, link, "creator")
    await browser.open(await stage.ticket("the.creator", relink_of=link.id))
    assert browser.page.heading == "Link again: The Creator"
    await browser.open(await stage.ticket("the.creator"))
    assert browser.page.heading == "Link your YouTube account"


async def test_a_link_of_somebody_else_cannot_be_named(stage: Stage, browser: Browser) -> None:
    link = await stage.link(browser, "the.creator", Access.CREATOR, account="creator")
    await browser.open(await stage.ticket("mallory", relink_of=link.id))
    assert "The Creator" not in browser.text
    assert [row["relink_of"] for row in await stage.rows(tickets) if not row["spent_at"]] == [None]


async def test_a_link_unlinked_meanwhile_is_simply_linked_anew(stage: Stage, browser: Browser) -> None:
    link = await stage.link(browser)
    url = await stage.ticket(access=Access.ACT, relink_of=link.id)
    await stage.accounts.unlink(link.user_id, link.id)
    notice = await outcome(stage, browser, "alice", url, "alice")
    assert notice.actions == ()
    assert "is linked to you now" in notice.text


async def test_unticked_boxes_are_explained_everywhere_and_no_button_nags(stage: Stage, browser: Browser) -> None:
    await stage.reach_google(browser, await stage.ticket(access=Access.ACT))
    await browser.consent("alice", untick=("force-ssl",))
    if stage.sign_in is None:
        linked = await stage.linking.finish_with_code(stage.person("alice").user_id, browser.link_code)
        assert linked.missing == {Access.ACT}
    else:
        assert "You did not allow it to like videos as you, and that is fine" in browser.outcome
    [notice] = stage.notices
    assert "You did not allow me to like videos as you, and that is fine" in notice.text
    assert "/link access:act" in notice.text
    assert notice.actions == ()


async def test_who_links_the_same_channel_learns_nothing_about_the_first(
    stage: Stage, browser: Browser, other_browser: Browser
) -> None:
    first = await stage.link(browser, "the.creator", Access.CREATOR, account="creator")
    await stage.accounts.label(first.user_id, first.id, "my label")
    stage.notices.clear()
    second = await stage.link(other_browser, "mallory", account="creator")
    assert second.access == {Access.LOOK}
    assert second.label == ""
    pages = " ".join([other_browser.text, *(notice.text for notice in stage.notices)])
    for trace in ("my label", "members", "before", "the.creator", str(first.user_id)):
        assert trace not in pages.replace("@the.creator", "")
    found = await stage.accounts.history(second.user_id)
    assert [(entry.action, entry.actor) for entry in found.entries] == [("link.saved", second.user_id)]


async def test_a_spent_relink_cannot_be_used_again(stage: Stage, browser: Browser, other_browser: Browser) -> None:
    link = await stage.link(browser)
    url = await stage.ticket(access=Access.ACT, relink_of=link.id)
    await outcome(stage, browser, "alice", url, "alice")
    await other_browser.open(url)
    assert other_browser.status == 410
    with pytest.raises(Refusal):
        await stage.linking.offer(url.rpartition("/")[2])
