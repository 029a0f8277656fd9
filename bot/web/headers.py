"""Headers on every answer: no script, no frames, no referrer, nothing kept in caches."""

from aiohttp import web

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
        cacheable = request.path.startswith(STATIC) and response.status < web.HTTPBadRequest.status_code
        response.headers["Cache-Control"] = "public, max-age=3600" if cacheable else "no-store"
