"""Limits of a modal: title, custom id, and one to five rows, labels or texts."""

from sandbox.discord.check.components import check_custom_ids, check_options, check_select
from sandbox.discord.check.form import Form
from sandbox.discord.check.shape import check_shape
from sandbox.discord.wire import SELECTS, ComponentType

_TOP = frozenset({1, 10, 18})
_IN_LABEL = frozenset({4, 19, 21, 22, 23}) | SELECTS


def check_modal(form: Form) -> None:
    """Check the data of a modal callback."""
    check_shape(form)
    form.at("custom_id").text(1, 100, required=True)
    form.at("title").text(1, 45, required=True)
    components = form.at("components")
    components.length(1, 5)
    for component in components.items():
        if component.mapping() and component.at("type").choice(_TOP):
            _check_top(component)
    check_custom_ids(components)


def _check_top(component: Form) -> None:
    match component.value["type"]:
        case ComponentType.ACTION_ROW:
            children = component.at("components")
            children.length(1, 1)
            for child in children.items():
                if child.mapping() and child.at("type").choice(frozenset({int(ComponentType.TEXT_INPUT)})):
                    child.at("label").text(1, 45, required=True)
                    _check_text_input(child)
        case ComponentType.TEXT_DISPLAY:
            component.at("content").text(1, 4000, required=True)
        case ComponentType.LABEL:
            component.at("label").text(1, 45, required=True)
            component.at("description").text(0, 100)
            _check_labelled(component.at("component"))


def _check_labelled(component: Form) -> None:
    if not component.required() or not component.mapping() or not component.at("type").choice(_IN_LABEL):
        return
    kind = component.value["type"]
    if kind == ComponentType.TEXT_INPUT:
        if component.value.get("label"):
            component.at("label").fail(
                "TEXT_INPUT_LABEL_NOT_ALLOWED", "A text input in a label has no label of its own"
            )
        _check_text_input(component)
    elif kind in SELECTS:
        check_select(component)
    else:
        component.at("custom_id").text(1, 100, required=True)
        if kind in (ComponentType.RADIO_GROUP, ComponentType.CHECKBOX_GROUP):
            check_options(component, None)


def _check_text_input(field: Form) -> None:
    field.at("custom_id").text(1, 100, required=True)
    field.at("style").choice(frozenset({1, 2}))
    field.at("placeholder").text(0, 100)
    field.at("value").text(0, 4000)
    field.at("required").boolean()
    field.at("min_length").whole(0, 4000)
    field.at("max_length").whole(1, 4000)
