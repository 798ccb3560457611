"""Loss against updates, every walk in its own line, and where the playback stands."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from sirendesk.core.descent.geometry import tick_text, ticks
from sirendesk.core.descent.landscape import Bounds
from sirendesk.core.descent.panels import LossScale, loss_scale
from sirendesk.gui.theme import Theme
from sirendesk.gui.views.axes import power_text
from sirendesk.gui.views.descent.plane import Plane
from sirendesk.gui.views.descent.strokes import TITLE_HEIGHT, draw_head
from sirendesk.gui.views.framed_pane import FramedPane

TIP = (
    "The loss of all data after each update, on logarithmic axes where that shows more. "
    "Click or drag to see that update; Left and Right step."
)


class LossPlane(Plane):
    """A press tells the update under it."""

    seek_requested = Signal(int)

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._scale: LossScale | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """See this update."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._seek(event.position())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """See the updates that are passed."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek(event.position())

    def _seek(self, place: QPointF) -> None:
        if self._scale is not None:
            across = self.value_at(place)[0]
            self.seek_requested.emit(max(0, round(10**across - 1 if self._scale.log_updates else across)))

    def _bounds(self) -> Bounds:
        return self._scale.axes.bounds if self._scale is not None else (0.0, 1.0, 0.0, 1.0)

    def _redraw_trails(self) -> None:
        # the numbers at the axes belong to the walks
        before = self._bounds()
        self._scale = loss_scale(self._walks, self.axes.box) if self._walks else None
        if self._bounds() != before:
            self._ground = None
        super()._redraw_trails()

    def _lines(self) -> list[tuple[str, NDArray[np.float64]]]:
        scale = self._scale
        if scale is None:
            return []
        axes = self.axes
        made = []
        for walk in self._walks:
            losses = np.nan_to_num(walk.losses, nan=1e300, posinf=1e300)
            points = scale.places(np.arange(len(losses), dtype=np.float64), losses)
            made.append((walk.recipe.name, axes.places(points).clip(-30_000, 30_000)))
        return made

    def _draw_ground(self, painter: QPainter) -> None:
        clip = self._clip()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(QColor(self._look.grid), 1))
        across, up = self._ticks()
        left, _, bottom, _ = self._bounds()
        for value, _ in across:
            x = self.place_of(value, bottom).x()
            painter.drawLine(QLineF(x, clip.top(), x, clip.bottom()))
        for value, _ in up:
            y = self.place_of(left, value).y()
            painter.drawLine(QLineF(clip.left(), y, clip.right(), y))

    def _draw_scales(self, painter: QPainter) -> None:
        self._draw_numbers(painter, *self._ticks())

    def _draw_marks(self, painter: QPainter) -> None:
        scale = self._scale
        if scale is None:
            return
        clip = self._clip()
        across = math.log10(1.0 + self._step) if scale.log_updates else float(self._step)
        x = self.place_of(across, 0.0).x()
        painter.setPen(QPen(QColor(self._look.muted), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(x, clip.top(), x, clip.bottom()))
        for recipe, place in self._heads():
            draw_head(painter, place, recipe, self._look, size=3.6)

    def _ticks(self) -> tuple[list[tuple[float, str]], list[tuple[float, str]]]:
        if self._scale is None:
            return [], []
        left, right, bottom, top = self._bounds()
        box = self.axes.box
        if self._scale.log_updates:
            across = [(math.log10(1.0 + n), f"{n:,}") for n in (0, *(10**k for k in range(8))) if 1 + n <= 10**right]
        else:
            across = [(x, f"{x:,.0f}") for x in ticks(left, right, max(2, round(box.width / 80))) if x == int(x)]
        if not self._scale.log_losses:
            return across, [(y, tick_text(y)) for y in ticks(bottom, top, max(2, round(box.height / 32)))]
        every = max(1, math.ceil((top - bottom) / max(1.0, box.height / 22)))
        places = [float(k) for k in range(math.ceil(bottom), math.floor(top) + 1) if k % every == 0]
        if len(places) < 3:  # less than two decades: their parts as well
            decades = range(math.floor(bottom), math.ceil(top) + 1)
            places = [k + math.log10(f) for k in decades for f in (1, 2, 5)]
        return across, [(y, _loss_text(y)) for y in places if bottom <= y <= top]


class LossView(FramedPane):
    """The losses in their frame."""

    seek_requested = Signal(int)

    def __init__(self, prefix: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(f"{prefix}.loss_plane", "Loss against updates", TIP, theme, parent)
        self.plane = LossPlane(f"{prefix}.loss_map", theme, self)
        self._title_row.addStrut(TITLE_HEIGHT)
        self._add_body(self.plane)
        self.plane.seek_requested.connect(self._seek)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._take_theme(theme)
        self.plane.apply_theme(theme)

    @Slot(int)
    def _seek(self, step: int) -> None:
        self.seek_requested.emit(step)


def _loss_text(exponent: float) -> str:
    value = 10**exponent
    return f"{value:,.0f}" if 1 <= value < 20_000 else f"{value:.3g}" if 0.01 <= value < 1 else power_text(exponent)
