"""Where a signal comes from and in which form it is learnt: the settings of a picture, and those of a sound."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sirendesk.core.signals import SignalSource
from sirendesk.gui.forms.option_form import OptionForm
from sirendesk.gui.widgets.tones import Tone, ToneLabel

NOT_OF_PICTURES = ("location", "start", "end", "sample_rate")
NOT_GENERATED = ("location", "size", "start", "end")
OF_SOUNDS = {
    "gray": {
        "label": "Mono",
        "help": "Learn the mean of the two channels: one number a sample instead of two.",
    },
    "sample_rate": {"advanced": False},
}
LEAST_SECONDS = 0.001


def picture_source_form(source: SignalSource, prefix: str) -> OptionForm:
    """Size and colour of a picture."""
    return OptionForm(source, prefix, leave_out=NOT_OF_PICTURES)


class SoundSourceForm(QWidget):
    """Which stretch of a sound is learnt, at which rate, in how many channels.

    `setup_changed` brings another source; `selection_requested` asks to learn what is selected in the waveforms.
    """

    setup_changed = Signal(object)
    selection_requested = Signal()

    def __init__(self, source: SignalSource, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._seconds = 0.0
        self._facts = ToneLabel(tone=Tone.MUTED)
        self._facts.setObjectName(f"{prefix}.sound_facts")
        self._facts.setWordWrap(True)
        self._start = _seconds_box(f"{prefix}.start", "Start", "Where the part that is learnt begins.")
        self._end = _seconds_box(f"{prefix}.end", "End", "Where the part that is learnt ends.")
        self._selection = _button(
            f"{prefix}.learn_selection", "Selection", "Learn what is selected in the waveforms: drag over them first."
        )
        self._whole = _button(f"{prefix}.learn_whole", "Whole sound", "Learn all of it, up to ten minutes.")
        self._form = OptionForm(source, prefix, leave_out=NOT_GENERATED, revised=OF_SOUNDS)
        self._lay_out()
        self._connect_signals()
        self.set_selection(False)
        self._display()

    def set_options(self, source: SignalSource) -> None:
        """Show another source; nothing is emitted."""
        self._source = source
        self._form.set_options(source)
        self._display()

    def set_sound(self, seconds: float, facts: str) -> None:
        """How long the whole sound is, and what there is to know of it."""
        self._seconds = seconds
        self._facts.setText(facts)
        self._display()

    def set_selection(self, there: bool) -> None:
        """Whether something is selected in the waveforms."""
        self._selection.setEnabled(there)

    @Slot()
    def _edit_stretch(self) -> None:
        start, end = self._start.value(), self._end.value()
        if end - start < LEAST_SECONDS:
            self._display()
            return
        # ends of the sound go without saying: so another sound is whole again
        self._take(
            dataclasses.replace(
                self._source,
                start=start if start > 0 else None,
                end=end if end < self._end.maximum() else None,
            )
        )

    @Slot()
    def _choose_whole(self) -> None:
        self._take(dataclasses.replace(self._source, start=None, end=None))

    @Slot(object)
    def _edit_form(self, source: SignalSource) -> None:
        self._take(dataclasses.replace(source, start=self._source.start, end=self._source.end))

    def _take(self, source: SignalSource) -> None:
        if source != self._source:
            self.set_options(source)
            self.setup_changed.emit(source)

    def _display(self) -> None:
        source = self._source
        _put(self._start, source.start or 0.0, self._seconds)
        _put(self._end, self._seconds if source.end is None else source.end, self._seconds)
        self._whole.setEnabled(source.start is not None or source.end is not None)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        for column, (text, box) in enumerate((("Start", self._start), ("End", self._end))):
            label = QLabel(text)
            label.setBuddy(box)
            grid.addWidget(label, 0, column)
            grid.addWidget(box, 1, column)
        grid.addWidget(self._selection, 2, 0)
        grid.addWidget(self._whole, 2, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._facts)
        column.addLayout(grid)
        column.addWidget(self._form)

    def _connect_signals(self) -> None:
        for box in (self._start, self._end):
            box.valueChanged.connect(self._edit_stretch)
        self._selection.clicked.connect(self.selection_requested)
        self._whole.clicked.connect(self._choose_whole)
        self._form.setup_changed.connect(self._edit_form)


class _SecondsBox(QDoubleSpinBox):
    """Leaves the wheel to the form around it until a person has chosen it."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def _seconds_box(name: str, title: str, tip: str) -> QDoubleSpinBox:
    box = _SecondsBox()
    box.setObjectName(name)
    box.setAccessibleName(title)
    box.setToolTip(f"{tip} In seconds from the beginning of the file.")
    box.setDecimals(3)
    box.setSingleStep(0.1)
    box.setSuffix(" s")
    box.setKeyboardTracking(False)
    return box


def _button(name: str, title: str, tip: str) -> QPushButton:
    button = QPushButton(title)
    button.setObjectName(name)
    button.setAccessibleName(title)
    button.setToolTip(tip)
    return button


def _put(box: QDoubleSpinBox, value: float, most: float) -> None:
    """Show a value without telling anyone."""
    before = box.blockSignals(True)
    box.setMaximum(max(value, most))
    box.setValue(value)
    box.blockSignals(before)
