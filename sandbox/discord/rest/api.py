"""The frame of the REST API: authorization, bodies, errors, the record of requests, and failures on demand."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any

from aiohttp import web

from sandbox.discord import errors
from sandbox.discord.errors import ApiError
from sandbox.discord.model import Upload
from sandbox.discord.rest.bodies import Body, read_body
from sandbox.discord.snowflake import Clock
from sandbox.discord.wire import Json


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request of the bot and its answer.

    ``route`` is the template, ``path`` the real one with its query (and its secrets); ``body`` is the JSON sent, in
    multipart too; ``content_type`` is the request's, without parameters, and empty without a body;
    ``note`` says when the answer was a failure on demand.
    """

    method: str
    route: str
    path: str = field(repr=False)
    status: int
    body: Any = field(repr=False)
    response: Any = field(repr=False)
    at: datetime
    content_type: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with a status of its own."""

    status: int
    body: Any = field(repr=False)
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """One request, read."""

    request: web.Request
    payload: Body

    @property
    def body(self) -> Json:
        """Return the JSON object of the request; 50035 for another kind of JSON."""
        if self.payload.json is None:
            return {}
        if not isinstance(self.payload.json, dict):
            raise ApiError(400, 50035, "Invalid Form Body", {"_errors": [_NOT_A_MODEL]})
        return self.payload.json

    @property
    def uploads(self) -> tuple[Upload, ...]:
        """Return the files of a multipart request."""
        return self.payload.uploads

    def text(self, name: str) -> str:
        """Return a part of the path."""
        return self.request.match_info[name]

    def id(self, name: str) -> int:
        """Return an id of the path; 50035 when it is not one."""
        return _snowflake(name, self.request.match_info[name])

    def query_id(self, name: str) -> int | None:
        """Return an id of the query, if there is one."""
        value = self.request.query.get(name)
        return None if value is None else _snowflake(name, value)

    def limit(self, default: int, highest: int) -> int:
        """Return the query's ``limit``; 50035 outside 1 to ``highest``."""
        value = self.request.query.get("limit", str(default))
        if value.isdigit() and 1 <= int(value) <= highest:
            return int(value)
        fault = {"code": "NUMBER_TYPE_MAX", "message": f"int value should be between 1 and {highest}."}
        raise ApiError(400, 50035, "Invalid Form Body", {"limit": {"_errors": [fault]}})


Handler = Callable[[Call], Any]
"""Answers a call: JSON for 200, None for 204, or an Answer. Raises ApiError."""

_NOT_A_MODEL = {"code": "MODEL_TYPE_CONVERT", "message": "Only dictionaries may be used in a ModelType"}


@dataclass(frozen=True, slots=True)
class Failure:
    """An answer in place of the real one; ``after_accepting``: what was asked is done first."""

    answer: Answer
    after_accepting: bool = False

    @property
    def note(self) -> str:
        """Return what the failure did, in short."""
        return "done, then answered with an error" if self.after_accepting else "failed on demand"


Trouble = Callable[[str, str], Failure | None]
"""Decides by method and route template whether a request fails."""


@dataclass(slots=True)
class _Planned:
    method: str
    route_contains: str
    failure: Failure
    times: int


