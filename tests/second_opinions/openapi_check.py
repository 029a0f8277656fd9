"""Checks single exchanges between a bot and Discord, both directions, against the document.

What is checked:

- every request that was accepted (2xx) or met a failure of Discord's own (429, 5xx): method, path, parameters of the
  path and the query, and the body. Of a multipart body that is its `payload_json`;
- every answer below 500: its status, and its body.

What is not: requests that were refused with another 4xx. Tests send broken requests on purpose to see them refused, and
a refusal is the right answer to them; only that answer is checked. The document describes no 5xx.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from sandbox.discord.rest.api import Exchange
from tests.second_opinions.openapi_document import Document, Fault, Operation, Schema

_MULTIPART = "multipart/form-data"
_PREFIXES = ("/api/v10", "/api")
_TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class Violation:
    """One departure: of which operation, in the request or the answer, where in it, by which rule of the schema."""

    operation: str
    side: str
    where: str
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.operation}, {self.side}, {self.where}: {self.message} [{self.rule}]"


def check(document: Document, exchange: Exchange) -> Iterator[Violation]:
    """Yield every departure of one exchange."""
    path = urlsplit(exchange.path).path
    for prefix in _PREFIXES:
        path = path.removeprefix(prefix)
    found = document.find(exchange.method, path)
    if found is None:
        unknown = "the document has no such method or path"
        yield Violation(f"{exchange.method} {exchange.route}", "request", ".", "path", unknown)
        return
    operation, in_path = found
    if not _refused(exchange):
        for fault in _request(operation, in_path, exchange):
            yield Violation(operation.name, "request", fault.where, fault.rule, fault.message)
    if exchange.status < 500:
        side = f"answer {exchange.status}"
        for fault in _answer(operation, exchange):
            yield Violation(operation.name, side, fault.where, fault.rule, fault.message)


def _refused(exchange: Exchange) -> bool:
    return 400 <= exchange.status < 500 and exchange.status != _TOO_MANY


def _request(operation: Operation, in_path: dict[str, str], exchange: Exchange) -> Iterator[Fault]:
    yield from _parameters(operation, in_path, dict(parse_qsl(urlsplit(exchange.path).query, keep_blank_values=True)))
    body = exchange.body
    if body is None and exchange.content_type == _MULTIPART:
        body = {}
    if body is None:
        if operation.body_required:
            yield Fault("body", "required", "there is no body")
    elif operation.body is None:
        yield Fault("body", "unknown", "the document has no body here")
    else:
        yield from operation.body.faults(body)


def _parameters(operation: Operation, in_path: dict[str, str], in_query: dict[str, str]) -> Iterator[Fault]:
    unknown = set(in_query)
    for parameter in operation.parameters:
        unknown.discard(parameter.name)
        value = (in_path if parameter.place == "path" else in_query).get(parameter.name)
        if value is not None:
            yield from parameter.faults(value)
        elif parameter.required:
            yield Fault(f"{parameter.place} {parameter.name}", "required", "it is missing")
    for name in sorted(unknown):
        yield Fault(f"query {name}", "unknown", "the document has no such parameter here")


def _answer(operation: Operation, exchange: Exchange) -> Iterator[Fault]:
    try:
        schema = operation.answer(exchange.status)
    except KeyError:
        yield Fault("status", "unknown", f"the document knows {', '.join(operation.answers)}")
        return
    yield from _body(schema, exchange.response)


def _body(schema: Schema | None, body: object) -> Iterator[Fault]:
    if schema is None:
        if body is not None:
            yield Fault("body", "unknown", "the document has an empty answer here")
    else:
        yield from schema.faults(body)
