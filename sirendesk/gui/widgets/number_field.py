"""Box for one number: any writing of it, stepped along a ladder, kept exactly as it was set."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QWidget

from sirendesk.core.options import OptionSpec
from sirendesk.gui.widgets.ladder import Ladder
from sirendesk.gui.widgets.number_text import may_become_number, number_text, parse_number

_WIDEST = "0.00000"


class NumberField(QAbstractSpinBox):
    """Spin box over a ladder. What it shows may be rounded; what it holds is not."""

    value_changed = Signal(object)
    refused = Signal(str)
    reset_requested = Signal()

    def __init__(
        self, spec: OptionSpec, kind: type, ladder: Ladder, value: float, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._spec = spec
        self._kind = kind
        self._ladder = ladder
        self._value = value
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setKeyboardTracking(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        unit = f" {spec.unit}" if spec.unit else ""
        advance = self.fontMetrics().horizontalAdvance(_WIDEST + unit)
        self.setFixedWidth(advance + self.fontMetrics().height() * 2 + 8)
        self._write()
        self.editingFinished.connect(self._on_editing_finished)

    def value(self) -> float:
        """The number, of the option's type."""
        return self._value

    def set_value(self, value: float) -> None:
        """Hold and display another number, silently."""
        # the same number again must not wipe out what somebody is typing
        if value != self._value or not self.hasFocus():
            self._value = value
            self._write()

    def stepBy(self, steps: int) -> None:
        self._on_editing_finished()
        self._take(self._ladder.climb(self._value, steps))
        self.selectAll()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        allowed = QAbstractSpinBox.StepEnabledFlag.StepNone
        if self._value < self._ladder.maximum:
            allowed |= QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
        if self._value > self._ladder.minimum:
            allowed |= QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
        return allowed

    def validate(self, input: str, pos: int) -> object:  # noqa: A002 - Qt's name
        if not may_become_number(input, self._spec.unit):
            return QValidator.State.Invalid, input, pos
        whole = parse_number(input, self._spec.unit) is not None
        return (QValidator.State.Acceptable if whole else QValidator.State.Intermediate), input, pos

    def fixup(self, input: str) -> str:  # noqa: A002 - Qt's name
        return input

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.stepBy(self._ladder.page if key == Qt.Key.Key_PageUp else -self._ladder.page)
        elif key == Qt.Key.Key_Escape and self.text() != self._written():
            self._write()
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.lineEdit().createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addSeparator()
        menu.addAction("Reset to default").triggered.connect(self._on_reset_triggered)
        menu.popup(event.globalPos())
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _on_editing_finished(self) -> None:
        text = self.text()
        if text == self._written():
            return  # what is held may have more digits than what is written
        number = parse_number(text, self._spec.unit)
        if number is None:
            self._write()
            self.refused.emit("That is not a number; the value before it was kept.")
            return
        value = round(number) if self._kind is int else float(number)
        bounded = min(max(value, self._ladder.minimum), self._ladder.maximum)
        self._take(bounded)
        if bounded != value:
            side = "least" if bounded > value else "most"
            self.refused.emit(f"{number_text(bounded)} is the {side} that works, so that was taken.")

    def _on_reset_triggered(self) -> None:
        self.reset_requested.emit()

    def _take(self, value: float) -> None:
        changed = value != self._value
        self._value = value
        self._write()
        if changed:
            self.value_changed.emit(value)

    def _write(self) -> None:
        # compared first: writing the same text would move the cursor of somebody who is typing
        if self.text() != self._written():
            self.lineEdit().setText(self._written())

    def _written(self) -> str:
        return f"{number_text(self._value)} {self._spec.unit}".rstrip()
