"""`/files/{key}`: fetched whole or in pieces, only to be saved, only while its time lasts."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import delete

from bot.credits.files import KeptFile
from bot.errors import NoRoomForFiles
from bot.store.tables import files
from tests.support.credits_site import CREATOR, GUILD, CreditsSite, credits_site

DATA = bytes(range(256)) * 8


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[CreditsSite]:
    async with credits_site(tmp_path) as site:
        yield site


@pytest.fixture
async def web() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(auto_decompress=False) as session:
        yield session


async def keep(
    site: CreditsSite, *, name: str = "credits.mp4", media_type: str = "video/mp4", data: bytes = DATA
) -> KeptFile:
    made = site.folder / "made"
    made.write_bytes(data)
    return await site.files.keep(made, name=name, media_type=media_type, owner_id=CREATOR, guild_id=GUILD)


def address(site: CreditsSite, kept: KeptFile) -> str:
    return site.origin + kept.url.removeprefix("http://localhost")


def in_folder(site: CreditsSite) -> list[str]:
    return sorted(file.name for file in (site.folder / "files").iterdir())


async def test_file_is_fetched_whole_and_always_to_be_saved(site: CreditsSite, web: aiohttp.ClientSession) -> None:
    kept = await keep(site)
    assert not (site.folder / "made").exists()
    async with web.get(address(site, kept)) as response:
        assert response.status == 200
        assert await response.read() == DATA
        assert response.headers["Content-Type"] == "video/mp4"
        assert response.headers["Content-Disposition"] == (
            "attachment; filename=\"credits.mp4\"; filename*=UTF-8''credits.mp4"
        )
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Accept-Ranges"] == "bytes"
    async with web.head(address(site, kept)) as response:
        assert (response.status, response.headers["Content-Length"]) == (200, str(len(DATA)))


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-0", 0, 1), ("bytes=100-199", 100, 200), ("bytes=-10", -10, None), ("bytes=2000-", 2000, None)],
)
async def test_pieces_of_it(
    site: CreditsSite, web: aiohttp.ClientSession, asked: str, start: int, end: int | None
) -> None:
    kept = await keep(site)
    async with web.get(address(site, kept), headers={"Range": asked}) as response:
        assert response.status == 206
        assert await response.read() == DATA[start:end]


@pytest.mark.parametrize("asked", ["bytes=9999-", "bytes=5-1", "bytes=x"])
async def test_pieces_that_it_has_not(site: CreditsSite, web: aiohttp.ClientSession, asked: str) -> None:
    kept = await keep(site)
    async with web.get(address(site, kept), headers={"Range": asked}) as response:
        assert response.status in {200, 416}


@pytest.mark.parametrize(
    "key", ["x", "x" * 43, "..%2f..%2fpages.db", "%2e%2e", "..%5cpages.db", "pages.db", "%00", "made"]
)
async def test_nothing_but_a_key_opens_anything(site: CreditsSite, web: aiohttp.ClientSession, key: str) -> None:
    await keep(site)
    async with web.get(f"{site.origin}/files/{key}") as response:
        assert response.status == 404
    async with web.get(f"{site.origin}/files/{in_folder(site)[0]}") as response:
        assert response.status == 404


async def test_names_of_files_cannot_break_out_of_their_header(site: CreditsSite, web: aiohttp.ClientSession) -> None:
    kept = await keep(site, name='../../Дa"\r\nX-Evil: 1;\\a/b ü".mp4', media_type="video/mp4\r\nX-Evil: 1")
    async with web.get(address(site, kept)) as response:
        assert "X-Evil" not in response.headers
        assert response.headers["Content-Type"] == "application/octet-stream"
        assert (
            response.headers["Content-Disposition"]
            == "attachment; filename=\"b_.mp4\"; filename*=UTF-8''b%20%C3%BC%22.mp4"
        )


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/xhtml+xml"])
async def test_what_a_browser_would_run_is_only_bytes(
    site: CreditsSite, web: aiohttp.ClientSession, media_type: str
) -> None:
    async with web.get(address(site, await keep(site, media_type=media_type))) as response:
        assert response.headers["Content-Type"] == "application/octet-stream"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]


async def test_file_goes_when_its_time_is_over(site: CreditsSite, web: aiohttp.ClientSession) -> None:
    kept = await keep(site)
    site.clock.pass_time(hours=23, minutes=59)
    await site.files.clean_up()
    async with web.get(address(site, kept)) as response:
        assert response.status == 200
    site.clock.pass_time(minutes=1)
    async with web.get(address(site, kept)) as response:
        assert response.status == 404
    await site.files.clean_up()
    assert in_folder(site) == []


async def test_file_goes_with_the_data_of_its_person(site: CreditsSite, web: aiohttp.ClientSession) -> None:
    kept = await keep(site)
    async with site.database.write() as connection:
        await connection.execute(delete(files))
    async with web.get(address(site, kept)) as response:
        assert response.status == 404
    site.clock.pass_time(minutes=11)
    await site.files.clean_up()
    assert in_folder(site) == []


async def test_file_on_its_way_is_left_alone(site: CreditsSite) -> None:
    await keep(site)
    site.files._move(_made(site), "coming")
    await site.files.clean_up()
    assert "coming" in in_folder(site)


def _made(site: CreditsSite) -> Path:
    made = site.folder / "another"
    made.write_bytes(b"x")
    return made


async def test_folder_is_full_at_some_point_and_says_when_there_is_room(site: CreditsSite) -> None:
    await keep(site, data=bytes(9_000))
    with pytest.raises(NoRoomForFiles) as full:
        await keep(site, data=bytes(2_000))
    assert "The first one there goes <t:" in full.value.message
    assert (site.folder / "made").exists()


async def test_files_are_for_this_user_alone_and_their_address_is_in_no_repr(site: CreditsSite) -> None:
    kept = await keep(site)
    (name,) = in_folder(site)
    assert (site.folder / "files" / name).stat().st_mode & 0o777 == 0o600
    assert (site.folder / "files").stat().st_mode & 0o777 == 0o700
    assert kept.url not in repr(kept)
