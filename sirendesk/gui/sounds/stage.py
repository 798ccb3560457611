"""The stage of the Sound tab: waveforms and spectrograms above the bar that plays them, all at one moment."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sirendesk.core.signals import AudioSignal
from sirendesk.core.snapshot import Frame
from sirendesk.core.sounds.gaps import joined
from sirendesk.gui.playback.sound_player import SoundPlayer
from sirendesk.gui.sounds.looks import DIFFERENCE, FIT, GIVEN, ORIGINAL, FitLook, SoundPreview, TrackLook
from sirendesk.gui.sounds.words import track_choices, track_titles
from sirendesk.gui.theme import Theme
from sirendesk.gui.views.sound.sound_views import SoundViews
from sirendesk.gui.widgets.sound_transport import SoundTransport

Stretch = tuple[float, float]


class SoundStage(QWidget):
    """Draws and plays the tracks of one sound; it plays the part of a tab's `Pictures`.

    `gaps_edited` brings the stretches (seconds) that a hand wants to be missing, `selected` whether there is a
    selection.
    """

    gaps_edited = Signal(object)
    selected = Signal(bool)

    def __init__(self, prefix: str, player: SoundPlayer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.player = player
        self.views = SoundViews(prefix, theme, self)
        self.transport = SoundTransport(f"{prefix}.player")
        self._preview: SoundPreview | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.views, 1)
        column.addWidget(self.transport)
        self.transport.attach(player)
        self.views.tools.set_loop_offered(False)
        self._connect_signals()
        self.apply_theme(theme)

    @property
    def smooth(self) -> bool:
        """Sounds are drawn in one way only."""
        return False

    def begin(self, signal: AudioSignal) -> None:
        """Another sound is open; what there is of it to see and hear follows."""
        self._preview = None
        self.player.close_sound()
        self.views.set_sound(signal.name, signal.seconds, signal.sample_rate)
        self.selected.emit(False)

    def show_preview(self, preview: SoundPreview) -> None:
        """What there is of a sound before a fit. Who listens goes on where he is."""
        before, self._preview = self._preview, preview
        original = preview.original
        if before is None or _frames_of(before) != _frames_of(preview):
            self.player.open_sound(preview.sample_rate, original.values.shape[1])
        self.player.set_track(FIT, None)
        self.player.set_track(GIVEN, None)
        self.views.set_tracks(track_titles(preview))
        self.transport.switch.set_choices(track_choices(preview))
        if self.player.track == GIVEN and not self.offers(GIVEN):
            self.player.select(ORIGINAL)  # else nothing would be heard, and no button be down
        self.views.set_gaps(preview.gaps)
        for key in (FIT, DIFFERENCE):
            self.views.clear_track(key)
        for track in preview.tracks:
            self._show(track)
        if preview.given_snr is not None and np.isfinite(preview.given_snr):
            self.views.set_caption(GIVEN, f"{preview.given_snr:.2f} dB".replace("-", "−"))
        self.views.set_active(self.player.track)

    def display_look(self, look: FitLook) -> None:
        """The newest state of what is learnt, to see and to hear."""
        self._show(look.fit)
        self._draw(look.difference)

    def set_original(self, picture: NDArray[np.uint8], name: str, shape: tuple[int, ...] | None = None) -> None:
        """Nothing: a sound is shown by `begin`."""

    def display(self, frame: Frame) -> None:
        """Nothing: what is learnt of a sound comes by `display_look`."""

    def set_caption(self, psnr_text: str) -> None:
        """Beside the title of what has been learnt."""
        self.views.set_caption(FIT, psnr_text.replace("-", "−"))

    def clear_fit(self) -> None:
        """Nothing has been learnt."""
        self.set_caption("")
        for key in (FIT, DIFFERENCE):
            self.views.clear_track(key)
        self.player.set_track(FIT, None)

    def set_smooth(self, smooth: bool) -> None:
        """Nothing: sounds are drawn in one way only."""

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.views.apply_theme(theme)
        self.transport.apply_theme(theme)

    @property
    def has_truth(self) -> bool:
        """Whether it is known what a fit should give."""
        return self._preview is None or self._preview.has_truth

    def offers(self, key: str) -> bool:
        """Whether the task has such a track, be it there already or still to come."""
        return self._preview is None or key in dict(track_titles(self._preview))

    @Slot()
    def toggle_loop(self) -> None:
        """Loop what is selected, or all of it; or loop no longer."""
        if not self.player.looping:
            self.player.set_region(self.views.region)
        self.player.set_looping(not self.player.looping)

    def _connect_signals(self) -> None:
        views, player = self.views, self.player
        views.seek_requested.connect(player.seek)
        views.region_selected.connect(self._take_region)
        views.loop_requested.connect(self._take_loop)
        views.gap_painted.connect(self._paint_gap)
        views.gap_removed.connect(self._remove_gap)
        player.position_changed.connect(views.set_playhead)
        player.track_changed.connect(views.set_active)
        player.looping_changed.connect(self._show_loop)

    @Slot(object)
    def _take_region(self, region: Stretch | None) -> None:
        # a loop that goes on stays where it is: what is selected meanwhile is the next one
        if not self.player.looping:
            self.player.set_region(region)
        self.selected.emit(region is not None)

    @Slot(object)
    def _take_loop(self, loop: Stretch | None) -> None:
        if loop is not None:
            self.player.set_region(loop)
        self.player.set_looping(loop is not None)
        self._show_loop()

    @Slot()
    def _show_loop(self) -> None:
        player = self.player
        whole = (0.0, player.length)
        self.views.set_loop((player.region or whole) if player.looping and player.length else None)

    @Slot(float, float)
    def _paint_gap(self, start: float, stop: float) -> None:
        self.gaps_edited.emit(joined([*self.views.gaps, (start, stop)]))

    @Slot(int)
    def _remove_gap(self, index: int) -> None:
        self.gaps_edited.emit([gap for k, gap in enumerate(self.views.gaps) if k != index])

    def _show(self, track: TrackLook) -> None:
        self._draw(track)
        self.player.set_track(track.key, track.values, track.level)

    def _draw(self, track: TrackLook) -> None:
        self.views.display_track(track.key, track.pyramid)
        if track.spectrogram is not None:
            self.views.display_spectrogram(track.key, track.spectrogram)


def _frames_of(preview: SoundPreview) -> tuple[object, ...]:
    """What has to be the same for a place in one sound to be a place in the other."""
    return preview.signal, preview.sample_rate, preview.original.values.shape
