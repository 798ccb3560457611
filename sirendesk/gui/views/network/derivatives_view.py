"""The gradient and the Laplacian of the fitted function beside those of the signal."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from sirendesk.core.insight.values import Derivatives, InsightRequest
from sirendesk.gui.theme import Theme
from sirendesk.gui.views.colour_bar import ColourBar
from sirendesk.gui.views.colour_maps import colour_table, rgb_table
from sirendesk.gui.views.image_pane import ImagePane
from sirendesk.gui.views.network import derivative_colours as colours
from sirendesk.gui.views.network.arrow_item import ArrowItem
from sirendesk.gui.views.network.chart import nice_ceiling
from sirendesk.gui.views.network.direction_wheel import DirectionWheel
from sirendesk.gui.views.network.page import NetworkPage
from sirendesk.gui.views.network.pane_grid import PaneGrid
from sirendesk.gui.views.picture_item import to_image
from sirendesk.gui.views.tool_row import ToolButton

SENTENCE = (
    "Press Start: the slopes of the fitted function appear here beside those of the signal.\n"
    "A sine network has right derivatives as well as right values; ReLU has steps for slopes and no curvature."
)
GRADIENT_TIP = (
    "Slope: how steeply the values rise from place to place, and in which direction. Edges are bright. One unit is "
    "half the picture's longer side. "
)
LAPLACIAN_TIP = (
    "Laplacian, the sum of the second derivatives: positive in a hollow, negative on a crest, none on an even slope. A "
    "ReLU network has none at all: it is made of flat facets. "
)
# scene units along the longer side, and what counts as the same ratio of the sides
UNITS, SAME_SHAPE = 256, 0.04
KEYS = "Double click or Enter shows this pane large and back."


class DerivativesView(NetworkPage):
    """Four linked panes; fit and signal share one scale, which is the signal's and so stays where it is."""

    def __init__(self, prefix: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(f"{prefix}.derivatives", SENTENCE, theme, parent)
        self._shown: Derivatives | None = None
        self._signal_x: NDArray[np.float32] | None = None
        self._scales = (1.0, 1.0)
        self._place: QPointF | None = None
        self._extent = (1, 1)
        self._make_panes(f"{prefix}.derivatives", theme)
        self._make_tools(f"{prefix}.derivatives")
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.grid)
        self.apply_theme(theme)
        self._choose_direction(self._arrows_button)
        self.clear()

    @property
    def scales(self) -> tuple[float, float]:
        """Slope and curvature at the ends of the colours."""
        return self._scales

    def request(self) -> InsightRequest:
        """Both derivatives."""
        return InsightRequest("derivatives")

    def clear(self) -> None:
        """No pictures."""
        self._shown, self._signal_x = None, None
        for pane in self.panes:
            pane.clear()
        for arrows in self._arrows:
            arrows.clear()
        super().clear()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        super().apply_theme(theme)
        for pane in self.panes:
            pane.apply_theme(theme)
        for bar in self._bars[2:]:
            bar.set_table(colours.diverging_table(theme.dark))
        if self._shown is not None:
            self._draw(self._shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the large pane."""
        if event.key() == Qt.Key.Key_Escape and self.grid.alone is not None:
            self.grid.give_all(None)
        else:
            super().keyPressEvent(event)

    def _draw(self, insight: Derivatives) -> None:
        self._shown = insight
        if insight.signal_x is not self._signal_x:
            self._measure(insight)
        self._take_shape(insight.fit_x.shape[0], insight.fit_x.shape[1])
        coloured = self._colour_button.isChecked()
        parts = ((insight.fit_x, insight.fit_y), (insight.signal_x, insight.signal_y))
        for pane, arrows, (x, y) in zip(self.panes[:2], self._arrows, parts, strict=True):
            pane.display_image(self._gradient_image(x, y, coloured), self._extent)
            arrows.set_field(x, y, self._scales[0], self._extent)
            arrows.setVisible(not coloured)
        for pane, values in zip(self.panes[2:], (insight.fit_laplacian, insight.signal_laplacian), strict=True):
            places = colours.indices(values, -self._scales[1], self._scales[1])
            pane.display_image(to_image(places, colours.diverging_rgb(self._theme.dark)), self._extent)
        self._read()

    def _take_shape(self, height: int, width: int) -> None:
        """A held fit is seen finer than a running one; the place that is looked at stays what it is."""
        if abs(height * self._extent[1] / (width * self._extent[0]) - 1) > SAME_SHAPE or self._extent == (1, 1):
            longest = max(height, width)
            self._extent = max(1, round(UNITS * height / longest)), max(1, round(UNITS * width / longest))
            self.grid.set_shape(self._extent)

    def _measure(self, insight: Derivatives) -> None:
        """Scales from the signal: the fit may be far off at first and must not set them."""
        self._signal_x = insight.signal_x
        slope = colours.typical_size(colours.magnitude(insight.signal_x, insight.signal_y))
        curvature = colours.typical_size(insight.signal_laplacian)
        self._scales = nice_ceiling(slope), nice_ceiling(curvature)
        for bar in self._bars[:2]:
            bar.set_labels("0", f"{self._scales[0]:,g}")
        for bar in self._bars[2:]:
            bar.set_labels("", f"±{self._scales[1]:,g}")

    def _gradient_image(self, x: NDArray[np.float32], y: NDArray[np.float32], coloured: bool) -> QImage:
        if coloured:
            return to_image(colours.direction_colours(x, y, self._scales[0]))
        places = colours.indices(colours.magnitude(x, y), 0.0, self._scales[0])
        return to_image(places, rgb_table(colours.MAGNITUDE_MAP))

    def _make_panes(self, name: str, theme: Theme) -> None:
        titles = (("fit_gradient", "∇f  fit"), ("signal_gradient", "∇f  signal"))
        titles += (("fit_laplacian", "Δf  fit"), ("signal_laplacian", "Δf  signal"))
        self.panes = tuple(ImagePane(f"{name}.{key}", title, "", theme) for key, title in titles)
        self._arrows = (ArrowItem(), ArrowItem())
        self._wheels = tuple(DirectionWheel(f"{name}.wheel_{k}") for k in range(2))
        self._bars = tuple(
            _TableBar(f"{name}.{key}_scale", colours.MAGNITUDE_MAP, ("", "±20,000") if k > 1 else ("0", "1,000"))
            for k, (key, _) in enumerate(titles)
        )
        for bar, tip in zip(self._bars, (GRADIENT_TIP, GRADIENT_TIP, LAPLACIAN_TIP, LAPLACIAN_TIP), strict=True):
            bar.setAccessibleName("Scale of the colours")
            bar.setToolTip(f"{tip}Fit and signal share the scale.")
        for k, pane in enumerate(self.panes):
            pane.setToolTip((GRADIENT_TIP if k < 2 else LAPLACIAN_TIP) + KEYS)
            if k < 2:
                pane.canvas.add_item(self._arrows[k])
                pane.add_to_title(self._wheels[k])
            pane.add_to_title(self._bars[k])
            pane.picture.set_smooth(True)
            pane.range_moved.connect(self._follow)
            pane.fit_requested.connect(self._fit)
            pane.pointed.connect(self._see_pointer)
            pane.enlarge_requested.connect(self._toggle_large)
        fit_x, signal_x, fit_l, signal_l = self.panes
        self.grid = PaneGrid((fit_x, fit_l, signal_x, signal_l), 2, self._body)

    def _make_tools(self, name: str) -> None:
        self._arrows_button = ToolButton(
            f"{name}.arrows",
            "Arrows",
            "Colour tells how steep, arrows point to where the function rises.",
            picture="arrows",
        )
        self._colour_button = ToolButton(
            f"{name}.direction_colours",
            "Direction as colour",
            "Blue rises to the right and ochre to the left, light upwards and dark downwards; grey is flat.",
            picture="directions",
        )
        self._fit_button = ToolButton(
            f"{name}.fit_view", "Fit the pictures", "See the whole pictures (Ctrl+0 in a pane).", picture="fit"
        )
        self._ways = QButtonGroup(self)
        for k, button in enumerate((self._arrows_button, self._colour_button)):
            button.setCheckable(True)
            self._ways.addButton(button)
            self.foot.insertWidget(k, button)
        self.foot.insertSpacing(2, 10)
        self.foot.insertWidget(3, self._fit_button)
        self.foot.insertSpacing(4, 10)
        self._arrows_button.setChecked(True)
        self._ways.buttonClicked.connect(self._choose_direction)
        self._fit_button.clicked.connect(self._fit)

    @Slot(object)
    def _choose_direction(self, button: ToolButton) -> None:
        coloured = button is self._colour_button
        for wheel, bar in zip(self._wheels, self._bars[:2], strict=True):
            wheel.setVisible(coloured)
            bar.set_table(_greys_to_hues() if coloured else colour_table(colours.MAGNITUDE_MAP))
        if self._shown is not None:
            self._draw(self._shown)

    @Slot(object)
    def _follow(self, rect: QRectF) -> None:
        for pane in self.panes:
            if pane is not self.sender():
                pane.canvas.set_range(rect)

    @Slot()
    def _fit(self) -> None:
        for pane in self.panes:
            pane.canvas.fit()

    @Slot()
    def _toggle_large(self) -> None:
        pane = self.sender()
        if isinstance(pane, ImagePane):
            self.grid.give_all(None if pane is self.grid.alone else pane)
            pane.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _see_pointer(self, place: QPointF | None) -> None:
        self._place = place
        self._read()

    def _read(self) -> None:
        shown = self._shown
        if shown is None:
            return
        if self._place is None:
            self.words.set_text("slope ∇f and curvature Δf, of the function itself and not from its pixels")
            return
        height, width = shown.fit_x.shape[:2]
        down, across = self._place.y() / self._extent[0], self._place.x() / self._extent[1]
        k = min(int(down * height), height - 1), min(int(across * width), width - 1)
        pairs = (shown.fit_x, shown.fit_y), (shown.signal_x, shown.signal_y)
        slopes = [float(np.hypot(x[k], y[k])) for x, y in pairs]
        bends = [float(shown.fit_laplacian[k]), float(shown.signal_laplacian[k])]
        text = f"|∇f| fit {slopes[0]:,.1f} signal {slopes[1]:,.1f} · Δf fit {bends[0]:+,.0f} signal {bends[1]:+,.0f}"
        self.words.set_text(text.replace("-", "\u2212"))


class _TableBar(ColourBar):
    """A scale of colours of our own."""

    def set_table(self, table: NDArray[np.uint8]) -> None:
        self._strip = QImage(np.ascontiguousarray(table).data, 256, 1, 768, QImage.Format.Format_RGB888).copy()
        self.update()


def _greys_to_hues() -> NDArray[np.uint8]:
    """Strength alone: from the grey of a flat place to the colour of a rise to the right."""
    ramp = np.linspace(0, 1, 256, dtype=np.float32)[None, :]
    return colours.direction_colours(ramp, np.zeros_like(ramp), 1.0)[0]
