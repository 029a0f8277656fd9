"""One process owns the database; its end, however it comes, lets the next one in."""

import asyncio
import errno
import fcntl
import logging
import os
import stat
import sys
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.store import ownership
from bot.store.ownership import PATIENCE_SECONDS, owned
from tests.support.processes import ROOT

_HOLD = """
import asyncio, sys
from bot.store.ownership import owned

async def main():
    async with owned(sys.argv[1]):
        print("owned", flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


class Waiting:
    """A sleep that takes no time and counts what it would have taken."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.began = asyncio.Event()

    async def __call__(self, seconds: float) -> None:
        self.seconds += seconds
        self.began.set()
        await asyncio.sleep(0)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/data/bot.db"


async def test_the_lock_is_private_and_frees_itself(tmp_path: Path, url: str) -> None:
    for _ in range(2):
        async with owned(url) as sole:
            assert sole
            lock = tmp_path / "data" / "bot.db.lock"
            assert stat.S_IMODE(lock.stat().st_mode) == 0o600


async def test_a_second_owner_waits_and_then_is_told_which_key_to_mend(url: str) -> None:
    waiting = Waiting()
    async with owned(url):
        with pytest.raises(ConfigError) as refused:
            async with owned(url, sleep=waiting):
                pass
    assert refused.value.key == "store.url"
    assert waiting.seconds == PATIENCE_SECONDS


async def test_a_second_owner_takes_over_when_the_first_ends(url: str) -> None:
    first, second = asyncio.Event(), asyncio.Event()

    async def until_told() -> None:
        async with owned(url):
            first.set()
            await second.wait()

    async def wait_for_end(_seconds: float) -> None:
        second.set()
        await old

    old = asyncio.create_task(until_told())
    await first.wait()
    async with owned(url, sleep=wait_for_end) as sole:
        assert sole


async def test_the_same_file_by_another_name_is_the_same_database(tmp_path: Path, url: str) -> None:
    async with owned(url):
        (tmp_path / "other").symlink_to(tmp_path / "data")
        with pytest.raises(ConfigError):
            async with owned(f"sqlite:///{tmp_path}/other/bot.db", sleep=Waiting()):
                pass


async def test_a_place_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="cannot be written"):
        async with owned(f"sqlite:///{tmp_path}/file/bot.db"):
            pass


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOTSUP])
async def test_without_locks_nobody_knows_who_else_is_alive(
    url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, number: int
) -> None:
    def flock(_descriptor: int, _operation: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", flock)
    async with owned(url) as sole:
        assert not sole
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert caplog.records[0].name == ownership.__name__


@pytest.mark.process
async def test_a_killed_process_leaves_nothing_locked(url: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _HOLD, url, stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    try:
        assert process.stdout
        assert await process.stdout.readline() == b"owned\n"
        with pytest.raises(ConfigError):
            async with owned(url, sleep=Waiting()):
                pass
    finally:
        process.kill()
        await process.wait()
    async with owned(url) as sole:
        assert sole
