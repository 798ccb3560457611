"""Asks which of several fillings to save."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget


class LaneDialog(QDialog):
    """A box with the fillings, the best one chosen already."""

    def __init__(self, parent: QWidget, lanes: Sequence[tuple[str, str]], chosen: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("Which filling")
        self.setObjectName("export.lane_dialog")
        hint = QLabel("Only the hole is replaced: what is known is saved as it was read, to the bit.")
        hint.setTextFormat(Qt.TextFormat.PlainText)
        hint.setWordWrap(True)
        self._box = QComboBox()
        self._box.setObjectName("export.lane")
        self._box.setAccessibleName("Filling")
        self._box.setToolTip("Whose filling is saved; the best one by its score in the hole is chosen at first.")
        for key, title in lanes:
            self._box.addItem(title, key)
        self._box.setCurrentIndex(max(0, self._box.findData(chosen)))
        label = QLabel("&Filling")
        label.setBuddy(self._box)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for part in (hint, label, self._box, buttons):
            layout.addWidget(part)

    @property
    def chosen(self) -> str:
        """Key of the filling."""
        return self._box.currentData()

    @classmethod
    def ask(cls, parent: QWidget, lanes: Sequence[tuple[str, str]], chosen: str) -> str | None:
        """The key a person chose, or None."""
        dialog = cls(parent, lanes, chosen)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        return dialog.chosen if accepted else None
