"""The real bot as a process of its own, with a clock that the sandbox moves: `python -m sandbox.bot_process`.

It is `python -m bot run`, but for two things: the time is that of a file shared with the sandbox, and on its standard
input it is asked when the next post is due. When that input ends, so does it: a sandbox that died leaves no bot behind.

This is the one module of the sandbox that knows the bot.
"""

import argparse
import asyncio
import signal
import sys
from datetime import datetime
from pathlib import Path

from bot.app import opened
from bot.config import Settings, load
from bot.errors import OperatorError
from bot.lifecycle import App
from bot.logs import set_up_logging
from bot.preflight import preflight
from bot.providers.client_secrets import GoogleClient
from sandbox.clock import Clock, shared_clock

NEXT_POST = "next post"
"""The question on standard input; the answer on standard output is a moment in ISO 8601, or an empty line."""
_MISCONFIGURED = 2


def main() -> int:
    """Run the bot until SIGTERM, SIGINT or the end of its input. Returns the exit status, as `python -m bot` does."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.bot_process", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, help="the bot's configuration")
    parser.add_argument("--clock", type=Path, required=True, help="the file with the time that it shares")
    options = parser.parse_args()
    try:
        settings = load(options.config)
        google = preflight(settings)
        set_up_logging(settings.log.level, settings.log.format)
        with shared_clock(options.clock) as clock:
            asyncio.run(_run(settings, google, clock))
    except OperatorError as error:
        sys.stderr.write(f"{error}.\n")
        return _MISCONFIGURED
    return 0


async def next_post(app: App) -> datetime | None:
    """Return when the next scheduled post is due, of all the bot's servers (aware, UTC)."""
    schedules = app.client.services.schedules
    found = [schedule.due_at for guild in app.client.guilds for schedule in await schedules.of_guild(guild.id)]
    return min(filter(None, found), default=None)


async def _run(settings: Settings, google: GoogleClient, clock: Clock) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with opened(settings, google, clock=clock) as app:
        answering = asyncio.create_task(_answer(app, stop), name="questions")
        try:
            await app.serve(stop)
        finally:
            answering.cancel()


async def _answer(app: App, stop: asyncio.Event) -> None:
    """Answer the sandbox's questions until there are no more."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while question := await reader.readline():
        if question.decode().strip() == NEXT_POST:
            due = await next_post(app)
            sys.stdout.write(f"{due.isoformat() if due else ''}\n")
            sys.stdout.flush()
    stop.set()


if __name__ == "__main__":
    sys.exit(main())
