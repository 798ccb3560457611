"""A picture in a scene: converted once to the layout that Qt's painter is fastest with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget


class PictureItem(pg.GraphicsObject):
    """Covers the signal's samples, one scene unit each, with a picture that may be coarser than they are.

    Drawing a 256² picture over 540² screen pixels took 0.25 ms from 32-bit colours and 1.2 ms from the 24-bit ones of
    the array, so it is converted when it is set. It may be cut off left of a share of the view, for a wipe.
    """

    def __init__(self) -> None:
        super().__init__()
        self._levels: list[QImage] = []
        self._size = (0, 0)
        self._smooth = False
        self._cut: float | None = None

    @property
    def is_empty(self) -> bool:
        """True until a picture is set."""
        return not self._levels

    @property
    def cut(self) -> float | None:
        """Share of the view's width left of which nothing is drawn."""
        return self._cut

    def set_image(self, image: QImage, extent: tuple[int, int]) -> None:
        """Draw an image of `to_image` over `extent` = (height, width) units."""
        if extent != self._size:
            self.prepareGeometryChange()
            self._size = extent
        self._levels = [image]
        self.update()

    def clear(self) -> None:
        """Draw nothing; the extent stays."""
        self._levels = []
        self.update()

    def set_smooth(self, smooth: bool) -> None:
        """Blend between samples, or draw each as a sharp square."""
        self._smooth = smooth
        self.update()

    def set_cut(self, share: float | None) -> None:
        """Draw only right of this share of the view's width; None draws all."""
        self._cut = share
        self.update()

    def boundingRect(self) -> QRectF:
        """The extent."""
        return QRectF(0, 0, self._size[1], self._size[0])

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """One drawImage of the level that suits the zoom."""
        if not self._levels:
            return
        whole = self.boundingRect()
        ratio = painter.device().devicePixelRatio()
        scale = painter.worldTransform().m11() * ratio * whole.width() / self._levels[0].width()
        image, scale = self._level_for(scale)
        # a picture made smaller is always blended: skipping samples would show patterns that are not there
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._smooth or scale < 1.0)
        if self._cut is not None and widget is not None:
            edge, _ = painter.worldTransform().inverted()
            left = edge.map(QPointF(self._cut * widget.width(), 0.0)).x()
            painter.save()
            painter.setClipRect(whole.intersected(QRectF(left, 0, whole.right() - left, whole.height())))
            if left < whole.right():
                painter.drawImage(whole, image)
            painter.restore()
        else:
            painter.drawImage(whole, image)

    def _level_for(self, scale: float) -> tuple[QImage, float]:
        level = 0
        while scale < 0.5 and min(self._levels[level].width(), self._levels[level].height()) > 2:
            if level + 1 == len(self._levels):
                finer = self._levels[level]
                half = QSize((finer.width() + 1) // 2, (finer.height() + 1) // 2)
                coarser = finer.scaled(
                    half, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
                )
                self._levels.append(coarser.convertToFormat(QImage.Format.Format_RGB32))
            level += 1
            scale *= 2
        return self._levels[level], scale


def to_image(array: NDArray[np.uint8], table: Sequence[int] | None = None) -> QImage:
    """(h, w, 3), (h, w) or, with a table of 256 colours, (h, w) indices; the result shares no memory with the array."""
    array = np.ascontiguousarray(array)
    height, width = array.shape[:2]
    if array.ndim == 3:
        image = QImage(array.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    elif table is None:
        image = QImage(array.data, width, height, width, QImage.Format.Format_Grayscale8)
    else:
        image = QImage(array.data, width, height, width, QImage.Format.Format_Indexed8)
        image.setColorTable(table)
    return image.convertToFormat(QImage.Format.Format_RGB32)
