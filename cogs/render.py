"""/credits render: the roll as pictures or a video, drawn while its person watches, and cancelled when they like."""

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass, field

import discord
from discord import app_commands

from bot.client import CurtainCall
from bot.components import Answer, Registration
from bot.credits.pictures.job import FORMATS, LEAST_LOOK, LONGEST_SECONDS, RATES, THEMES, Order, Sheet
from bot.credits.pictures.pictures import Drawn, Listener
from bot.credits.pictures.sheets import LONGEST_TITLE, sheet_of
from bot.errors import UserError
from bot.replies import Reply, answer, error_reply, working
from bot.supporters.roll import Occasion
from bot.youtube.payer import Payer
from cogs import render_words as words
from cogs.exports import require_leave
from cogs.managing import guild_of, require_standing, standing
from cogs.screen import Screen

_EVERY_SECONDS = 3.0
"""How often the progress is shown: Discord allows five edits in five seconds, and people need fewer."""
_KEPT_READY = 100
_FORMATS: list[app_commands.Choice[str]] = [
    app_commands.Choice(name=text, value=name) for name, text in FORMATS.items()
]
_SIZES: list[app_commands.Choice[str]] = [
    app_commands.Choice(name=text, value=name) for name, text in words.SIZES_IN_WORDS.items()
]
_THEMES: list[app_commands.Choice[str]] = [app_commands.Choice(name=text, value=name) for name, text in THEMES.items()]
_RATES: list[app_commands.Choice[int]] = [app_commands.Choice(name=str(rate), value=rate) for rate in RATES]
_FASTEST = 10_000
_LONGEST_LOOK = 15

_Interaction = discord.Interaction[CurtainCall]


@dataclass(slots=True)
class _Watch:
    """How a drawing goes, for whoever shows it."""

    changed: asyncio.Event = field(default_factory=asyncio.Event)
    waits: bool = False
    over: bool = False
    done: float = 0.0

    def wait_for_others(self) -> None:
        self.waits = True
        self.changed.set()

    def advance(self, done: float) -> None:
        self.waits = False
        self.done = done
        self.changed.set()


@dataclass(frozen=True, slots=True)
class _Running:
    user_id: int
    task: "asyncio.Task[None]"


@dataclass(frozen=True, slots=True)
class _Ready:
    """A finished drawing, for whom it was made and by what right they asked for it."""

    user_id: int
    right: str
    reply: Reply


class Rendering:
    """Draws a server's roll for somebody, one drawing a command."""

    def __init__(self, bot: CurtainCall) -> None:
        self._services = bot.services
        self._running: dict[str, _Running] = {}
        self._ready: OrderedDict[str, _Ready] = OrderedDict()
        bot.components["render.cancel"] = Registration(self.cancel, Answer.UPDATE)
        bot.components["render.get"] = Registration(self.get, Answer.NEW)

    async def render(self, interaction: _Interaction, order: Order, title: str) -> None:
        """Draw, show how it goes, and hand the file over. Raises UserError where the command's reply can say so."""
        sheet, read = await self._sheet(interaction, title)
        job = str(interaction.id)
        screen = Screen(interaction, self._services.clock)
        task = asyncio.create_task(self._draw(screen, interaction, order, sheet, read), name=f"render {job}")
        self._running[job] = _Running(interaction.user.id, task)
        try:
            await task
        except UserError as error:
            if not screen.has_moved:
                raise
            await screen.show(error_reply(error))
        except asyncio.CancelledError:
            if not task.cancelled() or _is_cancelled():
                raise
            await screen.show(Reply("Cancelled. Nothing of it is kept."))
        finally:
            task.cancel()
            del self._running[job]

    async def cancel(self, interaction: _Interaction, job: str) -> None:
        """Stop a drawing; its own command then says so."""
        running = self._running.get(job)
        if running is None:
            await answer(interaction, Reply("That drawing is over. `/credits render` starts another."))
            return
        if running.user_id != interaction.user.id:
            raise UserError("Only whoever started that drawing can cancel it.")
        running.task.cancel()

    async def get(self, interaction: _Interaction, job: str) -> None:
        """Give a finished drawing to whoever asked for it."""
        ready = self._ready.get(job)
        if ready is None or ready.user_id != interaction.user.id:
            raise UserError("That drawing is not yours, or I do not have it any more. `/credits render` draws it anew.")
        require_standing(interaction, ready.right)
        await answer(interaction, ready.reply)

    async def _sheet(self, interaction: _Interaction, title: str) -> tuple[Sheet, frozenset[str]]:
        """Return what is to be drawn, if all of it may leave with this person, and the sources it is of."""
        guild_id, user_id = guild_of(interaction).id, interaction.user.id
        sources = self._services.sources
        require_leave(await sources.of_guild(guild_id), user_id)
        roll = await self._services.rolls.for_guild(guild_id, Occasion.PREVIEW, Payer.in_server(user_id, guild_id))
        # Asked again: reading takes a while, and a source may have been added or taken back meanwhile.
        read = await sources.of_guild(guild_id)
        require_leave(read, user_id)
        if not roll.total:
            raise UserError("There is nobody to thank yet, so there is nothing to draw. Look at `/credits preview`.")
        return await asyncio.to_thread(sheet_of, roll, title), frozenset(one.id for one in read)

    async def _require_still(self, interaction: _Interaction, read: frozenset[str]) -> None:
        """Raise UserError when names were taken back, or may no longer leave with this person, since they were read."""
        now = await self._services.sources.of_guild(guild_of(interaction).id)
        require_leave(now, interaction.user.id)
        if not read <= {one.id for one in now}:
            raise UserError("Names were taken back while this was drawn, so I threw it away. Use the command again.")

    async def _draw(
        self, screen: Screen, interaction: _Interaction, order: Order, sheet: Sheet, read: frozenset[str]
    ) -> None:
        watch = _Watch()
        listener = Listener(watch.wait_for_others, watch.advance)
        showing = asyncio.create_task(_show_progress(screen, watch, order, str(interaction.id)))
        try:
            async with self._services.pictures.draw(sheet, order, guild_of(interaction).id, listener) as drawn:
                await _finished(showing, watch)
                await self._require_still(interaction, read)
                await self._hand_over(screen, interaction, order, drawn)
        finally:
            await _finished(showing, watch)

    async def _hand_over(self, screen: Screen, interaction: _Interaction, order: Order, drawn: Drawn) -> None:
        if screen.must_move:
            await screen.show(words.progress(order, 1.0, str(interaction.id)))
        if drawn.result.size <= screen.filesize_limit and not screen.is_public:
            await screen.show(words.attached(order, drawn.result, discord.File(drawn.path)))
            return
        kept = await self._services.files.keep(
            drawn.path,
            name=drawn.path.name,
            media_type=drawn.result.media_type,
            owner_id=interaction.user.id,
            guild_id=guild_of(interaction).id,
        )
        reply = words.fetched(order, drawn.result, kept)
        if not screen.is_public:
            await screen.show(reply)
            return
        job = str(interaction.id)
        self._ready[job] = _Ready(interaction.user.id, standing(interaction), reply)
        if len(self._ready) > _KEPT_READY:
            self._ready.popitem(last=False)
        await screen.show(words.ready(job))


