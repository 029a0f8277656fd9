"""The sandbox's Google by the way that tutorials teach: google-auth-oauthlib's flows, and Google's library, blocking.

Everything that blocks runs in a thread, as a script of its own would; the sandbox answers from this loop. Where a
tutorial opens a browser, one is registered with Python's webbrowser whose visits Alice makes.
"""

import asyncio
import json
import pickle
import webbrowser
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import aiohttp
import google.auth.transport.requests
import pytest
from google.oauth2.credentials import Credentials
from google_auth_oauthlib.flow import Flow, InstalledAppFlow
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from sandbox.google import GoogleSandbox
from sandbox.pointing import free_port
from tests.sandbox.google.helpers import ACT, DRIVE, MEMBERS, READ

# google-auth has no annotations for these.
new_credentials: Any = Credentials
new_request: Any = google.auth.transport.requests.Request
Found = TypeVar("Found")


class Script:
    """What a tutorial's script has: a client secrets file, a folder to keep tokens in, and the two APIs."""

    def __init__(self, google: GoogleSandbox, folder: Path) -> None:
        self.google = google
        self.folder = folder
        self.port = free_port()
        self.callback = f"http://localhost:{self.port}/"
        self.secrets_file = folder / "client_secrets.json"
        self.secrets_file.write_text(json.dumps(google.client_secrets(self.callback)), encoding="utf-8")

    async def run(self, script: Callable[[], Found]) -> Found:
        """Run what blocks."""
        return await asyncio.to_thread(script)

    async def credentials(self, *scopes: str, person: str = "alice") -> Any:
        """Return credentials by Flow, as a web application gets them."""
        flow = Flow.from_client_secrets_file(self.secrets_file, scopes=list(scopes), redirect_uri=self.callback)
        url, _ = flow.authorization_url(access_type="offline", prompt="consent")
        back = await self.google.consent(url, person)
        await self.run(lambda: flow.fetch_token(authorization_response=back))
        return flow.credentials

    def youtube(self, **options: Any) -> Any:
        """Return the YouTube API."""
        return build("youtube", "v3", client_options={"api_endpoint": self.google.origin}, **options)

    def drive(self, **options: Any) -> Any:
        """Return the Drive API."""
        return build("drive", "v3", client_options={"api_endpoint": f"{self.google.drive_api}drive/v3/"}, **options)


@pytest.fixture
async def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Script]:
    # oauthlib refuses http, also on this machine, unless it is told.
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    async with GoogleSandbox() as google:
        yield Script(google, tmp_path)


class AlicesBrowser(webbrowser.BaseBrowser):
    """Opens an address for a script in another thread; Alice agrees, and follows the redirect to the script."""

    def __init__(self, google: GoogleSandbox) -> None:
        super().__init__("alice")
        self._google = google
        self._loop = asyncio.get_running_loop()
        self.said = ""

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:  # noqa: ARG002 (webbrowser gives them)
        asyncio.run_coroutine_threadsafe(self._visit(url), self._loop)
        return True

    async def _visit(self, url: str) -> None:
        back = await self._google.consent(url, "alice")
        async with aiohttp.ClientSession() as session, session.get(back) as response:
            self.said = await response.text()


def every(resource: Any, **query: Any) -> list[dict[str, Any]]:
    """Read a list to its end by list_next."""
    found: list[dict[str, Any]] = []
    request = resource.list(**query)
    while request is not None:
        page = request.execute()
        found += page["items"]
        request = resource.list_next(request, page)
    return found


def uploads(service: Any, **whose: Any) -> list[str]:
    """Return the privacy of every upload of a channel."""
    channel = service.channels().list(part="contentDetails", **whose).execute()["items"][0]
    playlist = channel["contentDetails"]["relatedPlaylists"]["uploads"]
    items = every(service.playlistItems(), part="status", playlistId=playlist, maxResults=50)
    return [item["status"]["privacyStatus"] for item in items]


