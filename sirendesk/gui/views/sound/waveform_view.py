"""Waveforms of the tracks below each other, over one axis of time."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from sirendesk.core.durations import clock_text
from sirendesk.core.sounds.pyramid import Pyramid
from sirendesk.gui.theme import LIGHT, Theme
from sirendesk.gui.views.sound.rows_view import GESTURES, RowsView
from sirendesk.gui.views.sound.sound_marks import SoundMarks
from sirendesk.gui.views.sound.time_axis import TimeAxis
from sirendesk.gui.views.sound.waveform_row import WaveformRow

REACHES = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
FIRST_REACH = 1.0


class WaveformView(RowsView[WaveformRow]):
    """Drawn from pyramids made elsewhere. All rows have one upright scale, so that they can be compared."""

    reach_changed = Signal(float)

    def __init__(
        self,
        prefix: str,
        axis: TimeAxis | None = None,
        marks: SoundMarks | None = None,
        theme: Theme = LIGHT,
        parent: QWidget | None = None,
    ) -> None:
        self._reach = FIRST_REACH
        self._stripes = False
        super().__init__(f"{prefix}.waveforms", "Waveforms", axis, marks, theme, parent)
        self.setToolTip(
            f"How the air moves, over time. {GESTURES} Ctrl and wheel, or Up and Down, draw quiet sounds larger."
        )

    @property
    def reach(self) -> float:
        """The amplitude at the upper edge of a row."""
        return self._reach

    @property
    def stripes(self) -> bool:
        """Whether each channel is drawn for itself."""
        return self._stripes

    @property
    def channels(self) -> int:
        """The most channels of any track, 0 without a track."""
        drawn = [self.row(key).pyramid for key in self.keys]
        return max((one.channels for one in drawn if one is not None), default=0)

    def display_track(self, key: str, pyramid: Pyramid) -> None:
        """Draw a track. One that is not there (any more) is passed over."""
        if key in self.keys:
            self.row(key).set_pyramid(pyramid)

    def clear_track(self, key: str) -> None:
        """The track has nothing to draw."""
        if key in self.keys:
            self.row(key).set_pyramid(None)

    def set_stripes(self, stripes: bool) -> None:
        """Each channel for itself, or all mixed."""
        self._stripes = stripes
        for key in self.keys:
            self.row(key).set_stripes(stripes)

    def set_reach(self, reach: float) -> None:
        """The amplitude at the upper edge of every row."""
        self._reach = reach
        for key in self.keys:
            self.row(key).set_reach(reach)
        self.reach_changed.emit(reach)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down draw the waveforms larger and smaller; the rest as in all views."""
        steps = {Qt.Key.Key_Up: 1.0, Qt.Key.Key_Down: -1.0}.get(Qt.Key(event.key()))
        if steps is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not self._has_sound():
            super().keyPressEvent(event)
        else:
            self.scale_by(steps)

    @Slot(float)
    def scale_by(self, steps: float) -> None:
        """Draw all waveforms larger (positive) or smaller, by steps that keep round numbers beside them."""
        nearest = min(range(len(REACHES)), key=lambda k: abs(REACHES[k] - self._reach))
        by = (1 if steps > 0 else -1) * max(1, round(abs(steps)))
        self.set_reach(REACHES[min(max(nearest - by, 0), len(REACHES) - 1)])

    def _make_row(self, name: str, title: str, key: str) -> WaveformRow:
        row = WaveformRow(name, title, self.axis, self.marks, self._theme, self)
        row.set_reach(self._reach)
        row.set_stripes(self._stripes)
        row.scale_requested.connect(self.scale_by)
        return row

    def _style(self) -> None:
        theme = self._theme
        fixed = {"original": theme.foreground, "fit": theme.loss, "difference": theme.psnr}
        others = [key for key in self.keys if key not in fixed]
        fixed |= {key: theme.ghosts[k % len(theme.ghosts)] for k, key in enumerate(others)}
        for key in self.keys:
            self.row(key).set_colour(fixed[key])

    def _words_for(self, row: WaveformRow, seconds: float, share: float) -> str:
        parts = [clock_text(seconds, 4)]
        for key in self.keys:
            values = self.row(key).value_at(seconds)
            if values:
                told = " ".join(f"{value:+.4f}".replace("-", "\u2212") for value in values)
                parts.append(f"{self.row(key).title.lower()} {told}")
        return " · ".join(parts)
