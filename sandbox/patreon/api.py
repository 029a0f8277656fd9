"""API v2: whose token this is, their campaigns, the members of one (docs.patreon.com, "APIv2: Resource Endpoints").

Patreon writes of both 401 and 403 for scopes that are missing ("Errors"); here it is 403.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from sandbox.google.clock import Clock
from sandbox.google.errors import ApiError as BadToken
from sandbox.google.paging import PageTokens
from sandbox.google.records import Tally
from sandbox.patreon.errors import JsonObject, bad_parameter, forbidden, not_found, unauthorized
from sandbox.patreon.grants import GrantBook, Pair
from sandbox.patreon.model import Campaign, World
from sandbox.patreon.query import Query, read_query
from sandbox.patreon.resources import campaign_object, member_object, tier_object, user_object
from sandbox.patreon.throttle import Throttle

ROOT = "/api/oauth2/v2/"
_MEMBERS = re.compile(r"campaigns/([0-9]+)/members")
_EMAILS = (("user", "identity[email]"), ("member", "campaigns.members[email]"))
_MEMBER_INCLUDES = frozenset({"address", "campaign", "currently_entitled_tiers", "user"})


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """A request: its path below the root, its query as it came and parsed, its headers."""

    path: str
    raw: str = field(repr=False)
    pairs: Sequence[tuple[str, str]] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)


class Api:
    """Answers requests; raises `ApiError`. `page_limit` makes pages shorter than what was asked for; can be set."""

    def __init__(self, world: World, grants: GrantBook, clock: Clock, origin: str = "") -> None:
        self._world = world
        self._grants = grants
        self._clock = clock
        self._throttle = Throttle(clock)
        self._cursors = PageTokens()
        self.origin = origin
        self.page_limit = 1_000

    def answer(self, request: ApiRequest, tally: Tally) -> JsonObject:
        """Return the JSON of a request."""
        if not request.headers.get("User-Agent"):
            raise forbidden("Requests without a User-Agent are dropped.")
        pair = self._holder(request.headers.get("Authorization", ""))
        tally.person = pair.account.key
        self._throttle.count(pair.client_id, pair.account.user.id)
        if request.path == "identity":
            return self._identity(request, pair)
        if request.path == "campaigns":
            return self._campaigns(request, pair)
        found = _MEMBERS.fullmatch(request.path)
        if found is None:
            raise not_found("The URL")
        return self._members(request, pair, found[1])

    def _holder(self, authorization: str) -> Pair:
        scheme, _, token = authorization.partition(" ")
        pair = self._grants.holder(token) if scheme.lower() == "bearer" else None
        if pair is None:
            raise unauthorized()
        return pair

    def _identity(self, request: ApiRequest, pair: Pair) -> JsonObject:
        includes = frozenset({"memberships", "campaign"})
        query = self._query(request, pair, "identity", includes=includes)
        return {
            "data": user_object(pair.account.user, query),
            "links": {"self": f"https://www.patreon.com/api/oauth2/v2/user/{pair.account.user.id}"},
        }

    def _campaigns(self, request: ApiRequest, pair: Pair) -> JsonObject:
        includes = frozenset({"tiers", "creator", "benefits", "goals"})
        query = self._query(request, pair, "campaigns", includes=includes)
        own = [pair.account.campaign] if pair.account.campaign else []
        body: JsonObject = {"data": [campaign_object(campaign, query) for campaign in own]}
        tiers = [tier_object(tier, campaign, query) for campaign in own for tier in campaign.tiers]
        if "tiers" in query.include and tiers:
            body["included"] = tiers
        return body | {"meta": {"pagination": {"total": len(own)}}}

    def _members(self, request: ApiRequest, pair: Pair, campaign_id: str) -> JsonObject:
        query = self._query(request, pair, "campaigns.members", includes=_MEMBER_INCLUDES, paged=True)
        campaign = next((one for _, one in self._world.campaigns() if one.id == campaign_id), None)
        if campaign is None:
            raise not_found(f"Campaign with id {campaign_id}")
        if campaign is not pair.account.campaign:
            raise forbidden("You do not have permission to view this campaign's members.")
        return self._page(campaign, query)

    def _page(self, campaign: Campaign, query: Query) -> JsonObject:
        size = min(query.count, self.page_limit)
        try:
            page = self._cursors.page(campaign.members, query.cursor, size, campaign.id, self._clock())
        except BadToken:
            raise bad_parameter("page[cursor]", query.cursor) from None
        users = {member.user.id: user_object(member.user, query) for member in page.items}
        tiers = {
            tier.id: tier_object(tier, campaign, query)
            for tier in campaign.tiers
            if any(tier in member.tiers for member in page.items)
        }
        included: list[JsonObject] = []
        if "user" in query.include:
            included += users.values()
        if "currently_entitled_tiers" in query.include:
            included += tiers.values()
        body: JsonObject = {"data": [member_object(member, query) for member in page.items]}
        if included:
            body["included"] = included
        if page.next_token:
            following = urlencode({"page[cursor]": page.next_token})
            body["links"] = {"next": f"{self.origin}{ROOT}campaigns/{campaign.id}/members?{following}"}
        cursors = {"next": page.next_token or None}
        return body | {"meta": {"pagination": {"cursors": cursors, "total": len(campaign.members)}}}

    def _query(
        self, request: ApiRequest, pair: Pair, scope: str, *, includes: frozenset[str], paged: bool = False
    ) -> Query:
        if scope not in pair.scopes:
            raise forbidden(f"This token lacks the scope {scope}.")
        query = read_query(request.raw, request.pairs, includes=includes, paged=paged)
        for resource, needed in _EMAILS:
            if "email" in query.fields.get(resource, ()) and needed not in pair.scopes:
                raise forbidden(f"This token lacks the scope {needed}.")
        if "address" in query.include and "campaigns.members.address" not in pair.scopes:
            raise forbidden("This token lacks the scope campaigns.members.address.")
        return query
