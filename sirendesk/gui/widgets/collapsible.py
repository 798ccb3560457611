"""A part of a pane that folds away under its heading."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QSizePolicy,
    QStyle,
    QStyleOption,
    QStyleOptionFocusRect,
    QVBoxLayout,
    QWidget,
)

_ARROW = 18


class Collapsible(QWidget):
    """Heading with an arrow, and the content it folds. Space or Enter toggles; Right unfolds and Left folds."""

    toggled = Signal(bool)

    def __init__(self, title: str, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self._title = title
        self._content: QWidget | None = None
        self.heading = _Heading()
        self.heading.setObjectName(f"{object_name}.heading")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(4)
        self._box.addWidget(self.heading)
        self.set_note("")
        self._draw_state()
        self.heading.toggled.connect(self._on_toggled)

    def is_open(self) -> bool:
        """Whether the content can be seen."""
        return self.heading.isChecked()

    def set_open(self, is_open: bool) -> None:
        """Fold or unfold, silently."""
        # kept apart from the click, so that restoring a state tells nobody
        self.heading.blockSignals(True)
        self.heading.setChecked(is_open)
        self.heading.blockSignals(False)
        self._draw_state()

    def set_content(self, content: QWidget) -> None:
        """The widget to fold; it replaces the one before."""
        if self._content is not None:
            self._box.removeWidget(self._content)
            self._content.setParent(None)
            self._content.deleteLater()
        self._content = content
        self._box.addWidget(content)
        self._draw_state()

    def set_note(self, note: str) -> None:
        """A few words behind the title, such as how much of the content differs from the default."""
        text = f"{self._title}  ·  {note}" if note else self._title
        self.heading.setText(text)
        self.heading.setAccessibleName(text)

    @Slot(bool)
    def _on_toggled(self, is_open: bool) -> None:
        self._draw_state()
        self.toggled.emit(is_open)

    def _draw_state(self) -> None:
        is_open = self.is_open()
        self.heading.setAccessibleDescription("unfolded" if is_open else "folded")
        self.heading.setToolTip(f"{'Fold' if is_open else 'Unfold'} “{self._title}” (Space)")
        if self._content is not None:
            self._content.setVisible(is_open)


class _Heading(QAbstractButton):
    """The line one presses: an arrow flush with the pane's other captions, and the title."""

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(_ARROW + metrics.horizontalAdvance(self.text()) + 8, metrics.height() + 8)

    def keyPressEvent(self, e: QKeyEvent) -> None:
        key = e.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.toggle()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.setChecked(key == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(e)

    def paintEvent(self, e: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        shapes = QStyle.PrimitiveElement
        if option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Midlight))
        whole = QRect(self.rect())
        option.rect = QRect(0, 0, _ARROW - 4, whole.height())
        arrow = shapes.PE_IndicatorArrowDown if self.isChecked() else shapes.PE_IndicatorArrowRight
        self.style().drawPrimitive(arrow, option, painter, self)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        text = whole.adjusted(_ARROW, 0, 0, 0)
        self.style().drawItemText(
            painter, text, left, self.palette(), self.isEnabled(), self.text(), QPalette.ColorRole.WindowText
        )
        if self.hasFocus():
            frame = QStyleOptionFocusRect()
            frame.initFrom(self)
            frame.rect = whole.adjusted(0, 1, 0, -1)
            self.style().drawPrimitive(shapes.PE_FrameFocusRect, frame, painter, self)
        painter.end()
