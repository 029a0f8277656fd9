"""Shows how far long work is, without spending a request on every page."""

import contextlib
import time
from typing import Any

import aiohttp
import discord

from bot.replies import Reply, answer

_EVERY_SECONDS = 2.0


class Progress:
    """Passed to a service as its `progress(done, total)`; edits the answer at most every two seconds."""

    def __init__(self, interaction: discord.Interaction[Any], doing: str) -> None:
        self._interaction = interaction
        self._doing = doing
        self._shown_at = time.monotonic()

    async def __call__(self, done: int, total: int) -> None:
        """Show `done` of `total` when it is time to."""
        if self._interaction.response.type is discord.InteractionResponseType.deferred_message_update:
            # A list stands there; if the reading failed, it would be gone with its buttons.
            return
        now = time.monotonic()
        if now - self._shown_at < _EVERY_SECONDS or done >= total:
            return
        self._shown_at = now
        # Others may be waiting for the same list: somebody's dismissed reply must not fail it for them.
        with contextlib.suppress(discord.HTTPException, aiohttp.ClientError, OSError):
            await answer(self._interaction, Reply(f"{self._doing}: {done:,} of {total:,} …"))
