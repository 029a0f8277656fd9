"""Refresh tokens that end: with their use where they are single use, after a week where the app is in Testing."""

from sandbox.google import GoogleSandbox
from tests.sandbox.google.helpers import READ, App
from tests.support.clock import HandClock


async def test_a_single_use_refresh_token_ends_with_its_use(app: App) -> None:
    app.google.rotating = True
    first = (await app.link())["refresh_token"]
    second = (await app.refresh(first)).json["refresh_token"]
    assert second != first
    refused = await app.refresh(first)
    assert (refused.status, refused.json["error"]) == (400, "invalid_grant")
    assert (app.google.refreshes(first), app.google.refreshes(second)) == (False, True)
    assert (await app.refresh(second)).status == 200


async def test_a_refused_refresh_leaves_a_single_use_token_as_it_is(app: App) -> None:
    app.google.rotating = True
    token = (await app.link(READ))["refresh_token"]
    assert (await app.refresh(token, scope="more")).json["error"] == "invalid_scope"
    assert (await app.refresh(token, client_secret="wrong")).json["error"] == "invalid_client"
    assert (await app.refresh(token)).status == 200


async def test_a_token_from_testing_dies_in_its_week_after_the_app_is_published(app: App, clock: HandClock) -> None:
    app.google.testing = True
    tested = await app.link()
    app.google.testing = False
    published = await app.link()
    assert "refresh_token_expires_in" not in published
    clock.pass_time(days=6)
    assert (await app.refresh(tested["refresh_token"])).json["refresh_token_expires_in"] == 86399
    clock.pass_time(days=1)
    assert (await app.refresh(tested["refresh_token"])).json["error"] == "invalid_grant"
    assert (await app.refresh(published["refresh_token"])).status == 200


async def test_a_consent_can_be_given_without_its_pages(app: App, google: GoogleSandbox) -> None:
    access, refresh = google.grant("alice", READ)
    assert (await app.youtube("channels", access.value, part="id", mine="true")).status == 200
    assert (await app.refresh(refresh.value)).status == 200
    google.revoke_grant("alice")
    assert (await app.refresh(refresh.value)).json["error"] == "invalid_grant"
