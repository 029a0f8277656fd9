"""Turns pixels into the planes that video is made of: ITU-R BT.709, limited range, in whole numbers."""

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Bytes: TypeAlias = npt.NDArray[np.uint8]
"""Lines of bytes."""


def luma(pixels: Bytes) -> Bytes:
    """Return the brightness of each pixel, 16 to 235."""
    # 220 times 255 fits into 16 bits, which is half the work of 32.
    red, green, blue = (pixels[..., channel].astype(np.uint16) for channel in range(3))
    return ((47 * red + 157 * green + 16 * blue + 128 >> 8) + 16).astype(np.uint8)


def chroma(pixels: Bytes) -> tuple[Bytes, Bytes]:
    """Return both colour differences of each two by two pixels, 16 to 240. There must be an even number of lines."""
    red, green, blue = (_quarter(channel) for channel in _wide(pixels))
    one = (-26 * red - 87 * green + 113 * blue + 512 >> 10) + 128
    other = (112 * red - 102 * green - 10 * blue + 512 >> 10) + 128
    return one.astype(np.uint8), other.astype(np.uint8)


def coloured(pixels: Bytes, colour: tuple[int, int, int]) -> Bytes:
    """Return the pixels with this colour wherever nothing is to be seen: what no eye sees must not bleed."""
    pixels[pixels[..., 3] == 0] = (*colour, 0)
    return pixels


def _wide(pixels: Bytes) -> Iterable[npt.NDArray[np.int32]]:
    return (pixels[..., channel].astype(np.int32) for channel in range(3))


def _quarter(channel: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Return the sums of each two by two."""
    pairs = channel[::2] + channel[1::2]
    whole: npt.NDArray[np.int32] = pairs[:, ::2] + pairs[:, 1::2]
    return whole
