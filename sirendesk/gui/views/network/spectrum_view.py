"""Which frequencies the network has learnt: radial power of signal, fit and error."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sirendesk.core.insight.values import InsightRequest, Spectrum
from sirendesk.gui.theme import Theme
from sirendesk.gui.views.framed_pane import FramedPane
from sirendesk.gui.views.network.page import NetworkPage
from sirendesk.gui.views.network.spectrum_plane import SpectrumPlane

TIP = (
    "How much of the picture lives at each frequency, coarse shapes at the left and fine detail at the right, averaged "
    "over all directions. A network learns from left to right: high frequencies arrive last (spectral bias). The "
    "pointer, or Left and Right, read a frequency."
)
SENTENCE = (
    "Press Start: the power of the signal, of the fit and of the error at every frequency appear here.\n"
    "Watch the blue curve climb from left to right: high frequencies arrive last."
)
FOLLOWS_DB = 3.0


class SpectrumView(NetworkPage):
    """The curves in their frame, and a line that says how far the fit follows."""

    def __init__(self, prefix: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(f"{prefix}.spectrum", SENTENCE, theme, parent)
        self._spectrum: Spectrum | None = None
        self.pane = _SpectrumPane(f"{prefix}.spectrum_pane", theme)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pane)
        self.pane.plane.frequency_chosen.connect(self._read)
        self.clear()

    def request(self) -> InsightRequest:
        """The spectra."""
        return InsightRequest("spectrum")

    def clear(self) -> None:
        """No curves, and axes that start anew."""
        self._spectrum = None
        self.pane.plane.set_spectrum(None)
        super().clear()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        super().apply_theme(theme)
        self.pane.apply_theme(theme)

    def _draw(self, insight: Spectrum) -> None:
        self._spectrum = insight
        self.pane.plane.set_spectrum(insight, reach_of(insight))
        self._read(self.pane.plane.chosen)

    @Slot(object)
    def _read(self, k: int | None) -> None:
        if self._spectrum is not None:
            self.words.set_text(reach_text(self._spectrum) if k is None else reading_text(self._spectrum, k))


class _SpectrumPane(FramedPane):
    def __init__(self, name: str, theme: Theme) -> None:
        super().__init__(name, "Power by frequency", TIP, theme)
        self.plane = SpectrumPlane(theme, self)
        self._add_body(self.plane)

    def apply_theme(self, theme: Theme) -> None:
        self._take_theme(theme)
        self.plane.apply_theme(theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.plane.step(1 if event.key() == Qt.Key.Key_Right else -1)
        elif event.key() == Qt.Key.Key_Escape and self.plane.chosen is not None:
            self.plane.choose(None)
        else:
            super().keyPressEvent(event)


def reach_of(spectrum: Spectrum) -> float | None:
    """The last frequency, counted from the lowest, up to which the fit follows the signal; None if it departs at once.

    It follows where its power is within 3 dB of the signal's and the error lies 3 dB below the signal at least: the
    right amount of the wrong waves is no fit. One ring alone that departs is noise; two in a row end it.
    """
    seen = np.asarray(spectrum.frequencies) > 0
    frequencies, target, fit, error = (
        np.asarray(values)[seen] for values in (spectrum.frequencies, spectrum.target, spectrum.fit, spectrum.error)
    )
    off = (np.abs(decibels(fit, target)) > FOLLOWS_DB) | (decibels(error, target) > -FOLLOWS_DB)
    departed = np.flatnonzero(off & np.append(off[1:], True))
    last = len(frequencies) - 1 if not len(departed) else int(departed[0]) - 1
    return float(frequencies[last]) if last >= 0 else None


def decibels(power: object, reference: object) -> np.ndarray:
    """10 log10 of the ratio, both kept off zero."""
    least = 1e-20
    return 10 * np.log10(np.maximum(np.asarray(power), least) / np.maximum(np.asarray(reference), least))


def reach_text(spectrum: Spectrum) -> str:
    """How far the fit follows, and what is wrong beyond, in words."""
    reach, highest = reach_of(spectrum), float(np.max(spectrum.frequencies))
    if reach is not None and reach >= highest:
        return f"the fit follows the signal within 3 dB at every frequency, up to {highest:,.3g} cycles"
    beyond = np.asarray(spectrum.frequencies) > (reach or 0.0)
    excess = float(np.median(decibels(spectrum.fit[beyond], spectrum.target[beyond])))
    what = "beyond it is too rough: noise" if excess > FOLLOWS_DB else "finer detail is still to come"
    if reach is None:
        return "the fit does not follow yet, not even the coarsest shapes" + ("" if excess <= FOLLOWS_DB else ": noise")
    return f"the fit follows within 3 dB up to {reach:,.3g} of {highest:,.3g} cycles; {what}"


def reading_text(spectrum: Spectrum, k: int) -> str:
    """One frequency in words."""
    target, fit, error = (float(np.asarray(v)[k]) for v in (spectrum.target, spectrum.fit, spectrum.error))
    of_fit, of_error = float(decibels(fit, target)), float(decibels(error, target))
    text = (
        f"{float(spectrum.frequencies[k]):,.3g} cycles · fit {of_fit:+.1f} dB · error {of_error:+.1f} dB of the signal"
    )
    return text.replace("-", "\u2212")
