"""Discord's OpenAPI document (3.1, so JSON Schema 2020-12), read as far as checking traffic needs.

Source of the document: `specs/openapi.json` of github.com/discord/discord-api-spec. It stays outside this repository.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import jsonschema_rs

Json = dict[str, Any]

_URI = "urn:discord"
_JSON = "application/json"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a value departs from its schema: `where` as a path, `rule` as the schema's keyword."""

    where: str
    rule: str
    message: str


class Schema:
    """One schema of the document, compiled when it is first used. Formats such as date-time are checked, too."""

    def __init__(self, pointer: str, registry: jsonschema_rs.Registry) -> None:
        self._pointer = pointer
        self._registry = registry

    @cached_property
    def _validator(self) -> jsonschema_rs.Draft202012Validator:
        return jsonschema_rs.Draft202012Validator(
            {"$ref": f"{_URI}#{self._pointer}"}, registry=self._registry, validate_formats=True
        )

    def faults(self, value: Any) -> Iterator[Fault]:
        """Yield what is wrong with a value; of the branches of a union, what is wrong with the likeliest."""
        for error in self._validator.iter_errors(value):
            likeliest = _likeliest(error)
            where = "/".join(str(step) for step in likeliest.instance_path) or "."
            yield Fault(where, likeliest.kind.name, likeliest.message[:300])


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter in the path or the query. Its text is read by the schema's type before it is checked."""

    name: str
    place: str
    required: bool
    kinds: frozenset[str]
    schema: Schema

    def faults(self, text: str) -> Iterator[Fault]:
        """Yield what is wrong with it."""
        for fault in self.schema.faults(self._read(text)):
            yield Fault(f"{self.place} {self.name}", fault.rule, fault.message)

    def _read(self, text: str) -> Any:
        if "integer" in self.kinds and re.fullmatch(r"-?\d+", text):
            return int(text)
        if "boolean" in self.kinds and text.lower() in {"true", "false", "1", "0"}:
            return text.lower() in {"true", "1"}
        return text


@dataclass(frozen=True, slots=True)
class Operation:
    """A method of a path. `answers` are the statuses it may give, such as `200` and `4XX`; None is an empty body."""

    name: str
    parameters: tuple[Parameter, ...]
    body: Schema | None
    body_required: bool
    answers: Mapping[str, Schema | None]

    def answer(self, status: int) -> Schema | None:
        """Return the schema of an answer, None for an empty one; KeyError when the document has no such status."""
        exact, family = str(status), f"{status // 100}XX"
        return self.answers[exact if exact in self.answers else family]


class Document:
    """The whole document. `find` gives the operation of a request."""

    def __init__(self, raw: Json) -> None:
        self._raw = raw
        self._registry = jsonschema_rs.Registry([(_URI, raw)], draft=jsonschema_rs.Draft202012)
        # Literal parts go before placeholders: /users/@me is not /users/{user_id}.
        paths = sorted(raw["paths"], key=lambda path: [part.startswith("{") for part in path.split("/")])
        self._paths = [(_pattern(path), path) for path in paths]
        self._operations: dict[tuple[str, str], Operation] = {}

    @classmethod
    def read(cls, path: Path) -> "Document":
        """Read it from a file."""
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def find(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        """Return the operation and the values in the path, or None when the document has no such method or path."""
        for pattern, template in self._paths:
            match = pattern.fullmatch(path)
            if match and method.lower() in self._raw["paths"][template]:
                key = (template, method.lower())
                if key not in self._operations:
                    self._operations[key] = self._operation(*key)
                return self._operations[key], match.groupdict()
        return None

    def _operation(self, path: str, method: str) -> Operation:
        at_path = f"/paths/{_escape(path)}"
        at = f"{at_path}/{method}"
        own = self._raw["paths"][path][method]
        parameters = [
            *self._parameters(f"{at_path}/parameters", self._raw["paths"][path].get("parameters", [])),
            *self._parameters(f"{at}/parameters", own.get("parameters", [])),
        ]
        body = own.get("requestBody", {})
        return Operation(
            name=f"{method.upper()} {path}",
            parameters=tuple(parameters),
            body=self._content(f"{at}/requestBody", body),
            body_required=body.get("required", False),
            answers={status: self._answer(at, status, answer) for status, answer in own["responses"].items()},
        )

    def _parameters(self, at: str, raw: list[Json]) -> Iterator[Parameter]:
        for index, each in enumerate(raw):
            schema = self._resolved(each["schema"])
            kinds = schema.get("type", [])
            yield Parameter(
                name=each["name"],
                place=each["in"],
                required=each.get("required", False),
                kinds=frozenset([kinds] if isinstance(kinds, str) else kinds),
                schema=Schema(f"{at}/{index}/schema", self._registry),
            )

    def _answer(self, at: str, status: str, answer: Json) -> Schema | None:
        if "$ref" in answer:
            return self._content(answer["$ref"].removeprefix("#"), self._resolved(answer))
        return self._content(f"{at}/responses/{status}", answer)

    def _content(self, at: str, raw: Json) -> Schema | None:
        if _JSON not in raw.get("content", {}):
            return None
        return Schema(f"{at}/content/{_escape(_JSON)}/schema", self._registry)

    def _resolved(self, raw: Json) -> Json:
        while "$ref" in raw:
            found: Any = self._raw
            for step in raw["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            raw = found
        return raw


def _pattern(path: str) -> re.Pattern[str]:
    parts = _PLACEHOLDER.split(path)
    text = "".join(f"(?P<{part}>[^/]+)" if index % 2 else re.escape(part) for index, part in enumerate(parts))
    return re.compile(text)


def _escape(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")


def _likeliest(error: jsonschema_rs.ValidationError) -> jsonschema_rs.ValidationError:
    """Return the error inside a union's likeliest branch: one that is not of another kind, and errs the deepest."""
    branches = [branch for branch in getattr(error.kind, "context", []) if branch]
    if not branches:
        return error

    def likelihood(branch: list[jsonschema_rs.ValidationError]) -> tuple[bool, int]:
        depth = len(error.instance_path)
        other_kind = any(
            (each.kind.name == "type" and len(each.instance_path) == depth)
            or (each.kind.name in {"const", "enum"} and list(each.instance_path)[-1:] == ["type"])
            for each in branch
        )
        return not other_kind, max(len(each.instance_path) for each in branch)

    return _likeliest(max(branches, key=likelihood)[0])
