"""Paints a piece of a strip as pixels: red, green, blue and alpha, not multiplied by it."""

import numpy as np
import numpy.typing as npt
import skia

from bot.credits.pictures.layout import Layout
from bot.credits.pictures.themes import Theme
from bot.credits.pictures.typeset import Paragraphs

_SHADOW = 0.0035
"""Of the picture's height: how wide the shadow is blurred."""


class Painter:
    """Paints pieces of one width and at most one height, again and again into the same memory."""

    def __init__(self, paragraphs: Paragraphs, theme: Theme, width: int, height: int) -> None:
        self._paragraphs = paragraphs
        self._theme = theme
        self._straight = np.zeros((height, width, 4), np.uint8)
        self._info = skia.ImageInfo.Make(width, height, skia.kRGBA_8888_ColorType, skia.kUnpremul_AlphaType)
        premultiplied = self._info.makeAlphaType(skia.kPremul_AlphaType)
        self._surface = skia.Surface.MakeRaster(premultiplied)
        self._width, self._height = width, height
        blur = height * _SHADOW
        self._reach = round(4 * blur)
        self._layer = (
            skia.Paint(ImageFilter=skia.ImageFilters.DropShadow(0, blur / 2, blur, blur, theme.shadow))
            if theme.shadow
            else None
        )

    def paint(self, layout: Layout, top: int) -> npt.NDArray[np.uint8]:
        """Return the piece of the layout that begins at this line; it is valid until the next is painted."""
        canvas = self._surface.getCanvas()
        canvas.clear(self._theme.ground)
        if self._layer is not None:
            canvas.saveLayer(None, self._layer)
        for row in layout.between(top - self._reach, top + self._height + self._reach):
            for cell in row.cells:
                paragraph = self._paragraphs.make(cell.text, row.role, cell.size, cell.width)
                paragraph.paint(canvas, cell.left, row.top - top + cell.drop)
        if self._layer is not None:
            canvas.restore()
        self._surface.readPixels(self._info, self._straight, self._width * 4, 0, 0)
        return self._straight
