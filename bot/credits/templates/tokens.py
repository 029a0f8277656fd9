"""A name in a template's text is one character of Unicode's private planes, until all is split and checked.

So nothing a template does can cut a name in half, change its letters or take its escapes apart, and what is markup in
the text is always the template's own.
"""

import re

_FIRST, _SECOND = 0xF0000, 0x100000
_A_PLANE = 0xFFFE
"""The last two of each plane are no characters (The Unicode Standard, 23.7)."""

MOST = 2 * _A_PLANE
"""How many names there is a character for."""

ANY_NAME = "[\U000f0000-\U0010ffff]"
"""As part of a regular expression: any name, and what only looks like one."""
TOKENS = re.compile(ANY_NAME)


def token(index: int) -> str:
    """Return the character that stands for name number `index`."""
    return chr(_FIRST + index) if index < _A_PLANE else chr(_SECOND + index - _A_PLANE)


def index_of(character: str) -> int:
    """Return the number of the name that a character stands for; it may be one that nobody has."""
    number = ord(character)
    return number - _FIRST if number < _SECOND else number - _SECOND + _A_PLANE


def without_tokens(text: str) -> str:
    """Return a text in which nothing can be taken for a name."""
    return TOKENS.sub("\N{REPLACEMENT CHARACTER}", text)
