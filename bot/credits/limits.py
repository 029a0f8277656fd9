"""How much fits: Discord's limits on embeds (Message resource, "Embed limits"), and our own.

Discord counts code points (discord/discord-api-docs#1315). UTF-16 units are counted here, never fewer than code points,
so that nothing is refused if a server or client counts those.
"""

EMBED_TITLE = 256
EMBED_TEXT = 4_096
EMBEDS_A_MESSAGE = 10

FOOTER = 100
"""Kept free in each message for the footer that the poster adds."""

MESSAGE_TEXT = 6_000 - FOOTER
"""For the titles and texts of all embeds of one message."""

MESSAGES = 5
"""Longer credits flood a channel, so they become a summary and a file."""


def units(text: str) -> int:
    """Return the length in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
