"""Headers on every answer: no script but on one page, no frames, no referrer, nothing kept in caches."""

from aiohttp import web

from bot.web.routes import template

ALWAYS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    # The addresses of these pages hold tickets, states and codes: they must not travel on.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    "Server": "Curtain Call",
}
"""What every answer carries."""

_WITH_SCRIPT = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
POLICIES = {"/credits/{key}": _WITH_SCRIPT}
"""Other policies, by the route's template: one page runs a script of our own, which can make no markup out of text."""

STATIC = "/static/"
"""What is below this path is the same for everybody."""


class SecurityHeaders:
    """Sets the headers as an answer is about to be sent; an `on_response_prepare` signal."""

    def __init__(self, *, https: bool) -> None:
        self._headers = dict(ALWAYS)
        if https:
            self._headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, request: web.Request, response: web.StreamResponse) -> None:
        """Add every header; only styles and pictures may be cached."""
        response.headers.update(self._headers)
        if response.status == web.HTTPOk.status_code and (policy := POLICIES.get(template(request))):
            response.headers["Content-Security-Policy"] = policy
        cacheable = request.path.startswith(STATIC) and response.status < web.HTTPBadRequest.status_code
        response.headers["Cache-Control"] = "public, max-age=3600" if cacheable else "no-store"
