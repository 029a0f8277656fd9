"""The rough shape of a form: lists where lists belong, objects where objects belong, and no nesting in a text.

It is checked first, so that the finer checks can rely on it.
"""

from sandbox.discord.check.form import Form

_OBJECT_LISTS = frozenset({"attachments", "choices", "components", "embeds", "fields", "items", "options"})
_PLAIN_LISTS = frozenset({"contexts", "integration_types", "parse", "roles", "users"})
_OBJECTS = frozenset(
    {
        "accessory",
        "allowed_mentions",
        "author",
        "component",
        "emoji",
        "file",
        "footer",
        "image",
        "media",
        "message_reference",
        "thumbnail",
    }
)
_PLAIN = frozenset(
    {
        "color",
        "content",
        "custom_id",
        "default",
        "default_member_permissions",
        "description",
        "filename",
        "flags",
        "id",
        "label",
        "max_length",
        "max_values",
        "message_id",
        "min_length",
        "min_values",
        "name",
        "nonce",
        "required",
        "spacing",
        "style",
        "text",
        "title",
        "type",
        "url",
        "value",
    }
)


def check_shape(form: Form) -> None:
    """Note each value that has the wrong kind for its key, and raise 50035 when there is one."""
    _descend(form)
    form.finish()


def _descend(form: Form) -> None:
    if isinstance(form.value, list):
        for item in form.items():
            if item.mapping():
                _descend(item)
        return
    if not form.mapping():
        return
    for key, value in form.value.items():
        if value is not None:
            _check(key, form.at(key))


def _check(key: str, form: Form) -> None:
    if key in _OBJECT_LISTS:
        form.items()
        if isinstance(form.value, list):
            _descend(form)
    elif key in _PLAIN_LISTS:
        for item in form.items():
            _check_plain(item)
    elif key in _OBJECTS:
        if form.mapping():
            _descend(form)
    elif key in _PLAIN:
        _check_plain(form)


def _check_plain(form: Form) -> None:
    if isinstance(form.value, (dict, list)):
        form.fail("STRING_TYPE_CONVERT", "Could not interpret the value as string.")
