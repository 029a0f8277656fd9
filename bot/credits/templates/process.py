"""Renders what people wrote in a process of its own, which is ended when it takes too long."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import msgspec

import bot
from bot.credits.templates.environment import Rendered, TemplateFault
from bot.credits.templates.scene import Scene
from bot.credits.templates.worker import Answer, Request
from bot.errors import TryLater

_ROOT = Path(bot.__file__).parent.parent
_AT_ONCE = 2
_SECONDS = 15.0
"""The longest on the wall; the process ends itself after less time of the processor (`worker.py`)."""
_TOO_MUCH = "it takes too long, or needs too much memory"


def environment() -> dict[str, str]:
    """Return the environment of the process; nothing of the bot's is in it, for secrets may be."""
    return {"PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(_ROOT)}


class Apart:
    """Renders templates, a few at once."""

    def __init__(self, *, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._free = asyncio.Semaphore(_AT_ONCE)

    async def render(self, body: str, scene: Scene) -> Rendered:
        """Return what a template says of a scene. Raises TemplateFault, TryLater when no process could be started."""
        async with self._free:
            answer = await self._ask(msgspec.msgpack.encode(Request(body, scene)))
        if answer.rendered is None:
            raise TemplateFault(answer.line, answer.problem)
        return answer.rendered

    async def _ask(self, request: bytes) -> Answer:
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot.credits.templates.worker",
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
                said, _ = await process.communicate(request)
        except TimeoutError:
            raise TemplateFault(0, _TOO_MUCH) from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        try:
            return msgspec.msgpack.decode(said, type=Answer)
        except msgspec.DecodeError:
            # It was ended by one of its limits before it could say anything.
            raise TemplateFault(0, _TOO_MUCH) from None
