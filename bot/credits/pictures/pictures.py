"""What the bot calls to have a roll drawn, by a process of its own, one at a time in each lane."""

import asyncio
import contextlib
import logging
import os
import shutil
import signal
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import cast

import msgspec

from bot.credits.pictures.job import CLEAR, SEE_THROUGH, Event, Failed, Finished, Job, Order, Progress, Sheet
from bot.errors import Restarting, UserError
from bot.turns import Turns

log = logging.getLogger(__name__)

MOST_BYTES = 10 * 2**30
"""For all that one drawing writes: five minutes of ProRes at 1080p are some 8 GB."""
_KEPT_FREE = 512 * 2**20
"""So much of the disk is left to the database, whatever is drawn."""
_LEAST_BYTES = 32 * 2**20


class Lane(Enum):
    """Who waits. Each lane draws one at a time, and neither waits for the other."""

    HAND = "hand"
    """People, who watch."""
    POSTS = "posts"
    """Posts by the clock, which must not be late because somebody draws half an hour of 4K."""


_MOST_WAITING = {Lane.HAND: 3, Lane.POSTS: 3}
"""For one server; no more of its posts are drawn for at a time (`bot.schedule.holding`)."""
_PASSED_ON = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "LD_LIBRARY_PATH",
    "PYTHONPATH",
    "XDG_CACHE_HOME",
    "XDG_DATA_DIRS",
)
"""Of the environment: the process needs none of the secrets that stand there. And what configures fonts:"""
_FONTS = "FONTCONFIG_"
ROOT = Path(__file__).resolve().parents[3]
"""Where drawing processes start: they import this very bot."""
_PREFIX = "drawing-"
_LINE_BYTES = 2**16
_SAID = 2_000
"""Characters of what it wrote last when it died, for the log."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A file that was drawn, and what its person should know; it is gone with the block that it was drawn in."""

    path: Path
    result: Finished


@dataclass(frozen=True, slots=True)
class Listener:
    """What hears how a drawing goes: that it waits for others, and how much is done from 0 to 1."""

    waits: Callable[[], None] = lambda: None
    progress: Callable[[float], None] = lambda _: None


class CannotDraw(UserError):
    """A drawing failed, or is not possible on this machine."""

    def __init__(self, failed: Failed) -> None:
        mend = ""
        if failed.packages:
            mend = f" Whoever runs this bot can mend that: on Debian, `apt install {' '.join(failed.packages)}`."
        super().__init__(f"{failed.why}{mend}")
        self.packages = failed.packages


