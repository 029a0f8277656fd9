"""Rules in words and cron: what is understood, what is said back, what is refused with which reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadRule
from bot.schedule.rules import parse_rule


@pytest.mark.parametrize(
    ("text", "cron", "words"),
    [
        ("every day at 20:30", "30 20 * * *", "every day at 20:30"),
        ("daily at 8", "0 8 * * *", "every day at 08:00"),
        ("6pm every day", "0 18 * * *", "every day at 18:00"),
        ("every day at 9:00 and 18:00", "0 9,18 * * *", "every day at 09:00 and 18:00"),
        ("EVERY Monday AT 18:00", "0 18 * * 1", "every Monday at 18:00"),
        ("weekly on monday at 6 p.m.", "0 18 * * 1", "every Monday at 18:00"),
        ("at 18h30 on mondays", "30 18 * * 1", "every Monday at 18:30"),
        ("every monday and thursday at 6:30 pm", "30 18 * * 1,4", "every Monday and Thursday at 18:30"),
        ("mon, tues & fri 1800", "0 18 * * 1,2,5", "every Monday, Tuesday and Friday at 18:00"),
        ("every weekday at 9", "0 9 * * 1,2,3,4,5", "every weekday at 09:00"),
        ("mon-fri 9.15am", "15 9 * * 1,2,3,4,5", "every weekday at 09:15"),
        ("every weekend at noon", "0 12 * * 0,6", "every weekend at 12:00"),
        ("saturday to monday at 10", "0 10 * * 0,1,6", "every Monday, Saturday and Sunday at 10:00"),
        ("every sunday at midnight", "0 0 * * 0", "every Sunday at 00:00"),
        ("12am on sundays", "0 0 * * 0", "every Sunday at 00:00"),
        ("monthly on the 1st at 09:00", "0 9 1 * *", "monthly on the 1st at 09:00"),
        ("every month on the 1st and 15th at 9", "0 9 1,15 * *", "monthly on the 1st and 15th at 09:00"),
        ("monthly on 15 at 9", "0 9 15 * *", "monthly on the 15th at 09:00"),
        ("last day of the month 18:00", "0 18 L * *", "monthly on the last day at 18:00"),
        ("first monday of every month at 18:00", "0 18 * * 1#1", "monthly on the first Monday at 18:00"),
        ("monthly on the last friday at 5pm", "0 17 * * 5L", "monthly on the last Friday at 17:00"),
        ("every hour", "0 * * * *", "every hour"),
        ("every 2 hours", "0 */2 * * *", "every 2 hours"),
        ("every 15 minutes", "*/15 * * * *", "every 15 minutes"),
        ("* * * * *", "* * * * *", "every minute"),
        ("`0  18 * * mon`", "0 18 * * MON", "every Monday at 18:00"),
        ("0 18 * * 7", "0 18 * * 7", "every Sunday at 18:00"),
        ("0 9 31 * *", "0 9 31 * *", "0 9 31 * *"),
        ("5,35 9-17 * 6 1-5", "5,35 9-17 * 6 1-5", "5,35 9-17 * 6 1-5"),
    ],
)
def test_rule_is_understood_and_said_back(text: str, cron: str, words: str) -> None:
    rule = parse_rule(text)
    assert (rule.cron, rule.words) == (cron, words)
    assert parse_rule(rule.words).words == words


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("whenever", "“whenever”"),
        ("every blursday at 9", "“blursday”"),
        ("every other monday at 9", "“other”"),
        ("every monday", "At what time?"),
        ("weekly at 9", "day of the week?"),
        ("monthly at 9", "day of the month?"),
        ("every month on monday at 9", "day of the month?"),
        ("at 9", "On which days?"),
        ("every monday at 25:00", "`25:00` is not a time"),
        ("every monday at 13pm", "1 to 12"),
        ("every day at 9:00 and 18:30", "differ in their minutes"),
        ("every monday and on the 1st at 9", "in two ways"),
        ("every 7 minutes", "divide 60"),
        ("every 2 weeks at 9", "cannot count"),
        ("monthly on the 31st at 9", "a 31st; say `monthly on the last day at 09:00`"),
        ("monthly on the 29th at 9", "a 29th"),
        ("monthly on the 40th at 9", "day 40"),
        ("fifth monday of the month at 9", "last monday"),
        ("0 0 30 2 *", "never happens"),
        ("0 0 31 4,6 *", "never happens"),
        ("0 0 0 * * *", "this has 6"),
        ("* * *", "this has 3"),
        ("61 * * * *", "minute field `61`"),
        ("0 25 * * *", "hour field `25`"),
        ("0 0 ? * 1", "day-of-month field `?`"),
        ("0 0 * * foo", "day-of-week field `FOO`"),
        ("every day " * 100, "too long"),
    ],
)
def test_rule_that_is_not_understood_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(BadRule) as refused:
        parse_rule(text)
    assert why in refused.value.message
    assert "every monday at 18:00" in refused.value.message


_WORDS = st.sampled_from(
    ("every", "day", "at", "9", "18:00", "1st", "last", "monday", "month", "weekly", "and", ",", "5", "*", "0", "*/2")
)


@pytest.mark.no_cover
@given(st.one_of(st.text(max_size=40), st.lists(_WORDS, max_size=7).map(" ".join)))
def test_any_text_is_a_rule_or_a_reason(text: str) -> None:
    try:
        rule = parse_rule(text)
    except BadRule:
        return
    assert parse_rule(rule.cron).cron == rule.cron
    assert parse_rule(rule.words).words == rule.words
