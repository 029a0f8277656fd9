"""The clock kept in a file: one process moves it, another reads it."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sandbox.clock import Clock, shared_clock
from tests.support.processes import ROOT, environment

READ = """
import pathlib, sys
from sandbox.clock import shared_clock
with shared_clock(pathlib.Path(sys.argv[1])) as clock:
    print(clock.ahead.total_seconds())
"""


def test_it_is_the_real_time_until_it_is_moved() -> None:
    clock = Clock()
    assert abs(clock() - datetime.now(UTC)) < timedelta(minutes=1)
    moved = []
    clock.watchers.append(lambda: moved.append(clock.ahead))
    clock.pass_time(minutes=2)
    clock.pass_time(days=3)
    assert moved == [timedelta(minutes=2), timedelta(days=3, minutes=2)]


def test_two_clocks_of_one_file_move_together(tmp_path: Path) -> None:
    with shared_clock(tmp_path / "clock") as one, shared_clock(tmp_path / "clock") as other:
        one.pass_time(hours=1)
        other.pass_time(hours=1)
        assert one.ahead == other.ahead == timedelta(hours=2)


async def test_another_process_reads_what_this_one_wrote(tmp_path: Path) -> None:
    with shared_clock(tmp_path / "clock") as clock:
        clock.pass_time(seconds=90)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            READ,
            str(tmp_path / "clock"),
            cwd=ROOT,
            env=environment(),
            stdout=asyncio.subprocess.PIPE,
        )
        said, _ = await process.communicate()
    assert said.decode().strip() == "90.0"
