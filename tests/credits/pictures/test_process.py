"""The drawing process: what it makes, how it is stopped, and what it says when something is missing."""

import asyncio
import ctypes
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from bot.credits.pictures import lacks
from bot.credits.pictures.job import Order, Sheet, Tier
from bot.credits.pictures.pictures import CannotDraw, Drawn, Lane, Listener, Pictures
from bot.errors import Restarting, UserError
from tests.credits.pictures.names import many

SHEET = Sheet("Thank you", (Tier("Royal Box", many(5)), Tier("Stalls", many(60))), ("and 3 more",))
LONG = Order("webm", size="4K", theme="transparent", seconds=60)


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path / "drawing")


def probed(path: Path) -> dict[str, object]:
    shown = (
        "stream=codec_name,profile,pix_fmt,width,height,r_frame_rate,color_space:stream_tags=alpha_mode:format=duration"
    )
    done = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", shown, "-of", "json", str(path)],  # noqa: S607 (the system's)
        capture_output=True,
        check=True,
    )
    found = json.loads(done.stdout)
    stream: dict[str, object] = found["streams"][0]
    return stream | {"seconds": float(found["format"]["duration"])}


def alpha_of(path: Path, decoder: str) -> tuple[int, int]:
    """Return the least and greatest alpha in a frame of the middle."""
    given = ["ffmpeg", "-v", "error", "-c:v", decoder, "-ss", "0.5", "-i", str(path), "-frames:v", "1"]
    done = subprocess.run([*given, "-f", "rawvideo", "-pix_fmt", "rgba", "-"], capture_output=True, check=True)
    alpha = done.stdout[3::4]
    return min(alpha), max(alpha)


async def drawn(pictures: Pictures, order: Order, look: "asyncio.Future[Drawn] | None" = None) -> Drawn:
    async with pictures.draw(SHEET, order, 1) as one:
        assert one.path.stat().st_size == one.result.size
        return one


@pytest.mark.parametrize(
    ("order", "stream"),
    [
        (
            Order("mp4", size="720p", fps=25, seconds=2),
            {"codec_name": "h264", "pix_fmt": "yuv420p", "r_frame_rate": "25/1"},
        ),
        (
            Order("webm", size="720p", theme="transparent", fps=24, seconds=2),
            {"codec_name": "vp9", "tags": {"alpha_mode": "1"}},
        ),
        (
            Order("mov", size="720p", theme="transparent", fps=60, seconds=1),
            {"codec_name": "prores", "profile": "4444"},
        ),
    ],
    ids=lambda value: value.format if isinstance(value, Order) else "",
)
async def test_each_video_is_what_it_says(pictures: Pictures, order: Order, stream: dict[str, object]) -> None:
    async with pictures.draw(SHEET, order, 1) as one:
        found = await asyncio.to_thread(probed, one.path)
        assert found | stream == found
        assert (found["width"], found["height"], found["color_space"]) == (1280, 720, "bt709")
        assert found["seconds"] == pytest.approx(order.seconds, abs=0.05)
        if order.format != "mp4":
            decoder = {"webm": "libvpx-vp9", "mov": "prores"}[order.format]
            assert await asyncio.to_thread(alpha_of, one.path, decoder) == (0, 255)
        else:
            head = one.path.read_bytes()[:4096]
            assert head.index(b"moov") < len(head)
    assert not one.path.exists()


async def test_what_takes_the_most_memory_has_enough(pictures: Pictures) -> None:
    one = await drawn(pictures, Order("webm", size="4K", theme="transparent", fps=60, seconds=0.2))
    assert one.result.seconds == pytest.approx(0.2)


async def test_pages_are_pictures_of_that_size_in_one_zip(pictures: Pictures) -> None:
    async with pictures.draw(
        Sheet("Thank you", (Tier("Stalls", many(900)),)), Order("png", theme="transparent"), 1
    ) as one:
        assert one.result.media_type == "application/zip"
        with zipfile.ZipFile(one.path) as archive:
            assert len(archive.namelist()) == one.result.pages > 2
            with archive.open(archive.namelist()[-1]) as file, Image.open(file) as picture:
                assert picture.size == (1920, 1080)
                assert picture.mode == "RGBA"


