"""The page on which a person lets an application know who they are: ``/oauth2/authorize``."""

import html
import secrets
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import aiohttp
from aiohttp import web

from sandbox.discord.model import Application, User
from sandbox.discord.oauth import SCOPES, OAuth
from sandbox.discord.wire import Json
from sandbox.discord.world import World

_DENIED = {
    "error": "access_denied",
    "error_description": "The resource owner or authorization server denied the request",
}
_SCOPE_WORDS = {"identify": "Access your username and avatar"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an application asks for, checked."""

    redirect_uri: str
    scope: str
    state: str | None
    challenge: str | None


class OAuthPage:
    """Shows the page and takes its form."""

    def __init__(self, oauth: OAuth, application: Application, world: World) -> None:
        self._oauth = oauth
        self._application = application
        self._world = world
        self._forms: set[str] = set()

    def add_to(self, app: web.Application) -> None:
        """Register the routes."""
        app.router.add_get("/oauth2/authorize", self.show)
        app.router.add_post("/oauth2/authorize", self.decide)

    async def show(self, request: web.Request) -> web.Response:
        """Show who asks for what; 400 with the reason when an application asks wrongly."""
        asked = self._asked(request)
        form = secrets.token_urlsafe(16)
        self._forms.add(form)
        preferred = request.cookies.get("sandbox_person", "")
        return _page(f"Authorize {self._application.name}", self._form(asked, form, preferred))

    async def decide(self, request: web.Request) -> web.Response:
        """Go back to the application with a code, or with the person's refusal."""
        asked = self._asked(request)
        fields = await request.post()
        form = str(fields.get("form", ""))
        user = next((user for user in self._world.people if str(user.id) == fields.get("person")), None)
        if form not in self._forms or user is None:
            raise web.HTTPBadRequest(text="This page is out of date. Go back and try again.")
        self._forms.remove(form)
        if fields.get("decision") != "authorize":
            return _redirect(asked, dict(_DENIED))
        code = self._oauth.new_code(user, asked.redirect_uri, asked.scope, asked.challenge)
        return _redirect(asked, {"code": code})

    def _asked(self, request: web.Request) -> Asked:
        query = request.query
        if query.get("client_id") != self._application.client_id:
            raise _refusal("Unknown Application", {"client_id": ["Unknown Application"]})
        redirect_uri = query.get("redirect_uri", "")
        if redirect_uri not in self._application.redirect_uris:
            raise _refusal("Invalid OAuth2 redirect_uri", {"redirect_uri": ["Redirect URI is not supported by client"]})
        if query.get("response_type") != "code":
            raise _refusal(
                "Unsupported response type", {"response_type": ["The authorization server does not support it"]}
            )
        scope = query.get("scope", "")
        if not scope.split() or set(scope.split()) - SCOPES:
            raise _refusal("Invalid scope", {"scope": ["The requested scope is invalid, unknown, or malformed."]})
        challenge = query.get("code_challenge")
        if challenge is not None and query.get("code_challenge_method") != "S256":
            raise _refusal("Unsupported code challenge method", {"code_challenge_method": ["Use S256."]})
        return Asked(redirect_uri, scope, query.get("state"), challenge)

    def _form(self, asked: Asked, form: str, preferred: str) -> str:
        people = "".join(_person(user, preferred in (user.username, str(user.id))) for user in self._world.people)
        scopes = "".join(f"<li>{html.escape(_SCOPE_WORDS[each])}</li>" for each in asked.scope.split())
        application, target = html.escape(self._application.name), html.escape(asked.redirect_uri)
        return f"""
<p class="small">An external application</p>
<h1>{application}</h1>
<p>wants to know who you are on Discord.</p>
<form method="post">
<input type="hidden" name="form" value="{form}">
<label for="person">Sign in as</label>
<select id="person" name="person">{people}</select>
<p>This will allow the developer of {application} to:</p>
<ul>{scopes}</ul>
<p class="small">Once you authorize, you go to <span>{target}</span></p>
<p class="buttons">
<button name="decision" value="cancel" id="cancel">Cancel</button>
<button name="decision" value="authorize" id="continue">Authorize</button>
</p>
</form>"""


def _person(user: User, chosen: bool) -> str:
    selected = " selected" if chosen else ""
    name = html.escape(f"{user.display_name} (@{user.username})")
    return f'<option value="{user.id}"{selected}>{name}</option>'


def _redirect(asked: Asked, answer: dict[str, str]) -> web.Response:
    if asked.state is not None:
        answer["state"] = asked.state
    parts = urlsplit(asked.redirect_uri)
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *answer.items()])
    location = urlunsplit(parts._replace(query=query))
    return web.Response(status=302, headers={"Location": location, "Cache-Control": "no-store"})


def _refusal(title: str, fault: Json) -> web.HTTPBadRequest:
    words = "".join(f"<p>{html.escape(f'{key}: {reasons[0]}')}</p>" for key, reasons in fault.items())
    page = _page(title, f'<h1>{html.escape(title)}</h1><div id="outcome">{words}</div>')
    return web.HTTPBadRequest(text=page.text, content_type="text/html")


def _page(title: str, body: str) -> web.Response:
    text = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{html.escape(title)}</title><style>
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 0; background: #313338; color: #dbdee1; }}
main {{ max-width: 26rem; margin: 8vh auto; padding: 2rem; background: #2b2d31; border-radius: 8px; }}
h1 {{ margin: 0; color: #fff; }} .small {{ font-size: .8rem; color: #b5bac1; overflow-wrap: anywhere; }}
label {{ display: block; font-weight: 600; }}
select {{ width: 100%; padding: .6rem; font: inherit; border: 0; border-radius: 4px;
 background: #1e1f22; color: inherit; }}
.buttons {{ display: flex; justify-content: space-between; margin-bottom: 0; }}
button {{ font: inherit; padding: .6rem 1.6rem; border: 0; border-radius: 4px; cursor: pointer;
 background: none; color: #fff; }}
#continue {{ background: #5865f2; }}
</style></head><body><main>{body}</main></body></html>"""
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY"}
    return web.Response(text=text, content_type="text/html", headers=headers)


class _FormReader(HTMLParser):
    """Reads the form of the page: its hidden fields, the people to choose, and the buttons by id."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.people: list[str] = []
        self.buttons: dict[str, tuple[str, str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "input" and given.get("type") == "hidden":
            self.hidden[given["name"]] = given["value"]
        elif tag == "option":
            self.people.append(given["value"])
        elif tag == "button":
            self.buttons[given["id"]] = (given["name"], given["value"])


async def authorize(url: str, user: User, *, deny: bool) -> str:
    """Open the page at ``url``, choose this person, press a button, and return the redirect's address.

    Raises AssertionError with the page's text when the page refuses.
    """
    async with aiohttp.ClientSession() as browser:
        async with browser.get(url) as response:
            text = await response.text()
            if response.status != 200:
                raise AssertionError(f"The sign-in page refused with {response.status}: {text}")
        page = _FormReader()
        page.feed(text)
        if str(user.id) not in page.people:
            raise AssertionError(f"{user.username} cannot be chosen on the page.")
        name, value = page.buttons["cancel" if deny else "continue"]
        fields = {**page.hidden, "person": str(user.id), name: value}
        async with browser.post(url, data=fields, allow_redirects=False) as response:
            if response.status != 302:
                raise AssertionError(f"The sign-in page refused: {await response.text()}")
            return urljoin(url, response.headers["Location"])
