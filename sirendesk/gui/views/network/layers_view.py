"""Singular values of each layer's matrix: what the network has made of the noise it started from."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sirendesk.core.insight.values import InsightRequest, LayerSpectra, LayerSpectrum
from sirendesk.gui.theme import Theme
from sirendesk.gui.views.framed_pane import FramedPane
from sirendesk.gui.views.network.chart import Chart, Scale
from sirendesk.gui.views.network.page import NetworkPage
from sirendesk.gui.views.network.tiles import TITLE, Tiles

TIP = (
    "Singular values of each layer's matrix, largest first: by how much it stretches each of its own directions. "
    "Dashed is the random start. A steep fall says that the layer uses few directions: it could be made smaller."
)
SENTENCE = (
    "Press Start: the singular values of each layer appear here, now against at the start.\n"
    "What rises above the dashed line is what training has written into the random weights."
)
LEFT, FOOT = 34.0, 18.0
MOST_DECADES = 5
# so few values are bars: a line through them would say nothing
FEW = 4


class LayersView(NetworkPage):
    """Singular values of each layer, and what they say in words."""

    def __init__(self, prefix: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(f"{prefix}.layers", SENTENCE, theme, parent)
        self.pane = _LayersPane(f"{prefix}.layers_pane", theme)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pane)
        self.clear()

    def request(self) -> InsightRequest:
        """The singular values."""
        return InsightRequest("layers")

    def clear(self) -> None:
        """No curves, and axes that start anew."""
        self.pane.tiles.set_layers(())
        super().clear()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        super().apply_theme(theme)
        self.pane.apply_theme(theme)

    def _draw(self, insight: LayerSpectra) -> None:
        self.pane.tiles.set_layers(insight.layers)
        self.words.set_text(summary(insight.layers))


class SingularTiles(Tiles):
    """One falling curve in each tile, the start dashed behind it; all tiles share the upright axis."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._layers: tuple[LayerSpectrum, ...] = ()
        self._range: tuple[float, float] | None = None

    @property
    def count(self) -> int:
        """Number of matrices."""
        return len(self._layers)

    @property
    def y_range(self) -> tuple[float, float] | None:
        """Logarithms of the ends of the upright axis."""
        return self._range

    def set_layers(self, layers: tuple[LayerSpectrum, ...]) -> None:
        """Draw these; none forgets the axis as well."""
        if not layers or len(layers) != len(self._layers):
            self._range = None
        self._layers = layers
        self.setAccessibleDescription("; ".join(f"{layer.name}: {_words(layer)[0]}" for layer in layers))
        if layers:
            low, high = _decades(np.concatenate([part for layer in layers for part in (layer.values, layer.start)]))
            if self._range is not None:
                low, high = min(low, self._range[0]), max(high, self._range[1])
            self._range = max(low, high - MOST_DECADES), high
        self.update()

    def chart(self, k: int) -> Chart:
        """Axes of the k-th layer: numbers from 1 on, and values by powers of ten."""
        room = self.tile(k).adjusted(LEFT, TITLE + 8, -2, -FOOT)
        low, high = self._range or (-1.0, 0.0)
        last = max(len(self._layers[k].values), 2)
        return Chart(room, Scale(1.0 - 0.02 * last, last * 1.02), Scale(10.0**low, 10.0**high, logarithmic=True))

    def _draw_tile(self, painter: QPainter, k: int, room: QRectF) -> None:
        layer, chart = self._layers[k], self.chart(k)
        self._draw_title(painter, room, layer.name.capitalize(), _words(layer))
        painter.setFont(self._small())
        chart.draw_grid(painter, self._theme, x=len(layer.values) > FEW)
        if len(layer.values) <= FEW:
            self._draw_few(painter, chart, layer)
            return
        for values, colour, width in (
            (layer.start, self._theme.muted, 1.3),
            (layer.values, self._theme.loss, 2.0),
        ):
            numbers = np.arange(1, len(values) + 1)
            chart.draw_line(painter, numbers, values, colour, width, dashed=values is layer.start)

    def _draw_few(self, painter: QPainter, chart: Chart, layer: LayerSpectrum) -> None:
        """A handful of values as bars, the start as a dash on each."""
        wide = min(0.3 * chart.room.width() / max(len(layer.values), 1), 46.0)
        count = len(layer.values)
        for number, value in enumerate(layer.values):
            across = chart.room.left() + (number + 0.5) / count * chart.room.width()
            top = max(chart.at_y(max(float(value), chart.y.low)), chart.room.top())
            painter.fillRect(QRectF(across - wide / 2, top, wide, chart.room.bottom() - top), QColor(self._theme.loss))
            if number < len(layer.start):
                before = chart.at_y(max(float(layer.start[number]), chart.y.low))
                pen = QPen(QColor(self._theme.text), 1.6, Qt.PenStyle.CustomDashLine)
                pen.setDashPattern([3.0, 2.0])
                painter.setPen(pen)
                painter.drawLine(QLineF(across - 0.8 * wide, before, across + 0.8 * wide, before))
            painter.setPen(QColor(self._theme.foreground))
            label = QRectF(across - 20, chart.room.bottom() + 2, 40, FOOT)
            painter.drawText(label, Qt.AlignmentFlag.AlignHCenter, str(number + 1))


