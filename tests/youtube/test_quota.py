"""Who may spend how much of the day, and who must stop so that something is left for the others."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import QuotaKept, QuotaShareSpent, QuotaSpent
from bot.metrics import Metrics
from bot.youtube.payer import Payer
from bot.youtube.quota import Quota
from tests.sandbox.google.helpers import START
from tests.support.clock import HandClock
from tests.youtube.helpers import ALICE, BOB, until_refused

LIKE, LOOK, SEARCH = "youtube.videos.rate", "youtube.videos.list", "youtube.search.list"
SERVER, OTHER_SERVER = Payer.scheduled(100), Payer.scheduled(200)
MIDNIGHT = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture
def clock() -> HandClock:
    return HandClock(START)


@pytest.fixture
def quota(clock: HandClock) -> Quota:
    return Quota(clock, daily_units=10_000, metrics=Metrics())


def spend(quota: Quota, units: int) -> None:
    """Spend so much of the whole day, as crowds of people do."""
    for number in range(units):
        quota.pay(LOOK, Payer.person(1_000 + number))


def test_one_persons_share_ends_and_nobody_elses(quota: Quota) -> None:
    refused = until_refused(quota, LOOK, ALICE)
    assert isinstance(refused, QuotaShareSpent)
    assert refused.whose == "user"
    assert refused.resets_at == MIDNIGHT
    assert f"<t:{int(MIDNIGHT.timestamp())}:R>" in refused.message
    assert quota.spent("user/1") == 1_500
    quota.pay(LOOK, BOB)


def test_looking_still_works_when_the_share_of_likes_is_spent(quota: Quota) -> None:
    refused = until_refused(quota, LIKE, ALICE)
    assert isinstance(refused, QuotaShareSpent)
    assert refused.whose == "changes"
    assert quota.spent("user/1") == 1_350
    quota.pay(LOOK, ALICE)


def test_suggestions_leave_half_of_the_share_to_commands(quota: Quota) -> None:
    until_refused(quota, LOOK, Payer.typing(1))
    assert quota.spent("user/1") == 750
    quota.pay(LOOK, ALICE)


def test_one_servers_schedules_do_not_spend_anothers(quota: Quota) -> None:
    refused = until_refused(quota, LOOK, SERVER)
    assert isinstance(refused, QuotaShareSpent)
    assert refused.whose == "server"
    assert quota.spent("server/100") == quota.spent("background") == 3_000
    quota.pay(LOOK, OTHER_SERVER)


def test_somebody_with_many_servers_has_one_share(quota: Quota) -> None:
    for guild_id in range(9):
        until_refused(quota, LOOK, Payer.in_server(1, guild_id))
    assert quota.spent() == 1_500


def test_what_runs_by_itself_with_one_persons_links_leaves_most_to_others(quota: Quota) -> None:
    refusals = [until_refused(quota, LOOK, Payer.scheduled(guild_id).on_behalf_of(1)) for guild_id in range(3)]
    assert quota.spent() == quota.spent("background") == quota.spent("background/user/1") == 2_000
    for refused in refusals:
        assert isinstance(refused, QuotaShareSpent)
        assert (refused.whose, refused.resets_at) == ("owner", MIDNIGHT)
        assert f"<t:{int(MIDNIGHT.timestamp())}:R>" in refused.message
    quota.pay(LOOK, Payer.scheduled(9).on_behalf_of(2))
    # What they ask for themselves is another account.
    quota.pay(LOOK, ALICE)
    assert quota.spent("user/1") == 1


def test_a_command_that_reads_anothers_link_leaves_the_owner_their_share(quota: Quota) -> None:
    until_refused(quota, LOOK, Payer.in_server(2, 100).on_behalf_of(1))
    assert (quota.spent("user/1"), quota.spent("background/user/1"), quota.spent("user/2")) == (0, 0, 1_500)


def test_many_people_in_one_server_have_its_share(quota: Quota) -> None:
    for user_id in range(9):
        until_refused(quota, LOOK, Payer.in_server(user_id, 100))
    assert quota.spent() == 3_000


def test_background_work_stops_before_commands_do(quota: Quota) -> None:
    spend(quota, 7_999)
    quota.pay(LOOK, SERVER)
    with pytest.raises(QuotaKept) as kept:
        quota.pay(LOOK, SERVER)
    assert kept.value.resets_at == MIDNIGHT
    quota.pay(LOOK, ALICE)


def test_likes_stop_before_looking_does(quota: Quota) -> None:
    spend(quota, 9_451)
    with pytest.raises(QuotaSpent):
        quota.pay(LIKE, ALICE)
    spend(quota, 549)
    with pytest.raises(QuotaSpent) as spent:
        quota.pay(LOOK, ALICE)
    assert not isinstance(spent.value, QuotaShareSpent)
    assert "This bot has used up" in spent.value.message


def test_what_is_refused_costs_nothing(quota: Quota) -> None:
    spend(quota, 10_000)
    for _ in range(5):
        with pytest.raises(QuotaSpent):
            quota.pay(LOOK, ALICE)
    assert (quota.spent(), quota.spent("user/1")) == (10_000, 0)


def test_at_midnight_in_california_everybody_has_their_share_again(quota: Quota, clock: HandClock) -> None:
    until_refused(quota, LIKE, ALICE)
    clock.now = MIDNIGHT - timedelta(seconds=1)
    with pytest.raises(QuotaShareSpent):
        quota.pay(LIKE, ALICE)
    clock.now = MIDNIGHT
    quota.pay(LIKE, ALICE)
    assert quota.spent() == 50


def test_a_bigger_project_has_bigger_shares(clock: HandClock) -> None:
    quota = Quota(clock, daily_units=1_000_000, metrics=Metrics())
    until_refused(quota, LIKE, ALICE)
    assert quota.spent("user/1") == 135_000


def test_searches_are_counted_apart_and_shared_alike(quota: Quota) -> None:
    refused = until_refused(quota, SEARCH, ALICE)
    assert isinstance(refused, QuotaShareSpent)
    assert (quota.spent("search"), quota.spent("search/user/1"), quota.spent()) == (15, 15, 0)
    quota.pay(LOOK, ALICE)
    quota.pay(SEARCH, BOB)


def test_a_day_that_google_calls_spent_is_over_and_said_once(
    quota: Quota, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    quota.pay(LOOK, ALICE)
    for _ in range(3):
        assert quota.shut(LOOK) == MIDNIGHT
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "google.daily_units" in caplog.text
    for payer in (ALICE, BOB, SERVER):
        with pytest.raises(QuotaSpent) as spent:
            quota.pay(LOOK, payer)
        assert spent.value.resets_at == MIDNIGHT
    quota.pay(SEARCH, ALICE)
    clock.now = MIDNIGHT
    quota.pay(LOOK, ALICE)


def test_right_after_midnight_google_may_still_speak_of_yesterday(
    quota: Quota, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    clock.now = MIDNIGHT + timedelta(seconds=2)
    soon = quota.shut(LOOK)
    assert soon == MIDNIGHT + timedelta(minutes=15)
    assert caplog.records == []
    clock.now = soon
    quota.pay(LOOK, ALICE)
    with caplog.at_level(logging.WARNING):
        assert quota.shut(LOOK) == MIDNIGHT + timedelta(days=1)
    assert len(caplog.records) == 1


def test_the_whole_is_never_passed_however_many_spend(quota: Quota) -> None:
    for number in range(50):
        until_refused(quota, (LIKE, LOOK)[number % 2], Payer.person(number))
        until_refused(quota, LOOK, Payer.in_server(number, number))
        until_refused(quota, LOOK, Payer.scheduled(number))
    assert quota.spent() == 10_000


def test_units_are_counted_in_the_metrics_by_method(clock: HandClock) -> None:
    metrics = Metrics()
    quota = Quota(clock, daily_units=10_000, metrics=metrics)
    quota.pay(LIKE, ALICE)
    quota.pay("youtube.members.list", SERVER)
    value = metrics.registry.get_sample_value
    assert value("curtaincall_youtube_quota_units_total", {"call": "videos.rate"}) == 50
    assert value("curtaincall_youtube_quota_units_total", {"call": "members.list"}) == 2