async def test_one_page_is_one_picture(pictures: Pictures) -> None:
    async with pictures.draw(Sheet("Thank you", (Tier("Stalls", many(9)),)), Order("png", size="4K"), 1) as one:
        assert one.result.media_type == "image/png"
        with Image.open(one.path) as picture:
            assert (picture.size, picture.mode) == ((3840, 2160), "RGB")


async def test_a_roll_too_fast_to_read_says_so(pictures: Pictures) -> None:
    one = await drawn(pictures, Order("mp4", size="720p", seconds=2))
    assert "on screen for" in one.result.notes[0]


async def test_cancelling_ends_the_process_and_its_ffmpeg_and_leaves_nothing(
    pictures: Pictures, tmp_path: Path
) -> None:
    moving = asyncio.Event()
    drawing = asyncio.create_task(_hold(pictures, moving))
    async with asyncio.timeout(60):
        await moving.wait()
    group = _sessions(tmp_path)
    assert len(group) == 2
    drawing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await drawing
    assert _sessions(tmp_path) == []
    assert list((tmp_path / "drawing").iterdir()) == []


def _children() -> set[str]:
    """Return the names of this process's children, the dead that nobody has waited for among them."""
    pids = [pid for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()]
    return {Path(f"/proc/{pid}/comm").read_text().strip() for pid in pids}


async def test_cancelling_leaves_no_dead_process_where_the_bot_is_process_1(pictures: Pictures, tmp_path: Path) -> None:
    # As process 1 does, a subreaper inherits the children of those that die (prctl(2), PR_SET_CHILD_SUBREAPER).
    prctl = ctypes.CDLL(None).prctl
    assert prctl(36, 1, 0, 0, 0) == 0
    try:
        moving = asyncio.Event()
        drawing = asyncio.create_task(_hold(pictures, moving))
        async with asyncio.timeout(60):
            await moving.wait()
        drawing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await drawing
        assert "ffmpeg" not in _children()
    finally:
        prctl(36, 0, 0, 0, 0)


async def test_a_long_drawing_by_hand_keeps_no_post_waiting(pictures: Pictures) -> None:
    moving = asyncio.Event()
    by_hand = asyncio.create_task(_hold(pictures, moving))
    async with asyncio.timeout(60):
        await moving.wait()
    waited: list[str] = []
    hears = Listener(waits=lambda: waited.append("a post"))
    async with asyncio.timeout(60), pictures.draw(SHEET, Order("png"), 1, hears, lane=Lane.POSTS) as one:
        assert one.path.exists()
    assert waited == []
    assert not by_hand.done(), "nor is it disturbed by the post"
    by_hand.cancel()
    with pytest.raises(asyncio.CancelledError):
        await by_hand


async def test_stopping_ends_what_is_drawn_and_what_waits_and_tells_both(pictures: Pictures) -> None:
    moving = asyncio.Event()
    first = asyncio.create_task(_hold(pictures, moving))
    async with asyncio.timeout(60):
        await moving.wait()
    second = asyncio.create_task(drawn(pictures, LONG))
    await asyncio.sleep(0)
    pictures.close()
    for task in (first, second, asyncio.create_task(drawn(pictures, LONG))):
        with pytest.raises(Restarting):
            await task


