"""What is said about a drawing while it is made and when it is done."""

import discord

from bot.components import button, link_button, view
from bot.credits.files import KeptFile
from bot.credits.pictures.job import IN_SHORT, SIZES, Finished, Order
from bot.replies import Reply

SIZES_IN_WORDS = {name: f"{name}, {wide} × {high}" for name, (wide, high) in SIZES.items()}
"""As they are offered."""
_MIB = 2**20
_BAR = 20
_MINUTE = 60


def waiting(job: str) -> Reply:
    """Say that others are drawn first."""
    return _with_cancel("Others are being drawn first. Yours begins by itself.", job)


def progress(order: Order, done: float, job: str) -> Reply:
    """Say how far it is."""
    filled = round(done * _BAR)
    return _with_cancel(
        f"Drawing the credits as {IN_SHORT[order.format]} …\n`{'█' * filled}{'░' * (_BAR - filled)}` {done:.0%}", job
    )


def attached(order: Order, result: Finished, file: discord.File) -> Reply:
    """Hand over the file."""
    return Reply(described(order, result), title="Your credits are drawn", files=[file])


def fetched(order: Order, result: Finished, kept: KeptFile) -> Reply:
    """Hand over the address of a file that Discord would not take."""
    until = int(kept.expires_at.timestamp())
    return Reply(
        f"{described(order, result)}\n\nIt is too large for Discord, so I keep it until <t:{until}:f> (<t:{until}:R>). "
        "Whoever has the address can fetch it.",
        title="Your credits are drawn",
        view=view(link_button("Fetch it", kept.url)),
    )


def ready(job: str) -> Reply:
    """Say in a channel that it is done; only whoever asked gets it, by the button."""
    return Reply(
        "The credits are drawn. Whoever asked for them gets them with the button.",
        view=view(button("Get it", "render.get", job, style=discord.ButtonStyle.primary)),
    )


def described(order: Order, result: Finished) -> str:
    """Return what it is, and what its person should know."""
    size = f"{result.size / _MIB:,.1f} MiB"
    if order.format == "png":
        pages = "1 page" if result.pages == 1 else f"{result.pages:,} pages in one zip"
        what = f"PNG, {pages}, {order.size}, {size}."
    else:
        minutes, seconds = divmod(round(result.seconds), _MINUTE)
        what = (
            f"{IN_SHORT[order.format]}, {minutes}:{seconds:02} min, {order.size}, {order.fps} frames a second, {size}."
        )
    return "\n".join([what, *(f"⚠️ {note}" for note in result.notes)])


def _with_cancel(text: str, job: str) -> Reply:
    return Reply(text, view=view(button("Cancel", "render.cancel", job)))
