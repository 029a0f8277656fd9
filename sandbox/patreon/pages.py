"""The pages a person meets at Patreon: sign-in, consent, and the error page. All scopes are granted, or none."""

import secrets as random_secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

import sandbox.google
from sandbox.google.errors import ConsentPageError
from sandbox.google.secret_store import SecretStore
from sandbox.patreon.grants import SCOPES, Client, GrantBook
from sandbox.patreon.model import Account, World

_STYLE = Path(sandbox.google.__file__).parent / "static" / "google.css"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_KNOWN = frozenset({"response_type", "client_id", "redirect_uri", "scope", "state"})
"""The parameters that Patreon documents. PKCE's are not among them."""
_MAX_FLOWS = 10_000


@dataclass(slots=True)
class Flow:
    """One person on the way through the pages."""

    client: Client
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    account: Account | None = None

    def back(self, **answer: str) -> str:
        """Return the address that sends the person back."""
        query = {**answer, "state": self.state} if self.state else answer
        joint = "&" if "?" in self.redirect_uri else "?"
        return f"{self.redirect_uri}{joint}{urlencode(query)}"


class ConsentPages:
    """Serves the pages."""

    def __init__(self, world: World, grants: GrantBook, secrets: SecretStore) -> None:
        self._world = world
        self._grants = grants
        self._secrets = secrets
        self._flows: dict[str, Flow] = {}
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
        )

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of every page."""
        return [
            web.get("/oauth2/authorize", self.start),
            web.get("/signin/account", self.show_accounts),
            web.post("/signin/account", self.choose_account),
            web.get("/signin/consent", self.show_consent),
            web.post("/signin/consent", self.decide),
            web.get("/signin/style.css", self.style),
        ]

    async def style(self, _request: web.Request) -> web.StreamResponse:
        """Serve the style sheet."""
        return web.FileResponse(_STYLE)

    async def start(self, request: web.Request) -> web.Response:
        """Answer the authorization endpoint; raises `ConsentPageError`."""
        self._secrets.note(request.query.get("state", ""))
        flow_id = random_secrets.token_urlsafe(24)
        self._flows[flow_id] = self._read(list(request.query.items()))
        if len(self._flows) > _MAX_FLOWS:
            del self._flows[next(iter(self._flows))]
        return _see(f"/signin/account?flow={flow_id}")

    def _read(self, pairs: Sequence[tuple[str, str]]) -> Flow:
        query = dict(pairs)
        for name in sorted(query.keys() - _KNOWN):
            raise ConsentPageError("invalid_request", f"Unknown parameter: {name}")
        if len(query) != len(pairs):
            raise ConsentPageError("invalid_request", "A parameter is given twice.")
        client = self._grants.client(query.get("client_id", ""))
        if client is None:
            raise ConsentPageError("invalid_client", "There is no such client.", 401)
        if query.get("redirect_uri") not in client.redirect_uris:
            raise ConsentPageError("invalid_request", "Mismatching redirect URI.")
        if query.get("response_type") != "code":
            raise ConsentPageError("unsupported_response_type", "Only response_type=code is served.")
        scopes = tuple(dict.fromkeys(query.get("scope", "").split()))
        if not scopes or not SCOPES.keys() >= set(scopes):
            # Left out it would mean the scopes of API v1, which a client of v2 cannot have.
            raise ConsentPageError("invalid_scope", f"Unknown or missing scope: {' '.join(scopes)}")
        return Flow(client, query["redirect_uri"], scopes, query.get("state", ""))

    async def show_accounts(self, request: web.Request) -> web.Response:
        """Show who can sign in."""
        flow_id, flow = self._flow(request.query.get("flow", ""))
        return self._page("choose.html", flow=flow_id, app=flow.client.name, accounts=self._world.accounts)

    async def choose_account(self, request: web.Request) -> web.Response:
        """Take the account that somebody chose."""
        form = await request.post()
        flow_id, flow = self._flow(str(form.get("flow", "")))
        chosen = str(form.get("account", ""))
        flow.account = next((account for account in self._world.accounts if account.subject == chosen), None)
        return _see(f"/signin/{'consent' if flow.account else 'account'}?flow={flow_id}")

    async def show_consent(self, request: web.Request) -> web.Response:
        """Show what the application asks for."""
        flow_id, flow = self._flow(request.query.get("flow", ""))
        if flow.account is None:
            return _see(f"/signin/account?flow={flow_id}")
        words = [SCOPES[scope] for scope in flow.scopes]
        return self._page("consent.html", flow=flow_id, app=flow.client.name, account=flow.account, scopes=words)

    async def decide(self, request: web.Request) -> web.Response:
        """Take the press of Allow or Deny."""
        form = await request.post()
        flow_id, flow = self._flow(str(form.get("flow", "")))
        if flow.account is None:
            return _see(f"/signin/account?flow={flow_id}")
        del self._flows[flow_id]
        if form.get("decision") != "continue":
            return _see(flow.back(error="access_denied"))
        code = self._grants.issue_code(flow.account, flow.client, flow.redirect_uri, frozenset(flow.scopes))
        return _see(flow.back(code=code))

    def _flow(self, flow_id: str) -> tuple[str, Flow]:
        flow = self._flows.get(flow_id)
        if flow is None:
            raise ConsentPageError("invalid_request", "This sign-in is over or unknown. Start again from the app.")
        return flow_id, flow

    def error_page(self, error: ConsentPageError) -> web.Response:
        """Show the error page."""
        return self._page(
            "error.html", error.status, error=error.error, description=error.description, status=error.status
        )

    def _page(self, template: str, http_status: int = 200, /, **context: object) -> web.Response:
        text = self._templates.get_template(template).render(context)
        return web.Response(text=text, content_type="text/html", status=http_status, headers=_HEADERS)


def _see(url: str) -> web.Response:
    return web.Response(status=302, headers={**_HEADERS, "Location": url})
