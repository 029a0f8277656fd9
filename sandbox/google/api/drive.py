"""Drive's files.list."""

import re
from collections.abc import Callable

from sandbox.google.api.call import Call, not_served
from sandbox.google.clock import rfc3339
from sandbox.google.errors import ApiError, JsonObject, invalid_parameter
from sandbox.google.model import DriveFile

# What Drive answers when `fields` does not ask for more (Drive API, files.list).
DEFAULT_FIELDS = "kind,incompleteSearch,nextPageToken,files(kind,id,name,mimeType)"

_TERM = re.compile(r"(name|fullText|mimeType|trashed)\s*(contains|!=|=)\s*('(?:[^'\\]|\\.)*'|true|false)")
_ORDER_KEYS: dict[str, Callable[[DriveFile], str | float]] = {
    "name": lambda file: file.name.lower(),
    "modifiedTime": lambda file: file.modified_at.timestamp(),
    "quotaBytesUsed": lambda file: file.size or 0,
}
_VIEW = "https://drive.google.invalid/file/d/"


def list_files(call: Call) -> JsonObject:
    """Answer files.list for the caller's own files."""
    if call.params.text("corpora") not in {"", "user"} or call.params.text("spaces") != "drive":
        raise not_served("other corpora and spaces than the user's drive")
    query, order = call.params.text("q"), call.params.text("orderBy")
    found = [file for file in call.person().files if _matches(query, file)]
    _sort(found, order)
    page = call.page(found, query, order)
    body: JsonObject = {"kind": "drive#fileList", "incompleteSearch": False}
    if page.next_token:
        body["nextPageToken"] = page.next_token
    return body | {"files": [_resource(file) for file in page.items]}


def _matches(query: str, file: DriveFile) -> bool:
    if not query.strip():
        return True
    return all(_holds(term.strip(), file) for term in re.split(r"\s+and\s+(?=(?:[^']*'[^']*')*[^']*$)", query))


def _holds(term: str, file: DriveFile) -> bool:
    match = _TERM.fullmatch(term)
    if match is None:
        raise ApiError(400, "invalid", "Invalid Value", location="q")
    name, operator, raw = match.groups()
    value = re.sub(r"\\(.)", r"\1", raw.strip("'"))
    held = {"name": file.name, "fullText": file.name, "mimeType": file.mime_type}.get(name, str(file.trashed).lower())
    if operator == "contains":
        return value.lower() in held.lower()
    return (held == value) == (operator == "=")


def _sort(found: list[DriveFile], order: str) -> None:
    # Sorting is stable, so the least important key goes first.
    for key in reversed([part.strip() for part in order.split(",") if part.strip()]):
        name, _, direction = key.partition(" ")
        if name not in _ORDER_KEYS or direction not in {"", "desc"}:
            raise invalid_parameter("orderBy", f"Invalid value '{key}'.")
        found.sort(key=_ORDER_KEYS[name], reverse=direction == "desc")


def _resource(file: DriveFile) -> JsonObject:
    resource: JsonObject = {
        "kind": "drive#file",
        "id": file.id,
        "name": file.name,
        "mimeType": file.mime_type,
        "modifiedTime": rfc3339(file.modified_at),
        "webViewLink": f"{_VIEW}{file.id}/view",
        "trashed": file.trashed,
    }
    return resource if file.size is None else resource | {"size": str(file.size)}
