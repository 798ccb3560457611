"""The row of tools under the views of a sound, and what is under the pointer in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from sirendesk.core.sounds.spectrogram import decibels_of
from sirendesk.gui.theme import Theme
from sirendesk.gui.views.colour_bar import ColourBar
from sirendesk.gui.views.sound.spectrogram_row import BRIGHTEST, COLOURS, DARKEST
from sirendesk.gui.views.text_line import TextLine
from sirendesk.gui.views.tool_row import ROW_MARGINS, ToolButton, restyle_buttons

WAVEFORMS, SPECTROGRAMS = "waveforms", "spectrograms"
BAR_FROM = 1100


class SoundTools(QWidget):
    """Tells what was chosen; changed from outside it is silent."""

    zoom_requested = Signal(bool)
    fit_requested = Signal()
    zoom_to_region_requested = Signal()
    loop_requested = Signal()
    gap_requested = Signal()
    tool_chosen = Signal(str)
    stripes_chosen = Signal(bool)
    logarithmic_chosen = Signal(bool)
    row_toggled = Signal(str, str, bool)

    def __init__(self, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}.sound_tools")
        self._prefix = prefix
        self._make_buttons(prefix)
        self.readout = TextLine(f"{prefix}.sound_readout", "", self)
        self.readout.setAccessibleName("What is under the pointer")
        low, high = (f"{decibels_of(byte):.0f} dB".replace("-", "\u2212") for byte in (DARKEST, BRIGHTEST))
        self.bar = ColourBar(f"{prefix}.sound_loudness", COLOURS, (low, high), self)
        self.bar.setAccessibleName("Loudness")
        self.bar.setToolTip("Loudness in the spectrograms, below a sine as loud as a file can hold.")
        self.bar.set_labels(low, high)
        self._lay_out()
        self._connect_signals()
        self.set_usable(sound=False, region=False, loop=False)
        self.set_gaps_offered(False)
        self.set_channels(1)

    def set_usable(self, *, sound: bool, region: bool, loop: bool) -> None:
        """What there is to work on."""
        for button in (self._in, self._out, self._fit, self._rows, self._log, self._stripes, self._paint):
            button.setEnabled(sound)
        self._selection.setEnabled(sound and region)
        self._gap.setEnabled(sound and region)
        self._loop.setEnabled(sound and (region or loop))
        self._loop.setChecked(loop)

    def set_gaps_offered(self, offered: bool) -> None:
        """Whether stretches can be marked as missing."""
        self._paint.setVisible(offered)
        self._gap.setVisible(offered)

    def set_loop_offered(self, offered: bool) -> None:
        """Whether the loop has its button here; a bar that plays has one of its own."""
        self._loop.setVisible(offered)

    def set_channels(self, channels: int) -> None:
        """Stripes are for stereo."""
        self._stripes.setVisible(channels > 1)

    def set_tool(self, tool: str) -> None:
        """Show what a drag does."""
        self._paint.setChecked(tool == "gap")

    def set_stripes(self, stripes: bool) -> None:
        """Show whether channels are drawn apart."""
        self._stripes.setChecked(stripes)

    def set_logarithmic(self, logarithmic: bool) -> None:
        """Show which axis of frequency it is."""
        self._log.setChecked(logarithmic)

    def offer_rows(self, tracks: Sequence[tuple[str, str]], hidden: set[tuple[str, str]]) -> None:
        """The rows that can be shown: those of each track in both kinds of view."""
        self._menu.clear()
        for kind, words in ((WAVEFORMS, "waveform"), (SPECTROGRAMS, "spectrogram")):
            for key, title in tracks:
                action = QAction(f"{title}: {words}".replace("&", "&&"), self._menu)
                action.setCheckable(True)
                action.setChecked((kind, key) not in hidden)
                action.setData((kind, key))
                self._menu.addAction(action)
            self._menu.addSeparator()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the words need the room of the colours' scale."""
        super().resizeEvent(event)
        self.bar.setVisible(self.width() >= BAR_FROM)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        restyle_buttons(self, theme)

    @Slot(QAction)
    def _toggle_row(self, action: QAction) -> None:
        kind, key = action.data()
        self.row_toggled.emit(kind, key, action.isChecked())

    @Slot()
    def _zoom_in(self) -> None:
        self.zoom_requested.emit(True)

    @Slot()
    def _zoom_out(self) -> None:
        self.zoom_requested.emit(False)

    @Slot(bool)
    def _choose_tool(self, checked: bool) -> None:
        self.tool_chosen.emit("gap" if checked else "select")

    @Slot(bool)
    def _ask_for_loop(self, checked: bool) -> None:
        # whether there is a loop is told from outside
        self._loop.setChecked(not checked)
        self.loop_requested.emit()

    def _make_buttons(self, prefix: str) -> None:
        self._in = ToolButton(
            f"{prefix}.sound_zoom_in", "Zoom in", "See less of the sound, larger (+).", picture="zoom-in"
        )
        self._out = ToolButton(f"{prefix}.sound_zoom_out", "Zoom out", "See more of the sound (−).", picture="zoom-out")
        self._selection = ToolButton(
            f"{prefix}.sound_zoom_selection",
            "Zoom to the selection",
            "Drag over a word to select it, then see it alone (Z). Once more shows all.",
            picture="zoom-selection",
        )
        self._fit = ToolButton(
            f"{prefix}.sound_fit", "Show all", "See the whole sound (Ctrl+0, or a double click).", picture="fit"
        )
        self._loop = ToolButton(
            f"{prefix}.sound_loop",
            "Loop the selection",
            "Play what is selected over and over (L). Or drag along the ruler.",
            picture="repeat",
        )
        self._paint = ToolButton(
            f"{prefix}.sound_gap_tool",
            "Mark gaps by dragging",
            "While this is on, a drag marks a stretch that is missing: it is silenced and then filled. The cross in a "
            "gap's corner takes it away.",
            word="Gap",
        )
        self._gap = ToolButton(
            f"{prefix}.sound_gap",
            "Make the selection a gap",
            "What is selected shall be missing: it is silenced and then filled (G).",
            picture="gap",
        )
        self._log = ToolButton(
            f"{prefix}.sound_logarithmic",
            "Octaves of one height",
            "Give every octave of a spectrogram as much room as the next, as ears do. Off, every hertz, which shows "
            "better how high a fit reaches.",
            word="Octaves",
        )
        self._stripes = ToolButton(
            f"{prefix}.sound_stripes",
            "Channels apart",
            "Draw the left channel above the right one. Off, their mean.",
            word="L | R",
        )
        self._rows = ToolButton(f"{prefix}.sound_rows", "Rows", "Choose which rows are seen.", word="Rows")
        for button in (self._paint, self._log, self._stripes, self._loop):
            button.setCheckable(True)
        self._menu = QMenu(self._rows)
        self._rows.setMenu(self._menu)
        self._rows.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(*ROW_MARGINS)
        row.setSpacing(2)
        for group in (
            (self._in, self._out, self._selection, self._fit),
            (self._loop, self._paint, self._gap),
            (self._log, self._stripes, self._rows),
        ):
            for button in group:
                row.addWidget(button)
            row.addSpacing(8)
        row.addWidget(self.readout, 1)
        row.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignVCenter)

    def _connect_signals(self) -> None:
        self._in.clicked.connect(self._zoom_in)
        self._out.clicked.connect(self._zoom_out)
        self._selection.clicked.connect(self.zoom_to_region_requested)
        self._fit.clicked.connect(self.fit_requested)
        self._loop.clicked.connect(self._ask_for_loop)
        self._paint.clicked.connect(self._choose_tool)
        self._gap.clicked.connect(self.gap_requested)
        self._log.clicked.connect(self.logarithmic_chosen)
        self._stripes.clicked.connect(self.stripes_chosen)
        self._menu.triggered.connect(self._toggle_row)