async def test_the_process_ends_when_the_bot_does(tmp_path: Path) -> None:
    """The bot's end of the pipe closes, however the bot ends."""
    process = subprocess.Popen(  # noqa: ASYNC220 (its own pipes are what is looked at)
        [sys.executable, "-c", _BOT, str(tmp_path / "drawing")], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    pid = int(await asyncio.to_thread(process.stdout.readline))
    watched = os.pidfd_open(pid)
    process.kill()
    process.wait()
    ended = asyncio.Event()
    asyncio.get_running_loop().add_reader(watched, ended.set)
    async with asyncio.timeout(20):
        await ended.wait()
    asyncio.get_running_loop().remove_reader(watched)
    os.close(watched)
    process.stdout.close()


_BOT = """
import asyncio, os, sys
from pathlib import Path
from bot.credits.pictures import pictures
from tests.credits.pictures.test_process import LONG, SHEET

async def main():
    started = asyncio.create_subprocess_exec
    async def told(*given, **more):
        process = await started(*given, **more)
        print(process.pid, flush=True)
        return process
    asyncio.create_subprocess_exec = told
    async with pictures.Pictures(Path(sys.argv[1])).draw(SHEET, LONG, 1):
        pass

asyncio.run(main())
"""


async def test_a_process_that_dies_is_told_of_and_the_next_drawing_works(pictures: Pictures, tmp_path: Path) -> None:
    moving = asyncio.Event()
    drawing = asyncio.create_task(_hold(pictures, moving))
    async with asyncio.timeout(60):
        await moving.wait()
    for pid in _sessions(tmp_path):
        os.kill(pid, 9)
    with pytest.raises(CannotDraw, match="interrupted"):
        await drawing
    assert (await drawn(pictures, Order("png", size="720p"))).result.pages >= 1


async def test_an_mp4_cannot_be_transparent(pictures: Pictures) -> None:
    with pytest.raises(UserError, match="cannot be transparent"):
        await drawn(pictures, Order("mp4", theme="transparent"))


async def test_without_ffmpeg_videos_say_what_to_install_and_pictures_work(
    pictures: Pictures, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    empty = tmp_path / "nothing"
    (empty / "imageio_ffmpeg").mkdir(parents=True)
    (empty / "imageio_ffmpeg" / "__init__.py").write_text("raise ImportError('not here')\n")
    monkeypatch.setenv("PATH", str(empty))
    monkeypatch.setenv("PYTHONPATH", str(empty))
    with pytest.raises(CannotDraw) as refused:
        await drawn(pictures, Order("mp4"))
    assert "apt install ffmpeg" in refused.value.message
    assert (await drawn(pictures, Order("png"))).result.media_type == "application/zip"


async def test_the_ffmpeg_of_the_package_does_where_the_system_has_none(
    pictures: Pictures, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    one = await drawn(pictures, Order("webm", size="720p", theme="transparent", seconds=1))
    assert one.result.size > 1000


@pytest.mark.parametrize(
    ("said", "packages"),
    [
        ("libGL.so.1: cannot open shared object file: No such file or directory", ("libegl1", "libgl1")),
        ("libEGL.so.1: cannot open shared object file: No such file or directory", ("libegl1", "libgl1")),
        ("No module named 'skia'", ()),
    ],
)
async def test_without_what_skia_needs_the_packages_are_named(
    pictures: Pictures, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str, packages: tuple[str, ...]
) -> None:
    (tmp_path / "skia.py").write_text(f"raise ImportError({said!r})\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(CannotDraw) as refused:
        await drawn(pictures, Order("png"))
    assert refused.value.packages == packages


def test_fonts_are_named_by_what_they_are_for() -> None:
    assert lacks.fonts_for("漢한あ", has_noto=True) == ("fonts-noto-cjk",)
    assert lacks.fonts_for("🎭", has_noto=True) == ("fonts-noto-color-emoji",)
    assert lacks.fonts_for("ক", has_noto=False) == ("fonts-noto-core",)


async def test_the_process_is_given_no_secret(
    pictures: Pictures, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CURTAINCALL_DISCORD__TOKEN", "a-secret")
    (tmp_path / "skia.py").write_text("import os\nraise ImportError(' '.join(os.environ))\n")
    (tmp_path / "sitecustomize.py").write_text(
        f"import os\nopen({str(tmp_path / 'seen')!r}, 'w').write(' '.join(os.environ))\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(CannotDraw):
        await drawn(pictures, Order("png"))
    assert "CURTAINCALL" not in (tmp_path / "seen").read_text()


async def _hold(pictures: Pictures, moving: asyncio.Event) -> None:
    def moved(done: float) -> None:
        if done > 0.101:
            moving.set()

    async with pictures.draw(SHEET, LONG, 1, Listener(progress=moved)):
        pass


def _sessions(folder: Path) -> list[int]:
    """Return the processes that write into this folder: the one that draws and its ffmpeg."""
    running = (process for process in Path("/proc").iterdir() if process.name.isdigit())
    return [int(process.name) for process in running if _mentions(process, str(folder))]


def _mentions(process: Path, folder: str) -> bool:
    try:
        if str((process / "exe").readlink()).endswith("ffmpeg"):
            return folder in (process / "cmdline").read_text()
        return "bot.credits.pictures" in (process / "cmdline").read_text() and any(
            folder in str(one.readlink()) for one in (process / "fd").iterdir()
        )
    except OSError:
        return False
