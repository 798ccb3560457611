"""How the values inside the network are spread, layer by layer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sirendesk.core.insight.values import Activations, InsightRequest, LayerHistogram
from sirendesk.gui.theme import Theme, mix
from sirendesk.gui.views.framed_pane import FramedPane
from sirendesk.gui.views.network.chart import Chart, Scale, signed
from sirendesk.gui.views.network.page import NetworkPage
from sirendesk.gui.views.network.tiles import TITLE, Tiles

TIP = (
    "Values of each hidden layer after its activation. A SIREN starts with the same arcsine in every layer, high at "
    "both ends: nothing fades and nothing explodes on its way through. A pile at one value is a layer that says "
    "little; stuck neurons say the same everywhere and have stopped learning. The mark is the mean, the band one "
    "standard deviation to each side."
)
SENTENCE = (
    "Press Start: the values inside each layer appear here as histograms.\n"
    "Healthy layers look alike from first to last; a layer that piles up at one value has stopped telling things apart."
)
FOOT = 18.0


class ActivationsView(NetworkPage):
    """A histogram for each layer, and a line that says which layer to look at."""

    def __init__(self, prefix: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(f"{prefix}.activations", SENTENCE, theme, parent)
        self.pane = _ActivationsPane(f"{prefix}.activations_pane", theme)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pane)
        self.clear()

    def request(self) -> InsightRequest:
        """The histograms."""
        return InsightRequest("activations")

    def clear(self) -> None:
        """No histograms."""
        self.pane.tiles.set_layers(())
        super().clear()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        super().apply_theme(theme)
        self.pane.apply_theme(theme)

    def _draw(self, insight: Activations) -> None:
        self.pane.tiles.set_layers(insight.layers)
        self.words.set_text(summary(insight.layers))


class HistogramTiles(Tiles):
    """One histogram in each tile; the axis of values moves in steps, so that the drawing stands still."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._layers: tuple[LayerHistogram, ...] = ()
        self._reaches: list[_Reach] = []

    @property
    def count(self) -> int:
        """Number of hidden layers."""
        return len(self._layers)

    @property
    def layers(self) -> tuple[LayerHistogram, ...]:
        """What is drawn."""
        return self._layers

    def set_layers(self, layers: tuple[LayerHistogram, ...]) -> None:
        """Draw these; none forgets the axes as well."""
        if len(layers) != len(self._layers):
            self._reaches = [_Reach() for _ in layers]
        self._layers = layers
        for reach, layer in zip(self._reaches, layers, strict=True):
            reach.take(float(layer.edges[0]), float(layer.edges[-1]))
        told = "; ".join(f"layer {k + 1}: {_stats(layer)[0]}" for k, layer in enumerate(layers))
        self.setAccessibleDescription(told)
        self.update()

    def chart(self, k: int) -> Chart:
        """Axes of the k-th histogram."""
        room = self.tile(k).adjusted(1, TITLE + 2, -1, -FOOT)
        reach = self._reaches[k]
        return Chart(room, Scale(reach.low, reach.high), Scale(0.0, 1.06))

    def _draw_tile(self, painter: QPainter, k: int, room: QRectF) -> None:
        layer, chart = self._layers[k], self.chart(k)
        self._draw_title(painter, room, f"Layer {k + 1}", _stats(layer))
        painter.setFont(self._small())
        self._draw_band(painter, chart, layer)
        chart.draw_grid(painter, self._theme, y=False)
        density = layer.counts / np.maximum(np.diff(layer.edges), 1e-12)
        heights = density / max(float(density.max()), 1e-12)
        edges = np.repeat(np.asarray(layer.edges, np.float64), 2)
        outline = np.concatenate([[0.0], np.repeat(heights, 2), [0.0]])
        stuck = layer.saturated > 0.1
        colour = self._theme.psnr if stuck else self._theme.loss
        painter.save()
        painter.setClipRect(chart.room.adjusted(0, -1, 0, 0))
        fill = QColor(mix(colour, self._theme.background, 0.55))
        fill.setAlpha(190)
        painter.setBrush(fill)
        painter.setPen(QPen(QColor(colour), 1.2))
        painter.drawPolygon(QPolygonF(chart.points(edges, outline)))
        mean = chart.at_x(layer.mean)
        painter.setPen(QPen(QColor(self._theme.text), 1.4))
        painter.drawLine(QPointF(mean, chart.room.top()), QPointF(mean, chart.room.bottom()))
        painter.restore()

    def _draw_band(self, painter: QPainter, chart: Chart, layer: LayerHistogram) -> None:
        left = max(chart.at_x(layer.mean - layer.sd), chart.room.left())
        right = min(chart.at_x(layer.mean + layer.sd), chart.room.right())
        band = QColor(mix(self._theme.foreground, self._theme.background, 0.9))
        painter.fillRect(QRectF(left, chart.room.top(), max(right - left, 0.0), chart.room.height()), band)


@dataclass
class _Reach:
    """Ends of an axis that widen at once and narrow only when most of the room is empty."""

    low: float = 0.0
    high: float = 0.0

    def take(self, low: float, high: float) -> None:
        span = max(high - low, 1e-6)
        if low < self.low or high > self.high or self.high - self.low > 3 * span:
            margin = 0.06 * span
            self.low, self.high = low - margin, high + margin


class _ActivationsPane(FramedPane):
    def __init__(self, name: str, theme: Theme) -> None:
        super().__init__(name, "Activations", TIP, theme)
        self.header.set_text("values after each hidden layer's activation · line: mean · band: one standard deviation")
        self.tiles = HistogramTiles(theme, self)
        self._add_body(self.tiles)

    def apply_theme(self, theme: Theme) -> None:
        self._take_theme(theme)
        self.tiles.apply_theme(theme)


def summary(layers: tuple[LayerHistogram, ...]) -> str:
    """The layer to look at, in words."""
    if not layers:
        return ""
    worst = max(range(len(layers)), key=lambda k: layers[k].saturated)
    share = layers[worst].saturated
    if share > 0.1:
        who = f"{100 * share:.0f} % of the {layers[worst].neurons} neurons of layer {worst + 1}"
        return f"{who} are stuck: they answer the same nearly everywhere"
    spreads = [layer.sd for layer in layers]
    low, high = min(spreads), max(spreads)
    if low < 1e-3:
        return f"layer {spreads.index(low) + 1} is nearly silent: its values hardly differ (sd {low:.1g})"
    if high > 4 * low:
        return f"the spread changes {high / low:.1f}-fold from layer to layer (sd {low:.2g} to {high:.2g})"
    return f"all layers are spread alike (sd {low:.2f} to {high:.2f}), hardly a neuron is stuck"


def _stats(layer: LayerHistogram) -> tuple[str, ...]:
    """In fewer and fewer words."""
    spread, stuck = f"{signed(f'{layer.mean:.2f}')} ± {layer.sd:.2f}", f"{100 * layer.saturated:.0f} % stuck"
    if layer.saturated > 0.1:
        return f"{spread} · {stuck}", stuck
    return f"{spread} · {stuck}", spread, f"± {layer.sd:.2f}"
