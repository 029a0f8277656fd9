"""The stage of the sandbox: faults to switch on, one clock to move, the bot's requests, and a guided tour."""

from sandbox.clock import Clock
from sandbox.stage.fault import Fault, Faults
from sandbox.stage.next_post import NextPost, NothingPlanned
from sandbox.stage.requests import LoggedRequest, RequestLog
from sandbox.stage.stage import Stage
from sandbox.stage.tour import Step, Tour

__all__ = [
    "Clock",
    "Fault",
    "Faults",
    "LoggedRequest",
    "NextPost",
    "NothingPlanned",
    "RequestLog",
    "Stage",
    "Step",
    "Tour",
]
