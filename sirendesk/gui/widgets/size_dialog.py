"""Asks for width, height, bits and format of a picture, and says what they will cost."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from sirendesk.core.errors import SirenDeskError
from sirendesk.core.signals.pictures.rows import row_writer
from sirendesk.core.tiles import MOST_SIDE
from sirendesk.gui.widgets.tones import Tone, ToneLabel

FORMATS = {"PNG": ".png", "TIFF": ".tif"}
BITS = {"8 bits": 8, "16 bits": 16}
# what a photograph leaves of its numbers in a PNG file, about: its last bits are noise, which nothing makes smaller
PACKED = {8: 0.45, 16: 0.8}


@dataclass(frozen=True)
class PictureWish:
    """What is to be drawn: `shape` (height, width), `bits` a number, and the ending of the file."""

    shape: tuple[int, int]
    bits: int = 8
    suffix: str = ".png"


class SizeDialog(QDialog):
    """Width and height follow each other; the network is asked at every pixel of that size."""

    def __init__(self, parent: QWidget, shape: tuple[int, int], channels: int = 3) -> None:
        super().__init__(parent)
        self.setWindowTitle("Size of the picture")
        self.setObjectName("export.size")
        self._ratio = shape[1] / shape[0]
        self._channels = channels
        self._speed = 0.0
        self._width = _size_box("Width", "export.width", shape[1])
        self._height = _size_box("Height", "export.height", shape[0])
        self._bits = _choice_box(
            "Bits",
            "export.bits",
            tuple(BITS),
            "8 bits is what screens show; 16 keep what is between, for further work.",
        )
        self._format = _choice_box(
            "Format", "export.format", tuple(FORMATS), "PNG packs without loss; TIFF is larger and quick to open."
        )
        self._cost = ToneLabel(tone=Tone.MUTED)
        self._cost.setObjectName("export.cost")
        self._cost.setWordWrap(True)
        self._cost.setAccessibleName("What it will cost")
        self._cost.setToolTip("Bytes on the disk, and the time until the file is there; the fit goes on meanwhile.")
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._lay_out()
        self._connect_signals()
        self._tell_cost()

    @property
    def chosen(self) -> PictureWish:
        """Size, bits and format as they stand."""
        shape = self._height.value(), self._width.value()
        return PictureWish(shape, BITS[self._bits.currentText()], FORMATS[self._format.currentText()])

    @property
    def cost(self) -> str:
        """The sentence about size and time."""
        return self._cost.text()

    @Slot(float)
    def set_speed(self, samples_per_second: float) -> None:
        """How fast this network answers here; from then on the time is foretold."""
        self._speed = samples_per_second
        self._tell_cost()

    @Slot(int)
    def _follow_width(self, width: int) -> None:
        self._set_quietly(self._height, round(width / self._ratio))

    @Slot(int)
    def _follow_height(self, height: int) -> None:
        self._set_quietly(self._width, round(height * self._ratio))

    @Slot()
    def _tell_cost(self) -> None:
        wish = self.chosen
        height, width = wish.shape
        try:
            most = row_writer(wish.suffix, wish.shape, self._channels, wish.bits).most_bytes
        except SirenDeskError as error:
            self._cost.setText(str(error))
            return
        about = "about " if wish.suffix == ".png" else ""
        size = most * PACKED[wish.bits] if about else most
        words = [f"{height * width / 1e6:,.1f} megapixels", about + bytes_in_words(size)]
        if self._speed:
            words.append(f"about {seconds_in_words(height * width / self._speed)}")
        self._cost.setText("  ·  ".join(words))

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow("&Width", self._width)
        form.addRow("&Height", self._height)
        form.addRow("&Bits", self._bits)
        form.addRow("&Format", self._format)
        hint = QLabel("The network is a function: it is asked at the centre of every pixel of this size.")
        hint.setTextFormat(Qt.TextFormat.PlainText)
        hint.setWordWrap(True)
        layout = QVBoxLayout(self)
        for part in (hint, self._cost):
            part.setMinimumWidth(330)
        layout.addWidget(hint)
        layout.addLayout(form)
        layout.addWidget(self._cost)
        layout.addWidget(self._buttons)

    def _connect_signals(self) -> None:
        self._width.valueChanged.connect(self._follow_width)
        self._height.valueChanged.connect(self._follow_height)
        for box in (self._width, self._height):
            box.valueChanged.connect(self._tell_cost)
        for box in (self._bits, self._format):
            box.currentIndexChanged.connect(self._tell_cost)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)

    @staticmethod
    def _set_quietly(box: QSpinBox, value: int) -> None:
        before = box.blockSignals(True)
        box.setValue(value)
        box.blockSignals(before)


def bytes_in_words(count: float) -> str:
    """Such as "403 MB"."""
    unit, scale = next(((u, s) for u, s in (("GB", 1e9), ("MB", 1e6)) if count >= s), ("kB", 1e3))
    return f"{count / scale:,.3g} {unit}"


def seconds_in_words(seconds: float) -> str:
    """Such as "3 s", "5 min" or "2.4 h"."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _size_box(name: str, object_name: str, value: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(1, MOST_SIDE)
    box.setSuffix(" px")
    box.setGroupSeparatorShown(True)
    box.setObjectName(object_name)
    box.setAccessibleName(name)
    box.setToolTip(f"{name} of the saved picture; the other side follows. Any size works in the same memory.")
    box.setValue(value)
    return box


def _choice_box(name: str, object_name: str, words: tuple[str, ...], tip: str) -> QComboBox:
    box = QComboBox()
    box.addItems(words)
    box.setObjectName(object_name)
    box.setAccessibleName(name)
    box.setToolTip(tip)
    return box
