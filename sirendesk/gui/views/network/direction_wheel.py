"""A small disc that tells which colour stands for which direction."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sirendesk.gui.views.network.derivative_colours import direction_colours

SIDE = 18
FINE = 96


class DirectionWheel(QWidget):
    """The colour at an edge of the disc is that of a gradient towards this edge."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName("Colours of the directions")
        self.setToolTip("Colour of each direction in which the function rises: the edge of the disc that it points to.")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        places = (np.arange(FINE) + 0.5) / FINE * 2 - 1
        x, y = np.meshgrid(places, places)
        colours = direction_colours(x.astype(np.float32), y.astype(np.float32), 1.0)
        self._disc = QImage(colours.data, FINE, FINE, 3 * FINE, QImage.Format.Format_RGB888).copy()

    def sizeHint(self) -> QSize:
        """As high as a title."""
        return QSize(SIDE + 4, SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The disc."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        disc = QRectF((self.width() - SIDE) / 2 + 1, (self.height() - SIDE) / 2 + 1, SIDE - 2, SIDE - 2)
        path = QPainterPath()
        path.addEllipse(disc)
        painter.setClipPath(path)
        painter.drawImage(disc, self._disc)
        painter.setClipping(False)
        painter.setPen(Qt.PenStyle.SolidLine)
        painter.setPen(self.palette().mid().color())
        painter.drawEllipse(disc)
        painter.end()
