"""Spectrograms of the tracks below each other, over one axis of time."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from sirendesk.core.durations import clock_text
from sirendesk.core.sounds.spectrogram import Spectrogram
from sirendesk.gui.theme import LIGHT, Theme
from sirendesk.gui.views.sound.rows_view import GESTURES, RowsView
from sirendesk.gui.views.sound.sound_marks import SoundMarks
from sirendesk.gui.views.sound.spectrogram_row import SpectrogramRow
from sirendesk.gui.views.sound.time_axis import TimeAxis
from sirendesk.gui.views.sound.time_text import pitch_text

# milliseconds that the view rests before detail is asked for, and how much more than is seen
REST = 150
MARGIN = 0.5


class SpectrogramView(RowsView[SpectrogramRow]):
    """Pictures made elsewhere; all rows have one scale of loudness, so that they can be compared.

    A long sound has wide columns when a person zooms in: `detail_requested` then asks for (start, stop) in seconds,
    which `make_spectrogram(..., part)` makes and `display_detail` takes.
    """

    detail_requested = Signal(object)

    def __init__(
        self,
        prefix: str,
        axis: TimeAxis | None = None,
        marks: SoundMarks | None = None,
        theme: Theme = LIGHT,
        parent: QWidget | None = None,
    ) -> None:
        self._logarithmic = False
        self._asked: tuple[float, float] | None = None
        super().__init__(f"{prefix}.spectrograms", "Spectrograms", axis, marks, theme, parent)
        self.setToolTip(
            "How loud every pitch is at every moment: low ones at the foot, bright is loud. What a fit has not learnt "
            f"yet is dark at the top. {GESTURES}"
        )
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._ask_for_detail)
        self.axis.range_changed.connect(self._rest.start)

    @property
    def logarithmic(self) -> bool:
        """Whether octaves have one height."""
        return self._logarithmic

    def set_logarithmic(self, logarithmic: bool) -> None:
        """Octaves of one height, or hertz."""
        self._logarithmic = logarithmic
        for key in self.keys:
            self.row(key).set_logarithmic(logarithmic)

    def display_track(self, key: str, spectrogram: Spectrogram) -> None:
        """Draw a track. One that is not there (any more) is passed over."""
        if key in self.keys:
            self.row(key).set_spectrogram(spectrogram)
            self._asked = None
            if spectrogram.is_coarse:
                self._rest.start()

    def display_detail(self, key: str, detail: Spectrogram) -> None:
        """Draw finer columns over a part of a track, until its next spectrogram."""
        if key in self.keys:
            self.row(key).set_detail(detail)

    def clear_track(self, key: str) -> None:
        """The track has nothing to draw."""
        if key in self.keys:
            self.row(key).set_spectrogram(None)

    @Slot()
    def _ask_for_detail(self) -> None:
        """Once the view rests; a little more on both sides, so that a small move needs nothing new."""
        start, stop = self.axis.start, self.axis.stop
        margin = MARGIN * self.axis.span
        part = (max(start - margin, 0.0), min(stop + margin, self.axis.seconds))
        if part != self._asked and any(self.row(key).wants_detail for key in self.keys):
            self._asked = part
            self.detail_requested.emit(part)

    def _make_row(self, name: str, title: str, key: str) -> SpectrogramRow:
        row = SpectrogramRow(name, title, self.axis, self.marks, self._theme, self)
        row.set_logarithmic(self._logarithmic)
        return row

    def _words_for(self, row: SpectrogramRow, seconds: float, share: float) -> str:
        frequency = row.frequency_at(share)
        pitch = pitch_text(frequency)
        parts = [clock_text(seconds, 3), f"{frequency:,.0f} Hz" + (f" ({pitch})" if pitch else "")]
        for key in self.keys:
            decibels = self.row(key).decibels(seconds, frequency)
            if decibels is not None:
                parts.append(f"{self.row(key).title.lower()} {decibels:.1f} dB".replace("-", "\u2212"))
        return " · ".join(parts)
