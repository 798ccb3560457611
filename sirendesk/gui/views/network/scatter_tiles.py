"""Analytic against numeric gradients, a small scatter for each layer: a right gradient lies on the diagonal."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from sirendesk.core.numpy_net.gradient_check import TOLERANCE, LayerCheck
from sirendesk.gui.theme import Theme, mix
from sirendesk.gui.views.network.chart import Chart, Scale, nice_ceiling
from sirendesk.gui.views.network.tiles import TITLE, Tiles

LEFT, FOOT = 40.0, 18.0
DOT = 2.1


class ScatterTiles(Tiles):
    """Across: what the backward pass says. Upright: what the loss really does."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._layers: tuple[LayerCheck, ...] = ()

    @property
    def count(self) -> int:
        """Number of layers."""
        return len(self._layers)

    def set_layers(self, layers: tuple[LayerCheck, ...]) -> None:
        """Draw these."""
        self._layers = layers
        told = (f"{layer.name}: {'agrees' if agrees(layer) else 'disagrees'}" for layer in layers)
        self.setAccessibleDescription("; ".join(told))
        self.update()

    def chart(self, k: int) -> Chart:
        """Axes of the k-th layer, the same across and upright."""
        layer = self._layers[k]
        largest = max(float(np.abs(layer.analytic).max(initial=0)), float(np.abs(layer.numeric).max(initial=0)))
        reach = nice_ceiling(1.02 * largest) if largest > 0 else 1.0
        room = self.tile(k).adjusted(LEFT, TITLE + 8, -4, -FOOT)
        return Chart(room, Scale(-reach, reach), Scale(-reach, reach))

    def _draw_tile(self, painter: QPainter, k: int, room: QRectF) -> None:
        layer, chart = self._layers[k], self.chart(k)
        right = agrees(layer)
        self._draw_title(painter, room, layer.name.capitalize(), ("on the diagonal" if right else "off the diagonal",))
        painter.setFont(self._small())
        chart.draw_grid(painter, self._theme)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(mix(self._theme.foreground, self._theme.background, 0.45)), 1.2))
        painter.drawLine(QLineF(chart.room.bottomLeft(), chart.room.topRight()))
        colour = QColor(self._theme.loss if right else self._theme.psnr)
        painter.setPen(QPen(QColor(self._theme.background), 0.5))
        painter.setBrush(colour)
        points = chart.points(layer.analytic, layer.numeric)
        for n in range(points.size()):
            place: QPointF = points.at(n)
            painter.drawEllipse(place, DOT, DOT)
        painter.restore()


def agrees(layer: LayerCheck) -> bool:
    """Whether both gradients are the same as far as differences can tell."""
    return layer.relative_error <= TOLERANCE
