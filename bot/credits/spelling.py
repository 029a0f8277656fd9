"""Puts the names back into a text that has characters in their place, harmless for Discord or as plain text."""

import re
from collections.abc import Sequence

from bot.credits.templates.tokens import ANY_NAME, index_of
from bot.names import JOINER, escape_name, plain_name, unpinged

# Looked for from where a run of backslashes begins and taken at once: else a long run is read again from each of them.
_PLACE = re.compile(rf"(?<!\\)(\\*+)(@?)({ANY_NAME})")
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"


class Spelling:
    """The names of one scene, by the characters that stand for them."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names

    def markdown(self, text: str) -> str:
        """Return the text for Discord: every name shows as it is written and nothing in it takes effect."""
        return unpinged(_PLACE.sub(self._escaped, text))

    def plain(self, text: str) -> str:
        """Return the text with every name as plain text."""
        return _PLACE.sub(lambda match: f"{match[1]}{match[2]}{plain_name(self._name(match[3]))}", text)

    def _escaped(self, match: re.Match[str]) -> str:
        slashes, at, character = match.groups()
        if at:
            # "@" and a name must not make a word of Discord's together.
            return f"{slashes}@{JOINER}{escape_name(self._name(character))}"
        # A backslash of the template's would take the first one of the name's, and so show it or free what is behind.
        return f"{slashes}{slashes[: len(slashes) % 2]}{escape_name(self._name(character))}"

    def _name(self, character: str) -> str:
        number = index_of(character)
        return self._names[number] if 0 <= number < len(self._names) else _UNKNOWN
