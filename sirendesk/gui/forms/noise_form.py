"""Noise in words, "gaussian:25", as a box and the numbers that belong to each kind."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sirendesk.core.noise import NONE, READOUT, Gaussian, Photon, Salt, parse_noise
from sirendesk.core.options import OptionSpec
from sirendesk.gui.forms.number_slider import NumberSlider
from sirendesk.gui.widgets.quiet import QuietComboBox
from sirendesk.gui.widgets.tones import Tone, ToneLabel


@dataclass(frozen=True)
class NoiseKind:
    """One entry of the box: what it is called and what it is."""

    title: str
    summary: str


KINDS: dict[str, NoiseKind] = {
    NONE: NoiseKind("None: it is noisy already", "The picture as it is: nobody knows the truth."),
    "gaussian": NoiseKind("Gaussian", "Every value is off by a normal error: the literature's usual test."),
    "photon": NoiseKind("Photons", "A camera in the dark: few photons, counted with an error. Bright parts vary more."),
    "salt": NoiseKind("Salt and pepper", "Some pixels are lost to white or black; all others are untouched."),
}
_NUMBERS = {
    "sigma": OptionSpec(
        "Deviation σ",
        "In steps of 255: 15 is mild, 25 the usual test, 50 hides fine detail.",
        minimum=1.0,
        maximum=150.0,
        logarithmic=True,
        unit="/255",
    ),
    "count": OptionSpec(
        "Photons",
        "At full brightness, in each channel. Fewer are noisier.",
        minimum=1.0,
        maximum=10_000.0,
        logarithmic=True,
    ),
    "readout": OptionSpec("Readout", "Normal error of the counting, in photons.", minimum=0.0, maximum=50.0, step=0.5),
    "share": OptionSpec(
        "Lost pixels",
        "Share of the pixels, half of them white and half black.",
        minimum=0.001,
        maximum=0.9,
        logarithmic=True,
    ),
}
_DEFAULTS = {"sigma": 25.0, "count": 30.0, "readout": READOUT, "share": 0.05}
_OF_KIND: dict[str, tuple[str, ...]] = {
    NONE: (),
    "gaussian": ("sigma",),
    "photon": ("count", "readout"),
    "salt": ("share",),
}


class NoiseForm(QWidget):
    """Tells the words after each change. Each kind keeps its numbers when one comes back to it."""

    words_changed = Signal(str)

    def __init__(self, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = NONE
        self.box = QuietComboBox()
        self.box.setObjectName(f"{prefix}.add.box")
        self.box.setAccessibleName("Add noise")
        self.box.setToolTip(
            "Noise is added to the clean picture to see how well it is taken away again. None is for a picture that is "
            "noisy already."
        )
        self.box.setSizeAdjustPolicy(QuietComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(8)
        for number, (name, kind) in enumerate(KINDS.items()):
            self.box.addItem(kind.title, name)
            self.box.setItemData(number, kind.summary, Qt.ItemDataRole.ToolTipRole)
        self._summary = ToneLabel(tone=Tone.MUTED)
        self._summary.setWordWrap(True)
        self._numbers = {
            name: NumberSlider(spec, float, _DEFAULTS[name], f"{prefix}.noise_{name}")
            for name, spec in _NUMBERS.items()
        }
        self._lay_out()
        self.box.activated.connect(self._choose_kind)
        for editor in self._numbers.values():
            editor.value_changed.connect(self._change_number)
            editor.refused.connect(editor.set_message)
        self._show_kind()

    @property
    def words(self) -> str:
        """Such as "photon:30,2", or "none"."""
        return self._words

    def set_words(self, words: str) -> None:
        """Display other noise, silently.

        Raises:
            UsageError: when the words describe none.
        """
        noise = parse_noise(words)
        self._words = words
        kind = NONE
        if isinstance(noise, Gaussian):
            kind = "gaussian"
            self._numbers["sigma"].set_value(noise.sigma)
        elif isinstance(noise, Photon):
            kind = "photon"
            self._numbers["count"].set_value(noise.count)
            self._numbers["readout"].set_value(noise.readout)
        elif isinstance(noise, Salt):
            kind = "salt"
            self._numbers["share"].set_value(noise.share)
        self.box.setCurrentIndex(self.box.findData(kind))
        self._show_kind()

    @Slot(int)
    def _choose_kind(self, place: int) -> None:
        self._show_kind()
        self._tell()

    @Slot(object)
    def _change_number(self, value: object) -> None:
        self._tell()

    def _tell(self) -> None:
        kind = self.box.currentData()
        numbers = ",".join(f"{self._numbers[name].value():g}" for name in _OF_KIND[kind])
        words = f"{kind}:{numbers}" if numbers else kind
        if words != self._words:
            self._words = words
            self.words_changed.emit(words)

    def _show_kind(self) -> None:
        kind = self.box.currentData()
        self._summary.setText(KINDS[kind].summary)
        for name, editor in self._numbers.items():
            editor.setVisible(name in _OF_KIND[kind])

    def _lay_out(self) -> None:
        caption = QLabel("Add noise")
        caption.setTextFormat(Qt.TextFormat.PlainText)
        caption.setBuddy(self.box)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(caption)
        row.addWidget(self.box, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self._summary)
        for editor in self._numbers.values():
            column.addWidget(editor)
