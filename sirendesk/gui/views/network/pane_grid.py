"""Panes of one size in as many columns as draw their pictures largest."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

SPACING = 4
TITLE = 22
LEAST = QSize(110, 96)


class PaneGrid(QWidget):
    """Places panes row by row; where one row draws them larger, column by column of that order, side by side."""

    def __init__(self, panes: Sequence[QWidget], columns: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._panes = tuple(panes)
        self._columns = columns
        self._shape = (1, 1)
        self._alone: QWidget | None = None
        for pane in self._panes:
            pane.setParent(self)

    @property
    def alone(self) -> QWidget | None:
        """The pane that has all the room, if one has."""
        return self._alone

    def set_shape(self, shape: tuple[int, int]) -> None:
        """(height, width) of the pictures in the panes."""
        if shape != self._shape:
            self._shape = shape
            self._place()

    def give_all(self, pane: QWidget | None) -> None:
        """Let one pane have all the room; None shares it again."""
        self._alone = pane
        for other in self._panes:
            other.setVisible(pane is None or other is pane)
        self._place()

    def columns_for(self, size: QSize) -> int:
        """As many columns as draw the largest pictures."""
        return max((self._columns, len(self._panes)), key=lambda columns: self._picture_width(columns, size))

    def sizeHint(self) -> QSize:
        """Room for all panes."""
        return QSize(4 * 200, 280)

    def minimumSizeHint(self) -> QSize:
        """Small enough for a small window."""
        return QSize(self._columns * LEAST.width(), LEAST.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._place()

    def _picture_width(self, columns: int, size: QSize) -> float:
        wide, high = self._pane_size(columns, size)
        return min(wide, (high - TITLE) * self._shape[1] / max(self._shape[0], 1))

    def _pane_size(self, columns: int, size: QSize) -> tuple[int, int]:
        rows = -(-len(self._panes) // columns)
        return (size.width() - SPACING * (columns - 1)) // columns, (size.height() - SPACING * (rows - 1)) // rows

    def _place(self) -> None:
        if self._alone is not None:
            self._alone.setGeometry(self.rect())
            return
        columns = self.columns_for(self.size())
        wide, high = self._pane_size(columns, self.size())
        for k, pane in enumerate(self._panes):
            # one row keeps together what is to be compared: the panes below each other
            rows = len(self._panes) // self._columns
            row, column = (
                (0, k % self._columns * rows + k // self._columns) if columns > self._columns else divmod(k, columns)
            )
            pane.setGeometry(column * (wide + SPACING), row * (high + SPACING), wide, high)
