"""Starts workers and kills them: after so long, or when a sandbox is about to answer."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import msgspec

from sandbox.discord import DiscordSandbox
from sandbox.discord.rest.api import Exchange
from sandbox.google import GoogleSandbox
from sandbox.google.records import RequestRecord
from tests.endurance.orders import Line
from tests.support.processes import ROOT, environment

_PATIENCE = 30


@dataclass(frozen=True, slots=True)
class Blow:
    """When to kill: so many seconds after the worker said `since`, or after the so-manieth answer then.

    Answers to requests for a path that ends in `to` are counted; by default those that give tokens. Where answers fail
    to come, it strikes `at_most` so many seconds after `since`.
    """

    since: str
    seconds: float
    answers: int = 0
    to: str = "/token"
    at_most: float = 60.0


@dataclass(slots=True)
class Life:
    """What a worker said before it died, and how long its step took if it came to the end of it (seconds)."""

    said: list[Line] = field(default_factory=list)
    began: float = 0.0
    took: float | None = None

    def heard(self, what: str) -> bool:
        return any(line.say == what for line in self.said)


class Killer:
    """Gives orders to the fork server, one at a time."""

    def __init__(self, process: Process, sandbox: GoogleSandbox | DiscordSandbox) -> None:
        self._process = process
        self._sandbox = sandbox

    async def live(self, order: msgspec.Struct, blow: Blow) -> Life:
        """Let a worker live until the blow, and return its life. A worker that fails by itself fails the test."""
        assert self._process.stdin
        self._process.stdin.write(msgspec.json.encode(order) + b"\n")
        aim = _Aim(blow)
        self._sandbox.listeners.append(aim.answered)
        try:
            async with asyncio.timeout(_PATIENCE):
                return await self._watch(aim)
        finally:
            self._sandbox.listeners.remove(aim.answered)
            aim.end()

    async def _watch(self, aim: "_Aim") -> Life:
        assert self._process.stdout
        life, clock = Life(), asyncio.get_running_loop().time
        while raw := await self._process.stdout.readline():
            line = msgspec.json.decode(raw, type=Line)
            life.said.append(line)
            assert line.say != "fault", line.about
            aim.heard(line)
            if line.say == "dead":
                assert line.about == (str(-signal.SIGKILL),), life.said
                return life
            if line.say == "begin":
                life.began = clock()
            if line.say == "done":
                life.took = clock() - life.began
        raise AssertionError("the fork server has ended")


class _Aim:
    """Waits for the moment. A worker that is done is killed at once: nothing is left to be killed in."""

    def __init__(self, blow: Blow) -> None:
        self._blow = blow
        self._answers = blow.answers
        self._worker = 0
        self._aimed = False
        self._timer: asyncio.TimerHandle | None = None
        self._last: asyncio.TimerHandle | None = None

    def heard(self, line: Line) -> None:
        if line.say == "born":
            self._worker = int(line.about[0])
        self._aimed |= line.say == self._blow.since
        if line.say == "dead":
            self._worker = 0
        elif line.say == "done":
            self._strike()
        elif self._aimed and not self._answers:
            self._soon()
        elif self._aimed and self._last is None:
            self._last = asyncio.get_running_loop().call_later(self._blow.at_most, self._strike)

    def answered(self, record: RequestRecord | Exchange) -> None:
        if self._aimed and self._answers and record.path.endswith(self._blow.to):
            self._answers -= 1
            if not self._answers:
                self._soon()

    def end(self) -> None:
        for timer in (self._timer, self._last):
            if timer is not None:
                timer.cancel()
        self._strike()

    def _soon(self) -> None:
        """Set the timer once; the worker's number comes on the same line of talk, so it is known by then."""
        if self._timer is not None:
            return
        if self._blow.seconds <= 0:
            self._strike()
        else:
            self._timer = asyncio.get_running_loop().call_later(self._blow.seconds, self._strike)

    def _strike(self) -> None:
        # The server waits for its worker before it says anything else, so the number is still this worker's.
        if self._worker:
            os.kill(self._worker, signal.SIGKILL)
            self._worker = 0


@asynccontextmanager
async def open_killer(
    sandbox: GoogleSandbox | DiscordSandbox, worker: str = "tests.endurance.worker"
) -> AsyncIterator[Killer]:
    """Start the fork server of a worker, which kills are aimed at by what the sandbox answers; and end it."""
    command = [sys.executable, "-m", "tests.endurance.forkserver", worker]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environment(), stdin=PIPE, stdout=PIPE)
    try:
        yield Killer(process, sandbox)
    finally:
        assert process.stdin
        process.stdin.close()
        await process.wait()
