"""A filled-in modal, checked against its fields, as the bot gets it."""

from typing import Any

from sandbox.discord.errors import PersonError
from sandbox.discord.options import Resolver
from sandbox.discord.press import check_selection
from sandbox.discord.wire import SELECTS, ComponentType, Json


def submitted(modal: Json, fields: dict[str, object], resolver: Resolver) -> Json:
    """Return the interaction's data; PersonError names the field that is missing or wrong."""
    components = [_submitted(component, fields, resolver) for component in modal["components"]]
    return {"custom_id": modal["custom_id"], "components": components}


def _submitted(component: Json, fields: dict[str, object], resolver: Resolver) -> Json:
    same = {"type": component["type"], "id": component.get("id", 0)}
    match component["type"]:
        case ComponentType.ACTION_ROW:
            return same | {"components": [_submitted(each, fields, resolver) for each in component["components"]]}
        case ComponentType.LABEL:
            return same | {"component": _submitted(component["component"], fields, resolver)}
        case ComponentType.TEXT_DISPLAY:
            return same
    custom_id = component["custom_id"]
    return same | {"custom_id": custom_id} | _filled(component, fields.get(custom_id), resolver)


def _filled(component: Json, value: Any, resolver: Resolver) -> Json:
    match component["type"]:
        case ComponentType.TEXT_INPUT:
            return {"value": _text(component, component.get("value", "") if value is None else str(value))}
        case ComponentType.FILE_UPLOAD:
            uploads = value if isinstance(value, list) else [value] if value is not None else []
            _count(component, len(uploads))
            return {"values": [resolver.upload(upload) for upload in uploads]}
        case ComponentType.CHECKBOX:
            return {"value": bool(component.get("default") if value is None else value)}
        case ComponentType.RADIO_GROUP:
            chosen = _listed(component, [] if value is None else [str(value)])
            return {"value": chosen[0] if chosen else None}
    chosen = [str(each) for each in value] if isinstance(value, list) else [] if value is None else [str(value)]
    if component["type"] in SELECTS:
        if chosen or component.get("required", True):
            check_selection(component, chosen, resolver)
        return {"values": chosen}
    _count(component, len(chosen))
    return {"values": _listed(component, chosen)}


def _text(component: Json, value: str) -> str:
    custom_id = component["custom_id"]
    if not value:
        if component.get("required", True):
            raise PersonError("This field is required.", field=custom_id)
        return value
    low, high = component.get("min_length", 0), component.get("max_length", 4000)
    if not low <= len(value) <= high:
        raise PersonError(f"Must be between {low} and {high} in length.", field=custom_id)
    return value


def _listed(component: Json, chosen: list[str]) -> list[str]:
    offered = [option["value"] for option in component["options"]]
    if not chosen and component.get("required", True):
        raise PersonError("This field is required.", field=component["custom_id"])
    if any(value not in offered for value in chosen):
        raise PersonError("This cannot be chosen here.", field=component["custom_id"])
    return chosen


def _count(component: Json, count: int) -> None:
    low = component.get("min_values", 1) if component.get("required", True) else 0
    high = component.get("max_values", 1)
    if not low <= count <= high:
        raise PersonError(f"Choose {low} to {high}.", field=component["custom_id"])
