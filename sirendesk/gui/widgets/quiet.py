"""Controls that leave the wheel to the form around them until a person has chosen them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSlider, QStyle, QStyleOptionSlider, QWidget


class QuietComboBox(QComboBox):
    """Combo box that ignores the wheel unless it has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class QuietSlider(QSlider):
    """Horizontal slider that ignores the wheel unless it has the focus, and whose handle comes to a press."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def mousePressEvent(self, ev: QMouseEvent) -> None:
        if ev.button() == Qt.MouseButton.LeftButton:
            # the handle is put under the pointer first, so that the press takes hold of it and a drag goes on
            option = QStyleOptionSlider()
            self.initStyleOption(option)
            parts = self.style(), QStyle.ComplexControl.CC_Slider
            handle = parts[0].subControlRect(parts[1], option, QStyle.SubControl.SC_SliderHandle, self)
            groove = parts[0].subControlRect(parts[1], option, QStyle.SubControl.SC_SliderGroove, self)
            if not handle.contains(ev.position().toPoint()):
                span = groove.width() - handle.width()
                offset = round(ev.position().x()) - groove.x() - handle.width() // 2
                position = QStyle.sliderValueFromPosition(
                    self.minimum(), self.maximum(), offset, span, option.upsideDown
                )
                self.setSliderPosition(position)
        super().mousePressEvent(ev)

    def wheelEvent(self, e: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(e)
        else:
            e.ignore()
