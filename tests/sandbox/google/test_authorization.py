"""The authorization endpoint and its pages."""

import aiohttp
import pytest

from sandbox.google import ConsentPageError, GoogleSandbox
from tests.sandbox.google.helpers import ACT, AUTH, DRIVE, MEMBERS, READ, REDIRECT, App, answer_of


async def test_continue_brings_code_and_state_to_the_exact_redirect(app: App) -> None:
    back = await app.google.consent(app.url(READ, ACT, state="st/ä te"))
    assert back.startswith(REDIRECT + "?")
    answer = answer_of(back)
    assert answer["state"] == "st/ä te"
    assert answer["scope"].split() == sorted([READ, ACT])
    assert answer["code"] in app.google.secrets
    assert "st/ä te" in app.google.secrets


async def test_an_unticked_scope_is_not_granted(app: App) -> None:
    back = await app.google.consent(app.url(READ, ACT), untick=("force-ssl",))
    assert answer_of(back)["scope"] == READ


async def test_nothing_ticked_is_a_denial(app: App) -> None:
    back = await app.google.consent(app.url(READ, ACT), untick=("force-ssl", "readonly"))
    assert answer_of(back) == {"error": "access_denied", "state": "the-state"}


async def test_cancel_is_redirected_as_access_denied(app: App) -> None:
    back = await app.google.consent(app.url(), deny=True)
    assert answer_of(back) == {"error": "access_denied", "state": "the-state"}


async def test_a_redirect_uri_with_a_query_keeps_it(app: App) -> None:
    uri = REDIRECT + "?tab=1"
    app.google.client_secrets(uri)
    back = await app.google.consent(app.url(redirect_uri=uri))
    assert back.startswith(uri + "&")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "nobody"}, "invalid_client"),
        ({"client_id": None}, "invalid_request"),
        ({"redirect_uri": REDIRECT + "/"}, "redirect_uri_mismatch"),
        ({"redirect_uri": REDIRECT.replace("localhost", "127.0.0.1")}, "redirect_uri_mismatch"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "invalid_request"),
        ({"scope": f"{READ} {AUTH}youtube.everything"}, "invalid_scope"),
        ({"scope": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"access_type": "forever"}, "invalid_request"),
        ({"include_granted_scopes": "yes"}, "invalid_request"),
        ({"prompt": "login"}, "invalid_request"),
        ({"prompt": "none consent"}, "invalid_request"),
        ({"colour": "blue"}, "invalid_request"),
    ],
)
async def test_a_bad_request_ends_on_an_error_page(app: App, changes: dict[str, str | None], error: str) -> None:
    with pytest.raises(ConsentPageError) as refused:
        await app.google.consent(app.url(**changes))
    assert refused.value.error == error


async def test_a_repeated_parameter_is_refused(app: App) -> None:
    with pytest.raises(ConsentPageError):
        await app.google.consent(app.url() + "&state=another")


async def test_the_chooser_shows_every_account_and_the_consent_page_a_checkbox_a_scope(app: App) -> None:
    async with app.http.get(app.url(READ, MEMBERS)) as response:
        chooser = await response.text()
    assert response.status == 200
    assert all(f'id="account-{key}"' in chooser for key in ("alice", "bob", "creator", "mallory"))
    async with app.http.get(app.url(READ, MEMBERS, login_hint="alice@sandbox.test")) as response:
        page = await response.text()
    assert page.count('type="checkbox"') == 2
    assert page.count(" checked") == 2
    assert 'id="continue"' in page
    assert "Curtain Call" in page
    assert "See a list of your current active channel members" in page
    assert "script" not in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"


async def test_a_sole_scope_has_no_checkbox(app: App) -> None:
    async with app.http.get(app.url(READ, login_hint=app.google.person("alice").subject)) as response:
        page = await response.text()
    assert 'type="checkbox"' not in page


async def test_error_pages_name_the_error_and_escape_what_came_in(app: App) -> None:
    async with app.http.get(app.url(redirect_uri="http://localhost/<b>x</b>")) as response:
        page = await response.text()
    assert response.status == 400
    assert "Error 400: redirect_uri_mismatch" in page
    assert "<b>x</b>" not in page


async def test_select_account_shows_the_chooser_in_spite_of_a_hint(app: App) -> None:
    url = app.url(prompt="select_account consent", login_hint="alice@sandbox.test")
    async with app.http.get(url) as response:
        assert 'id="account-bob"' in await response.text()


async def test_consent_is_skipped_when_everything_was_granted_before(app: App) -> None:
    await app.link(READ)
    async with app.http.get(app.url(READ, prompt=None, login_hint="alice@sandbox.test"), allow_redirects=False) as r:
        assert r.headers["Location"].startswith(REDIRECT + "?state=the-state&code=")
    async with app.http.get(app.url(READ, ACT, prompt=None, login_hint="alice@sandbox.test")) as r:
        assert r.url.path == "/signin/consent"


async def test_prompt_none_needs_a_signed_in_person_who_granted_it(app: App) -> None:
    back = await app.google.consent(app.url(prompt="none"))
    assert answer_of(back)["error"] == "interaction_required"
    await app.link(READ)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        async with browser.get(app.url(READ, login_hint="alice@sandbox.test")):
            pass
        async with browser.get(app.url(READ, prompt="none"), allow_redirects=False) as response:
            assert "code" in answer_of(response.headers["Location"])
        async with browser.get(app.url(READ, ACT, prompt="none"), allow_redirects=False) as response:
            assert answer_of(response.headers["Location"])["error"] == "interaction_required"


async def test_a_consent_page_answers_once(app: App) -> None:
    async with app.http.get(app.url(READ, login_hint="alice@sandbox.test")) as response:
        flow = response.url.query["flow"]
    form = {"flow": flow, "scope": READ, "decision": "continue"}
    origin = app.google.origin
    async with app.http.post(f"{origin}/signin/consent", data=form, allow_redirects=False) as response:
        assert response.status == 302
    async with app.http.post(f"{origin}/signin/consent", data=form, allow_redirects=False) as response:
        assert response.status == 400


async def test_a_scope_that_was_not_asked_for_cannot_be_smuggled_in(app: App) -> None:
    async with app.http.get(app.url(READ, login_hint="alice@sandbox.test")) as response:
        flow = response.url.query["flow"]
    form = [("flow", flow), ("scope", READ), ("scope", DRIVE), ("decision", "continue")]
    url = f"{app.google.origin}/signin/consent"
    async with app.http.post(url, data=form, allow_redirects=False) as response:
        assert answer_of(response.headers["Location"])["scope"] == READ


def test_only_https_or_local_redirect_uris_are_registered() -> None:
    google = GoogleSandbox()
    for uri in ("http://example.com/cb", "https://example.com/cb#x", "https://*.example.com/cb", "ftp://localhost/"):
        with pytest.raises(ValueError, match="Invalid Redirect"):
            google.client_secrets(uri)
    uris = google.client_secrets("https://example.com/cb", REDIRECT)["web"]["redirect_uris"]
    assert uris == ["https://example.com/cb", REDIRECT]
