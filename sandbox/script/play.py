"""Plays the six steps of the tour in order; the tour itself says whether each was done."""

from datetime import time, timedelta
from functools import partial

from sandbox.clock import Clock
from sandbox.demo import Demo
from sandbox.discord.errors import PersonError
from sandbox.google.quota import DAILY_UNITS
from sandbox.script.scenes import Scenes
from sandbox.script.transcript import Transcript, Write
from sandbox.stage import Stage, Step

_PATIENCE = 20.0
_NOON = time(12)


class StepFailed(Exception):
    """A step did not go as the tour says; the text names it and says why."""


async def play(demo: Demo, write: Write) -> None:
    """Play the tour on a demo that nobody has touched yet, and write its transcript. Raises StepFailed."""
    stage = demo.stage
    transcript = Transcript(write, stage.discord.world)
    _go_to_noon(stage.clock)
    write("Curtain Call: the guided tour, played by the sandbox's people.")
    scenes = Scenes(stage, transcript, demo.pages)
    for number, step in enumerate(stage.tour.steps, 1):
        transcript.step(number, step.title)
        before = _spent(stage)
        try:
            await scenes.play(step.id)
            await stage.discord.feed.until(partial(_is_done, stage, step), timeout=_PATIENCE)
        except (AssertionError, PersonError, TimeoutError, LookupError, OSError) as error:
            why = str(error) or type(error).__name__
            raise StepFailed(f"Step {number}, {step.title!r}, went wrong: {why}") from error
        transcript.note(f"✓ done, for {_units(_spent(stage) - before)} of YouTube's quota")
    write("")
    write(f"All six steps are done, for {_units(_spent(stage))} of the day's {DAILY_UNITS:,}.")


def _go_to_noon(clock: Clock) -> None:
    """Begin at noon (UTC), so that whatever hangs on the time of day is the same in every run."""
    now = clock()
    noon = now.replace(hour=_NOON.hour, minute=0, second=0, microsecond=0)
    clock.pass_time(seconds=(noon - now) % timedelta(days=1) / timedelta(seconds=1))


def _spent(stage: Stage) -> int:
    return sum(request.cost for request in stage.requests)


def _units(count: int) -> str:
    return "1 unit" if count == 1 else f"{count} units"


def _is_done(stage: Stage, step: Step) -> bool | None:
    return any(each.done for each in stage.tour.steps if each.id == step.id) or None
