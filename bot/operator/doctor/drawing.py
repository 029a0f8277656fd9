"""Whether pictures can be drawn here. Never a fault: a bot without pictures is a whole bot."""

import asyncio
import contextlib
import sys
from asyncio.subprocess import DEVNULL, PIPE

import msgspec

from bot.credits.pictures import lacks
from bot.credits.pictures.job import Failed, Survey
from bot.credits.pictures.pictures import ROOT, environment
from bot.operator.doctor.finding import Finding, note, right, unsure

_ABOUT = "pictures"
_SECONDS = 15


async def drawing(python: str = sys.executable) -> list[Finding]:
    """Look in a process of its own, as drawing is one: what it loads can end it."""
    process = await asyncio.create_subprocess_exec(
        python,
        *("-m", "bot.credits.pictures.survey"),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=DEVNULL,
        cwd=ROOT,
        env=environment(),
    )
    try:
        async with asyncio.timeout(_SECONDS):
            said, _ = await process.communicate()
    except TimeoutError:
        return [unsure(_ABOUT, f"what draws them did not start within {_SECONDS} s")]
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    try:
        return _findings(msgspec.json.decode(said, type=Survey))
    except msgspec.DecodeError:
        words = f"what draws them ends by itself here (status {process.returncode}), so `/credits render` cannot work"
        return [note(_ABOUT, words)]


def _findings(found: Survey) -> list[Finding]:
    if found.cannot is not None:
        return [_lack(found.cannot)]
    lines = [right(_ABOUT, "they can be drawn" + (", and videos" if found.videos else ""))]
    lines += [] if found.videos else [_lack(lacks.NO_FFMPEG)]
    for package, count in found.fonts.items():
        families = "a family of fonts" if count == 1 else f"{count} families of fonts"
        lines.append(note(_ABOUT, f"{families} of Debian's {package} are missing; install it for every script"))
    return lines


def _lack(failed: Failed) -> Finding:
    mend = f" On Debian, `apt install {' '.join(failed.packages)}`" if failed.packages else ""
    return note(_ABOUT, f"{failed.why}{mend}".removesuffix("."))
