"""Neurons as small pictures in rows; one of them has the keys, each can be crossed out."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from sirendesk.gui.theme import Theme
from sirendesk.gui.views.colour_maps import rgb_table
from sirendesk.gui.views.picture_item import to_image

NEURON_MAP = "cividis"
EDGE, GAP = 5.0, 3.0
FADED = 0.22


class ContactSheet(QWidget):
    """Draws the maps of `indices`; tells which is read and which shall be muted or heard again."""

    neuron_chosen = Signal(object)
    toggle_requested = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Neurons")
        self._theme = theme
        self._images: list[QImage] = []
        self._indices: tuple[int, ...] = ()
        self._muted: frozenset[int] = frozenset()
        self._shape = (1, 1)
        self._at = 0
        self._hovered: int | None = None

    @property
    def indices(self) -> tuple[int, ...]:
        """Numbers of the neurons that are drawn."""
        return self._indices

    @property
    def chosen(self) -> int | None:
        """Place of the neuron that is read: the one under the pointer, else the one with the keys."""
        if self._hovered is not None:
            return self._hovered
        return self._at if self._indices and self.hasFocus() else None

    def set_neurons(self, maps: NDArray[np.uint8], indices: Sequence[int]) -> None:
        """Draw (m, h, w) maps of the neurons `indices`; the one with the keys keeps its place."""
        table = rgb_table(NEURON_MAP)
        self._images = [to_image(one, table) for one in maps]
        self._shape = (maps.shape[1], maps.shape[2]) if len(maps) else (1, 1)
        self._indices = tuple(int(k) for k in indices)
        self._at = min(self._at, max(len(self._indices) - 1, 0))
        if self._hovered is not None and self._hovered >= len(self._indices):
            self._hovered = None
        self.update()

    def set_muted(self, muted: Collection[int]) -> None:
        """Cross out the neurons of these numbers."""
        self._muted = frozenset(muted)
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.update()

    def tile(self, k: int) -> QRectF:
        """Where the k-th map lies."""
        columns, wide, high = self._grid()
        rows = math.ceil(len(self._indices) / columns)
        left = (self.width() - columns * (wide + GAP) + GAP) / 2
        top = (self.height() - rows * (high + GAP) + GAP) / 2
        return QRectF(left + k % columns * (wide + GAP), top + k // columns * (high + GAP), wide, high)

    def sizeHint(self) -> QSize:
        """Room for eight rows of eight."""
        return QSize(480, 320)

    def minimumSizeHint(self) -> QSize:
        """Small enough for a small window."""
        return QSize(180, 110)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the neuron under the pointer."""
        self._hover(self._tile_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is nowhere."""
        super().leaveEvent(event)
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Mute the neuron under the pointer, or hear it again."""
        k = self._tile_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and k is not None:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._at = k
            self.toggle_requested.emit(self._indices[k])
            self.update()

    def press_key(self, event: QKeyEvent) -> bool:
        """Go from neuron to neuron, or toggle one; False for any other key."""
        columns = self._grid()[0]
        moves = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -columns,
            Qt.Key.Key_Down: columns,
            Qt.Key.Key_Home: -len(self._indices),
            Qt.Key.Key_End: len(self._indices),
        }
        if not self._indices or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        if event.key() in moves:
            to = self._at + moves[Qt.Key(event.key())]
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not 0 <= to < len(self._indices):
                return True
            self._at = min(max(to, 0), len(self._indices) - 1)
            self._hovered = None
            self._tell()
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.toggle_requested.emit(self._indices[self._at])
        else:
            return False
        return True

    def see_focus(self) -> None:
        """The keys came or went: they are the pane's, which hands them on."""
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Maps, crosses, and a frame around the one that is read."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.background))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for k, (image, number) in enumerate(zip(self._images, self._indices, strict=True)):
            room = self.tile(k)
            muted = number in self._muted
            painter.setOpacity(FADED if muted else 1.0)
            painter.drawImage(room, image)
            painter.setOpacity(1.0)
            if muted:
                self._cross_out(painter, room)
        for k, colour in ((self._hovered, self._theme.foreground), (self._focused(), self._theme.psnr)):
            if k is not None:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(colour), 2.0, j=Qt.PenJoinStyle.MiterJoin))
                painter.drawRect(self.tile(k).adjusted(-1, -1, 1, 1))
        painter.end()

    def _cross_out(self, painter: QPainter, room: QRectF) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = room.adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setPen(QPen(QColor(self._theme.bad), max(1.6, min(3.0, room.width() / 24))))
        painter.drawLines([QLineF(inner.topLeft(), inner.bottomRight()), QLineF(inner.topRight(), inner.bottomLeft())])
        painter.drawRect(inner)
        painter.restore()

    def _focused(self) -> int | None:
        return self._at if self.hasFocus() and self._indices else None

    def _hover(self, k: int | None) -> None:
        if k != self._hovered:
            self._hovered = k
            self._tell()

    def _tell(self) -> None:
        self.update()
        self.neuron_chosen.emit(self.chosen)

    def _tile_at(self, where: QPointF) -> int | None:
        reach = GAP / 2
        near = (
            k for k in range(len(self._indices)) if self.tile(k).adjusted(-reach, -reach, reach, reach).contains(where)
        )
        return next(near, None)

    def _grid(self) -> tuple[int, float, float]:
        """Columns, and width and height of a map."""
        return _largest_grid(max(len(self._indices), 1), self.width(), self.height(), self._shape)


@lru_cache(maxsize=8)
def _largest_grid(count: int, width: int, height: int, shape: tuple[int, int]) -> tuple[int, float, float]:
    """As large as all of them fit."""
    room_x, room_y, ratio = width - 2 * EDGE + GAP, height - 2 * EDGE + GAP, shape[1] / max(shape[0], 1)
    best = (1, 1.0, 1.0)
    for columns in range(1, count + 1):
        rows = math.ceil(count / columns)
        wide = max(min(room_x / columns - GAP, (room_y / rows - GAP) * ratio), 1.0)
        if wide > best[1]:
            best = (columns, wide, wide / ratio)
    return best
