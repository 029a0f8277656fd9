"""Starts the bot as an operator does: as a process of its own."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def environment(**extra: str) -> dict[str, str]:
    """Return an environment without this machine's settings, where only loopback can be reached."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CURTAINCALL_", "PORT", "COV_"))}
    paths = os.pathsep.join([str(ROOT / "tests/support/loopback_only"), str(ROOT)])
    return {**kept, "PYTHONPATH": paths, "PYTHONUNBUFFERED": "1", **extra}


def bot_command(config: Path, *arguments: str) -> list[str]:
    """Return the command line of the bot with this configuration."""
    return [sys.executable, "-m", "bot", "--config", str(config), *arguments]
