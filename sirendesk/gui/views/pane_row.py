"""Panes side by side, of exactly the same size: with a pixel of difference linked views would show different parts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

SPACING = 4
LEAST = QSize(110, 110)


class PaneRow(QWidget):
    """Places the chosen ones of its panes, and folds the others."""

    def __init__(self, panes: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._panes = tuple(panes)
        self._chosen = self._panes
        for pane in self._panes:
            pane.setParent(self)

    @property
    def chosen(self) -> tuple[QWidget, ...]:
        """The panes in sight."""
        return self._chosen

    def choose(self, panes: Sequence[QWidget]) -> None:
        """Let only these be in sight."""
        self._chosen = tuple(panes)
        self._place()
        for pane in self._panes:
            pane.setVisible(pane in self._chosen)

    def sizeHint(self) -> QSize:
        """Room for all panes."""
        return QSize(3 * 260, 280)

    def minimumSizeHint(self) -> QSize:
        """Small enough for a small window."""
        return QSize(len(self._panes) * LEAST.width(), LEAST.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        count = len(self._chosen)
        width = (self.width() - SPACING * (count - 1)) // count
        left = (self.width() - width * count - SPACING * (count - 1)) // 2
        for pane in self._chosen:
            pane.setGeometry(left, 0, width, self.height())
            left += width + SPACING
