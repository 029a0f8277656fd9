"""What a consent asks for."""

from dataclasses import replace

import aiohttp
from pydantic import SecretStr

from bot.accounts.codes import new_code, normalised, shown
from bot.accounts.consent import ConsentPlan, Purpose, permitted, plan
from bot.alerts import Alerts
from bot.clock import utc_now
from bot.providers.access import Access
from bot.providers.contract import OAuthApp
from bot.providers.google import Google
from bot.providers.wire import Wire
from bot.store.links import LinkRow
from tests.accounts.stage import START

LOOK, ACT, CREATOR = "look", "act", "creator"


async def _google() -> Google:
    async with aiohttp.ClientSession() as session:
        app = OAuthApp("id", SecretStr("secret"), "https://a.example/auth", "https://a.example/token")
        wire = Wire(session, "Google", clock=utc_now)
        return Google(wire, app, redirect_uri="", revoke_uri="", clock=utc_now, alerts=Alerts())


def _link(google: Google, *access: Access, status: str = "ok") -> LinkRow:
    scopes = " ".join(scope for one in access for scope in google.scopes_for(one))
    return LinkRow("id", 1, "youtube", "UC", "T", "", "", scopes, status, "", True, START, START, START)


async def test_a_first_link_asks_for_what_is_wanted_and_chooses_an_account() -> None:
    google = await _google()
    wanted = google.scopes_for(Access.ACT)
    assert plan(google, Access.ACT, []) == ConsentPlan(wanted, widening=False, choose_account=True)


async def test_widening_the_only_link_stays_with_its_account() -> None:
    google = await _google()
    wanted = google.scopes_for(Access.ACT)
    only = _link(google, Access.LOOK)
    planned = plan(google, Access.ACT, [only])
    assert planned == ConsentPlan(wanted, widening=True, choose_account=False, about=only)
    assert planned.purpose is Purpose.WIDEN


async def test_asking_again_for_what_is_there_means_another_account() -> None:
    google = await _google()
    planned = plan(google, Access.LOOK, [_link(google, Access.LOOK)])
    assert (planned.widening, planned.choose_account, planned.purpose) == (False, True, Purpose.LINK)


async def test_a_dead_only_link_is_asked_for_whole() -> None:
    google = await _google()
    dead = _link(google, Access.CREATOR, status="needs_relink")
    planned = plan(google, Access.LOOK, [dead])
    assert planned == ConsentPlan(google.scopes_for(Access.CREATOR), widening=False, choose_account=False, about=dead)
    assert planned.purpose is Purpose.RELINK


async def test_linking_another_account_is_not_about_the_only_one_even_when_that_is_dead() -> None:
    google = await _google()
    dead = _link(google, Access.CREATOR, status="needs_relink")
    planned = plan(google, Access.LOOK, [dead], choose_account=True)
    assert planned == ConsentPlan(google.scopes_for(Access.LOOK), widening=False, choose_account=True)


async def test_a_named_link_is_what_it_is_about_and_the_account_is_chosen_among_several() -> None:
    google = await _google()
    first, named = _link(google, Access.LOOK), replace(_link(google, Access.LOOK), id="named")
    planned = plan(google, Access.CREATOR, [first, named], relink_of="named")
    assert planned == ConsentPlan(google.scopes_for(Access.CREATOR), widening=True, choose_account=True, about=named)


async def test_a_named_link_that_is_gone_is_a_link_to_any_account() -> None:
    google = await _google()
    both = [_link(google, Access.LOOK), _link(google, Access.LOOK)]
    assert plan(google, Access.ACT, both, relink_of="gone").purpose is Purpose.LINK


async def test_a_relink_beside_a_living_link_includes_what_that_has_lest_it_be_chosen_and_shrink() -> None:
    google = await _google()
    dead = replace(_link(google, Access.LOOK, status="needs_relink"), id="dead")
    planned = plan(google, Access.LOOK, [_link(google, Access.CREATOR), dead], relink_of="dead")
    assert (planned.about, planned.widening) == (dead, True)


async def test_several_links_choose_an_account() -> None:
    google = await _google()
    planned = plan(google, Access.ACT, [_link(google, Access.LOOK), _link(google, Access.LOOK)])
    assert planned.choose_account


async def test_access_needs_look_and_neither_of_the_others_includes_the_other() -> None:
    google = await _google()
    act, creator = google.scopes_for(Access.ACT), google.scopes_for(Access.CREATOR)
    assert google.access_in(act) == {Access.LOOK, Access.ACT}
    assert google.access_in(creator) == {Access.LOOK, Access.CREATOR}
    assert google.access_in(act - google.scopes_for(Access.LOOK)) == frozenset()


def test_permissions_are_what_was_asked_and_granted() -> None:
    asked, held, granted = frozenset({"a", "b"}), frozenset({"c", "d"}), frozenset({"a", "c", "x"})
    assert permitted(asked, held, granted) == {"a", "c"}


def test_codes_are_easy_to_read_and_type() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    for code in codes:
        assert not set(code) & set("01258ABEILOSUVZ")
        assert normalised(f" {shown(code).lower()}\n") == code
