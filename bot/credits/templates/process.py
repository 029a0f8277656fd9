"""Renders what people wrote in a process of its own, which is ended when it takes too long."""

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from typing import cast

import msgspec

import bot
from bot.credits.templates.environment import MOST_TEXT, Rendered, TemplateFault
from bot.credits.templates.scene import Scene
from bot.credits.templates.worker import Answer, Request
from bot.errors import TryLater
from bot.turns import Turns

_ROOT = Path(bot.__file__).parent.parent
_WORKER = "bot.credits.templates.worker"
_AT_ONCE = 2
_MOST_WAITING = 4
"""For one server: its posts and trials."""
_SECONDS = 15.0
"""The longest on the wall; the process ends itself after less time of the processor (`worker.py`)."""
_LONGEST_ANSWER = 4 * MOST_TEXT + 4_096
"""In bytes: the text in UTF-8, and what is around it."""
_TOO_MUCH = "it takes too long, or needs too much memory"


def environment() -> dict[str, str]:
    """Return the environment of the process; nothing of the bot's is in it, for secrets may be."""
    return {"PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(_ROOT)}


class Apart:
    """Renders templates, a few at once, but one of a server: no server waits for another's trials."""

    def __init__(self, *, seconds: float = _SECONDS, worker: str = _WORKER) -> None:
        self._seconds = seconds
        self._worker = worker
        self._turns = Turns(_MOST_WAITING, at_once=_AT_ONCE)

    async def render(self, body: str, scene: Scene, guild_id: int) -> Rendered:
        """Return what a template of a server says of a scene.

        Raises TemplateFault, and TryLater when no process could be started or too many of this server wait.
        """
        if self._turns.is_full(guild_id):
            raise TryLater("This bot")
        async with self._turns.turn(guild_id):
            answer = await self._ask(msgspec.msgpack.encode(Request(body, scene)))
        if answer.rendered is None:
            raise TemplateFault(answer.line, answer.problem)
        return answer.rendered

    async def _ask(self, request: bytes) -> Answer:
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                self._worker,
                stdin=PIPE,
                stdout=PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                cwd=_ROOT,
                env=environment(),
                start_new_session=True,
            )
        except OSError as error:
            raise TryLater("This bot") from error
        try:
            async with asyncio.timeout(self._seconds):
                said = await _exchanged(process, request)
        except TimeoutError:
            raise TemplateFault(0, _TOO_MUCH) from None
        finally:
            if process.returncode is None:
                process.kill()
            # Also takes what is still in the pipe, without which the process would not be seen to end.
            await process.communicate()
        try:
            return msgspec.msgpack.decode(said, type=Answer)
        except msgspec.DecodeError:
            # It was ended by one of its limits before it could say anything.
            raise TemplateFault(0, _TOO_MUCH) from None


async def _exchanged(process: Process, request: bytes) -> bytes:
    """Send the request and return the answer; the beginning alone of one that is longer than any answer can be."""
    given, said = cast("asyncio.StreamWriter", process.stdin), cast("asyncio.StreamReader", process.stdout)
    # It may have ended before it read all; then its answer says enough.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        given.write(request)
        await given.drain()
    given.close()
    try:
        return await said.readexactly(_LONGEST_ANSWER)
    except asyncio.IncompleteReadError as end:
        return end.partial
