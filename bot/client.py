"""The Discord client: loads cogs, syncs commands, sends notices, and turns errors into replies in one place."""

import asyncio
import contextlib
import hashlib
import logging
import secrets
from functools import partial
from typing import Any

import aiohttp
import discord
import msgspec
from discord import app_commands
from discord.ext import commands

from bot.accounts.notices import Notice
from bot.components import Component, Registration
from bot.errors import Restarting, TryLater, UserError
from bot.metrics import Metrics
from bot.outgoing import paced
from bot.replies import Reply, actions_view, answer, answer_privately, error_reply, send_dm
from bot.schedule.permissions import NEEDED
from bot.services import Services
from bot.store import settings
from bot.store.audit import NOBODY
from bot.timing import Stopwatch, note_error

log = logging.getLogger(__name__)

COGS = (
    "cogs.linking",
    "cogs.accounts",
    "cogs.thanked",
    "cogs.uploads",
    "cogs.ratings",
    "cogs.members",
    "cogs.credits",
    "cogs.creditme",
    "cogs.approvals",
    "cogs.first_post",
    "cogs.help",
    "cogs.privacy",
)
_LONGEST_PAUSE_SECONDS = 300
_EXPIRED = 10062
_BAD_REQUEST = 400
_REPORT_SECONDS = 1.5
_SYNCED = "commands_hash"
_SYNCED_GUILDS = "commands_guilds"


DISCORD_DOWN = (discord.DiscordServerError, discord.GatewayNotFound, discord.RateLimited, aiohttp.ClientError, OSError)
"""What Discord, or the way to it, raises when it is down."""


def invite_url(client_id: str) -> str:
    """Return the page where somebody adds the bot to a server."""
    return discord.utils.oauth_url(
        int(client_id),
        permissions=discord.Permissions(**dict.fromkeys(NEEDED, True)),
        scopes=("bot", "applications.commands"),
    )


class _Tree(app_commands.CommandTree["CurtainCall"]):
    async def interaction_check(self, interaction: discord.Interaction["CurtainCall"], /) -> bool:
        return await interaction.client.take_on(interaction)

    async def on_error(
        self, interaction: discord.Interaction["CurtainCall"], error: app_commands.AppCommandError, /
    ) -> None:
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        await interaction.client.report(interaction, cause)


