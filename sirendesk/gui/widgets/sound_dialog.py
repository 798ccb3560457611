"""Asks for sample rate, bits and format of a sound, and says what they will cost."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from sirendesk.core.sounds.files import HIGHEST_RATE, LOWEST_RATE
from sirendesk.gui.widgets.size_dialog import bytes_in_words
from sirendesk.gui.widgets.tones import Tone, ToneLabel

FORMATS = {"WAV": ".wav", "FLAC": ".flac"}
BITS = {"16 bits": 16, "24 bits": 24}
# what FLAC leaves of music and speech, about
PACKED = 0.6


@dataclass(frozen=True)
class SoundWish:
    """What is to be written: samples a second, `bits` a number, and the ending of the file."""

    sample_rate: int
    bits: int = 16
    suffix: str = ".wav"


class SoundDialog(QDialog):
    """Any rate will do where `is_function`: the network is asked at the moments of the new samples."""

    def __init__(
        self, parent: QWidget, seconds: float, channels: int, sample_rate: int, *, is_function: bool = True
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("The sound's file")
        self.setObjectName("export.sound_dialog")
        self._seconds = seconds
        self._channels = channels
        self._rate = _rate_box(sample_rate)
        self._bits = _choice_box(
            "Bits", "export.sound_bits", tuple(BITS), "16 bits is what a CD has; 24 keep what is far below, for work."
        )
        self._format = _choice_box(
            "Format", "export.sound_format", tuple(FORMATS), "Any program opens WAV; FLAC packs without loss."
        )
        self._cost = ToneLabel(tone=Tone.MUTED)
        self._cost.setObjectName("export.sound_cost")
        self._cost.setAccessibleName("What it will cost")
        self._cost.setToolTip("Samples and bytes of the file; the fit goes on while it is written.")
        self._lay_out(is_function)
        self._rate.valueChanged.connect(self._tell_cost)
        for box in (self._bits, self._format):
            box.currentIndexChanged.connect(self._tell_cost)
        self._tell_cost()

    @property
    def chosen(self) -> SoundWish:
        """Rate, bits and format as they stand."""
        return SoundWish(self._rate.value(), BITS[self._bits.currentText()], FORMATS[self._format.currentText()])

    @property
    def cost(self) -> str:
        """The sentence about samples and bytes."""
        return self._cost.text()

    @classmethod
    def ask(
        cls, parent: QWidget, seconds: float, channels: int, sample_rate: int, *, is_function: bool = True
    ) -> SoundWish | None:
        """What a person wishes, or None."""
        dialog = cls(parent, seconds, channels, sample_rate, is_function=is_function)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        return dialog.chosen if accepted else None

    @Slot()
    def _tell_cost(self) -> None:
        wish = self.chosen
        count = round(self._seconds * wish.sample_rate)
        size = count * self._channels * wish.bits / 8
        about, size = ("about ", size * PACKED) if wish.suffix == ".flac" else ("", size)
        self._cost.setText(f"{count:,} samples  ·  {about}{bytes_in_words(size)}")

    def _lay_out(self, is_function: bool) -> None:
        form = QFormLayout()
        form.addRow("&Sample rate", self._rate)
        form.addRow("&Bits", self._bits)
        form.addRow("&Format", self._format)
        hint = QLabel(
            "The network is a function of time: it is asked at each moment of this rate, whatever the rate of the "
            "original."
            if is_function
            else "Only the gap is replaced, what is known stays as it is; another rate than the sound's own is made by "
            "a filter."
        )
        hint.setTextFormat(Qt.TextFormat.PlainText)
        hint.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for part in (hint, self._cost):
            part.setMinimumWidth(330)
        layout.addWidget(hint)
        layout.addLayout(form)
        layout.addWidget(self._cost)
        layout.addWidget(buttons)


def _rate_box(value: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(LOWEST_RATE, HIGHEST_RATE)
    box.setSuffix(" Hz")
    box.setGroupSeparatorShown(True)
    box.setSingleStep(1000)
    box.setObjectName("export.sample_rate")
    box.setAccessibleName("Sample rate")
    box.setToolTip("Samples a second of the file. Twice as many as the original has brings what the network believes.")
    box.setValue(value)
    return box


def _choice_box(name: str, object_name: str, words: tuple[str, ...], tip: str) -> QComboBox:
    box = QComboBox()
    box.addItems(words)
    box.setObjectName(object_name)
    box.setAccessibleName(name)
    box.setToolTip(tip)
    return box
