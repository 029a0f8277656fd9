"""Patreon's error bodies (docs.patreon.com, "Errors" and "Rate Limits"); the shape is JSON:API's."""

import uuid
from dataclasses import dataclass, field
from typing import Any

JsonObject = dict[str, Any]


@dataclass(eq=False)
class ApiError(Exception):
    """A refusal by an API endpoint. `more` are members of the error object beside the usual ones."""

    status: int
    code_name: str
    detail: str
    headers: dict[str, str] = field(default_factory=dict)
    more: JsonObject = field(default_factory=dict)

    def body(self) -> JsonObject:
        """Return the JSON body that goes with this refusal."""
        return {
            "errors": [
                {
                    "code": None,
                    "code_name": self.code_name,
                    "detail": self.detail,
                    "id": str(uuid.uuid4()),
                    "status": str(self.status),
                    "title": self.detail,
                    **self.more,
                }
            ]
        }


def unauthorized() -> ApiError:
    """Return the refusal of a request without a living access token."""
    detail = (
        "The server could not verify that you are authorized to access the URL requested. You either supplied the "
        "wrong credentials (e.g. a bad password), or your browser doesn't understand how to supply the credentials "
        "required."
    )
    return ApiError(401, "Unauthorized", detail, {"WWW-Authenticate": 'Bearer realm="patreon.com"'})


def forbidden(detail: str) -> ApiError:
    """Return the refusal of what this token or program may not see."""
    return ApiError(403, "Forbidden", detail)


def bad_parameter(name: str, value: str = "") -> ApiError:
    """Return the refusal of a parameter that is unknown or has a bad value."""
    detail = f"Invalid value for parameter '{name}': {value}" if value else f"Invalid parameter '{name}'."
    return ApiError(400, "ParameterInvalid", detail, more={"source": {"parameter": name}})


def not_found(what: str) -> ApiError:
    """Return the refusal of what is not there."""
    return ApiError(404, "NotFound", f"{what} was not found.")


def throttled(seconds: int) -> ApiError:
    """Return the refusal of what comes too fast."""
    detail = "You have made too many attempts. Please try again later."
    return ApiError(429, "RequestThrottled", detail, {"Retry-After": str(seconds)}, {"retry_after_seconds": seconds})
