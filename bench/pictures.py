"""PNG pages and a rolling video of 10,000 names: time against ffmpeg alone, memory, and the bot's answers meanwhile.

`make bench` runs it. `python -m bench.pictures 60 2000` takes a roll of 60 seconds and 2,000 names.
"""

import asyncio
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.memory import Watch
from bench.table import show
from bot.credits.pictures import lacks
from bot.credits.pictures.composing import compose
from bot.credits.pictures.encoding import fed, output_arguments
from bot.credits.pictures.job import SIZES, Order, Sheet, Tier
from bot.credits.pictures.motion import Motion, motion_of
from bot.credits.pictures.paging import pages as pages_of
from bot.credits.pictures.painting import Painter
from bot.credits.pictures.pictures import Listener, Pictures
from bot.credits.pictures.planes import chroma, luma
from bot.credits.pictures.themes import BY_NAME
from bot.credits.pictures.typeset import Paragraphs
from tests.credits.pictures.names import many
from tests.support.bench import StagedBench, running_bench

_IDLE_SECONDS = 20.0
_BETWEEN = 0.02
_LONGEST = 12
_NICENESS = 15
_MOST_ROLLED = 9_400
"""ffmpeg alone takes no picture of 1080p higher than 130,943 lines; more names, four to a row, are higher. We do."""


def main() -> None:
    seconds, names = (*map(int, sys.argv[1:3]), *(300, 10_000)[len(sys.argv) - 1 :])
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure(Path(folder), seconds, names))


async def _measure(folder: Path, seconds: int, names: int) -> None:
    sheet, rolled = _sheet(names), _sheet(min(names, _MOST_ROLLED))
    roll, pages = Order("mp4", seconds=seconds), Order("png")
    print(f"{names:,} names; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before")
    # Warm, so that neither reads fonts from the disk.
    await _timed(folder, _sheet(40), pages)
    pages_alone = await asyncio.to_thread(_ffmpeg_pages, folder, sheet, pages)
    png = await _timed(folder, sheet, pages)
    alone = await asyncio.to_thread(_ffmpeg_alone, folder, rolled, roll)
    ours = await _timed(folder, rolled, roll)
    show(
        f"PNG pages of {names:,} names and a roll of {seconds} s with {min(names, _MOST_ROLLED):,}, 1080p30",
        ("", "seconds", "CPU seconds", "MiB, all together", "MiB of each"),
        [
            pages_alone.row("PNG pages, ffmpeg alone"),
            png.row("PNG pages"),
            alone.row("roll, ffmpeg alone"),
            ours.row("roll"),
        ],
    )
    print(f"\nPNG pages / ffmpeg alone: {png.wall / pages_alone.wall:.2f}, by CPU {png.cpu / pages_alone.cpu:.2f}")
    print(f"roll / ffmpeg alone: {ours.wall / alone.wall:.2f} (goal 1.30), by CPU {ours.cpu / alone.cpu:.2f}")
    print(f"memory at most {ours.together:.0f} MiB (goal 900)")
    await _answers(folder, sheet, roll)


