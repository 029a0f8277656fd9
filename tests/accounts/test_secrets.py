"""After whole journeys, nothing secret stands in the database's files, in a debug log, in messages or in a repr."""

import logging

import pytest

from bot.accounts.arrivals import CallbackAnswer
from bot.accounts.refusals import Refusal
from bot.accounts.steps import NextPage, Visitor
from bot.errors import WrongCode
from bot.providers.access import Access
from bot.providers.oauth import new_pkce
from sandbox.browser import Browser
from tests.accounts.stage import Stage


async def test_no_secret_is_kept_logged_or_told(
    stage: Stage, browser: Browser, other_browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = await _journeys(stage, browser, other_browser)
    assert len(secrets) > 20
    kept = b"".join(file.read_bytes() for file in stage.path.iterdir())
    # Of a record, whatever a formatter could write: its message, its fields, its traceback.
    logged = "\n".join(f"{record.getMessage()} {vars(record)!r} {record.exc_text}" for record in caplog.records)
    told = "\n".join(notice.text for notice in stage.notices)
    for secret in secrets:
        assert secret.encode() not in kept
        assert secret not in logged
        assert secret not in told


async def _journeys(stage: Stage, browser: Browser, other_browser: Browser) -> set[str]:
    """Link, be refused, refresh, unlink; return every secret that was met on the way."""
    alice = stage.person("alice").user_id
    secrets: set[str] = set()
    link = await stage.link(browser, "alice", Access.ACT)
    waiting = await stage.ticket("mallory")
    await stage.reach_google(other_browser, waiting, "mallory")
    await other_browser.consent("mallory")
    if stage.sign_in is None:
        secrets |= {other_browser.link_code, other_browser.link_code.replace("-", "")}
        with pytest.raises(WrongCode):
            await stage.linking.finish_with_code(stage.person("mallory").user_id, "7777-7777")
        with pytest.raises(Refusal):
            await stage.linking.finish_with_code(alice, other_browser.link_code)
    denied = await stage.ticket()
    await stage.reach_google(browser, denied)
    await browser.deny("alice")
    stage.clock.pass_time(hours=2)
    stage.google.faults.fail_next("/token", 500)
    secrets.add(await stage.keeper.access_token(link.id))
    await browser.open(f"{stage.url}/oauth/youtube/callback?state={'s' * 43}&code=not-a-code")
    await browser.open(f"{stage.url}/nowhere/{'t' * 43}?code=not-a-code")
    secrets |= {"s" * 43, "t" * 43, "not-a-code"}
    await stage.accounts.unlink(alice, link.id)
    for visited in (*browser.visited, *other_browser.visited):
        secrets |= {visited.query[name] for name in ("state", "code", "code_challenge") if name in visited.query}
        if visited.path.startswith("/link/"):
            secrets.add(visited.name)
    secrets |= {*browser.cookies(stage.url).values(), *other_browser.cookies(stage.url).values()}
    return secrets | stage.google.secrets | stage.discord.secrets


async def test_a_repr_shows_no_secret(code_stage: Stage) -> None:
    url = await code_stage.linking.open_ticket(code_stage.person("alice"), "youtube", Access.LOOK)
    secret = url.reveal().rpartition("/")[2]
    following = await code_stage.linking.start(secret, Visitor("c" * 43, forged=False))
    pkce = new_pkce()
    shown = repr(
        [
            url,
            following,
            NextPage("https://example.com/?state=hush", "Google"),
            Visitor("hush", forged=False),
            CallbackAnswer("hush", "hush", "hush", "", ""),
            pkce,
            Refusal("consent_denied", again="hush"),
        ]
    )
    for hidden in (secret, following.url, "hush", pkce.verifier, "c" * 43):
        assert hidden not in shown
