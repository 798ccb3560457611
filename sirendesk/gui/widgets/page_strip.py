"""Pages under a slim strip, one in sight at a time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget


class PageStrip(QWidget):
    """Pages are (key, title, sentence that teaches, widget). Alt+1, Alt+2 ... go to one from anywhere in the window."""

    page_changed = Signal(str)

    def __init__(self, name: str, title: str, pages: Sequence[tuple[str, str, str, QWidget]]) -> None:
        super().__init__()
        self._keys = [key for key, _, _, _ in pages]
        self._stack = QStackedWidget()
        strip = self._strip = QTabBar()
        strip.setObjectName(name)
        strip.setAccessibleName(title)
        strip.setToolTip(f"{title} (Alt+1 to Alt+{len(pages)}).")
        strip.setDocumentMode(True)
        strip.setDrawBase(False)
        strip.setExpanding(False)
        strip.setElideMode(Qt.TextElideMode.ElideNone)
        strip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for number, (key, text, tip, widget) in enumerate(pages, start=1):
            strip.addTab(text)
            strip.setTabToolTip(number - 1, f"{tip} (Alt+{number})")
            self._stack.addWidget(widget)
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), self)
            shortcut.setProperty("page", key)
            shortcut.activated.connect(self._jump)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(strip)
        column.addWidget(self._stack, 1)
        strip.currentChanged.connect(self._see_page)

    @property
    def page(self) -> str:
        """Key of the page in sight."""
        return self._keys[self._strip.currentIndex()]

    def set_page(self, key: str) -> None:
        """Go to a page; a key that is none goes to the first."""
        self._strip.setCurrentIndex(self._keys.index(key) if key in self._keys else 0)

    @Slot(int)
    def _see_page(self, index: int) -> None:
        self._stack.setCurrentIndex(index)
        self.page_changed.emit(self._keys[index])

    @Slot()
    def _jump(self) -> None:
        self.set_page(self.sender().property("page"))
