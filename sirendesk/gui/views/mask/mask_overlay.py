"""The mask as a see-through colour on the picture, drawn from the mask's own memory."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from sirendesk.gui.views.mask.mask_levels import MaskLevels
from sirendesk.gui.views.mask.mask_strokes import Box, Shape

# names of colours for which there is a picture each that lets them stand out
COLOURS = {
    "Red": "#e8175d",
    "Blue": "#0072b2",
    "Green": "#009e73",
    "Yellow": "#f0c419",
    "Pink": "#e35bb0",
    "Black": "#000000",
}
FIRST_OPACITY = 0.6


class MaskOverlay(pg.GraphicsObject):
    """Covers the picture's pixels, one scene unit each. A change repaints the box that changed and nothing else.

    Only what has to be painted is coloured, one colour for each pixel of the screen: 1 to 3 ms for 1000 × 800
    of them, and an indexed image over the mask's own memory, which Qt would scale, 6.
    """

    look_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self._levels: MaskLevels | None = None
        self._tables: list[NDArray[np.uint32]] = []
        self._shape: Shape = (0, 0)
        self._colour = COLOURS["Red"]
        self._opacity = FIRST_OPACITY
        self._level = 0

    @property
    def colour(self) -> str:
        """Of what is missing, as "#rrggbb"."""
        return self._colour

    @property
    def density(self) -> float:
        """Of its colour: 0 for a mask that is not seen at all, 1 for one that hides the picture."""
        return self._opacity

    def set_levels(self, levels: MaskLevels, shape: Shape) -> None:
        """Draw this mask."""
        self.prepareGeometryChange()
        self._shape = shape
        self._levels = levels
        self._mix_colours()

    def set_look(self, colour: str, opacity: float) -> None:
        """Colour as "#rrggbb", opacity from 0 to 1."""
        self._colour, self._opacity = colour, opacity
        self._mix_colours()
        self.look_changed.emit()

    @Slot(bool)
    def set_shown(self, shown: bool) -> None:
        """Draw the mask, or only the picture."""
        if shown != self.isVisible():
            self.setVisible(shown)
            self.look_changed.emit()

    @Slot()
    def toggle(self) -> None:
        """Show the mask, or hide it."""
        self.set_shown(not self.isVisible())

    def refresh(self, box: Box) -> None:
        """This part of the mask changed."""
        # a block that is drawn for many pixels reaches further than the pixel that changed
        reach = (1 << self._level) - 1
        height, width = box.shape
        self.update(QRectF(box.left - reach, box.top - reach, width + 2 * reach, height + 2 * reach))

    def boundingRect(self) -> QRectF:
        """The picture's extent."""
        return QRectF(0, 0, self._shape[1], self._shape[0])

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """One drawImage, of the level that suits the zoom."""
        if self._levels is None:
            return
        # pixels of the screen, with its scale factor: (x, y) is at (across + x * scale, down + y * scale)
        device = painter.deviceTransform()
        scale, across, down = device.m11(), device.dx(), device.dy()
        level = 0
        while scale * (1 << level) < 1.0 and level + 1 < len(self._levels.arrays):
            level += 1
        self._level = level
        exposed = device.mapRect(option.exposedRect).toAlignedRect()
        columns, first = _seen(exposed.left(), exposed.right() + 1, across, scale, self._shape[1])
        rows, top = _seen(exposed.top(), exposed.bottom() + 1, down, scale, self._shape[0])
        if not columns.size or not rows.size:
            return
        # the same pixels whatever part is painted: Qt's own scaling rounds a part and the whole differently
        part = self._levels.arrays[level][:, columns[0] >> level : (columns[-1] >> level) + 1]
        part = np.take(part, rows >> level, axis=0)
        part = np.take(part, (columns >> level) - (columns[0] >> level), axis=1)
        # mode="clip" is the quick one: nothing has to be checked
        colours = np.take(self._tables[level], part, mode="clip")
        height, width = colours.shape
        image = QImage(colours.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        place = QRectF((first - across) / scale, (top - down) / scale, width / scale, height / scale)
        painter.drawImage(place, image)

    def _mix_colours(self) -> None:
        """For each level, the colour of each share of a block that is masked, its alpha multiplied in."""
        mixed = QColor(self._colour)
        rgb = np.array([mixed.red(), mixed.green(), mixed.blue()])
        self._tables = []
        for level in range(len(self._levels.arrays) if self._levels else 0):
            full = MaskLevels.full(level)
            alpha = self._opacity * np.arange(full + 1) / full
            red, green, blue = np.rint(rgb[:, None] * alpha).astype(np.uint32)
            opaque = np.rint(255 * alpha).astype(np.uint32)
            self._tables.append((opaque << 24) | (red << 16) | (green << 8) | blue)
        self.update()


def _seen(begin: int, end: int, shift: float, scale: float, size: int) -> tuple[NDArray[np.int64], int]:
    """Which pixel of the picture, of `size` along this axis, is under the centre of each of the screen's; and the first
    of the screen's that has one.
    """
    on_screen = np.arange(begin, end)
    pixels = np.floor((on_screen + 0.5 - shift) / scale).astype(np.int64)
    inside = (pixels >= 0) & (pixels < size)
    return pixels[inside], int(on_screen[inside][0]) if inside.any() else 0
