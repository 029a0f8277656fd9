"""What a drawn roll becomes in one message: its pages, a zip of them, a video, or an address."""

import io
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from bot.credits.files import Files
from bot.credits.pictures import attaching
from bot.credits.pictures.attaching import Attached, Attaching, Wish
from bot.credits.pictures.job import Order
from bot.credits.pictures.pictures import Lane, Pictures
from bot.store import files as rows
from bot.store.database import Database
from bot.supporters.roll import Group, Roll, Supporter
from tests.support.databases import fresh_database

SMALL = Order("png", size="720p")
NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with fresh_database(tmp_path / "credits.db") as database:
        yield database


@pytest.fixture
def files(database: Database, tmp_path: Path) -> Files:
    return Files(database, tmp_path / "files", public_url="https://bot.example", clock=lambda: NOW)


async def attached(files: Files, folder: Path, count: int, order: Order = SMALL) -> Attached:
    names = tuple(Supporter(f"Supporter {number:04}", 3, NOW) for number in range(count))
    roll = Roll((Group("Gold", names),), NOW, ("The Creator",))
    return await Attaching(Pictures(folder / "drawing"), files).attach(Wish(roll, order, 1, 2, Lane.POSTS))


def size_of(picture: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(picture)) as opened:
        return opened.size


async def test_one_page_is_one_picture(files: Files, tmp_path: Path) -> None:
    [page] = (await attached(files, tmp_path, 5)).files
    assert page.filename == "credits.png"
    assert size_of(page.content) == (1280, 720)


async def test_up_to_ten_pages_are_pictures_in_order(files: Files, tmp_path: Path) -> None:
    pages = (await attached(files, tmp_path, 500)).files
    assert 1 < len(pages) <= 10
    assert [page.filename for page in pages] == sorted(page.filename for page in pages)
    assert {size_of(page.content) for page in pages} == {(1280, 720)}


async def test_more_pages_than_a_message_takes_are_one_zip(files: Files, tmp_path: Path) -> None:
    [archive] = (await attached(files, tmp_path, 1500)).files
    assert archive.filename == "credits.zip"
    with zipfile.ZipFile(io.BytesIO(archive.content)) as opened:
        assert len(opened.namelist()) > 10


async def test_a_video_is_one_file(files: Files, tmp_path: Path) -> None:
    [film] = (await attached(files, tmp_path, 3, Order("mp4", size="720p", seconds=2))).files
    assert film.filename == "credits.mp4"


async def test_what_is_larger_than_a_message_carries_is_kept_once_its_row_is_stored(
    files: Files, database: Database, tmp_path: Path
) -> None:
    found = await attached(files, tmp_path, 30, Order("mov", size="720p", theme="transparent", seconds=6))
    assert found.files == ()
    assert found.taken
    key = found.taken.kept.url.rpartition("/")[2]
    assert await files.find(key) is None
    async with database.write() as connection:
        await rows.add(connection, found.taken.row)
    kept = await files.find(key)
    assert kept
    assert (kept.name, kept.expires_at) == ("credits.mov", found.taken.kept.expires_at)
    assert kept.path.stat().st_size > attaching.MOST_BYTES
