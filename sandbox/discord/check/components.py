"""Action rows, buttons and selects, as messages of the first and second kind and modals have them."""

from collections.abc import Iterable, Iterator
from typing import Any

from sandbox.discord.check.form import Form
from sandbox.discord.wire import MAX_CHOICES, SELECTS, ComponentType, Json

_LINK, _PREMIUM = 5, 6
_ROW_CHILDREN = frozenset({int(ComponentType.BUTTON)}) | SELECTS


def check_rows(form: Form) -> None:
    """Check the components of a message of the first kind: up to five action rows."""
    form.length(0, 5)
    for row in form.items():
        if row.mapping() and row.at("type").choice(frozenset({int(ComponentType.ACTION_ROW)})):
            check_row(row)
    check_custom_ids(form)


def check_row(row: Form) -> None:
    """Check one action row: up to five buttons, or one select."""
    children = row.at("components")
    children.length(1, 5)
    kinds = [child.get("type") for child in children.value or [] if isinstance(child, dict)]
    if len(kinds) > 1 and any(kind in SELECTS for kind in kinds):
        children.fail("BASE_TYPE_BAD_LENGTH", "A select menu takes a whole action row.")
    for child in children.items():
        if child.mapping() and child.at("type").choice(_ROW_CHILDREN):
            check_control(child)


def check_control(form: Form) -> None:
    """Check a button or a select."""
    if form.value["type"] == ComponentType.BUTTON:
        _check_button(form)
    else:
        check_select(form)


def _check_button(button: Form) -> None:
    button.at("label").text(0, 80)
    button.at("disabled").boolean()
    style = button.at("style")
    if not style.choice(frozenset(range(1, 7))):
        return
    value = button.value
    if style.value == _LINK:
        if "custom_id" in value:
            button.at("custom_id").fail(
                "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified"
            )
        if button.at("url").required():
            button.at("url").text(1, 512)
            button.at("url").link("discord")
    elif style.value != _PREMIUM:
        if "url" in value:
            button.at("url").fail(
                "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified"
            )
        button.at("custom_id").text(1, 100, required=True)
    if style.value != _PREMIUM and not value.get("label") and not value.get("emoji"):
        button.fail("BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A button must have a label or an emoji")


def check_select(select: Form) -> None:
    """Check a select of any kind."""
    select.at("custom_id").text(1, 100, required=True)
    select.at("placeholder").text(0, 150)
    select.at("min_values").whole(0, MAX_CHOICES)
    select.at("max_values").whole(1, MAX_CHOICES)
    select.at("disabled").boolean()
    low, high = select.value.get("min_values", 1), select.value.get("max_values", 1)
    if isinstance(low, int) and isinstance(high, int) and low > high:
        select.at("min_values").fail(
            "SELECT_COMPONENT_MIN_VALUES_GREATER_THAN_MAX_VALUES", "Min values cannot be greater than max values"
        )
    if select.value["type"] == ComponentType.STRING_SELECT:
        check_options(select, high)


def check_options(select: Form, max_values: object) -> None:
    """Check the options of a string select: 1 to 25, each with a value of its own."""
    options = select.at("options")
    options.length(1, MAX_CHOICES)
    for option in options.items():
        if option.mapping():
            option.at("label").text(1, 100, required=True)
            option.at("value").text(1, 100, required=True)
            option.at("description").text(0, 100)
    options.unique(
        lambda option: option.get("value") if isinstance(option, dict) else id(option),
        "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
        "The specified option value is already used",
    )
    count = len(options.value) if isinstance(options.value, list) else 0
    if isinstance(max_values, int) and count and max_values > count:
        select.at("max_values").fail(
            "SELECT_COMPONENT_MAX_VALUES_GREATER_THAN_OPTIONS",
            "Max values cannot be greater than the number of options",
        )
    defaults = sum(1 for option in options.value or [] if isinstance(option, dict) and option.get("default"))
    if isinstance(max_values, int) and defaults > max_values:
        options.fail("SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", "There are more default options than max values")


def walk(components: Iterable[Any]) -> Iterator[Json]:
    """Yield every component of a tree, parents first; what is no object is left out."""
    for component in components:
        if not isinstance(component, dict):
            continue
        yield component
        nested = component.get("components")
        if isinstance(nested, list):
            yield from walk(nested)
        for key in ("accessory", "component"):
            if isinstance(component.get(key), dict):
                yield from walk([component[key]])


def check_custom_ids(form: Form) -> None:
    """Check that no two components of a message or modal share a custom id."""
    seen: set[str] = set()
    for component in walk(form.value if isinstance(form.value, list) else []):
        custom_id = component.get("custom_id")
        if custom_id is None:
            continue
        if custom_id in seen:
            form.fail("COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
            return
        seen.add(custom_id)


def with_ids(components: list[Json]) -> list[Json]:
    """Return the components with the numbers that Discord gives to those without an ``id``."""
    taken = {component["id"] for component in walk(components) if component.get("id")}
    number = 0
    for component in walk(components):
        if component.get("id"):
            continue
        number += 1
        while number in taken:
            number += 1
        component["id"] = number
    return components
