"""Frames of a rolling strip. A window of lines moves down the strip; a frame is slices of its planes, never a copy."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import numpy as np

from bot.credits.pictures.motion import Motion
from bot.credits.pictures.planes import Bytes, chroma, coloured, luma

_HIDDEN = (255, 255, 255)
"""The colour of what is fully transparent: the letters' own, so that their edges stay clean."""

Paint = Callable[[int], Bytes]
"""Returns the pixels of one picture's height that begins at this line of the strip."""


class Plane(Protocol):
    """What a window consists of: lines of bytes for the lines of the strip."""

    def fill(self, pixels: Bytes, line: int) -> None:
        """Take these pixels' lines, from this line of the window on."""
        ...

    def drop(self, lines: int) -> None:
        """Move everything up by so many lines."""
        ...


class _Lines:
    """Bytes of one kind for each line, or for each pair of lines when `halved`."""

    def __init__(self, lines: int, width: int) -> None:
        self.array = np.zeros((lines, width), np.uint8)
        self._width = width
        self._view = self.array.data.cast("B")

    def drop(self, lines: int) -> None:
        self.array[:-lines] = self.array[lines:]

    def piece(self, line: int, lines: int) -> memoryview:
        return self._view[line * self._width : (line + lines) * self._width]


class Whole:
    """A plane of whole lines, made from pixels by `convert`."""

    def __init__(self, lines: int, width: int, convert: Callable[[Bytes], Bytes]) -> None:
        self._lines = _Lines(lines, width)
        self._convert = convert

    def fill(self, pixels: Bytes, line: int) -> None:
        """Take these pixels' lines."""
        self._lines.array[line : line + len(pixels)] = self._convert(pixels)

    def drop(self, lines: int) -> None:
        """Move everything up."""
        self._lines.drop(lines)

    def piece(self, line: int, lines: int) -> memoryview:
        """Return these lines."""
        return self._lines.piece(line, lines)


class Colours:
    """Both colour differences, a line of which stands for two: kept for frames at even and at odd lines."""

    def __init__(self, lines: int, width: int, *, only_even: bool) -> None:
        self._even = [_Lines(lines // 2, width // 2) for _ in range(2)]
        self._odd = [] if only_even else [_Lines(lines // 2, width // 2) for _ in range(2)]
        self._last = np.zeros((1, width, 4), np.uint8)

    def fill(self, pixels: Bytes, line: int) -> None:
        """Take these pixels' lines; `line` is even and so is their number."""
        half, count = line // 2, len(pixels) // 2
        for plane, values in zip(self._even, chroma(pixels), strict=True):
            plane.array[half : half + count] = values
        if self._odd:
            # The pair that begins at an odd line ends in what comes next, so each piece begins with the last line.
            shifted = np.concatenate((self._last, pixels[:-1]))
            self._last = pixels[-1:].copy()
            for plane, values in zip(self._odd, chroma(shifted), strict=True):
                plane.array[half : half + count] = values

    def drop(self, lines: int) -> None:
        """Move everything up by an even number of lines."""
        for plane in (*self._even, *self._odd):
            plane.drop(lines // 2)

    def pieces(self, line: int, lines: int) -> Iterator[memoryview]:
        """Return the lines of both."""
        odd = line % 2
        # Lines 1 and 2 are pair 1 of the odd ones, after the pair that begins above the window.
        first = (line + odd) // 2
        for plane in self._odd if odd else self._even:
            yield plane.piece(first, lines // 2)


class Window:
    """Two pictures' height of planes. Pixels come in at the bottom as the roll moves on."""

    def __init__(self, fed: str, width: int, height: int, motion: Motion, paint: Paint) -> None:
        self._height = height
        self._paint = paint
        self._top = 0
        """The line of the roll at which the window begins."""
        self._filled = 0
        self._colours: Colours | None = None
        self._clean: Callable[[Bytes], Bytes] = lambda pixels: pixels
        lines = 2 * height
        if fed == "rgba":
            self._first: Sequence[Whole] = (Whole(lines, width * 4, lambda pixels: pixels.reshape(len(pixels), -1)),)
            self._after: Sequence[Whole] = ()
            return
        self._first = (Whole(lines, width, luma),)
        self._colours = Colours(lines, width, only_even=motion.only_even)
        self._after = (Whole(lines, width, lambda pixels: pixels[..., 3]),) if fed == "yuva420p" else ()
        if fed == "yuva420p":
            self._clean = lambda pixels: coloured(pixels, _HIDDEN)

    def frame(self, line: int) -> Iterator[memoryview]:
        """Yield the planes of the frame whose top is this line of the roll; lines never go back."""
        while line + self._height > self._top + self._filled:
            self._go_on()
        inside = line - self._top
        for plane in self._first:
            yield plane.piece(inside, self._height)
        if self._colours is not None:
            yield from self._colours.pieces(inside, self._height)
        for plane in self._after:
            yield plane.piece(inside, self._height)

    def _go_on(self) -> None:
        planes: list[Plane] = [*self._first, *self._after, *([self._colours] if self._colours else [])]
        if self._filled == 2 * self._height:
            for plane in planes:
                plane.drop(self._height)
            self._top += self._height
            self._filled -= self._height
        # The roll begins with one picture's height of nothing, above the strip.
        pixels = self._clean(self._paint(self._top + self._filled - self._height))
        for plane in planes:
            plane.fill(pixels, self._filled)
        self._filled += self._height


def frames(
    fed: str, size: tuple[int, int], motion: Motion, paint: Paint, tick: Callable[[float], None]
) -> Iterator[Iterator[memoryview]]:
    """Yield every frame as the pieces of its planes, each to be used before the next is asked for.

    `fed` is ffmpeg's name for how the planes lie: yuv420p, yuva420p or rgba.
    """
    window = Window(fed, *size, motion, paint)
    for number, line in enumerate(motion.offsets()):
        tick(number / motion.frames)
        yield window.frame(line)