def register(group: app_commands.Group, bot: CurtainCall) -> None:
    """Add /credits render."""
    rendering = Rendering(bot)

    @group.command(description="Draw the credits as pictures or as a rolling video for the end of yours")
    @app_commands.describe(
        format="What kind of file",
        size="How large the picture is; 1080p when left out",
        theme="The colours; dark when left out",
        fps="Frames a second of a video; 30 when left out",
        seconds="How long the video is; what is comfortable to read when left out",
        speed="Or how fast it rolls, in pixels a second",
        least="Seconds each name stays on screen at least; 3 when left out",
        title="What stands above the names",
    )
    @app_commands.choices(format=_FORMATS, size=_SIZES, theme=_THEMES)
    @app_commands.choices(fps=_RATES)
    async def render(
        interaction: discord.Interaction[CurtainCall],
        *,
        format: str,  # noqa: A002 (the option's name)
        size: str = "1080p",
        theme: str = "dark",
        fps: int = 30,
        seconds: app_commands.Range[int, 2, LONGEST_SECONDS] | None = None,
        speed: app_commands.Range[int, 1, _FASTEST] | None = None,
        least: app_commands.Range[int, 1, _LONGEST_LOOK] = int(LEAST_LOOK),
        title: app_commands.Range[str, 1, LONGEST_TITLE] = "",
    ) -> None:
        await working(interaction)
        if seconds is not None and speed is not None:
            raise UserError("A roll has a length or a speed. Name one of `seconds` and `speed`.")
        order = Order(format, size, theme, fps, speed, seconds, least)
        await rendering.render(interaction, order, title)


async def _show_progress(screen: Screen, watch: _Watch, order: Order, job: str) -> None:
    """Show how it goes, at once at first and then every few seconds, until it is over."""
    shown_at = 0.0
    await screen.glance(words.progress(order, 0.0, job))
    while not watch.over:
        now = time.monotonic()
        if watch.changed.is_set() and (now - shown_at >= _EVERY_SECONDS or watch.waits or screen.must_move):
            shown_at = now
            await screen.glance(words.waiting(job) if watch.waits else words.progress(order, watch.done, job))
        watch.changed.clear()
        await watch.changed.wait()


async def _finished(showing: "asyncio.Task[None]", watch: _Watch) -> None:
    """End what shows the progress, after an edit that is on its way: it must not arrive after what comes next."""
    watch.over = True
    watch.changed.set()
    await asyncio.wait([showing], timeout=_EVERY_SECONDS)
    showing.cancel()


def _is_cancelled() -> bool:
    """Tell whether the command itself, and not only its drawing, is being cancelled."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
