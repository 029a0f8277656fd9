"""`export`: all that may be read, in lines of JSON, and nothing that must not."""

import json
import zipfile
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.operator.exporting import export
from bot.store.sealed import NOT_SEALED, SEALED
from bot.store.tables import metadata
from tests.operator.stored import Stored, at_now


async def exported(stored: Stored, target: Path) -> list[str]:
    said: list[str] = []
    await export(stored.settings, target, said.append, clock=at_now)
    return said


def read(target: Path) -> dict[str, str]:
    if target.is_dir():
        return {file.name: file.read_text(encoding="utf-8") for file in target.iterdir()}
    with zipfile.ZipFile(target) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.parametrize("name", ["export.zip", "export"])
async def test_every_table_is_written_and_only_this_user_can_read_it(stored: Stored, tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    said = await exported(stored, target)
    files = read(target)
    assert set(files) == {"export.json", *(f"{table}.jsonl" for table in metadata.tables)}
    links = [json.loads(line) for line in files["links.jsonl"].splitlines()]
    assert [link["id"] for link in links] == ["link00000", "link00001", "link00002"]
    assert (links[1]["user_id"], links[1]["created_at"]) == ("1", "2026-11-23T12:00:00+00:00")
    manifest = json.loads(files["export.json"])
    assert manifest["rows"]["links"] == 3
    assert "left out" in " ".join(said)
    modes = {oct(path.stat().st_mode & 0o077) for path in [target, *(target.iterdir() if target.is_dir() else [])]}
    assert modes == {"0o0"}


async def test_nothing_sealed_or_hashed_is_in_it(stored: Stored, tmp_path: Path) -> None:
    target = tmp_path / "export"
    await exported(stored, target)
    files = read(target)
    manifest = json.loads(files.pop("export.json"))
    hidden = {str(column) for column in (*(column.column for column in SEALED), *NOT_SEALED)}
    assert set(manifest["left_out"]) == hidden
    for name, text in files.items():
        for line in text.splitlines():
            shown = {f"{name.removesuffix('.jsonl')}.{column}" for column in json.loads(line)}
            assert not shown & hidden


async def test_an_export_overwrites_nothing(stored: Stored, tmp_path: Path) -> None:
    target = tmp_path / "there.zip"
    target.write_text("precious")
    with pytest.raises(StoreError, match=r"^export: .*there\.zip exists already"):
        await exported(stored, target)
    assert target.read_text() == "precious"


async def test_a_place_that_cannot_be_written_is_named(stored: Stored, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"^export: .* cannot be written \(No such file or directory\)"):
        await exported(stored, tmp_path / "no" / "such" / "place")
