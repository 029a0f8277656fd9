"""Names are text: people choose them, so they never ping, never format and never disturb what stands beside them."""

import re
import unicodedata

NAMELESS = "(invisible name)"
"""Shown for a name that has nothing to see in it."""

# Discord's escape is a backslash before any character that is no letter, digit or space; these are the ones that
# begin something: emphasis, code, spoilers, headings, lists, quotes, links, mentions, custom emoji, timestamps, URLs.
_MARKUP = str.maketrans({character: f"\\{character}" for character in "\\*_~`|#-+<>[]:/.@"})

# A backslash stops the client from showing a mention, but not the server from finding "@everyone" in a message's
# content (`<@1>` with a backslash inside is found by neither). Embeds ping nobody and every message forbids mentions;
# should a name ever stand in plain content without that, the joiner still keeps the two apart, unseen.
_MASS_MENTION = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
JOINER = "\N{ZERO WIDTH JOINER}"
"""Stands unseen between two characters that must not be taken together."""

_ESCAPE_OR_CODE = re.compile(r"\\.|`[^`]*`|(?P<half>[`\\])", re.DOTALL)

_LINE_ENDS = frozenset("\t\n\v\f\r\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}")
_UNSEEN_CATEGORIES = frozenset({"Cf", "Zs", "Mn", "Me"})
# Letters and symbols that are drawn as nothing.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")

_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN", "RLE", "LRE", "RLO", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI"})
_FSI = "\N{FIRST STRONG ISOLATE}"
_PDI = "\N{POP DIRECTIONAL ISOLATE}"
_PDF = "\N{POP DIRECTIONAL FORMATTING}"
_ISOLATES = frozenset("\N{LEFT-TO-RIGHT ISOLATE}\N{RIGHT-TO-LEFT ISOLATE}" + _FSI)
_EMBEDDINGS = frozenset(
    "\N{LEFT-TO-RIGHT EMBEDDING}\N{RIGHT-TO-LEFT EMBEDDING}\N{LEFT-TO-RIGHT OVERRIDE}\N{RIGHT-TO-LEFT OVERRIDE}"
)


def escape_name(name: str) -> str:
    """Return a name for Discord's markdown: it shows as it is written, on one line, and nothing in it takes effect."""
    return unpinged(plain_name(name)).translate(_MARKUP)


def unpinged(text: str) -> str:
    """Return a text in which no server finds a mention of everyone."""
    return _MASS_MENTION.sub(f"@{JOINER}", text) if "@" in text else text


def cut(text: str, most: int) -> str:
    """Return a text of Discord's markdown with at most `most` characters, and an ellipsis where it was cut.

    What stood between backticks, or behind a backslash, does not take effect because the other half is missing.
    """
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    halves = (found.start() for found in _ESCAPE_OR_CODE.finditer(kept) if found["half"])
    return f"{kept[: next(halves, len(kept))]}…"


def plain_name(name: str) -> str:
    """Return a name for plain text: on one line, visible, and without effect on the direction of its neighbours."""
    shown = one_line(name)
    if shown.isascii():
        return shown if shown.strip() else NAMELESS
    if not any(_is_seen(character) for character in shown):
        return NAMELESS
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in shown):
        return _isolate(shown)
    return shown


def one_line(name: str) -> str:
    """Return a name with spaces for line ends and U+FFFD for other control characters and lone surrogates."""
    if name.isprintable():
        return name
    return "".join(_harmless(character) for character in name)


def _harmless(character: str) -> str:
    if character in _LINE_ENDS:
        return " "
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(character) in {"Cc", "Cs"} else character


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN_CATEGORIES and character not in _BLANKS


def _isolate(name: str) -> str:
    """Wrap a name so that its directions end with it (Unicode Standard Annex #9, isolates).

    Each closing mark that the name does not open itself gets an opening one in front, since it would otherwise close
    ours; what the name leaves open is closed, for programs that know embeddings but not isolates.
    """
    needed: list[str] = []
    open_isolates = strays = 0
    for character in name:
        if character in _ISOLATES:
            needed.append(_PDI)
            open_isolates += 1
        elif character in _EMBEDDINGS:
            needed.append(_PDF)
        elif character == _PDF:
            _close_embedding(needed)
        elif character == _PDI:
            _close_isolate(needed)
            strays += not open_isolates
            open_isolates -= open_isolates > 0
    return _FSI * (strays + 1) + name + "".join(reversed(needed)) + _PDI


def _close_embedding(needed: list[str]) -> None:
    if needed and needed[-1] == _PDF:
        needed.pop()


def _close_isolate(needed: list[str]) -> None:
    """Close the innermost isolate and the embeddings in it; without one, a stray mark ends every open embedding."""
    while needed and needed.pop() != _PDI:
        pass
