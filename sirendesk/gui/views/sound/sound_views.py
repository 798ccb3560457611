"""A sound and what is made of it: waveforms above, spectrograms below, one axis of time for all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from sirendesk.core.sounds.pyramid import Pyramid
from sirendesk.core.sounds.spectrogram import Spectrogram
from sirendesk.gui.theme import LIGHT, Theme
from sirendesk.gui.views.placeholder import Placeholder
from sirendesk.gui.views.sound.rows_view import TRACKS
from sirendesk.gui.views.sound.sound_keys import ZOOM, zoom_to_region
from sirendesk.gui.views.sound.sound_marks import SoundMarks, Stretch
from sirendesk.gui.views.sound.sound_tools import WAVEFORMS, SoundTools
from sirendesk.gui.views.sound.spectrogram_view import SpectrogramView
from sirendesk.gui.views.sound.time_axis import TimeAxis
from sirendesk.gui.views.sound.time_row import GUTTER, RIGHT
from sirendesk.gui.views.sound.time_scroll_bar import TimeScrollBar
from sirendesk.gui.views.sound.waveform_view import WaveformView

SENTENCE = "Open a sound, or drop one here"


class SoundViews(QWidget):
    """Draws pyramids and spectrograms that were made elsewhere. What is set is silent: only a hand's doing is told.

    Selection and visible range change first and are told then; a loop, gaps and the playhead are only asked for.
    """

    seek_requested = Signal(float)
    region_selected = Signal(object)
    loop_requested = Signal(object)
    gap_painted = Signal(float, float)
    gap_removed = Signal(int)
    range_moved = Signal(object)
    look_changed = Signal()
    detail_requested = Signal(object)

    def __init__(self, prefix: str, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}.sound_views")
        self._has_sound = False
        self._pointed = ""
        self._tracks: tuple[tuple[str, str], ...] = TRACKS
        self.axis = TimeAxis(self)
        self.marks = SoundMarks(self)
        self.waveforms = WaveformView(prefix, self.axis, self.marks, theme, self)
        self.spectrograms = SpectrogramView(prefix, self.axis, self.marks, theme, self)
        self.scroll_bar = TimeScrollBar(f"{prefix}.sound_scroll", self.axis, self)
        self.tools = SoundTools(prefix, self)
        self._placeholder = self._lay_out(prefix, theme)
        self._connect_signals()
        self.set_tracks(TRACKS)
        self.apply_theme(theme)

    @property
    def has_sound(self) -> bool:
        """Whether there is a sound to see."""
        return self._has_sound

    @property
    def playhead(self) -> float | None:
        """Where it plays or would start."""
        return self.marks.playhead

    @property
    def region(self) -> Stretch | None:
        """What is selected, in seconds."""
        return self.marks.region

    @property
    def loop(self) -> Stretch | None:
        """What plays over and over."""
        return self.marks.loop

    @property
    def gaps(self) -> tuple[Stretch, ...]:
        """What is missing."""
        return self.marks.gaps

    @property
    def visible_range(self) -> Stretch:
        """The first and the last moment that are seen."""
        return self.axis.start, self.axis.stop

    @property
    def logarithmic(self) -> bool:
        """Whether octaves have one height in the spectrograms."""
        return self.spectrograms.logarithmic

    @property
    def stripes(self) -> bool:
        """Whether the channels of a waveform are drawn apart."""
        return self.waveforms.stripes

    def set_sound(self, name: str, seconds: float, sample_rate: int) -> None:
        """Another sound: tracks and marks of the one before are forgotten, and all of it is seen."""
        self._forget()
        self._has_sound = True
        self.axis.set_length(seconds)
        self.marks.set_playhead(0.0)
        self.set_caption(self._tracks[0][0], f"{name}  ·  {sample_rate:,} Hz")
        self._placeholder.hide()
        self._see_marks()

    def set_tracks(self, tracks: Sequence[tuple[str, str]]) -> None:
        """The tracks as (key, title), in their order; what a row shows already, it keeps."""
        self._tracks = tuple(tracks)
        self.waveforms.set_tracks(tracks)
        self.spectrograms.set_tracks(tracks)
        views = {WAVEFORMS: self.waveforms, "spectrograms": self.spectrograms}
        hidden = {(kind, key) for kind, view in views.items() for key, _ in tracks if not view.is_shown(key)}
        self.tools.offer_rows(tracks, hidden)
        self._see_marks()

    def display_track(self, key: str, pyramid: Pyramid) -> None:
        """Draw the waveform of a track. One that is not there (any more) is passed over."""
        self.waveforms.display_track(key, pyramid)
        self.tools.set_channels(self.waveforms.channels)

    def display_spectrogram(self, key: str, spectrogram: Spectrogram) -> None:
        """Draw the spectrogram of a track. One that is not there (any more) is passed over."""
        self.spectrograms.display_track(key, spectrogram)

    def display_detail(self, key: str, detail: Spectrogram) -> None:
        """Finer columns for the part that `detail_requested` asked for; stays until the track's next spectrogram."""
        self.spectrograms.display_detail(key, detail)

    def clear_track(self, key: str) -> None:
        """The track has nothing to draw."""
        self.waveforms.clear_track(key)
        self.spectrograms.clear_track(key)

    def clear(self) -> None:
        """Back to the sentence that says what will appear here."""
        self._forget()
        self._placeholder.show()
        self._placeholder.raise_()

    def set_caption(self, key: str, caption: str) -> None:
        """What stands beside the title of a track's waveform."""
        self.waveforms.set_caption(key, caption)

    def set_active(self, key: str | None) -> None:
        """Which track is heard; None for none."""
        self.waveforms.set_active(key)
        self.spectrograms.set_active(key)

    def set_playhead(self, seconds: float | None) -> None:
        """Where it plays. When it runs out of what is seen, the page is turned; cheap at any rate."""
        before = self.marks.playhead
        start, stop = self.visible_range
        if seconds is not None and before is not None and start <= before <= stop and not start <= seconds <= stop:
            # a hand that went elsewhere is left there: only what was seen is followed
            self.axis.move_to(seconds, seconds + self.axis.span)
        self.marks.set_playhead(seconds)

    def set_region(self, region: Stretch | None) -> None:
        """Select a stretch of seconds, or nothing."""
        self.marks.set_region(region)

    def set_loop(self, loop: Stretch | None) -> None:
        """What plays over and over, or nothing."""
        self.marks.set_loop(loop)

    def set_gaps(self, gaps: Sequence[Stretch]) -> None:
        """What is missing, in seconds."""
        self.marks.set_gaps(gaps)

    def set_gaps_offered(self, offered: bool) -> None:
        """Whether stretches can be marked as missing."""
        self.marks.offers_gaps = offered
        self.tools.set_gaps_offered(offered)
        if not offered:
            self.set_tool("select")

    @Slot(str)
    def set_tool(self, tool: str) -> None:
        """What a drag does: "select" or "gap"."""
        self.marks.set_tool(tool)
        self.tools.set_tool(tool)

    def set_logarithmic(self, logarithmic: bool) -> None:
        """Octaves of one height in the spectrograms, or hertz."""
        self.spectrograms.set_logarithmic(logarithmic)
        self.tools.set_logarithmic(logarithmic)

    def set_stripes(self, stripes: bool) -> None:
        """Channels of a waveform apart, or mixed."""
        self.waveforms.set_stripes(stripes)
        self.tools.set_stripes(stripes)

    def move_to(self, visible: Stretch) -> None:
        """See that part of the sound."""
        self.axis.move_to(*visible)

    @Slot()
    def fit(self) -> None:
        """See all of the sound."""
        self.axis.fit()

    @Slot()
    def zoom_to_region(self) -> None:
        """See what is selected; once more, or without a selection, see all."""
        zoom_to_region(self.axis, self.marks)

    def export_png(self) -> bytes:
        """The spectrograms as they are seen."""
        return self.spectrograms.export_png()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.waveforms.apply_theme(theme)
        self.spectrograms.apply_theme(theme)
        self.tools.apply_theme(theme)
        self._placeholder.apply_theme(theme)

    def _forget(self) -> None:
        self._has_sound = False
        self.marks.clear()
        self.waveforms.clear()
        self.spectrograms.clear()
        self.set_active(None)
        self.tools.set_channels(1)
        self._tell("")
        self._see_marks()

    def _lay_out(self, prefix: str, theme: Theme) -> Placeholder:
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setObjectName(f"{prefix}.sound_splitter")
        for view, stretch in ((self.waveforms, 5), (self.spectrograms, 6)):
            self.splitter.addWidget(view)
            self.splitter.setStretchFactor(self.splitter.count() - 1, stretch)
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.splitter, 1)
        beside = QHBoxLayout()
        # under the part where time runs
        beside.setContentsMargins(GUTTER, 0, RIGHT, 0)
        beside.addWidget(self.scroll_bar)
        column.addLayout(beside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(4, 4, 4, 0)
        whole.setSpacing(0)
        whole.addWidget(body, 1)
        whole.addWidget(self.tools)
        return Placeholder(SENTENCE, theme, body, framed=True)

    def _connect_signals(self) -> None:
        marks, tools = self.marks, self.tools
        marks.seek_requested.connect(self.seek_requested)
        marks.region_selected.connect(self.region_selected)
        marks.loop_requested.connect(self.loop_requested)
        marks.gap_painted.connect(self.gap_painted)
        marks.gap_removed.connect(self.gap_removed)
        marks.marks_changed.connect(self._see_marks)
        self.axis.range_moved.connect(self.range_moved)
        self.spectrograms.detail_requested.connect(self.detail_requested)
        for view in (self.waveforms, self.spectrograms):
            view.hovered.connect(self._tell)
        tools.zoom_requested.connect(self._zoom)
        tools.fit_requested.connect(self.fit)
        tools.zoom_to_region_requested.connect(self.zoom_to_region)
        tools.loop_requested.connect(marks.ask_for_loop)
        tools.gap_requested.connect(marks.ask_for_gap)
        tools.tool_chosen.connect(self.set_tool)
        tools.stripes_chosen.connect(self._choose_stripes)
        tools.logarithmic_chosen.connect(self._choose_logarithmic)
        tools.row_toggled.connect(self._toggle_row)

    @Slot()
    def _see_marks(self) -> None:
        region, loop = self.marks.region, self.marks.loop
        self.tools.set_usable(sound=self._has_sound, region=region is not None, loop=loop is not None)
        # the mouse passes through the sentence that covers them
        for part in (self.splitter, self.scroll_bar):
            part.setEnabled(self._has_sound)
        self._tell(self._pointed)

    @Slot(str)
    def _tell(self, pointed: str) -> None:
        """What is under the pointer, and how much is selected."""
        self._pointed = pointed
        region = self.marks.region
        selected = "" if region is None else f"selected {region[1] - region[0]:.3f} s"
        self.tools.readout.set_text(" · ".join(part for part in (pointed, selected) if part))

    @Slot(bool)
    def _zoom(self, nearer: bool) -> None:
        playhead = self.marks.playhead
        seen = playhead is not None and self.axis.start <= playhead <= self.axis.stop
        self.axis.zoom(ZOOM if nearer else 1 / ZOOM, playhead if seen else None)

    @Slot(bool)
    def _choose_stripes(self, stripes: bool) -> None:
        self.set_stripes(stripes)
        self.look_changed.emit()

    @Slot(bool)
    def _choose_logarithmic(self, logarithmic: bool) -> None:
        self.set_logarithmic(logarithmic)
        self.look_changed.emit()

    @Slot(str, str, bool)
    def _toggle_row(self, kind: str, key: str, shown: bool) -> None:
        view = self.waveforms if kind == WAVEFORMS else self.spectrograms
        view.set_shown(key, shown=shown)
        view.setVisible(any(view.is_shown(one) for one in view.keys))