def _sheet(names: int) -> Sheet:
    few, some = many(40, 1, _LONGEST), many(names // 20, 2, _LONGEST)
    rest = many(names - len(few) - len(some), 3, _LONGEST)
    return Sheet("Thank you", (Tier("Royal Box", few), Tier("Balcony", some), Tier("Stalls", rest)))


class Figures:
    def __init__(self, wall: float, cpu: float, watch: Watch) -> None:
        self.wall, self.cpu, self.together, self.most = wall, cpu, watch.together, watch.most

    def row(self, name: str) -> list[str]:
        each = ", ".join(f"{name} {size:.0f}" for name, size in sorted(self.most.items()))
        return [name, f"{self.wall:.1f}", f"{self.cpu:.1f}", f"{self.together:.0f}", each]


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def _timed(folder: Path, sheet: Sheet, order: Order) -> Figures:
    cpu, began = _cpu(), time.perf_counter()
    with Watch(os.getpid()) as watch:
        async with Pictures(folder / "drawing").draw(sheet, order, 1):
            wall = time.perf_counter() - began
    return Figures(wall, _cpu() - cpu, watch)


def _ffmpeg_pages(folder: Path, sheet: Sheet, order: Order) -> Figures:
    """Let ffmpeg make PNG files of the same pages, painted before: what remains of the work without the drawing."""
    width, height = SIZES[order.size]
    theme = BY_NAME[order.theme]
    paragraphs = Paragraphs(theme)
    painter = Painter(paragraphs, theme, width, height)
    raw = folder / "pages.raw"
    with raw.open("wb") as painted:
        for page in pages_of(compose(sheet, width, height, paragraphs), height):
            painted.write(painter.paint(page, 0)[..., :3].tobytes())
    given = f"-f rawvideo -pix_fmt rgb24 -s {width}x{height} -i {raw} -compression_level 1 -pred sub".split()
    figures = _ffmpeg([*given, str(folder / "page-%03d.png")])
    for file in (raw, *folder.glob("page-*.png")):
        file.unlink()
    return figures


def _ffmpeg(arguments: Sequence[str]) -> Figures:
    program = lacks.ffmpeg()
    assert program
    command = ["nice", "-n", str(_NICENESS), program, "-v", "error", "-nostdin", "-y", *arguments]
    cpu, began = _cpu(), time.perf_counter()
    with Watch(os.getpid()) as watch:
        subprocess.run(command, check=True)  # noqa: S603 (ours)
    return Figures(time.perf_counter() - began, _cpu() - cpu, watch)


def _ffmpeg_alone(folder: Path, sheet: Sheet, order: Order) -> Figures:
    """Let ffmpeg move one tall picture by itself: read once, looped, cropped at another line for each frame."""
    width, height = SIZES[order.size]
    motion, lines, picture = _tall(folder, sheet, order)
    given = f"-f rawvideo -pix_fmt {fed(order)} -s {width}x{lines} -r {order.fps} -i {picture}".split()
    moves = f"loop=loop=-1:size=1,crop={width}:{height}:0:'floor(n*{motion.travel}/{motion.frames})':exact=1"
    made = list(output_arguments(order.format))
    made[made.index("-vf") + 1] = f"{moves},{made[made.index('-vf') + 1]}"
    figures = _ffmpeg([*given, *made, "-frames:v", str(motion.frames), str(folder / "alone.mp4")])
    picture.unlink()
    return figures


def _tall(folder: Path, sheet: Sheet, order: Order) -> tuple[Motion, int, Path]:
    """Write the whole way of the roll as one picture: a screen of nothing, the strip, a screen of nothing."""
    width, height = SIZES[order.size]
    theme = BY_NAME[order.theme]
    paragraphs = Paragraphs(theme)
    strip = compose(sheet, width, height, paragraphs)
    motion = motion_of(order, strip.height, height)
    rolled = strip.spread(motion.height)
    painter = Painter(paragraphs, theme, width, height)
    lines = -(-(motion.travel + height) // height) * height
    path = folder / "tall.yuv"
    names = [folder / f"plane{number}" for number in range(3)]
    with names[0].open("wb") as first, names[1].open("wb") as second, names[2].open("wb") as third:
        for top in range(0, lines, height):
            pixels = painter.paint(rolled, top - height)
            first.write(luma(pixels).tobytes())
            one, other = chroma(pixels)
            second.write(one.tobytes())
            third.write(other.tobytes())
    with path.open("wb") as whole:
        for name in names:
            whole.write(name.read_bytes())
            name.unlink()
    return motion, lines, path


async def _answers(folder: Path, sheet: Sheet, order: Order) -> None:
    place = folder / "bot"
    place.mkdir()
    async with running_bench(place, sign_in=True) as bench:
        await _asked(bench, 3.0)
        idle = await _asked(bench, _IDLE_SECONDS)
        drawing, begun = Pictures(folder / "drawing"), asyncio.Event()
        task = asyncio.create_task(_draw(drawing, sheet, order, begun))
        await begun.wait()
        busy = await _asked(bench, _IDLE_SECONDS)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    rows = [_spread("idle", idle), _spread("while it draws", busy)]
    show("Acknowledging a command, in ms", ("", "commands", "median", "p99", "worst"), rows)
    print(f"\np99 while it draws / idle: {_p99(busy) / _p99(idle):.2f} (goal 2.00)")


async def _draw(pictures: Pictures, sheet: Sheet, order: Order, begun: asyncio.Event) -> None:
    while True:
        async with pictures.draw(sheet, order, 1, Listener(progress=lambda done: begun.set() if done > 0.11 else None)):
            pass


async def _asked(bench: StagedBench, seconds: float) -> list[float]:
    """Return how many milliseconds each first answer took."""
    until = time.perf_counter() + seconds
    took = []
    while time.perf_counter() < until:
        reply = await bench.alice.slash("accounts")
        await reply.message()
        assert reply.acknowledged_after is not None
        took.append(reply.acknowledged_after * 1000)
        await asyncio.sleep(_BETWEEN)
    return took


def _p99(values: list[float]) -> float:
    return statistics.quantiles(values, n=100)[98]


def _spread(name: str, values: list[float]) -> list[str]:
    return [name, str(len(values)), f"{statistics.median(values):.1f}", f"{_p99(values):.1f}", f"{max(values):.1f}"]


if __name__ == "__main__":
    main()
