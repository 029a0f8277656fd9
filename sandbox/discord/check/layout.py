"""Components v2: Discord's reference, "Component Reference". They replace content and embeds."""

from sandbox.discord.check.components import check_control, check_custom_ids, check_row, walk
from sandbox.discord.check.form import Form
from sandbox.discord.wire import MAX_V2_CHARACTERS, MAX_V2_COMPONENTS, ComponentType

_IN_CONTAINER = frozenset({1, 9, 10, 12, 13, 14})
_TOP = _IN_CONTAINER | {int(ComponentType.CONTAINER)}


def check_layout(form: Form, filenames: frozenset[str]) -> None:
    """Check the components of a message of the second kind; ``filenames`` are what ``attachment://`` can name."""
    components = list(walk(form.value)) if isinstance(form.value, list) else []
    if len(components) > MAX_V2_COMPONENTS:
        form.fail("BASE_TYPE_MAX_LENGTH", f"Must be {MAX_V2_COMPONENTS} or fewer in length.")
    characters = sum(len(str(c.get("content", ""))) for c in components if c.get("type") == ComponentType.TEXT_DISPLAY)
    if characters > MAX_V2_CHARACTERS:
        form.fail(
            "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
            f"The total displayable text size cannot exceed {MAX_V2_CHARACTERS}",
        )
    _check_level(form, _TOP, filenames)
    check_custom_ids(form)


def _check_level(form: Form, allowed: frozenset[int], filenames: frozenset[str]) -> None:
    for component in form.items():
        if component.mapping() and component.at("type").choice(allowed):
            _check_one(component, filenames)


def _check_one(component: Form, filenames: frozenset[str]) -> None:
    match component.value["type"]:
        case ComponentType.ACTION_ROW:
            check_row(component)
        case ComponentType.SECTION:
            _check_section(component, filenames)
        case ComponentType.TEXT_DISPLAY:
            component.at("content").text(1, MAX_V2_CHARACTERS, required=True)
        case ComponentType.MEDIA_GALLERY:
            component.at("items").length(1, 10)
            for item in component.at("items").items():
                item.at("description").text(0, 1024)
                _check_media(item.at("media"), filenames)
        case ComponentType.FILE:
            _check_file(component.at("file"), filenames)
        case ComponentType.SEPARATOR:
            if component.value.get("spacing") is not None:
                component.at("spacing").choice(frozenset({1, 2}))
        case ComponentType.CONTAINER:
            component.at("accent_color").whole(0, 0xFFFFFF)
            component.at("components").length(1, MAX_V2_COMPONENTS)
            _check_level(component.at("components"), _IN_CONTAINER, filenames)


def _check_section(section: Form, filenames: frozenset[str]) -> None:
    texts = section.at("components")
    texts.length(1, 3)
    for text in texts.items():
        if text.mapping() and text.at("type").choice(frozenset({int(ComponentType.TEXT_DISPLAY)})):
            text.at("content").text(1, MAX_V2_CHARACTERS, required=True)
    accessory = section.at("accessory")
    if not accessory.required() or not accessory.mapping():
        return
    if not accessory.at("type").choice(frozenset({int(ComponentType.BUTTON), int(ComponentType.THUMBNAIL)})):
        return
    if accessory.value["type"] == ComponentType.BUTTON:
        check_control(accessory)
    else:
        _check_media(accessory.at("media"), filenames)


def _check_media(media: Form, filenames: frozenset[str]) -> None:
    if not media.required() or not media.mapping():
        return
    url = media.at("url")
    if url.required():
        url.link("attachment")
        _check_attached(url, filenames)


def _check_file(file: Form, filenames: frozenset[str]) -> None:
    if not file.required() or not file.mapping():
        return
    url = file.at("url")
    if not str(url.value).startswith("attachment://"):
        url.fail("UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_REQUIRED", "A file must reference an attachment")
        return
    _check_attached(url, filenames)


def _check_attached(url: Form, filenames: frozenset[str]) -> None:
    name = str(url.value).removeprefix("attachment://")
    if name != url.value and name not in filenames:
        url.fail(
            "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", f"The referenced attachment was not found: {name}"
        )
