"""What the tests of the sandbox's Google share: a clock, an application that asks for consent, and API calls."""

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import aiohttp

from sandbox.google import GoogleSandbox

REDIRECT = "http://localhost:8080/oauth/youtube/callback"
START = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
VERIFIER = "a-verifier-of-sixty-four-characters-which-is-long-enough-to-pass"
AUTH = "https://www.googleapis.com/auth/"
READ, ACT, MEMBERS = AUTH + "youtube.readonly", AUTH + "youtube.force-ssl", AUTH + "youtube.channel-memberships.creator"
DRIVE = AUTH + "drive.metadata.readonly"

Json = dict[str, Any]


def challenge(verifier: str = VERIFIER) -> str:
    return base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


@dataclass(frozen=True)
class Answer:
    """An HTTP answer, read to its end."""

    status: int
    headers: dict[str, str]
    json: Json = field(repr=False)

    @property
    def reason(self) -> str:
        return str(self.json["error"]["errors"][0]["reason"])


class App:
    """An application that links accounts, written against HTTP alone."""

    def __init__(self, google: GoogleSandbox, http: aiohttp.ClientSession) -> None:
        self.google = google
        self.http = http
        self.secrets = google.client_secrets(REDIRECT)["web"]

    def url(self, *scopes: str, **changes: str | None) -> str:
        query: dict[str, str | None] = {
            "client_id": self.secrets["client_id"],
            "redirect_uri": REDIRECT,
            "response_type": "code",
            "scope": " ".join(scopes or (READ,)),
            "access_type": "offline",
            "prompt": "consent",
            "state": "the-state",
            "code_challenge": challenge(),
            "code_challenge_method": "S256",
        }
        query |= changes
        kept = {name: value for name, value in query.items() if value is not None}
        return f"{self.secrets['auth_uri']}?{urlencode(kept)}"

    async def post(self, path: str, form: Json, **more: Any) -> Answer:
        async with self.http.post(self.google.origin + path, data=form, **more) as response:
            return Answer(response.status, dict(response.headers), await response.json())

    async def exchange(self, code: str, **changes: str | None) -> Answer:
        form: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT,
            "code_verifier": VERIFIER,
            "client_id": self.secrets["client_id"],
            "client_secret": self.secrets["client_secret"],
        }
        form |= changes
        return await self.post("/token", {name: value for name, value in form.items() if value is not None})

    async def refresh(self, refresh_token: str, **changes: str) -> Answer:
        form = {
            "grant_type": "refresh_token",
            "refresh_token": refresh_token,
            "client_id": self.secrets["client_id"],
            "client_secret": self.secrets["client_secret"],
        }
        return await self.post("/token", form | changes)

    async def code(self, *scopes: str, person: str = "alice", untick: tuple[str, ...] = (), **changes: Any) -> str:
        back = await self.google.consent(self.url(*scopes, **changes), person, untick)
        return answer_of(back)["code"]

    async def link(self, *scopes: str, person: str = "alice", **changes: Any) -> Json:
        answer = await self.exchange(await self.code(*scopes, person=person, **changes))
        assert answer.status == 200, answer.json
        return answer.json

    async def token(self, *scopes: str, person: str = "alice") -> str:
        return str((await self.link(*scopes, person=person))["access_token"])

    async def get(self, path: str, token: str = "", **query: Any) -> Answer:
        return await self.call("GET", path, token, query)

    async def call(self, method: str, path: str, token: str, query: Json, body: Json | None = None) -> Answer:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = f"{self.google.origin}/{path}"
        async with self.http.request(method, url, params=query, headers=headers, json=body) as response:
            parsed = await response.json() if response.content_type == "application/json" else {}
            return Answer(response.status, dict(response.headers), parsed)

    async def youtube(self, path: str, token: str = "", **query: Any) -> Answer:
        return await self.get(f"youtube/v3/{path}", token, **query)

    async def rate(self, token: str, video_id: str, rating: str = "like") -> Answer:
        return await self.call("POST", "youtube/v3/videos/rate", token, {"id": video_id, "rating": rating})

    async def comment(self, token: str, video_id: str, text: str) -> Answer:
        body = {"snippet": {"videoId": video_id, "topLevelComment": {"snippet": {"textOriginal": text}}}}
        return await self.call("POST", "youtube/v3/commentThreads", token, {"part": "snippet"}, body)

    async def every_page(self, path: str, token: str = "", **query: Any) -> list[Json]:
        items: list[Json] = []
        page = ""
        while True:
            answer = await self.youtube(path, token, **query, **({"pageToken": page} if page else {}))
            assert answer.status == 200, answer.json
            items.extend(answer.json["items"])
            page = answer.json.get("nextPageToken", "")
            if not page:
                return items


def answer_of(redirect: str) -> dict[str, str]:
    """Return the query of a redirect."""
    return dict(parse_qsl(urlsplit(redirect).query))
