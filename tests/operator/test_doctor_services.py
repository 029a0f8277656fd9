"""`doctor` at Discord and Google: what is right, and each thing that can be wrong there."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import utc_now
from bot.operator.doctor.finding import Level
from bot.operator.doctor.google import objection
from bot.operator.doctor.probe import Reply
from tests.operator.clinic import Clinic, open_clinic

CLOSED = "http://127.0.0.1:9"


@pytest.fixture
async def clinic(tmp_path: Path) -> AsyncIterator[Clinic]:
    async with open_clinic(tmp_path) as clinic:
        yield clinic


def edit_client(clinic: Clinic, **changes: object) -> None:
    """Change Google's JSON as an operator might have."""
    file = json.loads(clinic.sections["google"]["client_secrets"])
    file["web"] |= changes
    clinic.sections["google"]["client_secrets"] = json.dumps(file)


async def test_when_all_is_well_each_thing_that_was_tried_is_named(clinic: Clinic) -> None:
    assert await clinic.to_mend() == []
    assert await clinic.lines(Level.UNSURE) == []
    pages = clinic.sections["web"]["public_url"]
    assert await clinic.lines(Level.RIGHT) == [
        "discord.token: Discord accepts it, and the bot is called Curtain Call",
        "discord.client_id: it is the token's application",
        f"web.public_url: Discord knows the redirect URI {pages}/oauth/discord/callback",
        "discord.client_secret: Discord accepts it",
        "google.client_secrets: Google knows the client and accepts its secret",
        f"web.public_url: Google does not object to the redirect URI {pages}/oauth/youtube/callback",
        "google.api_key: YouTube accepts it",
        "store.encryption_keys: 1 key can be used; nothing is sealed yet",
        "clock: it agrees with Discord's",
        "clock: it agrees with Google's",
        "pictures: they can be drawn, and videos",
    ]


async def test_no_line_shows_a_secret(clinic: Clinic) -> None:
    clinic.sections["discord"]["client_secret"] = "not-the-secret-of-this-one"
    edit_client(clinic, client_secret="GOCSPX-not-this-one-either")
    said = "\n".join(str(finding) for finding in await clinic.findings())
    given = [clinic.sections["store"]["encryption_keys"][0], "not-the-secret-of-this-one", "GOCSPX-not-this"]
    for secret in {*clinic.discord.secrets, *clinic.google.secrets, *given}:
        assert secret not in said


async def test_a_token_that_discord_refuses(clinic: Clinic) -> None:
    clinic.sections["discord"]["token"] = "MTIz.not-a.token"
    assert await clinic.to_mend() == [
        "discord.token: Discord does not accept it; copy the bot token again from the portal, Bot"
    ]


async def test_a_token_that_is_missing_leaves_the_other_checks_alone(clinic: Clinic) -> None:
    clinic.sections["discord"]["token"] = ""
    assert await clinic.to_mend() == [
        "discord.token: it is empty; copy the bot token from Discord's developer portal, Bot"
    ]
    assert any(line.startswith("google.client_secrets") for line in await clinic.lines(Level.RIGHT))


async def test_a_client_id_of_another_application(clinic: Clinic) -> None:
    clinic.sections["discord"]["client_id"] = "77"
    real = clinic.discord.application.client_id
    found = await clinic.to_mend()
    assert found[0] == (
        f"discord.client_id: it is 77, but the token's application is {real}; copy both from one application"
    )
    assert found[1].startswith("discord.client_secret: Discord does not accept it with this client_id")


async def test_a_client_secret_that_discord_refuses(clinic: Clinic) -> None:
    clinic.sections["discord"]["client_secret"] = "old"
    (line,) = await clinic.to_mend()
    assert line.startswith("discord.client_secret: Discord does not accept it")


async def test_a_redirect_uri_that_discord_does_not_know(clinic: Clinic) -> None:
    clinic.discord.application.redirect_uris = ["https://elsewhere.example/oauth/discord/callback"]
    (line,) = await clinic.to_mend()
    callback = f"{clinic.sections['web']['public_url']}/oauth/discord/callback"
    assert line.startswith(f"web.public_url: Discord does not know the redirect URI {callback}")


async def test_commands_that_would_go_to_another_address(clinic: Clinic) -> None:
    clinic.discord.application.interactions_endpoint_url = "https://elsewhere.example/interactions"
    (line,) = await clinic.to_mend()
    assert line.startswith("discord: the application has an Interactions Endpoint URL")


