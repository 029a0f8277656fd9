"""Parts and the `fields` parameter: which keys of an answer are sent.

The syntax of `fields` is that of Google's "Partial responses": commas between names, a slash into an object,
parentheses around several, a star for all.
"""

import re
from collections.abc import Iterator

from sandbox.google.discovery import Api, MethodRule
from sandbox.google.errors import ApiError, JsonObject, invalid_parameter

Mask = dict[str, "Mask"]

_TOKEN = re.compile(r"[A-Za-z0-9_\-]+|\*|[(),/]")


def check_parts(method: MethodRule, parts: tuple[str, ...]) -> None:
    """Raise `ApiError` 400 `unknownPart` for a part that the method's resource does not have."""
    known = method.api.schema(method.item_schema).keys() - {"kind", "etag"}
    for part in parts:
        if part not in known:
            raise ApiError(400, "unknownPart", part, domain="youtube.part", location="part")


def parse_fields(method: MethodRule, text: str) -> Mask:
    """Read a `fields` value and check its names against the response; raises `ApiError` 400."""
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != text.replace(" ", ""):
        raise _bad(text)
    stream = iter([*tokens, ""])
    mask, last = _read_list(stream, text)
    if last:
        raise _bad(text)
    _check_names(method.api, method.response, mask, text)
    return mask


def _bad(text: str) -> ApiError:
    return invalid_parameter("fields", f"Invalid field selection {text}")


def _read_list(stream: Iterator[str], text: str) -> tuple[Mask, str]:
    mask: Mask = {}
    while True:
        last = _read_path(stream, mask, text)
        if last != ",":
            return mask, last


def _read_path(stream: Iterator[str], mask: Mask, text: str) -> str:
    """Read `name`, `name/…` or `name(…)` into the mask; return the token after it."""
    name = next(stream)
    if not name or name in "(),/":
        raise _bad(text)
    after = next(stream)
    inner = mask.setdefault(name, {})
    if after == "/":
        return _read_path(stream, inner, text)
    if after != "(":
        return after
    listed, last = _read_list(stream, text)
    if last != ")":
        raise _bad(text)
    inner.update(listed)
    return next(stream)


def _check_names(api: Api, schema: str, mask: Mask, text: str) -> None:
    properties = api.schema(schema)
    for name, inner in mask.items():
        if name == "*":
            continue
        rule = properties.get(name)
        if rule is None:
            raise invalid_parameter("fields", f"Invalid field selection {name}")
        target = rule.get("$ref") or rule.get("items", {}).get("$ref")
        if inner and target:
            _check_names(api, target, inner, text)
        elif inner and rule.get("type") != "object":
            raise invalid_parameter("fields", f"Invalid field selection {next(iter(inner))}")


def select(value: object, mask: Mask) -> object:
    """Return the parts of a JSON value that the mask keeps; an empty mask keeps all."""
    if not mask or "*" in mask:
        return value
    if isinstance(value, list):
        return [select(item, mask) for item in value]
    if isinstance(value, dict):
        return {key: select(inner, mask[key]) for key, inner in value.items() if key in mask}
    return value


def only_parts(resource: JsonObject, parts: tuple[str, ...]) -> JsonObject:
    """Return a resource with its kind, etag and id and those parts that were asked for."""
    kept = {"kind", "etag", "id", *parts}
    return {key: value for key, value in resource.items() if key in kept}
