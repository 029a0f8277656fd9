"""What Discord adds to embeds and components, and leaves out of them, before it shows them.

The fields that are always there stand in Discord's OpenAPI document (schemas ``...ComponentResponse`` and
``MessageEmbed...Response``).
"""

from typing import Any

from sandbox.discord.snowflake import Snowflakes
from sandbox.discord.wire import SELECTS, ComponentType, Json

_MEDIA = ("media", "file")
_NAMED = (("author", "name"), ("footer", "text"))
_ONE = {"min_values": 1, "max_values": 1}
_DEFAULTS: dict[int, Json] = {
    **dict.fromkeys(SELECTS, _ONE),
    ComponentType.THUMBNAIL: {"description": None, "spoiler": False},
    ComponentType.FILE: {"name": None, "size": None, "spoiler": False},
    ComponentType.SEPARATOR: {"spacing": 1, "divider": True},
    ComponentType.CONTAINER: {"accent_color": None, "spoiler": False},
}
_ITEM_DEFAULTS: Json = {"description": None, "spoiler": False}


def without_nulls(value: Any) -> Any:
    """Return a value without what was given as null, at any depth."""
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: without_nulls(item) for key, item in value.items() if item is not None}


def whole_embeds(embeds: list[Json]) -> list[Json]:
    """Return embeds as messages show them: each is rich, and has neither nulls nor parts without their text."""
    return [_whole_embed(without_nulls(embed)) for embed in embeds]


def _whole_embed(embed: Json) -> Json:
    for part, text in _NAMED:
        if not embed.get(part, {}).get(text):
            embed.pop(part, None)
    if "fields" in embed:
        embed["fields"] = [{"inline": False, **field} for field in embed["fields"]]
    return {**embed, "type": "rich"}


def whole_components(components: list[Json], snowflake: Snowflakes) -> list[Json]:
    """Return components as messages show them: with their defaults, and media with ids."""
    return [_whole_component(component, snowflake) for component in without_nulls(components)]


def _whole_component(component: Json, snowflake: Snowflakes) -> Json:
    whole = {**_DEFAULTS.get(component["type"], {}), **component}
    if "components" in whole:
        whole["components"] = whole_components(whole["components"], snowflake)
    if "accessory" in whole:
        whole["accessory"] = _whole_component(whole["accessory"], snowflake)
    if "items" in whole:
        whole["items"] = [_with_media({**_ITEM_DEFAULTS, **item}, snowflake) for item in whole["items"]]
    return _with_media(whole, snowflake)


def _with_media(owner: Json, snowflake: Snowflakes) -> Json:
    for key in _MEDIA:
        if key in owner:
            media = owner[key]
            owner[key] = {"id": str(snowflake()), "proxy_url": media["url"], **media}
    return owner
