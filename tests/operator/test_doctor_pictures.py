"""`doctor` on drawing: what is there, and what to install; never something that must be mended."""

from pathlib import Path

import pytest

from bot.credits.pictures.fonts import PACKAGES
from bot.operator.doctor.drawing import drawing
from bot.operator.doctor.finding import Level
from tests.support.processes import ROOT


async def lines() -> list[str]:
    found = await drawing()
    assert {one.level for one in found} <= {Level.RIGHT, Level.NOTE}
    return [str(one) for one in found]


def put_in_place_of_skia(folder: Path, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "skia.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", str(folder))


def noto_sans() -> Path:
    return next(Path("/usr/share/fonts").rglob("NotoSans-Regular.ttf"))


async def test_a_machine_with_everything_is_said_to_have_it() -> None:
    assert await lines() == ["right   pictures: they can be drawn, and videos."]


async def test_a_missing_library_is_named_with_its_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_in_place_of_skia(tmp_path, "raise ImportError('libGL.so.1: cannot open shared object file')", monkeypatch)
    [line] = await lines()
    assert line.startswith("note    pictures: ")
    assert "apt install libegl1 libgl1" in line


async def test_a_missing_package_is_named_with_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_in_place_of_skia(tmp_path, "raise ModuleNotFoundError('No module named skia')", monkeypatch)
    [line] = await lines()
    assert "requirements-render.txt" in line


async def test_a_library_that_ends_the_process_ends_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_in_place_of_skia(tmp_path, "import os, signal\nos.kill(os.getpid(), signal.SIGILL)", monkeypatch)
    [line] = await lines()
    assert "ends by itself here (status -4)" in line


async def test_without_ffmpeg_there_are_pictures_but_no_videos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "imageio_ffmpeg.py").write_text("raise ImportError('not here')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    pictures, videos = await lines()
    assert pictures.startswith("right")
    assert videos.startswith("note")
    assert "apt install ffmpeg" in videos


async def test_missing_families_are_counted_by_the_package_that_brings_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noto = noto_sans()
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / noto.name).symlink_to(noto)
    (tmp_path / "fonts.conf").write_text(
        f"<fontconfig><dir>{tmp_path}/fonts</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>"
    )
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))
    found = await lines()
    assert any("families of fonts of Debian's fonts-noto-core are missing" in line for line in found)
    assert any("a family of fonts of Debian's fonts-noto-cjk" in line for line in found)


@pytest.mark.parametrize("place", ["Dockerfile", "docs/hosting.md", ".ci/run"])
def test_what_installs_the_packages_installs_all_of_them(place: str) -> None:
    written = (ROOT / place).read_text("utf-8")
    assert [one for one in (*PACKAGES, "ffmpeg", "libgl1", "libegl1") if one not in written] == []
