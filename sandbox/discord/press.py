"""A press of a button or a choice in a select, checked against the message that shows it."""

from sandbox.discord.check.components import walk
from sandbox.discord.errors import PersonError
from sandbox.discord.model import MessageRecord
from sandbox.discord.options import Resolver
from sandbox.discord.wire import SELECTS, ComponentType, Json


def pressed(message: MessageRecord, custom_id: str, values: list[str], resolver: Resolver) -> Json:
    """Return the interaction's data; PersonError when a person could not do this."""
    component = next((each for each in walk(message.components) if each.get("custom_id") == custom_id), None)
    if component is None:
        raise PersonError("There is no such button or menu on this message.")
    if component.get("disabled"):
        raise PersonError("This is disabled.")
    data: Json = {
        "custom_id": custom_id,
        "component_type": component["type"],
        "id": component.get("id", 0),
    }
    if component["type"] in SELECTS:
        check_selection(component, values, resolver)
        data["values"] = values
        if resolver.resolved:
            data["resolved"] = resolver.resolved
    return data


def check_selection(component: Json, values: list[str], resolver: Resolver) -> None:
    """Check how many values are chosen and that each can be, and resolve them."""
    low, high = component.get("min_values", 1), component.get("max_values", 1)
    if not low <= len(values) <= high:
        raise PersonError(f"Choose {low} to {high}.", field=component["custom_id"])
    for value in values:
        if not _offered(component, value, resolver):
            raise PersonError("This cannot be chosen here.", field=component["custom_id"])


def _offered(component: Json, value: str, resolver: Resolver) -> bool:
    match component["type"]:
        case ComponentType.STRING_SELECT:
            return value in [option["value"] for option in component["options"]]
        case ComponentType.USER_SELECT:
            return resolver.user(value)
        case ComponentType.ROLE_SELECT:
            return resolver.role(value)
        case ComponentType.CHANNEL_SELECT:
            return resolver.channel(value)
        case _:
            return resolver.role(value) or resolver.user(value)
