"""The scroll bar under the views of a sound."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QScrollBar, QWidget

from sirendesk.gui.views.sound.time_axis import TimeAxis

# steps that the bar has for the whole sound
STEPS = 1_000_000


class TimeScrollBar(QScrollBar):
    """Always there, so that nothing moves when a person zooms; follows the axis and moves it."""

    def __init__(self, name: str, axis: TimeAxis, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName(name)
        self.setAccessibleName("Which part of the sound is seen")
        self.setToolTip("Which part of the sound is seen; zoom in to have something to scroll.")
        self._axis = axis
        axis.range_changed.connect(self._follow)
        self.valueChanged.connect(self._move)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        axis = self._axis
        page = min(max(round(axis.span / axis.seconds * STEPS), 1), STEPS)
        blocked = QSignalBlocker(self)
        self.setPageStep(page)
        self.setSingleStep(max(page // 10, 1))
        self.setRange(0, STEPS - page)
        self.setValue(round(axis.start / axis.seconds * STEPS))
        blocked.unblock()

    @Slot(int)
    def _move(self, value: int) -> None:
        start = value / STEPS * self._axis.seconds
        self._axis.move_by_hand(start, start + self._axis.span)
