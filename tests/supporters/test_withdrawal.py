"""Who takes names back takes back what was drawn of them, too."""

from pathlib import Path

import pytest

from bot.credits.files import Files, KeptFile
from bot.store.database import Database
from bot.supporters.sharing import Sharing
from bot.supporters.sources import Sources
from tests.support.clock import HandClock
from tests.supporters.conftest import CREATOR, MALLORY, SERVER


@pytest.fixture
def files(database: Database, tmp_path: Path, clock: HandClock) -> Files:
    return Files(database, tmp_path / "files", public_url="http://localhost", clock=clock)


async def drawn(files: Files, tmp_path: Path, by: int) -> KeptFile:
    made = tmp_path / "made"
    made.write_bytes(b"names")
    return await files.keep(made, name="credits.mp4", media_type="video/mp4", owner_id=by, guild_id=SERVER)


async def is_there(files: Files, kept: KeptFile) -> bool:
    return await files.find(kept.url.rpartition("/")[2]) is not None


async def test_files_end_with_a_source_that_is_taken_away(sources: Sources, files: Files, tmp_path: Path) -> None:
    source = await sources.add(SERVER, "creator", CREATOR)
    kept = [await drawn(files, tmp_path, by) for by in (CREATOR, MALLORY)]
    await sources.withdraw(source.id, CREATOR)
    assert [await is_there(files, one) for one in kept] == [False, False]


async def test_files_of_others_end_when_a_list_is_shared_no_more(
    sources: Sources, files: Files, database: Database, clock: HandClock, tmp_path: Path
) -> None:
    source = await sources.add(SERVER, "creator", CREATOR)
    sharing = Sharing(database, clock)
    await sharing.set(SERVER, source.id, CREATOR, shared=True)
    kept = [await drawn(files, tmp_path, by) for by in (CREATOR, MALLORY)]
    await sharing.set(SERVER, source.id, CREATOR, shared=False)
    assert [await is_there(files, one) for one in kept] == [True, False]
