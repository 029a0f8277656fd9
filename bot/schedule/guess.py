"""A first guess at somebody's time zone, so that they need not look for theirs: it is always shown, and can be changed.

Discord tells a bot which language somebody's client is in, and nothing about where they are. The zone of the most
people with that language is right often enough to offer, and the dates beside it are shown in the person's own time.
"""

from collections.abc import Mapping

FALLBACK = "UTC"

_BY_LOCALE: Mapping[str, str] = {
    "bg": "Europe/Sofia",
    "cs": "Europe/Prague",
    "da": "Europe/Copenhagen",
    "de": "Europe/Berlin",
    "el": "Europe/Athens",
    "en-GB": "Europe/London",
    "en-US": "America/New_York",
    "es-419": "America/Mexico_City",
    "es-ES": "Europe/Madrid",
    "fi": "Europe/Helsinki",
    "fr": "Europe/Paris",
    "hi": "Asia/Kolkata",
    "hr": "Europe/Zagreb",
    "hu": "Europe/Budapest",
    "id": "Asia/Jakarta",
    "it": "Europe/Rome",
    "ja": "Asia/Tokyo",
    "ko": "Asia/Seoul",
    "lt": "Europe/Vilnius",
    "nl": "Europe/Amsterdam",
    "no": "Europe/Oslo",
    "pl": "Europe/Warsaw",
    "pt-BR": "America/Sao_Paulo",
    "ro": "Europe/Bucharest",
    "ru": "Europe/Moscow",
    "sv-SE": "Europe/Stockholm",
    "th": "Asia/Bangkok",
    "tr": "Europe/Istanbul",
    "uk": "Europe/Kyiv",
    "vi": "Asia/Ho_Chi_Minh",
    "zh-CN": "Asia/Shanghai",
    "zh-TW": "Asia/Taipei",
}
"""Discord's locales (its reference, "Locales"), each with the zone most of its people live in."""


def guessed_zone(locale: str) -> str:
    """Return an IANA zone for one of Discord's locales; UTC for one that is not known."""
    return _BY_LOCALE.get(locale, FALLBACK)
