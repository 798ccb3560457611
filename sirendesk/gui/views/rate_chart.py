"""Bits per pixel against how near a file comes, with a choice of what near means and a line that reads a file."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from sirendesk.gui.theme import LIGHT, Theme
from sirendesk.gui.views.drawing import draw_png, draw_svg
from sirendesk.gui.views.rate_plot import METRICS, RateCurve, RatePlot, Spot
from sirendesk.gui.views.text_line import TextLine
from sirendesk.gui.views.tool_row import ROW_MARGINS, ToolButton

TIPS = {
    "psnr": "Peak signal-to-noise ratio: 6 dB halve the error.",
    "ssim": "Structural similarity: 1 is the same picture. It minds blur and grain, and forgives noise in busy places.",
}
CAPTION = "Bits per pixel against distortion"


class RateChart(QWidget):
    """What it is about stands above; `note` says what is still being drawn."""

    def __init__(self, prefix: str, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}.rate_chart")
        self._theme = theme
        self._note = ""
        self.heading = TextLine(f"{prefix}.rate_heading", "Rate and distortion")
        self.plot = RatePlot(f"{prefix}.rate_plot", theme)
        self.readout = TextLine(f"{prefix}.rate_readout")
        self.readout.setAccessibleName("File under the pointer")
        self._metrics = QButtonGroup(self)
        self._buttons: dict[str, ToolButton] = {}
        row = QHBoxLayout()
        row.setContentsMargins(*ROW_MARGINS)
        row.setSpacing(2)
        for metric in METRICS:
            button = ToolButton(f"{prefix}.rate_{metric}", f"Show {metric.upper()}", TIPS[metric], word=metric.upper())
            button.setCheckable(True)
            self._metrics.addButton(button)
            self._buttons[metric] = button
            row.addWidget(button)
        self._buttons["psnr"].setChecked(True)
        row.addSpacing(10)
        row.addWidget(self.readout, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 0)
        column.setSpacing(0)
        column.addWidget(self.heading)
        column.addWidget(self.plot, 1)
        column.addLayout(row)
        self._metrics.buttonClicked.connect(self._choose_metric)
        self.plot.read.connect(self._read)
        self.apply_theme(theme)

    @property
    def score(self) -> str:
        """ "psnr" or "ssim"."""
        return self.plot.score

    def set_metric(self, metric: str) -> None:
        """Show "psnr" or "ssim"."""
        self._buttons[metric].setChecked(True)
        self.plot.set_metric(metric)

    def set_subject(self, words: str) -> None:
        """What the files are of."""
        self.heading.set_text(words)

    def set_note(self, words: str) -> None:
        """What is still to come, shown while no file is pointed at; empty when nothing is."""
        before, self._note = self._note, words
        if self.readout.text == before:
            self.readout.set_text(words)

    def set_curves(self, curves: Sequence[RateCurve]) -> None:
        """The known codecs."""
        self.plot.set_curves(curves)

    def display(self, dot: Spot | None, trail: Sequence[Spot] = (), beside: Spot | None = None) -> None:
        """Our file, those that were tried before it, and the rival of the same size."""
        self.plot.set_own(dot, trail, beside)

    def export_png(self) -> bytes:
        """As it is drawn, at twice the size."""
        return draw_png([self.heading, self.plot], self._theme.background)

    def export_svg(self) -> bytes:
        """As it is drawn, as a drawing."""
        return draw_svg([self.heading, self.plot], CAPTION, self._theme.background)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.plot.apply_theme(theme)

    @Slot(object)
    def _choose_metric(self, button: ToolButton) -> None:
        self.set_metric(next(name for name, one in self._buttons.items() if one is button))

    @Slot(str)
    def _read(self, words: str) -> None:
        self.readout.set_text(words or self._note)