async def test_with_installed_app_flow_the_private_uploads_are_there(script: Script) -> None:
    browser = AlicesBrowser(script.google)
    webbrowser.register("alice", None, browser)

    def tutorial() -> list[str]:
        flow = InstalledAppFlow.from_client_secrets_file(script.secrets_file, scopes=[READ])
        flow.run_local_server(
            port=script.port, prompt="consent", authorization_prompt_message="", browser="alice", timeout_seconds=10
        )
        with script.youtube(credentials=flow.credentials) as service:
            return uploads(service, mine=True)

    seen = await script.run(tutorial)
    assert {privacy: seen.count(privacy) for privacy in seen} == {"public": 229, "unlisted": 5, "private": 2}
    assert len(seen) == 236
    assert "you may close this window" in browser.said.lower()


async def test_with_an_api_key_the_public_uploads_are_there(script: Script) -> None:
    def tutorial() -> list[str]:
        with script.youtube(developerKey=script.google.api_key) as service:
            return uploads(service, forHandle="@alice")

    assert await script.run(tutorial) == ["public"] * 229


async def test_a_like(script: Script) -> None:
    credentials = await script.credentials(ACT)
    video = script.google.person("mallory").videos[0].id

    def tutorial() -> None:
        with script.youtube(credentials=credentials) as service:
            service.videos().rate(rating="like", id=video).execute()

    await script.run(tutorial)
    assert script.google.person("alice").rating_of(video) == "like"


async def test_the_members_of_ones_channel(script: Script) -> None:
    credentials = await script.credentials(READ, MEMBERS, person="creator")

    def tutorial() -> list[str]:
        with script.youtube(credentials=credentials) as service:
            members = every(service.members(), part="snippet", maxResults=1000)
        return [member["snippet"]["memberDetails"]["displayName"] for member in members]

    channel = script.google.person("creator").channel
    assert channel
    assert sorted(await script.run(tutorial)) == sorted(member.name for member in channel.members)
    assert len(channel.members) == 1200


def from_json(text: bytes) -> Any:
    """Return saved credentials; Credentials.from_authorized_user_file would go to Google's own token server."""
    saved = json.loads(text)
    expiry = datetime.fromisoformat(saved.pop("expiry")).replace(tzinfo=None)
    known = {key: saved[key] for key in ("token", "refresh_token", "token_uri", "client_id", "client_secret", "scopes")}
    return new_credentials(**known, expiry=expiry)


class Keeping(NamedTuple):
    """A way to keep credentials in a file."""

    dump: Callable[[Any], bytes]
    load: Callable[[bytes], Any]


KEPT = {"pickle": Keeping(pickle.dumps, pickle.loads), "json": Keeping(lambda made: made.to_json().encode(), from_json)}


@pytest.mark.parametrize("kind", KEPT)
async def test_tokens_kept_in_a_file_are_refreshed_when_they_have_ended(script: Script, kind: str) -> None:
    kept = script.folder / f"token.{kind}"
    first = await script.credentials(READ)
    # An hour later, in the file and at Google.
    first.expiry = (datetime.now(UTC) - timedelta(minutes=1)).replace(tzinfo=None)
    script.google.expire_access_tokens()
    kept.write_bytes(KEPT[kind].dump(first))

    def tutorial() -> tuple[str, int]:
        credentials = KEPT[kind].load(kept.read_bytes())
        assert not credentials.valid
        if credentials.expired and credentials.refresh_token:
            credentials.refresh(new_request())
        with script.youtube(credentials=credentials) as service:
            return credentials.token, len(uploads(service, mine=True))

    token, count = await script.run(tutorial)
    assert token != first.token
    assert count == 236


async def test_drive_refuses_a_token_without_its_scope(script: Script) -> None:
    credentials = await script.credentials(READ)

    def tutorial() -> Any:
        with script.drive(credentials=credentials) as service:
            return service.files().list().execute()

    with pytest.raises(HttpError) as refused:
        await script.run(tutorial)
    assert refused.value.status_code == 403
    assert refused.value.error_details[0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


async def test_drive_lists_files_with_its_scope(script: Script) -> None:
    credentials = await script.credentials(DRIVE)

    def tutorial() -> list[str]:
        with script.drive(credentials=credentials) as service:
            return [f"{file['name']} {file['mimeType']}" for file in service.files().list().execute()["files"]]

    shown = await script.run(tutorial)
    assert len(shown) == 100
    assert all(line.partition(" ")[0] for line in shown)
