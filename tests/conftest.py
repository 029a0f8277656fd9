"""For every test: nothing leaves this machine, and what is said to the sandbox's Discord is looked at."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.second_opinions.openapi_document import Document
from tests.second_opinions.openapi_witness import Absent, Plugin
from tests.support.loopback import allow_loopback_only
from tests.support.transcript import transcript

UNMEASURED = ("browser", "endurance", "process")
"""Marks of tests that go the ways of others, thousands of times or with a browser."""
UNMEASURED_IN = frozenset({"sandbox", "second_opinions"})
"""Folders of tests that are not about the bot, or run the journeys a second time."""

allow_loopback_only()
# The machines that run this are slow and shared: time is no evidence that a property does not hold.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    """Check the whole run's traffic against Discord's own description, when DISCORD_OPENAPI names it."""
    path = os.environ.get("DISCORD_OPENAPI")
    config.pluginmanager.register(Plugin(Document.read(Path(path))) if path else Absent(), "discord-openapi")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes minutes, and do not measure coverage where it says nothing new.

    A process that ends early takes tests off the end of another's list, and cannot share the one that runs; measuring
    takes half as much time again. Tests that go one way thousands of times say so themselves.
    """
    items.sort(key=lambda item: item.get_closest_marker("endurance") is None)
    for item in items:
        if any(item.get_closest_marker(name) for name in UNMEASURED) or not UNMEASURED_IN.isdisjoint(item.path.parts):
            item.add_marker(pytest.mark.no_cover)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show what passed on both wires under a test that fails."""
    report = yield
    if call.when == "call" and report.failed and (lines := transcript(getattr(item, "funcargs", {}))):
        report.sections.append(("both wires", lines))
    return report