class Api:
    """Registers routes under ``/api/v10`` (and without a version) and serves them as Discord does."""

    def __init__(
        self, app: web.Application, *, token: Callable[[], str], clock: Clock, heard: Callable[[], None]
    ) -> None:
        self.requests: list[Exchange] = []
        self.troubles: dict[str, Trouble] = {}
        self.listeners: list[Callable[[Exchange], None]] = []
        self._heard = heard
        self._app = app
        self._token = token
        self._clock = clock
        self._planned: list[_Planned] = []

    def bot(self, method: str, route: str, handler: Handler) -> None:
        """Add a route for the bot's own token."""

        def authorized(call: Call) -> Any:
            if not self.is_bot(call.request):
                raise errors.unauthorized()
            return handler(call)

        self.open(method, route, authorized)

    def open(self, method: str, route: str, handler: Handler) -> None:
        """Add a route that needs no token, or checks another."""

        async def serve(request: web.Request) -> web.Response:
            return await self._serve(request, route, handler)

        for prefix in ("/api/v10", "/api"):
            self._app.router.add_route(method, prefix + route, serve)

    def is_bot(self, request: web.Request) -> bool:
        """Return whether a request carries the bot's token."""
        return request.headers.get("Authorization") == f"Bot {self._token()}"

    def fail_next(self, method: str, route_contains: str, answer: Answer, *, after_accepting: bool, times: int) -> None:
        """Answer the next ``times`` matching requests with ``answer``, after doing what they ask or instead."""
        self._planned.append(_Planned(method, route_contains, Failure(answer, after_accepting), times))

    async def _serve(self, request: web.Request, route: str, handler: Handler) -> web.Response:
        body = Body(None, ())
        failure = self._failure(request, route)
        try:
            body = await read_body(request)
            if failure is None:
                answer = _answer(handler(Call(request, body)))
            else:
                if failure.after_accepting:
                    handler(Call(request, body))
                answer = failure.answer
        except ApiError as error:
            failure, answer = None, Answer(error.status, error.body())
        self._record(request, route, body, answer, failure.note if failure else "")
        return as_response(answer)

    def _failure(self, request: web.Request, route: str) -> Failure | None:
        for planned in self._planned:
            matches = planned.route_contains in route or planned.route_contains in request.path
            if planned.times > 0 and planned.method == request.method and matches:
                planned.times -= 1
                return planned.failure
        found = (trouble(request.method, route) for trouble in self.troubles.values())
        return next(filter(None, found), None)

    def _record(self, request: web.Request, route: str, body: Body, answer: Answer, note: str) -> None:
        exchange = Exchange(
            method=request.method,
            route=route,
            path=request.path_qs,
            status=answer.status,
            body=body.json,
            response=answer.body,
            at=self._clock(),
            content_type=request.content_type if request.body_exists else "",
            note=note,
        )
        self.requests.append(exchange)
        for listener in self.listeners:
            listener(exchange)
        self._heard()


def _answer(result: Any) -> Answer:
    if isinstance(result, Answer):
        return result
    return Answer(204, None) if result is None else Answer(200, result)


def as_response(answer: Answer) -> web.Response:
    """Return an answer as HTTP: JSON with exactly ``application/json``, or nothing at all."""
    if answer.body is None:
        return web.Response(status=answer.status, headers=answer.headers)
    text = json.dumps(answer.body)
    headers = {"Content-Type": "application/json", **answer.headers}
    return web.Response(status=answer.status, body=text.encode(), headers=headers)


def failure_answer(status: int, body: Json | None, headers: dict[str, str] | None) -> Answer:
    """Return the answer of a failure on demand; a 429 looks like Discord's own, not like its firewall's.

    What a 429's ``body`` leaves out is added.
    """
    phrase = HTTPStatus(status).phrase
    if status != 429:
        return Answer(status, body or {"message": f"{status}: {phrase}", "code": 0}, headers or {})
    limited = {"message": "You are being rate limited.", "code": 0, "retry_after": 0.05, "global": False}
    own = {"Via": "1.1 google", "Retry-After": "1", "X-RateLimit-Scope": "user"}
    return Answer(status, {**limited, **(body or {})}, {**own, **(headers or {})})


@web.middleware
async def plain_errors(request: web.Request, handler: Callable[[web.Request], Any]) -> web.StreamResponse:
    """Answer unknown routes and methods under ``/api`` as Discord does."""
    try:
        response: web.StreamResponse = await handler(request)
    except web.HTTPNotFound:
        if not request.path.startswith("/api"):
            raise
        return as_response(Answer(404, errors.not_found().body()))
    except web.HTTPMethodNotAllowed as error:
        if not request.path.startswith("/api"):
            raise
        return as_response(Answer(405, errors.method_not_allowed().body(), {"Allow": ", ".join(error.allowed_methods)}))
    return response


def _snowflake(name: str, value: str) -> int:
    if value.isdecimal() and len(value) < 20:
        return int(value)
    fault = {"code": "NUMBER_TYPE_COERCE", "message": f'Value "{value}" is not snowflake.'}
    raise ApiError(400, 50035, "Invalid Form Body", {name: {"_errors": [fault]}})