class Pictures:
    """Draws rolls as PNG pages or videos. `folder` is where files are while they are drawn; it may not exist yet."""

    def __init__(self, folder: Path, *, python: str = sys.executable) -> None:
        self._folder = folder
        self._python = python
        self._turns = {lane: Turns(most) for lane, most in _MOST_WAITING.items()}
        self._under_way: set[asyncio.Task[object]] = set()
        self._closed = False

    @asynccontextmanager
    async def draw(
        self,
        sheet: Sheet,
        order: Order,
        guild_id: int,
        listener: Listener | None = None,
        *,
        lane: Lane = Lane.HAND,
    ) -> AsyncIterator[Drawn]:
        """Draw a sheet and lend out the file.

        Cancelling ends the process at once. Raises CannotDraw, UserError when too much waits for this server, and
        Restarting while the bot stops.
        """
        hears = listener or Listener()
        _possible(order)
        turns = self._turns[lane]
        if turns.is_full(guild_id):
            raise UserError("Several pictures are waiting to be drawn for this server. Try again when they are done.")
        async with self._counted(), turns.turn(guild_id, hears.waits):
            folder = await asyncio.to_thread(self._make_folder, lane)
            try:
                job = Job(order, sheet, str(folder), await asyncio.to_thread(_budget, folder))
                result = await self._drawn(job, hears.progress)
                yield Drawn(folder / result.name, result)
            finally:
                await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    def close(self) -> None:
        """End what is being drawn and what waits; their people are told to ask again."""
        self._closed = True
        for task in self._under_way:
            task.cancel()

    @asynccontextmanager
    async def _counted(self) -> AsyncIterator[None]:
        """Let `close` end the block that this is around, as Restarting."""
        task = asyncio.current_task()
        if self._is_closed() or task is None:
            raise Restarting
        self._under_way.add(task)
        try:
            yield
        except asyncio.CancelledError:
            if not self._is_closed():
                raise
            task.uncancel()
            raise Restarting from None
        finally:
            self._under_way.discard(task)

    def _is_closed(self) -> bool:
        return self._closed

    def _make_folder(self, lane: Lane) -> Path:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        prefix = f"{_PREFIX}{lane.value}-"
        for left in self._folder.glob(f"{prefix}*"):
            # One at a time: whatever of this lane is here is of a process that was killed.
            shutil.rmtree(left, ignore_errors=True)
        return Path(tempfile.mkdtemp(prefix=prefix, dir=self._folder))

    async def _drawn(self, job: Job, progress: Callable[[float], None]) -> Finished:
        said = Path(job.folder) / "said.txt"
        with said.open("wb") as errors:
            process = await asyncio.create_subprocess_exec(
                self._python,
                *("-m", "bot.credits.pictures"),
                stdin=PIPE,
                stdout=PIPE,
                stderr=errors,
                cwd=ROOT,
                env=environment(),
                # A group to be ended as one, but no session: Linux schedules sessions evenly, however nice they are.
                process_group=0,
                limit=_LINE_BYTES,
            )
        try:
            event = await _last_event(process, job, progress)
        finally:
            await _end(process)
        if isinstance(event, Finished):
            return event
        if event is None:
            last_words = said.read_text(errors="replace")[-_SAID:]
            log.error(
                "the drawing process ended without a result", extra={"status": process.returncode, "said": last_words}
            )
            event = Failed("The drawing was interrupted, most likely for want of memory. Try a smaller size.")
        raise CannotDraw(event)


def environment() -> dict[str, str]:
    """Return what a drawing process needs of the environment, which is none of its secrets."""
    passed_on = {name: value for name, value in os.environ.items() if name in _PASSED_ON or name.startswith(_FONTS)}
    # numpy's algebra, which nothing here uses, would take memory for each core of the machine.
    return {**passed_on, "OPENBLAS_NUM_THREADS": "1"}


async def _last_event(process: Process, job: Job, progress: Callable[[float], None]) -> Finished | Failed | None:
    """Hand over the job, pass on how it goes, and return how it ended; None when the process said nothing of it."""
    # Both are asked for where the process is started.
    given, told = cast("asyncio.StreamWriter", process.stdin), cast("asyncio.StreamReader", process.stdout)
    # Its end of the pipe stays open: when it closes, the process knows that the bot is gone.
    given.write(await asyncio.to_thread(msgspec.json.encode, job) + b"\n")
    with contextlib.suppress(ConnectionError):
        await given.drain()
    async for line in told:
        event: Event = msgspec.json.decode(line, type=Event)
        if not isinstance(event, Progress):
            return event
        progress(event.done)
    return None


async def _end(process: Process) -> None:
    """End the process and its ffmpeg, which is of the same session."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await asyncio.shield(process.wait())
    await asyncio.shield(asyncio.to_thread(_reap, process.pid))


def _reap(group: int) -> None:
    """Wait for what is left of a group: an orphaned ffmpeg is the bot's child where the bot is process 1."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-group, 0)


def _possible(order: Order) -> None:
    if order.theme == CLEAR and order.format not in SEE_THROUGH:
        raise UserError("An MP4 cannot be transparent. Choose `webm`, `mov` or `png`, or another theme.")


def _budget(folder: Path) -> int:
    """Return how many bytes may be written: a lane's share. Raises UserError when the disk is nearly full."""
    free = (shutil.disk_usage(folder).free - _KEPT_FREE) // len(Lane)
    if free < _LEAST_BYTES:
        raise UserError("There is no room for pictures where I run. Tell whoever runs this bot that its disk is full.")
    return min(MOST_BYTES, free)
