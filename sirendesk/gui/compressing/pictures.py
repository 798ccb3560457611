"""Original, decoded, JPEG of the same size and error, with one zoom, or a wipe between any two."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sirendesk.core.snapshot import Frame
from sirendesk.gui.compressing.encoding import Outcome
from sirendesk.gui.compressing.words import decibels, short_size
from sirendesk.gui.pacing import Pace
from sirendesk.gui.theme import LIGHT, Theme
from sirendesk.gui.views.colour_bar import ColourBar
from sirendesk.gui.views.difference import ERROR_MAP, error_picture
from sirendesk.gui.views.lane_pane import ORIGINAL
from sirendesk.gui.views.lanes_view import LanesView

OURS, JPEG, ERROR = "ours", "jpeg", "error"
TITLES = ((OURS, "Decoded"), (JPEG, "JPEG, same size"), (ERROR, "Error"))
SECONDS_BETWEEN_ERRORS = 0.25
SENTENCE, NONE_SO_SMALL = "Appears here once a file is made", "There is no JPEG with so few bytes"


class CompressPictures(QWidget):
    """Four panes; a file whose original is not open stands alone."""

    def __init__(self, prefix: str, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pace = Pace(SECONDS_BETWEEN_ERRORS)
        self._original: tuple[NDArray[np.uint8], str, tuple[int, ...]] | None = None
        self._alone = False
        self._gave_way = False
        self.lanes = LanesView(prefix, theme, sentence=SENTENCE)
        self.lanes.set_lanes(TITLES)
        self._scale = ColourBar(f"{prefix}.error_scale", ERROR_MAP, ("0", "0.0025"))
        self._scale.setAccessibleName("Scale of the error map")
        self._scale.setToolTip(
            "Distance of the decoded picture from the original; values run from 0 to 1. The scale moves in steps."
        )
        self._add_scale()
        self.lanes.set_wipe(JPEG, OURS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.lanes)

    def set_original(self, picture: NDArray[np.uint8], name: str, shape: tuple[int, ...]) -> None:
        """The picture that is to be compressed."""
        self._original = (picture, name, shape)
        self.show_original()
        self.lanes.set_original(*self._original)

    def show_original(self) -> None:
        """Back from a file without its original to the picture that is open; nothing is decoded."""
        self.clear()
        if self._alone and self._original is not None:
            self._alone = False
            self.lanes.set_lanes(TITLES)
            self._add_scale()
            self.lanes.set_original_shown(True)
            self.lanes.set_original(*self._original)
            self.lanes.set_wipe(JPEG, OURS)

    def display_frame(self, frame: Frame, text: str) -> None:
        """What the file would give back now."""
        self.lanes.display(OURS, frame)
        self.lanes.set_caption(OURS, text)
        if self._pace.due(at_once=frame.exact):
            self._show_error(frame)

    def display(self, outcome: Outcome) -> None:
        """What the file gives back, and JPEG beside it."""
        if outcome.frame is None:
            self._stand_alone(outcome)
            return
        self.show_original()
        self.display_frame(outcome.frame, f"{short_size(outcome.size)}  ·  {decibels(outcome.psnr)}")
        self._show_error(outcome.frame)
        if outcome.jpeg is not None and outcome.jpeg_picture is not None:
            self.lanes.display_picture(JPEG, outcome.jpeg_picture)
            # its bytes are in the table: beside its long title there is room for one number
            self.lanes.set_caption(JPEG, decibels(outcome.jpeg.psnr))
            self.lanes.set_winner(OURS if outcome.psnr > outcome.jpeg.psnr else JPEG)
            self._wipe_against(JPEG, instead_of=ORIGINAL)
        else:
            self.lanes.pane(JPEG).set_sentence(NONE_SO_SMALL)
            self._wipe_against(ORIGINAL, instead_of=JPEG)

    def clear(self) -> None:
        """Only the original stays."""
        self.lanes.clear()
        if JPEG in self.lanes.keys:
            self.lanes.pane(JPEG).set_sentence(SENTENCE)
        self._scale.set_labels("", "")

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.lanes.apply_theme(theme)

    def _wipe_against(self, key: str, instead_of: str) -> None:
        """Where there is no JPEG the original takes its side of the wipe, and gives it back."""
        if self.lanes.tools.pair == (instead_of, OURS) and (key == ORIGINAL or self._gave_way):
            self.lanes.set_wipe(key, OURS)
            self._gave_way = key == ORIGINAL

    def _show_error(self, frame: Frame) -> None:
        self.lanes.display_picture(ERROR, error_picture(frame))
        self._scale.set_labels("0", f"{frame.error_scale:g}")

    def _add_scale(self) -> None:
        self.lanes.add_to_title(ERROR, self._scale)
        self._scale.show()

    def _stand_alone(self, outcome: Outcome) -> None:
        self.clear()
        if not self._alone:
            self._alone = True
            self._scale.setParent(self)  # or it would go with its pane
            self._scale.hide()
            self.lanes.set_original_shown(False)
            self.lanes.set_lanes(TITLES[:1])
        self.lanes.set_original(outcome.picture, outcome.title, outcome.shape)
        self.lanes.set_caption(ORIGINAL, "not open: a compressed file does not bring it along")
        self.lanes.display_picture(OURS, outcome.picture)
        height, width = outcome.shape
        self.lanes.set_caption(OURS, f"{short_size(outcome.size)}  ·  {width} × {height}")
