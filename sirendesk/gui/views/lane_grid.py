"""Any number of panes of exactly one size, in the columns and rows that draw their pictures largest."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

SPACING = 4
TITLE = 22
LEAST = QSize(110, 96)


class LaneGrid(QWidget):
    """Places the chosen panes row by row and folds the others. A last row that is not full stands in the middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._chosen: tuple[QWidget, ...] = ()
        self._shape = (1, 1)

    @property
    def chosen(self) -> tuple[QWidget, ...]:
        """The panes in sight."""
        return self._chosen

    def choose(self, panes: Sequence[QWidget]) -> None:
        """Let only these be in sight, in this order."""
        chosen = tuple(panes)
        for pane in self._chosen:
            pane.setVisible(pane in chosen)
        self._chosen = chosen
        self._place()
        for pane in chosen:
            if pane.parent() is not self:
                pane.setParent(self)
                self._place()
            pane.show()

    def set_shape(self, shape: tuple[int, int]) -> None:
        """(height, width) of the pictures in the panes."""
        if shape != self._shape:
            self._shape = shape
            self._place()

    def columns_for(self, count: int, size: QSize) -> int:
        """The columns that draw `count` pictures largest; of those that draw them alike, the fewest empty places."""

        def merit(columns: int) -> tuple[int, int, int]:
            empty = -count % columns
            return round(self._picture_width(count, columns, size)), -empty, columns

        return max(range(1, max(count, 1) + 1), key=merit)

    def sizeHint(self) -> QSize:
        """Room for a row of three."""
        return QSize(3 * 260, 280)

    def minimumSizeHint(self) -> QSize:
        """Small enough for a small window."""
        return QSize(2 * LEAST.width(), 2 * LEAST.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._place()

    def _picture_width(self, count: int, columns: int, size: QSize) -> float:
        wide, high = self._pane_size(count, columns, size)
        return min(wide, (high - TITLE) * self._shape[1] / max(self._shape[0], 1))

    def _pane_size(self, count: int, columns: int, size: QSize) -> tuple[int, int]:
        rows = -(-count // columns)
        return (size.width() - SPACING * (columns - 1)) // columns, (size.height() - SPACING * (rows - 1)) // rows

    def _place(self) -> None:
        count = len(self._chosen)
        if not count:
            return
        columns = self.columns_for(count, self.size())
        wide, high = self._pane_size(count, columns, self.size())
        for k, pane in enumerate(self._chosen):
            row, column = divmod(k, columns)
            in_row = min(columns, count - row * columns)
            left = (self.width() - in_row * wide - SPACING * (in_row - 1)) // 2
            pane.setGeometry(left + column * (wide + SPACING), row * (high + SPACING), wide, high)
