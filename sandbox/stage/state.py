"""The stage as JSON, for the page."""

from typing import TYPE_CHECKING

from sandbox.clock import Clock
from sandbox.discord.payloads import moment
from sandbox.discord.wire import Json
from sandbox.google.clock import next_pacific_day
from sandbox.google.quota import DAILY_UNITS
from sandbox.stage.fault import Fault
from sandbox.stage.tour import Tour

if TYPE_CHECKING:
    from sandbox.stage.stage import Stage


def state(stage: "Stage") -> Json:
    """Return everything but the requests."""
    left, now = stage.google.quota_left, stage.clock()
    return {
        "faults": [fault_json(fault) for fault in stage.faults],
        "clock": clock_json(stage.clock),
        "quota": {"used": DAILY_UNITS - left, "left": left, "resets_at": moment(next_pacific_day(now))},
        "tour": tour_json(stage.tour),
    }


def fault_json(fault: Fault) -> Json:
    """Return one fault."""
    return {
        "id": fault.id,
        "side": fault.side,
        "name": fault.name,
        "description": fault.description,
        "momentary": fault.momentary,
        "on": fault.active(),
    }


def clock_json(clock: Clock) -> Json:
    """Return the clock: its time, and how many seconds it is ahead of the real one."""
    return {"now": moment(clock()), "ahead_seconds": int(clock.ahead.total_seconds())}


def tour_json(tour: Tour) -> Json:
    """Return the tour."""
    steps = [
        {
            "id": step.id,
            "title": step.title,
            "hint": step.hint,
            "person": step.person,
            "channel": step.channel,
            "command": step.command,
            "done": step.done,
        }
        for step in tour.steps
    ]
    return {"steps": steps, "dismissed": tour.dismissed}
