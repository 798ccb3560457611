"""The row under curves: over steps or over seconds, show all, forget what was before, and which line is which."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from sirendesk.gui.views.legend import Legend
from sirendesk.gui.views.tool_row import ROW_MARGINS, ToolButton


class CurveTools(QWidget):
    """Buttons that ask for something; `more` are those of one view alone."""

    axis_chosen = Signal(str)
    fit_requested = Signal()
    clear_requested = Signal()

    def __init__(self, prefix: str, more: Sequence[ToolButton] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axis_buttons = {
            "steps": ToolButton(
                f"{prefix}.over_steps",
                "Over steps",
                "Draw over steps of the optimiser: how much it learns.",
                word="steps",
            ),
            "seconds": ToolButton(
                f"{prefix}.over_seconds", "Over seconds", "Draw over seconds: how fast it learns here.", word="seconds"
            ),
        }
        self._group = QButtonGroup(self)
        for button in self._axis_buttons.values():
            button.setCheckable(True)
            self._group.addButton(button)
        self._fit_button = ToolButton(
            f"{prefix}.fit_curves",
            "Show all of the curves",
            "See the whole of all runs (Ctrl+0 in a plot).",
            picture="fit",
        )
        self._clear_button = ToolButton(
            f"{prefix}.clear_ghosts", "Forget earlier runs", "Remove the faint lines of earlier runs.", picture="clear"
        )
        self.legend = Legend(f"{prefix}.legend")
        self._lay_out(more)
        self._group.buttonClicked.connect(self._choose_axis)
        self._fit_button.clicked.connect(self.fit_requested)
        self._clear_button.clicked.connect(self.clear_requested)

    def set_axis(self, axis: str) -> None:
        """Show which of the two is chosen; nothing is emitted."""
        self._axis_buttons[axis].setChecked(True)

    def set_usable(self, *, runs: bool, ghosts: bool) -> None:
        """Whether there is anything to see, and anything to forget."""
        self._fit_button.setEnabled(runs)
        self._clear_button.setEnabled(ghosts)

    @Slot(object)
    def _choose_axis(self, button: ToolButton) -> None:
        self.axis_chosen.emit("steps" if button is self._axis_buttons["steps"] else "seconds")

    def _lay_out(self, more: Sequence[ToolButton]) -> None:
        tools = QHBoxLayout(self)
        tools.setContentsMargins(*ROW_MARGINS)
        tools.setSpacing(2)
        for button in self._axis_buttons.values():
            tools.addWidget(button)
        tools.addSpacing(10)
        for button in (*more, self._fit_button, self._clear_button):
            tools.addWidget(button)
        tools.addSpacing(10)
        tools.addWidget(self.legend, 1)
