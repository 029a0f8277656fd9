"""Where somebody watches long work: the command's own reply, and a message of its own before that reply ends."""

import logging
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import discord

from bot.clock import Clock
from bot.replies import Reply, answer

log = logging.getLogger(__name__)

_MOVES_AFTER = timedelta(minutes=13)
"""Discord lets a reply be edited for 15 minutes after the command (Receiving and Responding, "Followup Messages")."""
_FAILURES = (discord.HTTPException, aiohttp.ClientError, OSError)


class Screen:
    """Shows replies in one place, one after another. Moves on to a DM, or without DMs to the channel."""

    def __init__(self, interaction: discord.Interaction[Any], clock: Clock) -> None:
        self._interaction = interaction
        self._clock = clock
        self._message: discord.Message | None = None

    @property
    def has_moved(self) -> bool:
        """Tell whether it is no longer the command's own reply."""
        return self._message is not None

    @property
    def is_public(self) -> bool:
        """Tell whether others see it, too."""
        return self._message is not None and self._message.guild is not None

    @property
    def must_move(self) -> bool:
        """Tell whether the command's own reply is about to end."""
        return self._message is None and self._clock() >= self._moves_at

    @property
    def filesize_limit(self) -> int:
        """How large a file can be here, in bytes."""
        if self._message is None:
            return self._interaction.filesize_limit
        return discord.utils.DEFAULT_FILE_SIZE_LIMIT_BYTES

    async def show(self, reply: Reply) -> None:
        """Show this in place of what was shown. Raises what Discord raises."""
        if self.must_move:
            self._message = await self._moved()
        if self._message is None:
            await answer(self._interaction, reply)
            return
        await self._message.edit(
            content=None, embeds=reply.all_embeds(), view=reply.view, attachments=list(reply.files)
        )

    async def glance(self, reply: Reply) -> None:
        """Show something that matters little: when Discord refuses, the work goes on."""
        try:
            await self.show(reply)
        except _FAILURES as error:
            log.info("progress could not be shown", extra={"error": type(error).__name__})

    @property
    def _moves_at(self) -> datetime:
        return self._interaction.created_at + _MOVES_AFTER

    async def _moved(self) -> discord.Message | None:
        message = await self._elsewhere()
        if message is not None:
            try:
                await answer(self._interaction, Reply(f"This takes a while; it goes on in {message.jump_url}."))
            except _FAILURES as error:
                log.info("a reply could not say where it goes on", extra={"error": type(error).__name__})
        return message

    async def _elsewhere(self) -> discord.Message | None:
        """Return a new message in a DM, else in the channel, else None."""
        begun = Reply("Still drawing …")
        places: list[Any] = [self._interaction.user, self._interaction.channel]
        for place in places:
            try:
                message: discord.Message = await place.send(embeds=begun.all_embeds())
            except _FAILURES as error:
                log.info("a message could not take over", extra={"error": type(error).__name__})
                continue
            return message
        return None
