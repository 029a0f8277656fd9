"""What the tests of the sandbox's Patreon share: a clock, an application that asks for consent, and API calls."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import aiohttp
from yarl import URL

from sandbox.patreon import PatreonSandbox

REDIRECT = "http://localhost:8080/oauth/patreon/callback"
START = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SCOPES = ("identity", "campaigns", "campaigns.members")

Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """An HTTP answer, read to its end."""

    status: int
    headers: dict[str, str]
    json: Json = field(repr=False)

    @property
    def reason(self) -> str:
        return str(self.json["errors"][0]["code_name"])


class App:
    """An application that links accounts, written against HTTP alone."""

    def __init__(self, patreon: PatreonSandbox, http: aiohttp.ClientSession) -> None:
        self.patreon = patreon
        self.http = http
        self.settings = patreon.settings(REDIRECT)

    def url(self, *scopes: str, **changes: str | None) -> str:
        query: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.settings["client_id"],
            "redirect_uri": REDIRECT,
            "scope": " ".join(scopes or SCOPES),
            "state": "the-state",
        }
        query |= changes
        kept = {name: value for name, value in query.items() if value is not None}
        return f"{self.settings['authorize_uri']}?{urlencode(kept)}"

    async def post(self, form: Json, **headers: str) -> Answer:
        async with self.http.post(self.settings["token_uri"], data=form, **_agent(headers)) as response:
            return Answer(response.status, dict(response.headers), await response.json())

    def _client(self) -> Json:
        return {name: self.settings[name] for name in ("client_id", "client_secret")}

    async def exchange(self, code: str, **changes: str | None) -> Answer:
        form: Json = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, **self._client()}
        form |= changes
        return await self.post({name: value for name, value in form.items() if value is not None})

    async def refresh(self, refresh_token: str, **changes: str) -> Answer:
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token, **self._client()}
        return await self.post(form | changes)

    async def code(self, *scopes: str, person: str = "creator") -> str:
        return answer_of(await self.patreon.consent(self.url(*scopes), person))["code"]

    async def link(self, *scopes: str, person: str = "creator") -> Json:
        answer = await self.exchange(await self.code(*scopes, person=person))
        assert answer.status == 200, answer.json
        return answer.json

    async def get(self, path: str, token: str = "", query: str = "", **headers: str) -> Answer:
        sent = headers | ({"Authorization": f"Bearer {token}"} if token else {})
        url = URL(f"{self.settings['api_base']}/oauth2/v2/{path}?{query}", encoded=True)
        async with self.http.get(url, **_agent(sent)) as response:
            return Answer(response.status, dict(response.headers), await response.json())


def _agent(headers: dict[str, str]) -> dict[str, Any]:
    """Say who asks, unless the test leaves it out."""
    if headers.pop("agent", "") == "none":
        return {"headers": headers, "skip_auto_headers": ["User-Agent"]}
    return {"headers": {"User-Agent": "a test", **headers}}


def answer_of(redirect: str) -> dict[str, str]:
    """Return the query of a redirect."""
    return dict(parse_qsl(urlsplit(redirect).query))
