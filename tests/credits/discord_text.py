"""What Discord shows for markdown: a small reader with the rules of its open-source parser (discord-markdown-parser).

It does not render emphasis or links. It fails as soon as one of them would begin, which no name may cause.
"""

import re

_ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
# Whatever begins markup where it stands; `LINE` only at the start of a line.
_MARKUP = re.compile(
    r"\*|_|~~|\|\||`|<(?:@|#|a?:|t:|/|\d|[^: >]+:/)|@everyone|@here|https?://|\[[^\]]*\]\(|¯\\_\(ツ\)_/¯"
)
_LINE = re.compile(r" *(?:#{1,3} |-# |>|[-*+] |\d+\. )")


class Markup(AssertionError):
    """Something other than plain text begins here."""


def shown(text: str) -> str:
    """Return the plain text that Discord shows for one line; raises Markup where it would show more than text."""
    if _LINE.match(text):
        raise Markup(text)
    seen, position = "", 0
    while position < len(text):
        escaped = _ESCAPE.match(text, position)
        if escaped:
            seen += escaped.group(1)
            position = escaped.end()
            continue
        if _MARKUP.match(text, position):
            raise Markup(text[position:])
        seen += text[position]
        position += 1
    return seen
