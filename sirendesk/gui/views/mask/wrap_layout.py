"""Groups of controls in a row, and in as many rows as it takes where there is little room."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class WrapLayout(QLayout):
    """Keeps the groups' order and their own sizes; those of a row are centred on one line."""

    def __init__(self, parent: QWidget, gap: int = 12, row_gap: int = 2) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._row_gap = row_gap

    def addItem(self, item: QLayoutItem) -> None:
        """Qt's way in; use addWidget."""
        self._items.append(item)

    def count(self) -> int:
        """How many groups there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The group of that number."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take a group out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """As high as it must be."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The rows depend on the room."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all rows."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place all groups."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        """All in one row."""
        hints = [item.sizeHint() for item in self._items if not item.isEmpty()]
        margins = self.contentsMargins()
        width = sum(hint.width() for hint in hints) + self._gap * max(0, len(hints) - 1)
        height = max((hint.height() for hint in hints), default=0)
        return QSize(width, height).grownBy(margins)

    def minimumSize(self) -> QSize:
        """The widest group."""
        least = QSize(0, 0)
        for item in self._items:
            if not item.isEmpty():
                least = least.expandedTo(item.minimumSize())
        return least.grownBy(self.contentsMargins())

    def _place(self, rect: QRect, *, move: bool) -> int:
        inner = rect.marginsRemoved(self.contentsMargins())
        rows: list[list[QLayoutItem]] = [[]]
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            width = item.sizeHint().width()
            if rows[-1] and used + self._gap + width > inner.width():
                rows.append([])
                used = 0
            used += width + (self._gap if rows[-1] else 0)
            rows[-1].append(item)
        top = inner.top()
        for row in rows:
            height = max((item.sizeHint().height() for item in row), default=0)
            left = inner.left()
            for item in row:
                hint = item.sizeHint()
                if move:
                    corner = QPoint(left, top + (height - hint.height()) // 2)
                    item.setGeometry(QRect(corner, QSize(min(hint.width(), inner.width()), hint.height())))
                left += hint.width() + self._gap
            top += height + self._row_gap
        return top - self._row_gap - rect.top() + self.contentsMargins().bottom()
