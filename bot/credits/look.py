"""How a page of credits looks: as its server has set it, and as an address asks for it."""

from collections.abc import Mapping

import msgspec

from bot.names import one_line

THEMES: Mapping[str, str] = {
    "auto": "Transparent in OBS, else light or dark like the viewer's device",
    "dark": "Dark",
    "light": "Light",
    "transparent": "Transparent, light text with a dark edge",
}
LAYOUTS: Mapping[str, str] = {
    "levels": "Names by level",
    "months": "Names by level, with months",
    "newest": "All together, newest first",
    "together": "All together, by name",
}
"""How the names stand, by the word that is kept."""

SLOWEST, FASTEST = 5, 1_000
"""Pixels a second."""
MOST_COLUMNS = 8
SMALLEST, LARGEST = 10, 200
"""Pixels of a name's letters."""
TITLE_LIMIT = 120
"""Characters."""


class Look(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a page looks. Zero columns: as many as fit; size zero: by the window; an empty title: our own words."""

    title: str = ""
    theme: str = "auto"
    template: str = "levels"
    speed: int = 60
    columns: int = 0
    size: int = 0
    loop: bool = True


def look_of(settings: str) -> Look:
    """Read what is kept. What a later version wrote and this one cannot read looks as nothing was set."""
    try:
        return msgspec.json.decode(settings, type=Look)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return Look()


def settings_of(look: Look) -> str:
    """Return what is kept."""
    return msgspec.json.encode(look).decode()


def asked(look: Look, query: Mapping[str, str]) -> Look:
    """Return the look that an address asks for: `?title=Crew&theme=dark&template=newest&speed=80&columns=3&loop=0`.

    What it asks for and nobody can have counts as not asked: a stream must not end for a slip in an address.
    """
    title = one_line(query.get("title", "")).strip()
    theme = query.get("theme", "")
    template = query.get("template", "")
    return msgspec.structs.replace(
        look,
        title=title if 0 < len(title) <= TITLE_LIMIT else look.title,
        theme=theme if theme in THEMES else look.theme,
        template=template if template in LAYOUTS else look.template,
        speed=_number(query.get("speed"), SLOWEST, FASTEST, look.speed),
        columns=_number(query.get("columns"), 0, MOST_COLUMNS, look.columns),
        size=0 if query.get("size") == "0" else _number(query.get("size"), SMALLEST, LARGEST, look.size),
        loop=_LOOPS.get(query.get("loop", "").lower(), look.loop),
    )


_LOOPS = dict.fromkeys(("1", "true", "yes", "on"), True) | dict.fromkeys(("0", "false", "no", "off"), False)


def _number(text: str | None, least: int, most: int, otherwise: int) -> int:
    # isascii: "²" is a digit to Python, and no number.
    if not text or not text.isascii() or not text.isdigit() or len(text) > len(str(most)):
        return otherwise
    return int(text) if least <= int(text) <= most else otherwise
