"""Asks for a width and a height that keep the picture's proportions."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

LONGEST = 16384


class SizeDialog(QDialog):
    """Width and height follow each other; the network is asked at every pixel of that size."""

    def __init__(self, parent: QWidget, shape: tuple[int, int]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Size of the picture")
        self.setObjectName("export.size")
        self._ratio = shape[1] / shape[0]
        self._width = _box("Width", "export.width", shape[1])
        self._height = _box("Height", "export.height", shape[0])
        self._width.valueChanged.connect(self._follow_width)
        self._height.valueChanged.connect(self._follow_height)
        form = QFormLayout()
        form.addRow("&Width", self._width)
        form.addRow("&Height", self._height)
        hint = QLabel("The network is a function: it is asked at the centre of every pixel of this size.")
        hint.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(hint)
        layout.addLayout(form)
        layout.addWidget(buttons)

    @property
    def chosen(self) -> tuple[int, int]:
        """Height and width as they stand."""
        return self._height.value(), self._width.value()

    @classmethod
    def ask(cls, parent: QWidget, shape: tuple[int, int]) -> tuple[int, int] | None:
        """The size a person chose, (height, width), or None."""
        dialog = cls(parent, shape)
        return dialog.chosen if dialog.exec() == QDialog.DialogCode.Accepted else None

    @Slot(int)
    def _follow_width(self, width: int) -> None:
        self._set_quietly(self._height, round(width / self._ratio))

    @Slot(int)
    def _follow_height(self, height: int) -> None:
        self._set_quietly(self._width, round(height * self._ratio))

    @staticmethod
    def _set_quietly(box: QSpinBox, value: int) -> None:
        before = box.blockSignals(True)
        box.setValue(value)
        box.blockSignals(before)


def _box(name: str, object_name: str, value: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(1, LONGEST)
    box.setSuffix(" px")
    box.setGroupSeparatorShown(True)
    box.setObjectName(object_name)
    box.setAccessibleName(name)
    box.setToolTip(f"{name} of the saved picture; the other side follows.")
    box.setValue(value)
    return box
