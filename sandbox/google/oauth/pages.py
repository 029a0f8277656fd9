"""The pages a person meets: Google's account chooser, YouTube's channel chooser, the consent and the error page."""

import secrets as random_secrets
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sandbox.google.discovery import scope_words
from sandbox.google.errors import ConsentPageError
from sandbox.google.model import Account, World
from sandbox.google.oauth.authorization import AuthorizationRequest, read_request
from sandbox.google.oauth.clients import ClientRegistry
from sandbox.google.oauth.grants import GrantBook
from sandbox.google.secret_store import SecretStore

_HERE = Path(__file__).parent.parent
_SESSION = "sandbox_google_account"
# No form-action here: the consent form's answer is a redirect to the application, which that would forbid.
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_MAX_FLOWS = 10_000
_YOUTUBE = "/auth/youtube"


@dataclass(slots=True)
class Flow:
    """One person on the way through the pages. `identity` is the account itself or one of its brands, once known."""

    request: AuthorizationRequest
    account: Account | None = None
    identity: Account | None = None


@dataclass(frozen=True, slots=True)
class ScopeChoice:
    """A line of the consent page."""

    scope: str
    words: str
    ticked: bool


class ConsentPages:
    """Serves the pages and decides which one comes next."""

    def __init__(self, world: World, clients: ClientRegistry, grants: GrantBook, secrets: SecretStore) -> None:
        self._world = world
        self._clients = clients
        self._grants = grants
        self._secrets = secrets
        self.first_box_only = False
        self._flows: dict[str, Flow] = {}
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined
        )

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of every page."""
        return [
            web.get("/o/oauth2/auth", self.start),
            web.get("/o/oauth2/v2/auth", self.start),
            web.get("/signin/account", self.show_accounts),
            web.post("/signin/account", self.choose_account),
            web.get("/signin/channel", self.show_channels),
            web.post("/signin/channel", self.choose_channel),
            web.get("/signin/consent", self.show_consent),
            web.post("/signin/consent", self.decide),
            web.get("/signin/google.css", self.style),
        ]

    async def style(self, _request: web.Request) -> web.StreamResponse:
        """Serve the style sheet."""
        return web.FileResponse(_HERE / "static" / "google.css")

    async def start(self, request: web.Request) -> web.Response:
        """Answer the authorization endpoint."""
        self._secrets.note(request.query.get("state", ""))
        asked = read_request(list(request.query.items()), self._clients)
        if "none" in asked.prompts:
            return self._without_pages(asked, request.cookies.get(_SESSION, ""))
        flow_id = random_secrets.token_urlsafe(24)
        flow = Flow(asked)
        self._flows[flow_id] = flow
        if len(self._flows) > _MAX_FLOWS:
            del self._flows[next(iter(self._flows))]
        hinted = self._hinted(asked)
        if hinted is None:
            return _see(f"/signin/account?flow={flow_id}")
        return self._after_account(flow_id, flow, hinted)

    def _hinted(self, asked: AuthorizationRequest) -> Account | None:
        if not asked.login_hint or "select_account" in asked.prompts:
            return None
        hint = asked.login_hint
        return next((account for account in self._world.accounts if hint in {account.email, account.subject}), None)

    def _without_pages(self, asked: AuthorizationRequest, subject: str) -> web.Response:
        """prompt=none: answer at once, with a code only if somebody is signed in who granted all this before."""
        account = next((account for account in self._world.accounts if account.subject == subject), None)
        if account is None or asked.login_hint not in {"", account.email, account.subject}:
            return _see(asked.redirect(error="interaction_required", error_subtype="access_denied"))
        if _must_choose_channel(asked, account):
            return _see(asked.redirect(error="interaction_required", error_subtype="access_denied"))
        if not self._granted_before(asked, account):
            return _see(asked.redirect(error="interaction_required", error_subtype="access_denied"))
        return _see(self._answer(asked, account, frozenset(asked.scopes)))

    def _granted_before(self, asked: AuthorizationRequest, account: Account) -> bool:
        return set(asked.scopes) <= self._grants.grant(account, asked.client.client_id).scopes

    async def show_accounts(self, request: web.Request) -> web.Response:
        """Show the account chooser."""
        flow_id, flow = self._flow(request.query.get("flow", ""))
        return self._page("choose.html", flow=flow_id, app=flow.request.client.name, accounts=self._world.accounts)

    async def choose_account(self, request: web.Request) -> web.Response:
        """Take the account that somebody chose."""
        form = await request.post()
        flow_id, flow = self._flow(str(form.get("flow", "")))
        chosen = str(form.get("account", ""))
        account = next((account for account in self._world.accounts if account.subject == chosen), None)
        if account is None:
            return _see(f"/signin/account?flow={flow_id}")
        return self._after_account(flow_id, flow, account)

    def _after_account(self, flow_id: str, flow: Flow, account: Account) -> web.Response:
        flow.account, flow.identity = account, None
        if _must_choose_channel(flow.request, account):
            answer = _see(f"/signin/channel?flow={flow_id}")
        else:
            answer = self._after_channel(flow_id, flow, account)
        answer.set_cookie(_SESSION, account.subject, httponly=True, samesite="Lax", path="/")
        return answer

    async def show_channels(self, request: web.Request) -> web.Response:
        """Show the channel chooser: for YouTube, an account that manages brands says which one it speaks for."""
        flow_id, flow = self._flow(request.query.get("flow", ""))
        if flow.account is None:
            return _see(f"/signin/account?flow={flow_id}")
        return self._page("channel.html", flow=flow_id, app=flow.request.client.name, account=flow.account)

    async def choose_channel(self, request: web.Request) -> web.Response:
        """Take the channel that somebody chose; one that the account does not manage leads nowhere."""
        form = await request.post()
        flow_id, flow = self._flow(str(form.get("flow", "")))
        if flow.account is None:
            return _see(f"/signin/account?flow={flow_id}")
        chosen = str(form.get("channel", ""))
        identity = next((one for one in flow.account.identities if one.subject == chosen), None)
        if identity is None:
            return _see(f"/signin/channel?flow={flow_id}")
        return self._after_channel(flow_id, flow, identity)

    def _after_channel(self, flow_id: str, flow: Flow, identity: Account) -> web.Response:
        asked, flow.identity = flow.request, identity
        if "consent" in asked.prompts or not self._granted_before(asked, identity):
            return _see(f"/signin/consent?flow={flow_id}")
        del self._flows[flow_id]
        return _see(self._answer(asked, identity, frozenset(asked.scopes)))

    async def show_consent(self, request: web.Request) -> web.Response:
        """Show the consent page: a checkbox a scope, or none when there is only one."""
        flow_id, flow = self._flow(request.query.get("flow", ""))
        if flow.identity is None:
            return _see(f"/signin/account?flow={flow_id}")
        choices = self._choices(flow.request.scopes)
        return self._page(
            "consent.html", flow=flow_id, app=flow.request.client.name, account=flow.identity, choices=choices
        )

    def _choices(self, scopes: tuple[str, ...]) -> list[ScopeChoice]:
        """Return the boxes: what only looks comes before what acts."""
        words = scope_words()
        ordered = sorted(scopes, key=lambda scope: not scope.endswith(".readonly"))
        return [
            ScopeChoice(scope, words[scope], ticked=index == 0 or not self.first_box_only)
            for index, scope in enumerate(ordered)
        ]

    async def decide(self, request: web.Request) -> web.Response:
        """Take the press of Continue or Cancel; nothing ticked counts as Cancel."""
        form = await request.post()
        flow_id, flow = self._flow(str(form.get("flow", "")))
        if flow.identity is None:
            return _see(f"/signin/account?flow={flow_id}")
        del self._flows[flow_id]
        asked = flow.request
        ticked = frozenset(map(str, form.getall("scope", []))) & frozenset(asked.scopes)
        if form.get("decision") != "continue" or not ticked:
            return _see(asked.redirect(error="access_denied"))
        return _see(self._answer(asked, flow.identity, ticked))

    def _answer(self, asked: AuthorizationRequest, account: Account, scopes: frozenset[str]) -> str:
        code = self._grants.issue_code(
            account, asked.client.client_id, asked.redirect_uri, scopes, asked.challenge,
            offline=asked.offline, prompted="consent" in asked.prompts, include_granted=asked.include_granted,
        )  # fmt: skip
        shown = self._grants.grant(account, asked.client.client_id).scopes if asked.include_granted else scopes
        prompt = "consent" if "consent" in asked.prompts else "none"
        return asked.redirect(code=code, scope=" ".join(sorted(shown)), authuser="0", prompt=prompt)

    def _flow(self, flow_id: str) -> tuple[str, Flow]:
        flow = self._flows.get(flow_id)
        if flow is None:
            raise ConsentPageError("invalid_request", "This sign-in is over or unknown. Start again from the app.")
        return flow_id, flow

    def error_page(self, error: ConsentPageError) -> web.Response:
        """Show Google's error page."""
        return self._page(
            "error.html", error.status, error=error.error, description=error.description, status=error.status
        )

    def _page(self, template: str, http_status: int = 200, /, **context: object) -> web.Response:
        text = self._templates.get_template(template).render(context)
        return web.Response(text=text, content_type="text/html", status=http_status, headers=_HEADERS)


def _must_choose_channel(asked: AuthorizationRequest, account: Account) -> bool:
    return bool(account.brands) and any(_YOUTUBE in scope for scope in asked.scopes)


def _see(url: str) -> web.Response:
    return web.Response(status=302, headers={**_HEADERS, "Location": url})
