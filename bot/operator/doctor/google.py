"""What Google says about the OAuth client, the redirect URI and the API key (its guide "Using OAuth 2.0")."""

import secrets
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from bot.config import Settings
from bot.operator.doctor.finding import Finding, mend, note, right, unsure
from bot.operator.doctor.probe import Probe, Reply
from bot.providers.access import Access
from bot.providers.client_secrets import GoogleClient
from bot.providers.google import SCOPES

_OK = 200
_BAD_REQUEST = 400
_CLIENT, _ADDRESS, _API_KEY = "google.client_secrets", "web.public_url", "google.api_key"
_MISMATCH = "redirect_uri_mismatch"
_GONE = ("deleted_client", "disabled_client", "invalid_client")
_OBJECTIONS = (_MISMATCH, *_GONE, "invalid_scope", "org_internal", "admin_policy_enforced", "invalid_request")
"""What Google's error page names, the most telling first."""
_DISABLED = "the YouTube Data API is not enabled in its project; enable it in the console, Library"
_KEY_REASONS = {
    "accessNotConfigured": _DISABLED,
    "SERVICE_DISABLED": _DISABLED,
    "BLOCKED": "its restrictions keep this machine out; look at them in the console, Credentials",
}
_KEY_UNKNOWN = "YouTube does not know it; copy it again from the console, Credentials"
_ADD = "add it to the client in Google Cloud's console, or mend the address"


def callback_of(settings: Settings) -> str:
    """Return where Google sends people back to."""
    return f"{settings.web.public_url}/oauth/youtube/callback"


async def client(probe: Probe, settings: Settings, known: GoogleClient) -> list[Finding]:
    """Offer a made-up code: Google looks at the client before it looks at the code."""
    form = {
        "grant_type": "authorization_code",
        "code": f"4/{secrets.token_urlsafe(32)}",
        "redirect_uri": callback_of(settings),
        "client_id": known.client_id,
        "client_secret": known.client_secret.get_secret_value(),
    }
    reply = await probe.post(known.token_uri, form)
    if reply.error == "invalid_grant":
        return [right(_CLIENT, "Google knows the client and accepts its secret")]
    if reply.error in {"invalid_client", "unauthorized_client", "deleted_client", "disabled_client"}:
        words = "Google does not accept the client's id and secret; see docs/google.md for a lost or leaked secret"
        return [mend(_CLIENT, f"{words} ({reply.error})")]
    if reply.error == _MISMATCH:
        return [_mismatch(settings)]
    return [unsure(_CLIENT, f"Google answered {reply.status} to a made-up code; ask again in a few minutes")]


async def redirect(probe: Probe, settings: Settings, known: GoogleClient) -> list[Finding]:
    """Open the consent page without following where it leads, and see whether Google objects.

    Google documents its error page for people, not for programs: an objection counts, and its absence is only that.
    """
    query = {
        "response_type": "code",
        "client_id": known.client_id,
        "redirect_uri": callback_of(settings),
        "scope": " ".join(sorted(SCOPES[Access.LOOK])),
        "state": secrets.token_urlsafe(16),
        "access_type": "offline",
    }
    joint = "&" if "?" in known.auth_uri else "?"
    reply = await probe.get(f"{known.auth_uri}{joint}{urlencode(query)}")
    named = objection(reply)
    if named == _MISMATCH:
        return [_mismatch(settings)]
    if named in _GONE:
        return [mend(_CLIENT, f"Google's consent page does not know the client ({named}); see docs/google.md")]
    if named:
        return [mend("google", f"Google's consent page objects with {named}; see docs/google.md, the consent screen")]
    if reply.status >= _BAD_REQUEST:
        return [unsure(_ADDRESS, f"Google's consent page answered {reply.status}; use /link to see what it says")]
    return [right(_ADDRESS, f"Google does not object to the redirect URI {callback_of(settings)}")]


def objection(reply: Reply) -> str:
    """Return what Google's error page names, or an empty text.

    It comes as a page with an error status, or as a redirect to one whose address carries the error in base64.
    """
    text = _redirected(reply.headers.get("Location", ""))
    if reply.status >= _BAD_REQUEST:
        text += reply.body.decode(errors="replace")
    elif reply.status == _OK and _MISMATCH.encode() in reply.body:
        return _MISMATCH
    return next((name for name in _OBJECTIONS if name in text), "")


def _redirected(location: str) -> str:
    parts = urlsplit(location)
    carried = [_decoded(value) for values in parse_qs(parts.query).values() for value in values]
    # Only the address of an error page speaks of errors; any other may quote what was asked.
    return " ".join([unquote(location), *carried]) if "error" in parts.path.lower() else ""


def _decoded(value: str) -> str:
    try:
        return urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode(errors="replace")
    except (Base64Error, ValueError):
        return ""


def _mismatch(settings: Settings) -> Finding:
    return mend(_ADDRESS, f"Google does not know the redirect URI {callback_of(settings)}; {_ADD}")


async def api_key(probe: Probe, settings: Settings) -> list[Finding]:
    """Look up one video by the API key, which costs a unit."""
    key = settings.google.api_key.get_secret_value()
    if not key:
        return [note(_API_KEY, "empty, so there are no public look-ups")]
    url = f"{settings.google.youtube_api.rstrip('/')}/youtube/v3/videos?part=id&id=aaaaaaaaaaa"
    reply = await probe.get(url, X_Goog_Api_Key=key)
    return [_about_key(reply)]


def _about_key(reply: Reply) -> Finding:
    said = reply.body.decode(errors="replace")
    if reply.status == _OK:
        return right(_API_KEY, "YouTube accepts it")
    if "quotaExceeded" in said:
        return note(_API_KEY, "YouTube knows it; today's quota is spent")
    if reply.busy:
        return unsure(_API_KEY, f"YouTube answered {reply.status}; ask again in a few minutes")
    return mend(_API_KEY, next((words for reason, words in _KEY_REASONS.items() if reason in said), _KEY_UNKNOWN))
