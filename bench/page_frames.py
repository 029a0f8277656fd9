"""How smoothly the page of credits rolls: late frames with 10,000 names, beside those of one animated box.

    python -m bench.page_frames [--seconds 20] [--rounds 4] [--names 10000] [--size 1920x1080]

Both run in the same Chromium, turn by turn, since other work on the machine makes frames late, too. A frame is late
that came after the one before by more than one and a half frames; each whole frame missed counts as one. `shown` is
what Chromium's compositor reports (trace event PipelineReporter): frames that it wanted to show and dropped.
Then somebody is hidden, five times, and the time until the name has left the screen is taken.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, CDPSession, Page, async_playwright

from bench.table import show
from bot.credits.look import Look
from bot.store import overrides
from bot.store.overrides import Override
from bot.supporters.entries import list_key
from tests.support.credits_site import GUILD, CreditsSite, credits_site

CHROMIUM = "/usr/bin/chromium"
FRAME_MS = 1000 / 60
CHANGES = 5
BOX = """<!doctype html><style>
html { background: #171214 }
div { width: 120px; height: 120px; background: #ff8095; will-change: transform; animation: move 4s linear infinite }
@keyframes move { to { transform: translate(80vw, 80vh) } }
</style><div></div>"""
COUNT = """seconds => new Promise(done => {
  const stamps = [];
  const end = performance.now() + seconds * 1000;
  const step = now => { stamps.push(now); now < end ? requestAnimationFrame(step) : done(stamps); };
  requestAnimationFrame(step);
})"""
MIXED = ["Grace {}", "Łukasz {}", "Ольга {}", "小林 {}", "محمد {}", "नेहा {}", "Zoë van den Berg {}", "🦊 fox {}"]


@dataclass
class Counted:
    """Frames of one kind of page."""

    wanted: int = 0
    missed: int = 0
    presented: int = 0
    dropped: int = 0

    def add(self, stamps: list[float], presented: int, dropped: int) -> None:
        for before, after in pairwise(stamps):
            frames = max(1, round((after - before) / FRAME_MS))
            self.wanted += frames
            self.missed += frames - 1
        self.presented += presented
        self.dropped += dropped

    @property
    def late(self) -> float:
        """Percent of frames that the page itself missed."""
        return 100 * self.missed / max(self.wanted, 1)

    @property
    def lost(self) -> float:
        """Percent of frames that the compositor dropped."""
        return 100 * self.dropped / max(self.presented + self.dropped, 1)


@asynccontextmanager
async def traced(client: CDPSession) -> AsyncIterator[list[dict[str, Any]]]:
    """Record Chromium's own account of its frames while the block runs."""
    events: list[dict[str, Any]] = []
    done = asyncio.Event()
    client.on("Tracing.dataCollected", lambda data: events.extend(data["value"]))
    client.once("Tracing.tracingComplete", lambda _: done.set())
    categories = {"includedCategories": ["cc", "benchmark"], "excludedCategories": ["*"]}
    await client.send("Tracing.start", {"traceConfig": categories, "transferMode": "ReportEvents"})
    yield events
    await client.send("Tracing.end")
    await done.wait()


def reported(events: list[dict[str, Any]]) -> tuple[int, int]:
    """Return how many frames with something moving in them were presented and dropped."""
    frames = [
        event["args"]["frame_reporter"]
        for event in events
        if event.get("name") == "PipelineReporter" and "frame_reporter" in event.get("args", {})
    ]
    states = [frame["state"] for frame in frames if frame["has_compositor_animation"]]
    presented = sum(1 for state in states if state.startswith("STATE_PRESENTED"))
    return presented, states.count("STATE_DROPPED")


async def measure(browser: Browser, url: str, seconds: float, size: tuple[int, int], counted: Counted) -> None:
    page = await browser.new_page(viewport={"width": size[0], "height": size[1]}, color_scheme="dark")
    if url:
        await page.goto(url)
    else:
        await page.set_content(BOX)
    await page.wait_for_timeout(2000)
    client = await browser.new_browser_cdp_session()
    async with traced(client) as events:
        stamps = await page.evaluate(COUNT, seconds)
    await client.detach()
    counted.add(stamps, *reported(events))
    await page.close()


async def change_times(browser: Browser, site: CreditsSite, url: str) -> list[float]:
    """Hide whoever stands highest on the screen; return the seconds until each is gone."""
    page = await browser.new_page(viewport={"width": 1280, "height": 720})
    await page.goto(url)
    taken = []
    for _ in range(CHANGES):
        name = await visible_name(page)
        gone = asyncio.create_task(
            page.wait_for_function(
                "name => ![...document.querySelectorAll('#roll bdi')].some(one => one.textContent === name)", arg=name
            )
        )
        started = time.perf_counter()
        hidden = Override(list_key(name.strip("\u2068\u2069")), hidden=True)
        async with site.database.write() as connection:
            await overrides.put(connection, GUILD, hidden, site.clock())
        site.clock.pass_time(milliseconds=1)
        await gone
        taken.append(time.perf_counter() - started)
    await page.close()
    return taken


async def visible_name(page: Page) -> str:
    """Return a name that has only just come into view, so that it does not leave by itself."""
    handle = await page.wait_for_function(
        """() => { const found = [...document.querySelectorAll('#roll bdi')].find(one => {
             const box = one.getBoundingClientRect(); return box.top > 400 && box.bottom < 700; });
           return found && found.textContent; }"""
    )
    return str(await handle.json_value())


async def bench(seconds: float, rounds: int, names: int, size: tuple[int, int], speed: int) -> None:
    box, roll = Counted(), Counted()
    with tempfile.TemporaryDirectory() as folder:
        async with credits_site(Path(folder), hand_driven=False) as site, async_playwright() as playwright:
            await site.import_names([MIXED[number % len(MIXED)].format(number) for number in range(names)])
            url = site.origin + await site.page(Look(speed=speed))
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            for number in range(rounds):
                turns = [("", box), (url, roll)]
                for address, counted in turns if number % 2 == 0 else turns[::-1]:
                    await measure(browser, address, seconds, size, counted)
            taken = await change_times(browser, site, url)
            await browser.close()
    show(
        f"The page of credits, {names:,} names, {size[0]}x{size[1]}, {speed} px/s, software rendering",
        ("", "frames", "late", "compositor's frames", "dropped"),
        [row("one animated box", box), row("the page", roll)],
    )
    print(f"\nMore late frames than the box: {roll.late - box.late:+.2f} points (goal: at most 1).")
    print(f"A change is on the screen after {statistics.median(taken):.2f} s, at most {max(taken):.2f} s (goal: 2 s).")


def row(title: str, counted: Counted) -> tuple[str, ...]:
    moved = counted.presented + counted.dropped
    return title, f"{counted.wanted:,}", f"{counted.late:.2f} %", f"{moved:,}", f"{counted.lost:.2f} %"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--names", type=int, default=10_000)
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--speed", type=int, default=60)
    given = parser.parse_args()
    width, height = map(int, given.size.split("x"))
    asyncio.run(bench(given.seconds, given.rounds, given.names, (width, height), given.speed))


if __name__ == "__main__":
    main()
