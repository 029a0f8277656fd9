"""Google's own client library, blocking in a thread, against the sandbox."""

import asyncio
from typing import Any

from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from sandbox.google import GoogleSandbox
from tests.sandbox.google.helpers import ACT, DRIVE, MEMBERS, READ, App

# google-auth has no annotations for it.
bearer: Any = Credentials


def youtube(google: GoogleSandbox, **options: Any) -> Any:
    return build("youtube", "v3", client_options={"api_endpoint": google.origin}, static_discovery=True, **options)


def every_upload(service: Any) -> list[str]:
    mine = service.channels().list(part="contentDetails", mine=True).execute()["items"][0]
    playlist = mine["contentDetails"]["relatedPlaylists"]["uploads"]
    request = service.playlistItems().list(part="contentDetails", playlistId=playlist, maxResults=50)
    found: list[str] = []
    while request is not None:
        page = request.execute()
        found += [item["contentDetails"]["videoId"] for item in page["items"]]
        request = service.playlistItems().list_next(request, page)
    return found


async def test_the_tutorials_way_through_uploads_rating_and_comment(app: App) -> None:
    token = await app.token(READ, ACT)

    def tutorial() -> list[str]:
        with youtube(app.google, credentials=bearer(token)) as service:
            uploads = every_upload(service)
            assert service.videos().rate(id=uploads[0], rating="like").execute() == ""
            body = {"snippet": {"videoId": uploads[1], "topLevelComment": {"snippet": {"textOriginal": "Hi"}}}}
            service.commentThreads().insert(part="snippet", body=body).execute()
            return uploads

    uploads = await asyncio.to_thread(tutorial)
    assert uploads == [video.id for video in app.google.person("alice").videos]
    assert app.google.person("alice").rating_of(uploads[0]) == "like"
    assert [comment.video_id for comment in app.google.person("alice").comments] == [uploads[1]]


async def test_members_by_the_library(app: App) -> None:
    token = await app.token(MEMBERS, person="creator")

    def tutorial() -> list[Any]:
        with youtube(app.google, credentials=bearer(token)) as service:
            request = service.members().list(part="snippet", maxResults=1000)
            members: list[Any] = []
            while request is not None:
                page = request.execute()
                members += page["items"]
                request = service.members().list_next(request, page)
            return members

    assert len(await asyncio.to_thread(tutorial)) == 1200


async def test_an_api_key_and_an_error_by_the_library(app: App) -> None:
    def tutorial() -> int:
        with youtube(app.google, developerKey=app.google.api_key) as service:
            found = service.channels().list(part="snippet", forHandle="@alice").execute()
            assert found["items"][0]["snippet"]["title"] == "Alice"
            try:
                service.playlistItems().list(part="id", playlistId="PLnothing").execute()
            except HttpError as error:
                return int(error.status_code)
        return 0

    assert await asyncio.to_thread(tutorial) == 404


async def test_drive_by_the_library(app: App) -> None:
    token = await app.token(DRIVE, person="bob")

    def tutorial() -> list[str]:
        endpoint = {"api_endpoint": app.google.drive_api + "drive/v3/"}
        with build("drive", "v3", credentials=bearer(token), client_options=endpoint) as service:
            return [file["name"] for file in service.files().list(pageSize=10).execute()["files"]]

    assert await asyncio.to_thread(tutorial) == ["Script 0", "Thumbnail 1", "Take 2"]


async def test_google_auth_refreshes_an_expired_token(app: App) -> None:
    tokens = await app.link(READ)
    app.google.expire_access_tokens()
    credentials = bearer(
        tokens["access_token"],
        refresh_token=tokens["refresh_token"],
        token_uri=app.secrets["token_uri"],
        client_id=app.secrets["client_id"],
        client_secret=app.secrets["client_secret"],
        scopes=[READ],
    )

    def tutorial() -> int:
        with youtube(app.google, credentials=credentials) as service:
            return len(every_upload(service))

    assert await asyncio.to_thread(tutorial) == 236
    assert credentials.token != tokens["access_token"]
