"""The page of a link that ended: what happened, and the next step."""

from aiohttp import web

from bot.accounts.refusals import Refusal
from bot.errors import OpenPage
from bot.web.rendering import Pages

_BAD_REQUEST = 400
_STATUS = {
    "sign_in_denied": 200,
    "consent_denied": 200,
    "no_cookie": 403,
    "forged": 403,
    "other_browser": 403,
    "identity_mismatch": 403,
    "not_proven": 403,
    "ticket_unknown": 404,
    "state_unknown": 404,
    "replayed": 409,
    "ticket_expired": 410,
    "ticket_spent": 410,
    "too_many_attempts": 429,
    "operator_fault": 502,
    "service_unavailable": 503,
    "account_unavailable": 503,
}
_USED = "This was used already"
_SAID_NO = "You said no"
_HEADINGS = {
    "ticket_spent": _USED,
    "replayed": _USED,
    "sign_in_denied": _SAID_NO,
    "consent_denied": _SAID_NO,
    "ticket_expired": "This link has ended",
}
"""What the page is called, where "did not link anything" would say more than is known."""


def refusal_page(pages: Pages, refusal: Refusal) -> web.Response:
    """Return the page for a refusal."""
    return pages.answer(
        "refused.html",
        status=_STATUS.get(refusal.reason, _BAD_REQUEST),
        heading=_HEADINGS.get(refusal.reason, "That did not link anything"),
        message=refusal.message,
        again=refusal.again,
        page=refusal.action if isinstance(refusal.action, OpenPage) else None,
    )
