"""From laid-out credits to what discord.py sends."""

import io
from dataclasses import dataclass

import discord

from bot.credits.text import Part


@dataclass(frozen=True, slots=True)
class Dressed:
    """One message ready for `send(embeds=…, files=…)`; files can be sent once."""

    embeds: list[discord.Embed]
    files: list[discord.File]


def dress(part: Part, footer: str) -> Dressed:
    """Return the embeds and files of one part, with `footer` under its last embed."""
    embeds = [
        discord.Embed(title=embed.title or None, description=embed.description, colour=discord.Colour.gold())
        for embed in part.embeds
    ]
    if footer:
        # A part that is only a file still carries the mark by which it is found again.
        embeds = embeds or [discord.Embed()]
        embeds[-1].set_footer(text=footer)
    files = [] if part.file is None else [_file(part.file.filename, part.file.text.encode())]
    files += [_file(picture.filename, picture.content) for picture in part.pictures]
    return Dressed(embeds, files)


def _file(filename: str, content: bytes) -> discord.File:
    return discord.File(io.BytesIO(content), filename=filename)
