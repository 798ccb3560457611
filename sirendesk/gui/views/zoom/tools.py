"""The row under the panes: buttons for the hand that has no wheel, what the original and the lens show, and where."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from sirendesk.core.window_original import HOWS
from sirendesk.gui.views.text_line import TextLine
from sirendesk.gui.views.tool_row import ROW_MARGINS, ToolButton
from sirendesk.gui.views.zoom.pane import KEY_ZOOM

LENSES = {"Off": "", "Values": "values", "Slope |∇f|": "gradient", "Curvature Δf": "laplacian"}


class ZoomTools(QWidget):
    """Says what was chosen; `how` is one of HOWS, `what` one of the values of LENSES."""

    fit_requested = Signal()
    zoom_requested = Signal(float)
    how_chosen = Signal()
    lens_chosen = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fit = ToolButton(f"{name}_fit", "Whole picture", "See the whole picture (0 in a pane).", picture="fit")
        self._in = ToolButton(f"{name}_in", "Zoom in", "Nearer (+ in a pane). There is no end.", word="+")
        self._out = ToolButton(f"{name}_out", "Zoom out", "Farther away (− in a pane).", word="−")
        self._how = _box(
            f"{name}_how",
            "Interpolation of the original",
            "How the original is drawn between its samples: each one a square, straight lines between them, or cubics.",
            HOWS,
            "bicubic",
        )
        self._lens = _box(
            f"{name}_lens_what",
            "What the lens shows",
            "Under the pointer, both panes enlarged: their values, how steep they are (|∇f|), or how bent (Δf). A "
            "network of sines has all three between the samples; an interpolation has kinks.",
            tuple(LENSES),
            "Values",
        )
        self.readout = TextLine(f"{name}_readout")
        self.readout.setAccessibleName("Zoom, and place under the pointer")
        self._lay_out()
        self._fit.clicked.connect(self.fit_requested)
        self._in.clicked.connect(self._zoom_in)
        self._out.clicked.connect(self._zoom_out)
        self._how.currentIndexChanged.connect(self.how_chosen)
        self._lens.currentIndexChanged.connect(self.lens_chosen)

    @property
    def how(self) -> str:
        """How the original is drawn between its samples."""
        return self._how.currentText()

    @property
    def what(self) -> str:
        """What the lens shows; empty for none."""
        return LENSES[self._lens.currentText()]

    def set_how(self, how: str) -> None:
        """Choose an interpolation."""
        self._how.setCurrentText(how)

    def set_what(self, what: str) -> None:
        """Choose what the lens shows."""
        self._lens.setCurrentIndex(list(LENSES.values()).index(what))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(*ROW_MARGINS)
        row.setSpacing(2)
        for button in (self._fit, self._out, self._in):
            row.addWidget(button)
        for text, box in (("O&riginal", self._how), ("L&ens", self._lens)):
            label = QLabel(text)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setBuddy(box)
            row.addSpacing(10)
            row.addWidget(label)
            row.addSpacing(4)
            row.addWidget(box)
        row.addSpacing(10)
        row.addWidget(self.readout, 1)

    @Slot()
    def _zoom_in(self) -> None:
        self.zoom_requested.emit(KEY_ZOOM)

    @Slot()
    def _zoom_out(self) -> None:
        self.zoom_requested.emit(1.0 / KEY_ZOOM)


def _box(name: str, title: str, tip: str, words: tuple[str, ...], chosen: str) -> QComboBox:
    box = QComboBox()
    box.addItems(words)
    box.setCurrentText(chosen)
    box.setObjectName(name)
    box.setAccessibleName(title)
    box.setToolTip(tip)
    return box