class CurtainCall(commands.AutoShardedBot):
    """The bot at Discord. It asks for no privileged intent: interactions bring what it needs."""

    services: Services

    def __init__(self, guild_ids: tuple[int, ...] = (), *, metrics: Metrics, ready_timeout: float = 2.0) -> None:
        # There is no voice here, so its libraries are not missed.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            command_prefix=(),
            help_command=None,
            intents=discord.Intents(guilds=True),
            tree_cls=_Tree,
            allowed_mentions=discord.AllowedMentions.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=ready_timeout,
            http_trace=paced(),
        )
        self._stopping = False
        self._under_way: dict[asyncio.Task[Any], discord.Interaction[Any]] = {}
        self.components: dict[str, Registration] = {}
        self._guild_ids = guild_ids
        self._metrics = metrics
        self._syncing: asyncio.Task[None] | None = None
        self._early_notices: list[Notice] | None = []

    async def take_on(self, interaction: discord.Interaction[Any]) -> bool:
        """Count the running task as work under way; while stopping, take nothing on and say so."""
        if self._stopping:
            if interaction.type is not discord.InteractionType.autocomplete:
                await self.report(interaction, Restarting())
            return False
        task = asyncio.current_task()
        if task is not None:
            self._under_way[task] = interaction
            task.add_done_callback(partial(self._dealt_with, Stopwatch(interaction)))
        return True

    def _dealt_with(self, watch: Stopwatch, task: asyncio.Task[Any]) -> None:
        self._under_way.pop(task, None)
        watch.stop(self._metrics, self.components, cancelled=task.cancelled())

    async def settle(self, seconds: float) -> None:
        """Take nothing new on, let what is under way finish, and tell those whose answer will not come."""
        self._stopping = True
        if self._under_way:
            await asyncio.wait(list(self._under_way), timeout=seconds)
        left = {task: interaction for task, interaction in self._under_way.items() if not task.done()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_REPORT_SECONDS):
                await asyncio.gather(*[self.report(one, Restarting()) for one in left.values()])

    async def setup_hook(self) -> None:
        """Load the cogs, tell what waited for the login, and keep Discord's list of the commands true."""
        self.add_dynamic_items(Component)
        for name in COGS:
            await self.load_extension(name)
        self._syncing = asyncio.create_task(self._keep_synced(), name="sync commands")
        early, self._early_notices = self._early_notices or [], None
        for notice in early:
            await self.notify(notice)

    async def on_ready(self) -> None:
        """All shards know their servers, unavailable ones too: find those that have removed the bot meanwhile."""
        await self.services.servers.compare([guild.id for guild in self.guilds])

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Keep what is there for a server that was left."""
        await self.services.servers.came_back(guild.id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Forget a server that has removed the bot. An outage is another event, `on_guild_unavailable`."""
        await self.services.servers.forget(guild.id)

    async def close(self) -> None:
        """Leave Discord."""
        if self._syncing is not None:
            self._syncing.cancel()
        await super().close()

    async def _keep_synced(self) -> None:
        """Sync until it has worked; meanwhile the commands that Discord knows from the last time are answered."""
        pause = 1
        while True:
            try:
                return await self._sync_if_changed()
            except (discord.HTTPException, app_commands.AppCommandError, *DISCORD_DOWN) as error:
                log.exception("commands not synced", exc_info=error, extra={"again_in": pause})
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    async def _sync_if_changed(self) -> None:
        """Sync by hash: Discord allows 200 command creations a day."""
        described = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        identity = [self.application_id, self._guild_ids, described]
        current = hashlib.sha256(msgspec.json.encode(identity, enc_hook=str)).hexdigest()
        database = self.services.database
        async with database.read() as connection:
            if await settings.read(connection, _SYNCED) == current:
                return
            before = await settings.read(connection, _SYNCED_GUILDS) or ""
        await self._sync({int(guild_id) for guild_id in before.split()})
        async with database.write() as connection:
            await settings.write(connection, _SYNCED, current)
            await settings.write(connection, _SYNCED_GUILDS, " ".join(map(str, self._guild_ids)))
        log.info("commands synced", extra={"commands": len(described)})

    async def _sync(self, guilds_before: set[int]) -> None:
        """Register the commands in one place, and take them away where they were: people would see them twice."""
        for guild in map(discord.Object, self._guild_ids):
            self.tree.copy_global_to(guild=guild)
        for guild_id in guilds_before.union(self._guild_ids):
            try:
                await self.tree.sync(guild=discord.Object(guild_id))
            except discord.Forbidden:
                log.warning("discord.guild_ids: the bot is not in this server", extra={"guild": guild_id})
        if self._guild_ids and self.application_id is not None:
            await self.http.bulk_upsert_global_commands(self.application_id, payload=[])
        else:
            await self.tree.sync()

    async def report(self, interaction: discord.Interaction[Any], error: Exception) -> None:
        """Tell the person what happened and what to do next; tell the operator what was not foreseen."""
        note_error(interaction, error)
        if isinstance(error, discord.NotFound) and error.code == _EXPIRED:
            log.warning("an interaction expired before it was answered", extra={"interaction": interaction.id})
            return
        reply = error_reply(error) if isinstance(error, UserError) else self._unforeseen(interaction, error)
        try:
            await _deliver(interaction, reply)
        except (discord.HTTPException, *DISCORD_DOWN) as failure:
            log.warning(
                "an error could not be told", extra={"interaction": interaction.id, "why": type(failure).__name__}
            )

    def _unforeseen(self, interaction: discord.Interaction[Any], error: Exception) -> Reply:
        if isinstance(error, app_commands.MissingPermissions | app_commands.NoPrivateMessage):
            return Reply("This command is for people who manage a server, in that server.")
        if isinstance(error, app_commands.CommandOnCooldown):
            return Reply(f"That was used here a moment ago. Try again in {error.retry_after:.0f} seconds.")
        if isinstance(error, DISCORD_DOWN):
            log.warning("Discord is down", extra={"error": type(error).__name__})
            return error_reply(TryLater("Discord"))
        if isinstance(error, discord.HTTPException) and error.status != _BAD_REQUEST:
            log.warning("Discord refused", extra={"status": error.status, "code": error.code}, exc_info=error)
            return error_reply(TryLater("Discord"))
        reference = secrets.token_hex(4)
        log.error(
            "unforeseen error",
            extra={"reference": reference, "interaction": interaction.id, "user": interaction.user.id},
            exc_info=error,
        )
        return Reply(
            "Something went wrong on my side. Nothing you had was lost; try again, and if it happens again tell "
            f"whoever runs this bot the reference `{reference}`."
        )

    async def notify(self, notice: Notice) -> None:
        """Send a notice as a DM; a person with closed DMs sees the same in /accounts or /credits schedules.

        What comes before the login (what a crash interrupted) waits for it. What would be for somebody who has deleted
        everything about themselves is for nobody.
        """
        if notice.user_id == NOBODY:
            return
        if self._early_notices is not None:
            self._early_notices.append(notice)
            return
        if self.is_closed():
            log.warning("a notice came too late", extra={"user": notice.user_id})
            return
        try:
            user = self.get_user(notice.user_id) or await self.fetch_user(notice.user_id)
            await send_dm(user, Reply(notice.text, view=actions_view(notice.actions)))
        except discord.Forbidden:
            log.info("a notice could not be sent, DMs are closed", extra={"user": notice.user_id})
        except (discord.HTTPException, *DISCORD_DOWN) as error:
            log.warning("a notice could not be sent", extra={"user": notice.user_id, "error": type(error).__name__})


async def _deliver(interaction: discord.Interaction[Any], reply: Reply) -> None:
    """Answer wherever the interaction stands: not acknowledged, thinking, or already showing something."""
    if interaction.response.type is discord.InteractionResponseType.deferred_channel_message:
        await answer(interaction, reply)
        return
    if interaction.response.is_done():
        await answer_privately(interaction, reply)
        return
    extra: dict[str, Any] = {"view": reply.view} if reply.view else {}
    await interaction.response.send_message(embeds=reply.all_embeds(), ephemeral=True, **extra)
