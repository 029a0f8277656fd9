"""Checks a request's query and body against a method's rules, and gives typed access to what passed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sandbox.google.discovery import Api, MethodRule, ParameterRule
from sandbox.google.errors import ApiError, JsonObject, invalid_argument, invalid_parameter

# These name their own error in YouTube's reference (videos.rate, members.list); other enumerations share one.
_NAMED_CHOICES = {
    ("youtube.videos.rate", "rating"): ("invalidRating", "The request contained an unexpected value for the rating."),
    ("youtube.members.list", "mode"): ("invalidMode", "The request specifies an invalid mode."),
}
_BOOLEANS = {"true": True, "false": False, "True": True, "False": False, "1": True, "0": False}
_INTEGER_RANGES = {"int32": (-(2**31), 2**31 - 1), "uint32": (0, 2**32 - 1)}
_JSON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int, str),
    "number": (int, float),
    "object": (dict,),
    "array": (list,),
}


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of one request, checked; absent ones have the document's default or nothing."""

    given: Mapping[str, tuple[str, ...]]
    method: MethodRule

    def text(self, name: str) -> str:
        """Return a parameter's text; empty when it was not given and has no default."""
        if name in self.given:
            return self.given[name][0]
        return self.method.parameters[name].default or ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Return every value of a repeated parameter, split at commas as YouTube does."""
        return tuple(part for value in self.given.get(name, ()) for part in value.split(",") if part)

    def whole(self, name: str) -> int:
        """Return a number parameter."""
        return int(self.text(name))

    def truth(self, name: str) -> bool:
        """Return a boolean parameter; False when it was not given."""
        return _BOOLEANS.get(self.text(name), False)

    def __contains__(self, name: str) -> bool:
        return name in self.given


def check_query(method: MethodRule, query: Mapping[str, tuple[str, ...]]) -> Parameters:
    """Return the checked parameters; raises `ApiError` 400 for the first that is unknown, missing or bad."""
    for name, values in query.items():
        rule = method.parameters.get(name)
        if rule is None:
            raise invalid_argument(
                f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
                f"Field '{name}' could not be found in request message."
            )
        if len(values) > 1 and not rule.repeated:
            raise invalid_argument(f"Invalid value at '{name}': the parameter takes a single value.", name)
        for value in values:
            _check_value(method, rule, value)
    for rule in method.parameters.values():
        if rule.required and not any(query.get(rule.name, ())):
            raise ApiError(400, "required", f"Required parameter: {rule.name}", location=rule.name)
    return Parameters(query, method)


def _check_value(method: MethodRule, rule: ParameterRule, value: str) -> None:
    if rule.choices and value not in rule.choices:
        reason, message = _NAMED_CHOICES.get((method.id, rule.name), ("", ""))
        if reason:
            raise ApiError(400, reason, message, domain="youtube.parameter", location=rule.name)
        raise invalid_argument(f"Invalid value at '{rule.name}', \"{value}\"", rule.name)
    if rule.pattern and not re.fullmatch(rule.pattern, value):
        raise invalid_parameter(rule.name, f"Invalid value '{value}'. It must match {rule.pattern}")
    checker = _CHECKERS.get(rule.format or rule.kind)
    if checker is not None:
        checker(rule, value)


def _check_integer(rule: ParameterRule, value: str) -> None:
    low, high = _INTEGER_RANGES[rule.format]
    if not re.fullmatch(r"[+-]?[0-9]+", value) or not low <= int(value) <= high:
        raise invalid_argument(f"Invalid value at '{rule.name}' (TYPE_{rule.format.upper()}), \"{value}\"", rule.name)
    least = low if rule.minimum is None else rule.minimum
    most = high if rule.maximum is None else rule.maximum
    if not least <= int(value) <= most:
        raise invalid_parameter(
            rule.name, f"Invalid value '{value}'. Values must be within the range: [{least}, {most}]"
        )


def _check_boolean(rule: ParameterRule, value: str) -> None:
    if value not in _BOOLEANS:
        raise invalid_argument(f"Invalid value at '{rule.name}' (TYPE_BOOL), \"{value}\"", rule.name)


def _check_datetime(rule: ParameterRule, value: str) -> None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or "T" not in value:
        raise invalid_argument(f"Invalid value at '{rule.name}' (type.googleapis.com/google.protobuf.Timestamp)")


_CHECKERS: dict[str, Callable[[ParameterRule, str], None]] = {
    "int32": _check_integer,
    "uint32": _check_integer,
    "boolean": _check_boolean,
    "google-datetime": _check_datetime,
}


def check_body(api: Api, schema: str, body: object, at: str = "") -> JsonObject:
    """Return a request's JSON body; raises `ApiError` 400 when it does not fit the schema."""
    properties = api.schema(schema)
    if not isinstance(body, dict):
        raise invalid_argument("Invalid JSON payload received. Root element must be a message.")
    for name, value in body.items():
        path = f"{at}.{name}".lstrip(".")
        rule = properties.get(name)
        if rule is None:
            where = f" at '{at}'" if at else ""
            raise invalid_argument(
                f'Invalid JSON payload received. Unknown name "{name}"{where}: Cannot find field.', at
            )
        if "$ref" in rule:
            check_body(api, rule["$ref"], value, path)
        elif not isinstance(value, _JSON_TYPES[rule["type"]]):
            raise invalid_argument(f"Invalid value at '{path}' (TYPE_{rule['type'].upper()})", path)
    return body
