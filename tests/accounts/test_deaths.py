"""A grant that dies is told to its owner once, in words for the cause."""

from datetime import datetime, timedelta

import pytest

from bot.accounts.ends import cause_of, grant_end
from bot.accounts.keeper import IDLE, TokenKeeper
from bot.errors import NeedsRelink
from bot.providers.contract import IssuedTokens
from bot.store.tables import audit, links, tokens
from bot.store.tokens import TokenRow
from sandbox.browser import Browser
from tests.accounts.stage import START, Stage

WEEK = timedelta(days=7)
END = START + WEEK


async def _die(stage: Stage, link_id: str, keeper: TokenKeeper | None = None) -> tuple[str, str]:
    """Ask for a token that will not come; return the stored cause and the one message about it."""
    for _ in range(3):
        with pytest.raises(NeedsRelink):
            await (keeper or stage.keeper).access_token(link_id)
    [row] = await stage.rows(links)
    [entry] = [each for each in await stage.rows(audit) if each["action"] == "link.dead"]
    assert entry["detail"] == row["reason"]
    [notice] = stage.notices
    assert notice.user_id == row["user_id"]
    assert notice.action
    return row["reason"], notice.text


async def test_taken_back(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser)
    code_stage.notices.clear()
    code_stage.google.revoke_grant("alice")
    code_stage.clock.pass_time(hours=2)
    cause, text = await _die(code_stage, link.id)
    assert cause == "revoked"
    assert "taken back" in text
    assert "button" in text


async def test_six_months_without_use(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser)
    code_stage.notices.clear()
    code_stage.clock.pass_time(days=182)
    cause, text = await _die(code_stage, link.id)
    assert cause == "unused"
    assert "six months" in text


async def test_used_within_six_months_is_not_called_unused(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser)
    code_stage.notices.clear()
    for _ in range(3):
        code_stage.clock.pass_time(days=100)
        await code_stage.keeper.access_token(link.id)
    code_stage.google.revoke_grant("alice")
    code_stage.clock.pass_time(hours=2)
    assert (await _die(code_stage, link.id))[0] == "revoked"


async def test_a_project_in_testing(code_stage: Stage, browser: Browser) -> None:
    code_stage.google.testing = True
    link = await code_stage.link(browser)
    code_stage.notices.clear()
    [kept] = await code_stage.rows(tokens)
    assert kept["grant_expires_at"] == code_stage.clock() + timedelta(days=7, seconds=-1)
    for _ in range(6):
        code_stage.clock.pass_time(days=1)
        await code_stage.keeper.access_token(link.id)
    code_stage.clock.pass_time(days=1)
    cause, text = await _die(code_stage, link.id)
    assert cause == "testing"
    assert "seven days" in text
    assert "publishing" in text


async def test_taken_back_within_the_seven_days(code_stage: Stage, browser: Browser) -> None:
    code_stage.google.testing = True
    link = await code_stage.link(browser)
    code_stage.notices.clear()
    code_stage.clock.pass_time(days=3)
    code_stage.google.revoke_grant("alice")
    assert (await _die(code_stage, link.id))[0] == "revoked"


def test_a_refresh_does_not_move_the_end_of_its_grant() -> None:
    assert grant_end(_issued(END + WEEK), _kept(END), START) == END
    assert grant_end(_issued(None), _kept(END), START) == END
    assert grant_end(_issued(END), _kept(None), START) == END
    assert grant_end(_issued(END + WEEK, refresh_token="new"), _kept(END), START) == END + WEEK
    assert grant_end(_issued(None, refresh_token="new"), _kept(END), START) is None


def test_a_grant_that_outlives_its_end_had_none() -> None:
    assert grant_end(_issued(None), _kept(END), END) is None
    assert cause_of(_kept(None), END + WEEK) == "revoked"


def _issued(end: datetime | None, refresh_token: str | None = None) -> IssuedTokens:
    return IssuedTokens("access", refresh_token, START, None, end)


def _kept(end: datetime | None) -> TokenRow:
    return TokenRow("link", b"", b"", START, START, end)


async def test_linking_again_makes_a_later_death_news(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser)
    for _ in range(2):
        code_stage.google.revoke_grant("alice")
        code_stage.clock.pass_time(hours=2)
        code_stage.notices.clear()
        with pytest.raises(NeedsRelink):
            await code_stage.keeper.access_token(link.id)
        assert len(code_stage.notices) == 1
        assert (await code_stage.link(browser)).healthy


async def test_the_monthly_use_keeps_a_grant_alive_for_years(code_stage: Stage, browser: Browser) -> None:
    link = await code_stage.link(browser)
    for _ in range(24):
        code_stage.clock.now += IDLE
        assert (await code_stage.keeper.keep_alive()).fresh == 1
        assert (await code_stage.keeper.keep_alive()).fresh == 0
    assert code_stage.token_requests("refresh_token") == 24
    assert await code_stage.keeper.access_token(link.id)