class _LayersPane(FramedPane):
    def __init__(self, name: str, theme: Theme) -> None:
        super().__init__(name, "Singular values", TIP, theme)
        self.header.set_text("of each layer's matrix, largest first · solid: now · dashed: at the start")
        self.tiles = SingularTiles(theme, self)
        self._add_body(self.tiles)

    def apply_theme(self, theme: Theme) -> None:
        self._take_theme(theme)
        self.tiles.apply_theme(theme)


def effective_rank(values: NDArray[np.float32]) -> float:
    """exp of the entropy of the singular values' shares (Roy and Vetterli 2007, definition 1): 1 to their number."""
    sizes = np.asarray(values, np.float64)
    total = float(sizes.sum())
    if not total > 0:
        return 0.0
    shares = sizes[sizes > 0] / total
    return float(np.exp(-(shares * np.log(shares)).sum()))


def summary(layers: tuple[LayerSpectrum, ...]) -> str:
    """The layer that training has changed most, in words."""
    ranks = [(effective_rank(layer.start), effective_rank(layer.values), layer) for layer in layers]
    if not ranks:
        return ""
    before, now, layer = max(ranks, key=lambda entry: abs(math.log(max(entry[1], 1e-9) / max(entry[0], 1e-9))))
    if abs(now - before) < 0.02 * max(before, 1e-9):
        return "effective ranks are those of the start: no layer has given up directions yet"
    verb = "fell" if now < before else "rose"
    name = layer.name if " " in layer.name else f"the {layer.name} layer"
    return f"{name} changed most: its effective rank {verb} from {before:.1f} to {now:.1f} of {len(layer.values)}"


def _words(layer: LayerSpectrum) -> tuple[str, ...]:
    """In fewer and fewer words."""
    rank, largest = effective_rank(layer.values), float(layer.values[0]) if len(layer.values) else 0.0
    size = f"{layer.shape[0]} × {layer.shape[1]}"
    of = f"rank {rank:.1f} of {len(layer.values)}"
    return f"effective {of} · largest {largest:.2g} · {size}", f"effective {of}", of, f"rank {rank:.0f}"


def _decades(values: NDArray[np.float32]) -> tuple[float, float]:
    positive = values[np.isfinite(values) & (values > 0)]
    if not positive.size:
        return -1.0, 0.0
    # the very last values of a square matrix may be next to nothing: they would press the rest against the top
    least = float(np.quantile(positive, 0.03))
    low, high = math.floor(math.log10(least)), math.ceil(math.log10(float(positive.max())) + 1e-9)
    return float(low), float(max(high, low + 1))
