"""One admitted API call: who asks, what for, and the world it is asked of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sandbox.google.discovery import MethodRule
from sandbox.google.errors import ApiError, JsonObject
from sandbox.google.fields import only_parts
from sandbox.google.model import Account, Video, World
from sandbox.google.paging import Page, PageTokens
from sandbox.google.parameters import Parameters

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Call:
    """A call that passed credentials, scopes, parameters and quota. `account` is None with an API key alone."""

    method: MethodRule
    params: Parameters
    account: Account | None
    world: World
    tokens: PageTokens
    now: datetime
    body: JsonObject
    members_access: bool

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of a resource that were asked for."""
        return self.params.texts("part")

    def person(self) -> Account:
        """Return the account; only for methods that no API key can call."""
        if self.account is None:
            raise LookupError("This method was let through without an account.")
        return self.account

    def person_for(self, parameter: str) -> Account:
        """Return the account that `mine=true` and its like speak of; 401 with an API key alone."""
        if self.account is None:
            raise ApiError(
                401,
                "authorizationRequired",
                f"The request uses the <code>{parameter}</code> parameter but is not properly authorized.",
                domain="youtube.parameter",
                location=parameter,
            )
        return self.account

    def owns(self, video: Video) -> bool:
        """Tell whether the caller uploaded the video."""
        return self.account is not None and self.account.owns(video)

    def may_open(self, video: Video) -> bool:
        """Tell whether the caller, knowing the id, may see the video."""
        return video.privacy != "private" or self.owns(video)

    def filter_of(self, *names: str) -> str:
        """Return which one of these filters the request uses; 400 for none or several."""
        used = [name for name in names if any(self.params.given.get(name, ()))]
        if not used:
            raise ApiError(
                400,
                "missingRequiredParameter",
                f"No filter selected. Expected one of: {', '.join(names)}",
                domain="youtube.parameter",
                location="parameters.",
                location_type="other",
            )
        if len(used) > 1:
            raise ApiError(
                400,
                "incompatibleParameters",
                f"Incompatible parameters specified in the request: {', '.join(used)}",
                domain="youtube.parameter",
                location="parameters.",
                location_type="other",
            )
        return used[0]

    def page(self, rows: Sequence[_T], *bound_to: str) -> Page[_T]:
        """Cut out the page the request asks for; its tokens are bound to the method, the caller and `bound_to`."""
        who = self.account.key if self.account else ""
        binding = "\x1f".join((self.method.id, who, *bound_to))
        size = self.params.whole("pageSize" if "pageSize" in self.method.parameters else "maxResults")
        return self.tokens.page(rows, self.params.text("pageToken"), size, binding, self.now)

    def listing(self, kind: str, page: Page[_T], resource: Callable[[_T], JsonObject]) -> JsonObject:
        """Return a YouTube list response of one page, with the parts that were asked for."""
        return page.envelope(kind, [only_parts(resource(row), self.parts) for row in page.items])


def not_served(what: str) -> ApiError:
    """Return the sandbox's honest refusal of something Google serves and it does not."""
    return ApiError(501, "notImplemented", f"The sandbox does not serve {what}.", named_status=True)
