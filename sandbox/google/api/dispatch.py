"""From an HTTP request to an API method and back: credentials, scopes, parameters, quota, answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import msgspec
from aiohttp import web
from multidict import MultiMapping

from sandbox.google import ids
from sandbox.google.answers import json_response
from sandbox.google.api import channels, comments, drive, members, playlist_items, ratings, search, videos
from sandbox.google.api.call import Call, not_served
from sandbox.google.api.credentials import Doorkeeper, read_credentials
from sandbox.google.clock import Clock
from sandbox.google.discovery import MethodRule, methods
from sandbox.google.errors import ApiError, JsonObject, invalid_argument
from sandbox.google.fields import check_parts, parse_fields, select
from sandbox.google.model import World
from sandbox.google.paging import PageTokens
from sandbox.google.parameters import Parameters, check_body, check_query
from sandbox.google.quota import Quota
from sandbox.google.records import Tally

_SERVED: dict[str, Callable[[Call], JsonObject]] = {
    "youtube.channels.list": channels.list_channels,
    "youtube.playlistItems.list": playlist_items.list_playlist_items,
    "youtube.videos.list": videos.list_videos,
    "youtube.videos.rate": ratings.rate,
    "youtube.videos.getRating": ratings.get_rating,
    "youtube.members.list": members.list_members,
    "youtube.membershipsLevels.list": members.list_levels,
    "youtube.commentThreads.insert": comments.insert_thread,
    "youtube.search.list": search.list_results,
    "drive.files.list": drive.list_files,
}


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """The parts of an HTTP request that matter to an API. The repr shows no credentials."""

    http_method: str
    path: str
    query: Mapping[str, tuple[str, ...]] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class Apis:
    """YouTube's and Drive's methods over one world."""

    def __init__(self, world: World, clock: Clock, doorkeeper: Doorkeeper, quota: Quota) -> None:
        self._world = world
        self._clock = clock
        self._doorkeeper = doorkeeper
        self._quota = quota
        self._tokens = PageTokens()
        self._by_path = {(rule.http_method, rule.path): rule for rule in methods().values()}
        self.members_access = True

    def answer(self, request: ApiRequest, tally: Tally) -> web.Response:
        """Answer one request, a refusal too."""
        pretty = request.query.get("prettyPrint", ("true",))[0] != "false"
        rule = self._by_path.get((request.http_method, request.path))
        if rule is None:
            return web.Response(status=404, text=_NOT_FOUND, content_type="text/html")
        try:
            body = self._run(rule, request, tally)
        except ApiError as error:
            tally.reason = error.reason
            return json_response(error.body(), error.status, pretty=pretty, headers=error.headers)
        if not rule.response:
            return web.Response(status=204)
        return json_response(body, pretty=pretty)

    def _run(self, rule: MethodRule, request: ApiRequest, tally: Tally) -> object:
        handler = _SERVED.get(rule.id)
        if handler is None:
            raise not_served(rule.id)
        try:
            account = self._doorkeeper.admit(rule, read_credentials(request.headers, request.query))
            tally.person = account.key if account else None
            params = check_query(rule, request.query)
            body = _read_body(rule, request)
            mask = _check_shape(rule, params)
        except ApiError as error:
            # Without a known project behind it, a request has no quota to spend.
            tally.cost = 0 if error.status == 401 else self._quota.charge_invalid(rule.id)
            raise
        tally.cost = self._quota.charge(rule.id)
        call = Call(rule, params, account, self._world, self._tokens, self._clock(), body, self.members_access)
        answer = handler(call)
        if "etag" in answer:
            answer["etag"] = ids.etag(msgspec.json.encode(answer, order="deterministic"))
        return select(answer, mask)


def _check_shape(rule: MethodRule, params: Parameters) -> JsonObject:
    if "part" in rule.parameters:
        check_parts(rule, params.texts("part"))
    if params.text("alt") not in {"", "json"}:
        raise not_served("other answers than alt=json")
    fields = params.text("fields") or (drive.DEFAULT_FIELDS if rule.id == "drive.files.list" else "")
    return parse_fields(rule, fields) if fields else {}


def _read_body(rule: MethodRule, request: ApiRequest) -> JsonObject:
    if not rule.request:
        return {}
    if not request.headers.get("Content-Type", "").startswith("application/json"):
        raise invalid_argument("Invalid content type: send application/json.")
    try:
        body = msgspec.json.decode(request.body)
    except msgspec.DecodeError:
        raise invalid_argument("Invalid JSON payload received. Parse error.") from None
    return check_body(rule.api, rule.request, body)


def query_of(query: MultiMapping[str]) -> dict[str, tuple[str, ...]]:
    """Return a query's values by name."""
    return {name: tuple(query.getall(name)) for name in query}


_NOT_FOUND = "<!doctype html><title>Error 404 (Not Found)!!1</title><p><b>404.</b> The requested URL was not found."
