"""The world's nastiest names in announcements: whole, unpinged and unformatted, as names and as levels."""

import re
from datetime import UTC, datetime

import pytest

from bot.names import escape_name
from bot.schedule.news import news_of
from bot.schedule.options import Options
from bot.supporters.changes import Change, Risen
from bot.supporters.roll import Supporter
from tests.credits.discord_text import shown
from tests.credits.test_names import bare
from tests.support.nasty import NASTY, expect_whole

SINCE = datetime(2026, 11, 1, tzinfo=UTC)
ALL = Options(announce_new=True, announce_upgrades=True, announce_anniversaries=True)


@pytest.mark.parametrize("name", NASTY, ids=lambda name: ascii(name)[:30])
def test_a_name_is_announced_as_it_is_written(name: str) -> None:
    one = Supporter(name, 24, SINCE)
    news = news_of(Change(SINCE, joined=(one,), risen=(Risen(one, name),), anniversaries=(one,)), ALL)
    assert news
    (embed,) = news.embeds
    new, rose, years = re.findall(r"^### .* · 1\n(.*)$", embed.description, re.MULTILINE)
    expect_whole(bare(shown(new)), name)
    risen = bare(shown(rose))
    before, after = risen.split(" (now ")[0], risen.removesuffix(")").split(" (now ")[-1]
    expect_whole(before, name)
    expect_whole(after, name)
    expect_whole(bare(shown(years)).removesuffix(" (2 years)"), name)
    assert not re.search(r"@everyone|@here|<@!?&?\d+>|<#\d+>", embed.description, re.IGNORECASE)


def test_all_of_them_at_once_are_one_message_that_counts_whom_it_does_not_name() -> None:
    everybody = tuple(Supporter(name, 24, SINCE) for name in NASTY)
    news = news_of(Change(SINCE, joined=everybody), ALL)
    assert news
    (embed,) = news.embeds
    heading, names, more = embed.description.split("\n")
    assert heading == f"### New · {len(NASTY)}"
    assert names.startswith(" · ".join(map(escape_name, NASTY[:20])))
    assert shown(names)
    assert int(more.removeprefix("and ").removesuffix(" more")) <= len(NASTY) - 20
