"""One Google account with several channels: the chooser after the account, and tokens that speak for one channel."""

import aiohttp
import pytest

from sandbox.browser import Browser
from sandbox.google.catalogue import BRAND_MEMBERS, MEMBERS
from tests.sandbox.google.helpers import ACT, DRIVE, READ, REDIRECT, App, answer_of
from tests.sandbox.google.helpers import MEMBERS as MEMBERSHIPS


async def mine(app: App, token: str) -> str:
    answer = await app.youtube("channels", token, part="snippet", mine="true")
    return str(answer.json["items"][0]["snippet"]["customUrl"])


async def test_each_token_speaks_for_the_channel_that_was_chosen(app: App) -> None:
    tokens = {name: await app.token(READ, MEMBERSHIPS, person=name) for name in ("creator", "encore")}
    assert await mine(app, tokens["creator"]) == "@the.creator"
    assert await mine(app, tokens["encore"]) == "@creator.encore"
    counts = {}
    for name, token in tokens.items():
        members = await app.every_page("members", token, part="snippet", maxResults=1000)
        counts[name] = len({member["snippet"]["memberDetails"]["channelId"] for member in members})
    assert counts == {"creator": MEMBERS, "encore": BRAND_MEMBERS}


async def test_a_brand_sees_its_own_private_videos_and_not_those_of_the_account_behind_it(app: App) -> None:
    token = await app.token(READ, person="encore")
    for name, shown in (("encore", 5), ("creator", 10)):
        channel = app.google.person(name).channel
        assert channel
        items = await app.every_page("playlistItems", token, part="status", playlistId=channel.uploads_id)
        assert len(items) == shown


async def test_a_brand_rates_in_its_own_name(app: App) -> None:
    video = app.google.person("mallory").videos[0].id
    assert (await app.rate(await app.token(READ, ACT, person="encore"), video)).status == 204
    assert app.google.person("encore").rating_of(video) == "like"
    assert app.google.person("creator").rating_of(video) == "none"


async def test_the_chooser_comes_after_the_account_and_only_where_there_is_a_choice(app: App) -> None:
    async with Browser() as browser:
        await browser.open(app.url(READ))
        await browser.press("account-creator")
        assert browser.url.path == "/signin/channel"
        assert "Creator Encore" in browser.text
        await browser.press("channel-encore")
        assert browser.url.path == "/signin/consent"
        assert "Creator Encore" in browser.text
        await browser.open(app.url(READ))
        await browser.press("account-alice")
        assert browser.url.path == "/signin/consent"
        await browser.open(app.url(DRIVE))
        await browser.press("account-creator")
        assert browser.url.path == "/signin/consent"


async def test_the_channel_cannot_be_skipped_and_must_be_the_accounts_own(app: App) -> None:
    alice = app.google.person("alice").subject
    async with Browser() as browser:
        await browser.open(app.url(READ))
        await browser.press("account-creator")
        flow = browser.url.query["flow"]
        await browser.open(browser.url.with_path("/signin/consent").with_query(flow=flow))
        assert browser.url.path == "/signin/account"
        form = {"flow": flow, "channel": alice}
        async with app.http.post(f"{app.google.origin}/signin/channel", data=form, allow_redirects=False) as refused:
            assert refused.headers["Location"].startswith("/signin/channel?")
        agreed = {"flow": flow, "scope": READ, "decision": "continue"}
        async with app.http.post(f"{app.google.origin}/signin/consent", data=agreed, allow_redirects=False) as refused:
            assert refused.headers["Location"].startswith("/signin/account?")


async def test_without_pages_an_account_with_several_channels_cannot_be_asked(app: App) -> None:
    await app.link(READ, person="creator")
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        url = app.url(READ, login_hint=app.google.person("creator").email)
        async with session.get(url) as page:
            assert page.url.path == "/signin/channel"
        async with session.get(app.url(READ, prompt="none"), allow_redirects=False) as answer:
            assert answer.headers["Location"].startswith(REDIRECT)
            assert answer_of(answer.headers["Location"])["error"] == "interaction_required"


async def test_a_login_hint_leads_to_the_channel_chooser(app: App) -> None:
    async with Browser() as browser:
        await browser.open(app.url(READ, login_hint=app.google.person("creator").email))
        assert browser.url.path == "/signin/channel"


@pytest.mark.parametrize("revoked", ["creator", "encore"])
async def test_revoking_a_token_of_one_channel_ends_the_grant_of_them_all(app: App, revoked: str) -> None:
    linked = {name: await app.link(READ, person=name) for name in ("creator", "encore")}
    answer = await app.post("/revoke", {"token": linked[revoked]["refresh_token"]})
    assert answer.status == 200
    for tokens in linked.values():
        refused = await app.refresh(tokens["refresh_token"])
        assert (refused.status, refused.json["error"]) == (400, "invalid_grant")


async def test_included_scopes_are_those_of_the_whole_account(app: App) -> None:
    await app.link(READ, MEMBERSHIPS, person="creator")
    assert (await app.link(READ, person="encore"))["scope"] == READ
    wider = await app.link(READ, person="encore", include_granted_scopes="true")
    assert wider["scope"].split() == sorted([READ, MEMBERSHIPS])
