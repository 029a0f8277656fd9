"""Where in a text a name may not stand: in code, where escapes are shown, and in what Discord reads as an address."""

import re

from bot.credits.templates.tokens import ANY_NAME, TOKENS

# As discord-markdown-parser has them: a run of backticks up to the next run of the same length.
_CODE = re.compile(r"\\[\s\S]|(?P<ticks>`+)(?P<code>[\s\S]*?[^`])(?P=ticks)(?!`)")
_TARGET = re.compile(rf"\]\([^)\n]*{ANY_NAME}")
_ANGLES = re.compile(rf"<[^<>\s]*{ANY_NAME}[^<>\s]*>")
_ADDRESS = re.compile(rf"\w://\S*{ANY_NAME}")


def misplaced(text: str) -> str:
    """Return what is wrong with the place of a name; empty when all stand where they can.

    It may take long for a text that was made to that end.
    """
    if "`" in text and any(TOKENS.search(match["code"] or "") for match in _CODE.finditer(text)):
        return "a name cannot stand between backticks, for Discord shows there what keeps it harmless"
    if _TARGET.search(text) or _ADDRESS.search(text):
        return "a name cannot be part of an address; leave a space between them"
    if _ANGLES.search(text):
        return "a name cannot stand between < and >, which Discord reads as a mention"
    return ""
