"""Revoking: by an application and by the person."""

from tests.sandbox.google.helpers import ACT, READ, REDIRECT, App


async def test_revoking_any_token_ends_every_token_of_the_grant(app: App) -> None:
    first, second = await app.link(READ), await app.link(ACT)
    pending = await app.code()
    answer = await app.post("/revoke", {"token": first["access_token"]})
    assert (answer.status, answer.json) == (200, {})
    assert (await app.refresh(first["refresh_token"])).json["error"] == "invalid_grant"
    assert (await app.refresh(second["refresh_token"])).json["error"] == "invalid_grant"
    assert (await app.youtube("channels", second["access_token"], part="id", mine="true")).status == 401
    assert (await app.exchange(pending)).json["error"] == "invalid_grant"


async def test_other_people_and_other_clients_keep_theirs(app: App) -> None:
    alice, creator = await app.link(), await app.link(person="creator")
    await app.post("/revoke", {"token": alice["refresh_token"]})
    assert (await app.refresh(creator["refresh_token"])).status == 200


async def test_an_unknown_or_dead_token_cannot_be_revoked(app: App) -> None:
    tokens = await app.link()
    await app.post("/revoke", {"token": tokens["refresh_token"]})
    for token in (tokens["refresh_token"], "ya29.unknown"):
        answer = await app.post("/revoke", {"token": token})
        assert (answer.status, answer.json["error"]) == (400, "invalid_token")
    assert (await app.post("/revoke", {"tok": "x"})).json["error"] == "invalid_request"
    async with app.http.post(f"{app.google.origin}/revoke?token=x") as response:
        assert response.status == 400


async def test_after_a_revocation_the_next_consent_is_the_first_again(app: App) -> None:
    tokens = await app.link(READ, ACT)
    await app.post("/revoke", {"token": tokens["refresh_token"]})
    again = await app.link(READ, prompt=None, include_granted_scopes="true")
    assert again["scope"] == READ
    assert "refresh_token" in again


async def test_a_person_can_end_it_in_their_google_account(app: App) -> None:
    alice, bob = await app.link(), await app.link(person="bob")
    other = app.google.client_secrets(REDIRECT, application="Another app")["web"]
    app.google.revoke_grant("alice")
    assert (await app.refresh(alice["refresh_token"])).json["error"] == "invalid_grant"
    assert (await app.refresh(bob["refresh_token"])).status == 200
    assert other["client_id"] != app.secrets["client_id"]
