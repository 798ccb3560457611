"""What a lesson says, beside its result: what to expect, why it is so, and the other half one click away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from sirendesk.core.presets import Preset
from sirendesk.gui.widgets.tones import Tone, ToneLabel

WIDTH = 250


class LessonCard(QScrollArea):
    """Hidden unless the settings are those of a lesson."""

    comparison_requested = Signal(str)

    def __init__(self, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}.lesson")
        self.setAccessibleName("Lesson")
        self.setToolTip("What this lesson shows. Choose lessons under Preset; changing a setting leaves the lesson.")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumWidth(WIDTH - 60)
        self._beside = ""
        self._lesson: Preset | None = None
        self._title = _paragraph(bold=True)
        self._expect = _paragraph()
        self._why = _paragraph()
        self._button = QPushButton()
        self._button.setObjectName(f"{prefix}.lesson_compare")
        self._button.setAccessibleName("Run the other half of the lesson")
        self._button.clicked.connect(self._on_clicked)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(10, 4, 10, 4)
        column.setSpacing(4)
        column.addWidget(self._title)
        for caption, text in (("What to expect", self._expect), ("Why", self._why)):
            label = ToneLabel(tone=Tone.MUTED)
            label.setText(caption)
            column.addWidget(label)
            column.addWidget(text)
        column.addStretch(1)
        column.addWidget(self._button)
        self.setWidget(page)
        self.hide()

    def sizeHint(self) -> QSize:
        """A narrow column."""
        return QSize(WIDTH, 200)

    def display(self, preset: Preset | None, presets: Sequence[Preset]) -> None:
        """Show what a preset teaches; its other half keeps the lesson in sight, anything else hides the card."""
        before = self._lesson
        awaited = before.lesson.beside if before is not None and before.lesson is not None else None
        is_other = preset is not None and preset.name == awaited
        shown = before if is_other else preset
        self._lesson = shown if shown is not None and shown.lesson is not None else None
        self.setVisible(self._lesson is not None)
        if preset is None or shown is None or shown.lesson is None:
            return
        other = shown.name if is_other else shown.lesson.beside
        title = next((p.title for p in presets if p.name == other), other)
        self._beside = other
        self._title.setText(f"{shown.title}\nNow: {preset.title}" if is_other else shown.title)
        self._expect.setText(shown.lesson.expect)
        self._why.setText(shown.lesson.why)
        self._button.setText("Back to the lesson" if is_other else "Now the other half")
        self._button.setToolTip(f"Run “{title}” on the same picture; this curve stays as a ghost to compare with.")

    @Slot()
    def _on_clicked(self) -> None:
        self.comparison_requested.emit(self._beside)


def _paragraph(*, bold: bool = False) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    font = label.font()
    font.setBold(bold)
    label.setFont(font)
    return label
