"""A picture on its way to the disk, small enough for the line at the foot: how far, how long, and a way to stop it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from sirendesk.core.durations import clock_text
from sirendesk.core.tiles import Progress

# as much room as the places give that the line at the foot leaves to it; a longer name is shortened
WIDEST = "picture.png 99 % · 59:59 left"


class ExportProgress(QWidget):
    """Shows the oldest of the drawings that are going on; hidden while there is none."""

    cancel_requested = Signal(str)
    shown_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status.export")
        self._going_on: dict[str, Progress | None] = {}
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(54)
        self._bar.setAccessibleName("Share of the picture that is drawn")
        self._label = QLabel()
        self._label.setObjectName("status.export_text")
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setFixedWidth(self._label.fontMetrics().horizontalAdvance(WIDEST))
        self._cancel = QToolButton()
        self._cancel.setObjectName("status.export_cancel")
        self._cancel.setText("Cancel")
        self._cancel.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._cancel.clicked.connect(self._wish_to_cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(6)
        for part in (self._bar, self._label, self._cancel):
            row.addWidget(part)
        self.hide()

    @property
    def text(self) -> str:
        """What stands there."""
        return self._label.text()

    @Slot(str)
    def begin(self, path: str) -> None:
        """A picture is being drawn into this file."""
        self._going_on[path] = None
        self._tell()

    @Slot(str, object)
    def display(self, path: str, progress: Progress) -> None:
        """How far it is."""
        if path in self._going_on:
            self._going_on[path] = progress
            self._tell()

    @Slot(str)
    def end(self, path: str) -> None:
        """It is there, or was given up."""
        if path in self._going_on:
            del self._going_on[path]
            self._cancel.setEnabled(True)
            self._tell()

    @Slot()
    def _wish_to_cancel(self) -> None:
        path = next(iter(self._going_on), None)
        if path is not None:
            self._cancel.setEnabled(False)
            self.cancel_requested.emit(path)

    def _tell(self) -> None:
        path = next(iter(self._going_on), None)
        if self.isHidden() != (path is None):
            self.setVisible(path is not None)
            self.shown_changed.emit(path is not None)
        if path is None:
            return
        progress, name = self._going_on[path], Path(path).name
        words = ""
        if progress is not None:
            words += f" {progress.share:.0%}".replace("%", " %")
            if progress.seconds_left is not None:
                words += f" · {clock_text(progress.seconds_left)} left"
        more = len(self._going_on) - 1
        words += f" (+{more})" if more else ""
        metrics = self._label.fontMetrics()
        room = self._label.width() - metrics.horizontalAdvance(words)
        self._label.setText(metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room) + words)
        self._bar.setValue(round(1000 * (progress.share if progress is not None else 0.0)))
        self._bar.setToolTip(f"Drawing {path}")
        self._label.setToolTip(f"Drawing {path}; the fit goes on meanwhile.")
        self._cancel.setToolTip(f"Give {name} up. Nothing of it is left, and a file of that name stays as it was.")
        self._cancel.setAccessibleName(f"Cancel drawing {name}")
