"""The bot as a process beside the sandbox: started, asked, stopped."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from aiohttp import ClientError, ClientSession, ClientTimeout

_START_SECONDS = 60.0
_STOP_SECONDS = 15.0
_ANSWER_SECONDS = 10.0


class DemoError(Exception):
    """The bot did not start; the text says why."""


class BotBeside:
    """The bot's process, while it runs."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self._asking = asyncio.Lock()

    async def next_post(self) -> datetime | None:
        """Ask when the next scheduled post is due (aware, UTC); None when nothing is planned."""
        source, target = self.process.stdout, self.process.stdin
        if source is None or target is None:
            return None
        async with self._asking, asyncio.timeout(_ANSWER_SECONDS):
            target.write(b"next post\n")
            await target.drain()
            line = (await source.readline()).decode().strip()
        return datetime.fromisoformat(line) if line else None

    async def stop(self) -> None:
        """End it in order, or at once when that takes too long."""
        if self.process.returncode is not None:
            return
        self.process.terminate()
        try:
            await asyncio.wait_for(self.process.wait(), _STOP_SECONDS)
        except TimeoutError:
            self.process.kill()
            await self.process.wait()


@asynccontextmanager
async def running_bot(config: Path, clock: Path, log: Path, pages: str) -> AsyncIterator[BotBeside]:
    """Start the bot with this configuration and clock, and yield it when it is ready. Raises DemoError."""
    command = [sys.executable, "-m", "sandbox.bot_process", "--config", str(config), "--clock", str(clock)]
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=errors)
    bot = BotBeside(process)
    try:
        await _until_ready(process, pages, log)
        yield bot
    finally:
        await bot.stop()


async def _until_ready(process: Process, pages: str, log: Path) -> None:
    """Ask /readyz until it says yes; the bot may also end at once with a sentence why."""
    ended = asyncio.create_task(process.wait())
    try:
        async with ClientSession(timeout=ClientTimeout(total=2)) as session, asyncio.timeout(_START_SECONDS):
            while not await _is_ready(session, pages):
                done, _ = await asyncio.wait({ended}, timeout=0.1)
                if done:
                    raise DemoError(f"the bot ended at once; its log says:\n{await asyncio.to_thread(log.read_text)}")
    except TimeoutError:
        raise DemoError(f"the bot was not ready in {_START_SECONDS:.0f} s; its log is {log}") from None
    finally:
        ended.cancel()


async def _is_ready(session: ClientSession, pages: str) -> bool:
    try:
        async with session.get(f"{pages}/readyz") as answer:
            return answer.ok
    except (ClientError, TimeoutError):
        return False
