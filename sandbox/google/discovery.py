"""The rules of each API method, read from the discovery documents that google-api-python-client ships."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from sandbox.google.errors import JsonObject

_DOCUMENTS = ("youtube.v3.json", "drive.v3.json")


@dataclass(frozen=True, slots=True)
class ParameterRule:
    """What a query parameter may be. `minimum` and `maximum` are None where the document sets none."""

    name: str
    kind: str
    format: str
    required: bool
    repeated: bool
    choices: tuple[str, ...]
    minimum: int | None
    maximum: int | None
    pattern: str
    default: str | None


@dataclass(frozen=True, slots=True)
class MethodRule:
    """One method: `id` as in the document (`youtube.videos.rate`), `path` from the server's root, its scopes."""

    id: str
    http_method: str
    path: str
    parameters: dict[str, ParameterRule]
    scopes: frozenset[str]
    request: str
    response: str
    api: "Api"

    @property
    def item_schema(self) -> str:
        """The schema of one item of a list method, or the response's own."""
        response = self.api.schema(self.response)
        items = response.get("items", {}).get("items", {})
        return str(items.get("$ref", self.response))


@dataclass(frozen=True, slots=True)
class Api:
    """One API: the schemas of its resources and its scopes with Google's words for them."""

    name: str
    schemas: dict[str, Any]
    scopes: dict[str, str]

    def schema(self, name: str) -> JsonObject:
        """Return the properties of a schema; empty for a method without an answer."""
        properties: JsonObject = self.schemas[name]["properties"] if name else {}
        return properties

    def __hash__(self) -> int:
        return hash(self.name)


def _parameter(name: str, rule: JsonObject) -> ParameterRule:
    return ParameterRule(
        name=name,
        kind=rule.get("type", "string"),
        format=rule.get("format", ""),
        required=rule.get("required", False),
        repeated=rule.get("repeated", False),
        choices=tuple(rule.get("enum", ())),
        minimum=int(rule["minimum"]) if "minimum" in rule else None,
        maximum=int(rule["maximum"]) if "maximum" in rule else None,
        pattern=rule.get("pattern", ""),
        default=rule.get("default"),
    )


def _methods(resource: JsonObject, shared: JsonObject, root: str, api: Api) -> dict[str, MethodRule]:
    found = {}
    for method in resource.get("methods", {}).values():
        rules = shared | method.get("parameters", {})
        found[method["id"]] = MethodRule(
            id=method["id"],
            http_method=method["httpMethod"],
            path=root + method["path"],
            parameters={name: _parameter(name, rule) for name, rule in rules.items()},
            scopes=frozenset(method.get("scopes", ())),
            request=method.get("request", {}).get("$ref", ""),
            response=method.get("response", {}).get("$ref", ""),
            api=api,
        )
    for child in resource.get("resources", {}).values():
        found |= _methods(child, shared, root, api)
    return found


@cache
def methods() -> dict[str, MethodRule]:
    """Return every method of both documents by its id."""
    found: dict[str, MethodRule] = {}
    folder = files("googleapiclient.discovery_cache").joinpath("documents")
    for name in _DOCUMENTS:
        document = json.loads(folder.joinpath(name).read_text(encoding="utf-8"))
        scopes = {url: words["description"] for url, words in document["auth"]["oauth2"]["scopes"].items()}
        api = Api(document["name"], document["schemas"], scopes)
        found |= _methods(document, document["parameters"], "/" + document["servicePath"], api)
    return found


@cache
def scope_words() -> dict[str, str]:
    """Return Google's plain words for every scope that either API knows."""
    words: dict[str, str] = {}
    for method in methods().values():
        words |= method.api.scopes
    return words
