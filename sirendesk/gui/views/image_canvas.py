"""The surface a picture lies on: zoom by wheel, move by dragging, always within sight."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QGraphicsItem, QGraphicsView, QSizePolicy, QWidget

MARGIN = 0.015
MOST_ZOOM = 48.0


class ImageCanvas(pg.GraphicsView):
    """Scene units are samples of the signal, rows downwards. Fitted until a hand moves it."""

    range_moved = Signal(object)
    pointer_moved = Signal(object)
    double_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(60, 60)
        # a plain colour needs no cache
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        self._box = pg.ViewBox(lockAspect=True, invertY=True, enableMenu=False, defaultPadding=0.0)
        self._box.disableAutoRange()
        self.setCentralItem(self._box)
        self._extent = (1, 1)
        self._fitted = True
        self._box.sigRangeChangedManually.connect(self._keep_in_sight)
        self._box.sigResized.connect(self._refit)
        self.fit()

    @property
    def extent(self) -> tuple[int, int]:
        """(height, width) of what there is to see."""
        return self._extent

    @property
    def is_fitted(self) -> bool:
        """True while the whole picture is kept in the view."""
        return self._fitted

    @property
    def visible_range(self) -> QRectF:
        """The part of the picture's plane that is seen."""
        return self._box.viewRect()

    def add_item(self, item: QGraphicsItem) -> None:
        """Put something on the picture's plane; it has no say in the range."""
        self._box.addItem(item, ignoreBounds=True)

    def set_extent(self, extent: tuple[int, int]) -> None:
        """Another size of picture: see all of it."""
        if extent != self._extent:
            self._extent = extent
            self.fit()

    def fit(self) -> None:
        """See the whole picture, also after the next change of size."""
        height, width = self._extent
        self._fitted = True
        dx, dy = width * MARGIN, height * MARGIN
        self._box.setRange(QRectF(-dx, -dy, width + 2 * dx, height + 2 * dy), padding=0)

    def set_range(self, rect: QRectF) -> None:
        """See this part; nothing is emitted."""
        self._fitted = False
        self._box.setRange(rect, padding=0)

    def zoom(self, factor: float) -> None:
        """Nearer by a factor, about the centre."""
        self._move_by_hand(_about(self.visible_range, 1.0 / factor))

    def zoom_to_actual(self) -> None:
        """One sample on one pixel of the screen."""
        seen = self.visible_range
        wanted = self._box.width() * self.devicePixelRatioF()
        self._move_by_hand(_about(seen, wanted / max(seen.width(), 1e-9)))

    def pan(self, right: float, down: float) -> None:
        """Move the view by shares of its size."""
        seen = self.visible_range
        self._move_by_hand(seen.translated(right * seen.width(), down * seen.height()))

    def position_of(self, where: QPointF) -> QPointF:
        """Place on the picture's plane under a point of the widget."""
        return self._box.mapSceneToView(self.mapToScene(where.toPoint()))

    def point_at(self, place: QPointF) -> QPointF:
        """Point of the widget over a place on the picture's plane."""
        return QPointF(self.mapFromScene(self._box.mapViewToScene(place)))

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        """Tell where the pointer is; pyqtgraph's own signal leaves out fast moves, and so the last one."""
        super().mouseMoveEvent(ev)
        self.pointer_moved.emit(self.position_of(ev.position()))

    def mouseDoubleClickEvent(self, ev: QMouseEvent) -> None:
        """A wish of whoever holds the canvas."""
        if ev.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit()
        ev.accept()

    def leaveEvent(self, ev: QEvent) -> None:
        """The pointer is nowhere."""
        super().leaveEvent(ev)
        self.pointer_moved.emit(None)

    @Slot()
    def _refit(self) -> None:
        if self._fitted:
            self.fit()

    @Slot(object)
    def _keep_in_sight(self, axes: object) -> None:
        self._move_by_hand(self.visible_range)

    def _move_by_hand(self, rect: QRectF) -> None:
        self.set_range(self._within_limits(rect))
        self.range_moved.emit(self.visible_range)

    def _within_limits(self, rect: QRectF) -> QRectF:
        # own limits: those of ViewBox and a locked aspect disagree with each other
        height, width = self._extent
        pixels = max(self._box.width(), 1.0), max(self._box.height(), 1.0)
        per_unit = pixels[0] / max(rect.width(), 1e-9)
        fitted = min(pixels[0] / width, pixels[1] / height)
        least = min(0.5 * fitted, 1.0 / self.devicePixelRatioF())
        allowed = min(max(per_unit, least), max(MOST_ZOOM, 4 * fitted))
        rect = _about(rect, per_unit / allowed)
        centre = rect.center()
        rect.moveCenter(QPointF(min(max(centre.x(), 0.0), width), min(max(centre.y(), 0.0), height)))
        return rect


def _about(rect: QRectF, factor: float) -> QRectF:
    result = QRectF(0, 0, rect.width() * factor, rect.height() * factor)
    result.moveCenter(rect.center())
    return result