async def test_invitations_that_would_fail(clinic: Clinic) -> None:
    clinic.discord.application.bot_require_code_grant = True
    (line,) = await clinic.to_mend()
    assert line.startswith("discord: the bot requires an OAuth2 code grant")


async def test_a_discord_that_is_down_is_no_mistake_of_the_operators(clinic: Clinic) -> None:
    clinic.discord.fail_next("GET", "/users/@me", 503)
    found = [finding for finding in await clinic.findings() if finding.level in {Level.UNSURE, Level.MEND}]
    assert [str(finding) for finding in found] == [
        "unsure  discord.token: Discord answered 503; ask again in a few minutes, and see discord.api_base."
    ]


async def test_an_address_where_nobody_answers(clinic: Clinic) -> None:
    clinic.sections["discord"]["api_base"] = f"{CLOSED}/api/v10"
    found = await clinic.to_mend()
    assert set(found) == {
        "discord.api_base: it cannot be reached (ClientConnectorError); look at the network, and at the address",
        "clock: it cannot be reached (ClientConnectorError); look at the network, and at the address",
    }


@pytest.mark.parametrize("changes", [{"client_secret": "GOCSPX-old"}, {"client_id": "1.apps.googleusercontent.com"}])
async def test_a_client_that_google_refuses(clinic: Clinic, changes: dict[str, str]) -> None:
    edit_client(clinic, **changes)
    found = await clinic.to_mend()
    assert found[0].startswith("google.client_secrets: Google does not accept the client's id and secret")
    assert all(line.startswith("google.client_secrets") for line in found)


async def test_a_redirect_uri_that_google_does_not_know(clinic: Clinic) -> None:
    """It stands in the file, since the operator wrote it there, but not at Google."""
    clinic.sections["web"]["public_url"] = "http://localhost:1"
    callback = "http://localhost:1/oauth/youtube/callback"
    edit_client(clinic, redirect_uris=[callback])
    clinic.sections["discord"]["client_secret"] = ""
    (line,) = await clinic.to_mend()
    assert line.startswith(f"web.public_url: Google does not know the redirect URI {callback}; add it to the client")


async def test_a_redirect_uri_that_is_missing_in_the_file(clinic: Clinic) -> None:
    edit_client(clinic, redirect_uris=[])
    (line,) = await clinic.to_mend()
    assert line.startswith("web.public_url: Google's client does not list")


async def test_google_file_that_is_no_json(clinic: Clinic) -> None:
    clinic.sections["google"]["client_secrets"] = "{"
    (line,) = await clinic.to_mend()
    assert line.startswith("google.client_secrets: it is not Google's JSON")


async def test_an_api_key_that_youtube_refuses(clinic: Clinic) -> None:
    clinic.sections["google"]["api_key"] = "AIzaSy-not-a-key"
    assert await clinic.to_mend() == [
        "google.api_key: YouTube does not know it; copy it again from the console, Credentials"
    ]


@pytest.mark.parametrize(("seconds", "words"), [(95, "s ahead of"), (-95, "s behind")])
async def test_a_clock_that_is_wrong(clinic: Clinic, seconds: int, words: str) -> None:
    found = await clinic.to_mend(clock=lambda: utc_now() + timedelta(seconds=seconds))
    assert [line.split()[0] for line in found] == ["clock:", "clock:"]
    assert all(words in line for line in found)


async def test_a_clock_that_is_a_little_off_is_fine(clinic: Clinic) -> None:
    assert await clinic.to_mend(clock=lambda: utc_now() + timedelta(seconds=20)) == []


def reply(status: int, body: str = "", location: str = "") -> Reply:
    return Reply(status, {"Location": location} if location else {}, body.encode())


def test_googles_objection_is_read_from_a_page_and_from_a_redirect() -> None:
    """Google's own redirect: what it objects to stands in `authError`, in base64."""
    carried = "ChVyZWRpcmVjdF91cmlfbWlzbWF0Y2gSsAEKWW91IGNhbid0IHNpZ24gaW4"
    error_page = f"https://accounts.google.com/signin/oauth/error?authError={carried}&client_id=1"
    assert objection(reply(302, location=error_page)) == "redirect_uri_mismatch"
    assert objection(reply(400, "<p>Error 400: redirect_uri_mismatch</p>")) == "redirect_uri_mismatch"
    assert objection(reply(401, "Error 401: invalid_client")) == "invalid_client"
    sign_in = "https://accounts.google.com/v3/signin/identifier?continue=invalid_request"
    assert objection(reply(302, location=sign_in)) == ""
    assert objection(reply(200, "<title>Sign in</title> invalid_request")) == ""
