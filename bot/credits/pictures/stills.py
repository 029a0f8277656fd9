"""PNG pages: one file, or several in one zip."""

import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from bot.credits.pictures.layout import Layout

_LEVEL = 1
"""zlib's: letters on one colour become hardly smaller with more, and take twice as long."""


class TooLarge(Exception):
    """The pictures need more bytes than they may."""


def draw(
    pages: Sequence[Layout],
    paint: Callable[[Layout], npt.NDArray[np.uint8]],
    folder: Path,
    most_bytes: int,
    tick: Callable[[float], None],
) -> Path:
    """Write the pages and return the file. Raises TooLarge."""
    if len(pages) == 1:
        path = folder / "credits.png"
        path.write_bytes(_bounded(_png(paint(pages[0])), most_bytes))
        return path
    path = folder / "credits.zip"
    left = most_bytes
    digits = len(str(len(pages)))
    # PNG is compressed already.
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for number, page in enumerate(pages, 1):
            picture = _bounded(_png(paint(page)), left)
            left -= len(picture)
            archive.writestr(f"credits-{number:0{digits}}.png", picture)
            tick(number / len(pages))
    return path


def _png(pixels: npt.NDArray[np.uint8]) -> bytes:
    written = BytesIO()
    opaque = bool((pixels[..., 3] == pixels[0, 0, 3]).all()) and pixels[0, 0, 3] == np.iinfo(np.uint8).max
    picture = Image.fromarray(pixels)
    (picture.convert("RGB") if opaque else picture).save(written, "png", compress_level=_LEVEL)
    return written.getvalue()


def _bounded(picture: bytes, most_bytes: int) -> bytes:
    if len(picture) > most_bytes:
        raise TooLarge
    return picture
