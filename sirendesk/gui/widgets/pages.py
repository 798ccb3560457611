"""Pages under a slim strip, one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget


@dataclass(frozen=True)
class Page:
    """A page with its key, its title and the sentence that teaches."""

    key: str
    title: str
    tip: str
    widget: QWidget


class Pages(QWidget):
    """Alt+1, Alt+2 and so on go to a page from anywhere in the window, the arrow keys from the strip."""

    page_changed = Signal(str)

    def __init__(self, prefix: str, pages: Sequence[Page], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages = tuple(pages)
        self._strip = self._make_strip(f"{prefix}.pages")
        self._stack = QStackedWidget()
        for page in self._pages:
            self._stack.addWidget(page.widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._strip)
        column.addWidget(self._stack, 1)
        self._strip.currentChanged.connect(self._see_page)

    @property
    def page(self) -> str:
        """Key of the page in sight."""
        return self._pages[self._strip.currentIndex()].key

    def set_page(self, key: str) -> None:
        """Go to a page.

        Raises:
            ValueError: when there is none of that key.
        """
        self._strip.setCurrentIndex([page.key for page in self._pages].index(key))

    def minimumSizeHint(self) -> QSize:
        """That of the first page: no other makes the window grow by being looked at."""
        least = self._pages[0].widget.minimumSizeHint()
        return QSize(least.width(), least.height() + self._strip.sizeHint().height())

    @Slot(int)
    def _see_page(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        self.page_changed.emit(self._pages[place].key)

    @Slot()
    def _jump(self) -> None:
        self._strip.setCurrentIndex(self.sender().property("place"))

    def _make_strip(self, name: str) -> QTabBar:
        strip = QTabBar()
        strip.setObjectName(name)
        strip.setAccessibleName("What to look at")
        strip.setToolTip(f"What to look at (Alt+1 to Alt+{len(self._pages)}).")
        strip.setDocumentMode(True)
        strip.setDrawBase(False)
        strip.setExpanding(False)
        strip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for place, page in enumerate(self._pages):
            strip.addTab(page.title)
            strip.setTabToolTip(place, f"{page.tip} (Alt+{place + 1})")
            shortcut = QShortcut(QKeySequence(f"Alt+{place + 1}"), self)
            shortcut.setProperty("place", place)
            shortcut.activated.connect(self._jump)
        return strip
