"""Whether a POST comes from our own page, as far as the browser says (OWASP, "CSRF prevention", Fetch Metadata)."""

from aiohttp import web
from yarl import URL

_OURS = frozenset({"same-origin", "none"})


def is_forged(request: web.Request, public_url: URL) -> bool:
    """Tell whether another site sent this.

    Browsers say so in Sec-Fetch-Site. Older ones leave it out; then Origin or Referer must name our host. Under our
    own `Referrer-Policy: no-referrer` those can be `null` or absent: what remains is the cookie, which is
    SameSite=Lax and so does not come with another site's POST.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in _OURS
    for header in ("Origin", "Referer"):
        named = request.headers.get(header, "null")
        if named != "null":
            return not _same_origin(named, public_url)
    return False


def _same_origin(named: str, public_url: URL) -> bool:
    try:
        return URL(named).origin() == public_url.origin()
    except ValueError:
        return False
