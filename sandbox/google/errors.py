"""Google's error bodies. The shapes and words are those of YouTube's "Errors" page and of answers seen in the wild."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

JsonObject = dict[str, Any]

_STATUS_NAMES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}
_ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"


@dataclass(eq=False)
class ApiError(Exception):
    """A refusal by an API method; `location` names the parameter or header at fault."""

    status: int
    reason: str
    message: str
    domain: str = "global"
    location: str = ""
    location_type: str = "parameter"
    named_status: bool = False
    details: tuple[JsonObject, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> JsonObject:
        """Return the JSON body that goes with this refusal."""
        entry: JsonObject = {"message": self.message, "domain": self.domain, "reason": self.reason}
        if self.location:
            entry |= {"location": self.location, "locationType": self.location_type}
        error: JsonObject = {"code": self.status, "message": self.message, "errors": [entry]}
        if self.named_status:
            error["status"] = _STATUS_NAMES.get(self.status, "UNKNOWN")
        if self.details:
            error["details"] = list(self.details)
        return {"error": error}


def error_info(reason: str, **metadata: str) -> JsonObject:
    """Return a `google.rpc.ErrorInfo` for an error's details."""
    info: JsonObject = {"@type": _ERROR_INFO, "reason": reason, "domain": "googleapis.com"}
    return info | {"metadata": metadata} if metadata else info


def invalid_argument(message: str, field_name: str = "") -> ApiError:
    """Return the refusal of a request that does not fit the method's message (unknown name, wrong type)."""
    violation: JsonObject = {"description": message}
    if field_name:
        violation = {"field": field_name} | violation
    details = ({"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]},)
    return ApiError(400, "invalid", message, named_status=True, details=details)


def invalid_parameter(name: str, message: str) -> ApiError:
    """Return the refusal of a parameter whose value is out of range or malformed."""
    return ApiError(400, "invalidParameter", message, location=name)


@dataclass(eq=False)
class OAuthError(Exception):
    """A refusal by the token or the revocation endpoint (RFC 6749 §5.2)."""

    error: str
    description: str = "Bad Request"
    status: int = 400

    def body(self) -> JsonObject:
        """Return the JSON body that goes with this refusal."""
        return {"error": self.error, "error_description": self.description}


@dataclass(eq=False)
class ConsentPageError(Exception):
    """A refusal of the authorization endpoint that is shown as a page, never redirected."""

    error: str
    description: str
    status: int = 400
