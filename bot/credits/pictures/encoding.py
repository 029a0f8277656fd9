"""ffmpeg: how it is told to make each kind of video, and the pipe through which it is given frames."""

import contextlib
import fcntl
import os
import subprocess  # nosec B404
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

from bot.credits.pictures.job import CLEAR, SIZES, Order

_PIPE_BYTES = 1 << 20
"""Linux lets a pipe hold so much without privileges (/proc/sys/fs/pipe-max-size); a frame then takes few calls."""
_COLOURS = ("-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv")
_PROPERTIES = "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv"

_THREADS = 4
"""Each holds frames of its own, so that memory would grow with the machine's cores."""

MEDIA_TYPES = {"mp4": "video/mp4", "webm": "video/webm", "mov": "video/quicktime"}

_HOW = {
    "mp4": f"-vf {_PROPERTIES} -c:v libx264 -preset veryfast -crf 20 -pix_fmt yuv420p -movflags +faststart",
    "webm": f"-vf {_PROPERTIES} -c:v libvpx-vp9 -deadline realtime -cpu-used 6 -row-mt 1 -tile-columns 2 -b:v 0 "
    "-crf 30 -auto-alt-ref 0 -lag-in-frames 0",
    "mov": f"-vf scale=out_color_matrix=bt709:out_range=tv,format=yuva444p10le,{_PROPERTIES} -c:v prores_ks "
    "-profile:v 4444 -alpha_bits 16 -vendor apl0 -qscale:v 9",
}


def fed(order: Order) -> str:
    """Return ffmpeg's name for the pixels it is given; what cannot be seen through needs no alpha."""
    if order.format == "mov":
        return "rgba"
    return "yuva420p" if order.format == "webm" and order.theme == CLEAR else "yuv420p"


def output_arguments(kind: str) -> tuple[str, ...]:
    """Return ffmpeg's arguments for a kind of video, after its input and before its file."""
    return (*_HOW[kind].split(), *_COLOURS, "-an", "-threads", str(_THREADS))


class EncodingFailed(Exception):
    """ffmpeg ended early; the text is what it said last."""


class Encoder:
    """One ffmpeg; as a context manager it is closed in the end, or killed after an error."""

    def __init__(self, ffmpeg: str, order: Order, path: Path) -> None:
        width, height = SIZES[order.size]
        self._said = path.with_suffix(".log")
        given = f"-f rawvideo -pix_fmt {fed(order)} -s {width}x{height} -r {order.fps} -i pipe:0".split()
        with self._said.open("wb") as said:
            self._process = subprocess.Popen(  # noqa: S603 (no shell, and nothing in it that anybody typed)  # nosec B603
                [
                    ffmpeg,
                    "-hide_banner",
                    "-v",
                    "error",
                    "-nostdin",
                    "-y",
                    "-filter_threads",
                    str(_THREADS),
                    *given,
                    *output_arguments(order.format),
                    str(path),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=said,
                bufsize=0,
            )
        self._given = cast("IO[bytes]", self._process.stdin)
        self._pipe = self._given.fileno()
        with contextlib.suppress(OSError, AttributeError):
            fcntl.fcntl(self._pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)

    def __enter__(self) -> Self:
        return self

    def write(self, frame: Iterable[memoryview]) -> None:
        """Give it a frame, as the pieces of its planes; nothing is copied here. Raises EncodingFailed."""
        try:
            for piece in frame:
                rest = piece
                while rest:
                    rest = rest[os.write(self._pipe, rest) :]
        except BrokenPipeError:
            raise EncodingFailed(self._last_words()) from None

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        if kind is not None:
            self._process.kill()
        with contextlib.suppress(OSError):
            self._given.close()
        if self._process.wait() and kind is None:
            raise EncodingFailed(self._last_words())

    def _last_words(self) -> str:
        self._process.wait()
        return self._said.read_text(errors="replace")[-500:]
