"""A small picture, what a fit and what bicubic make of it, and the truth where that is known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sirendesk.core.snapshot import Frame
from sirendesk.gui.pacing import Pace
from sirendesk.gui.theme import LIGHT, Theme
from sirendesk.gui.views.colour_bar import ColourBar
from sirendesk.gui.views.difference import ERROR_MAP, error_picture
from sirendesk.gui.views.lane_pane import ORIGINAL
from sirendesk.gui.views.lanes_view import LanesView

SMALL, OURS, BICUBIC, ERROR = "small", "ours", "bicubic", "error"
TITLES = {SMALL: "Small picture", OURS: "This fit", BICUBIC: "Bicubic", ERROR: "Error"}
FROM_BICUBIC = "Fit against bicubic"
TIPS = {
    True: "Distance of the fit from the truth; values run from 0 to 1. The scale moves in steps.",
    False: "Where fit and bicubic enlargement disagree, in values from 0 to 1. Which is right, nobody here knows.",
}
SECONDS_BETWEEN_ERRORS = 0.15


class UpscalePictures(QWidget):
    """Five panes with truth, four without, one zoom for all, or a wipe between any two."""

    pane_enlarged = Signal(str)

    def __init__(self, prefix: str, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prefix = prefix
        self._pace = Pace(SECONDS_BETWEEN_ERRORS)
        self._name = ""
        self._has_truth = False
        self.lanes = LanesView(prefix, theme)
        self._scale = ColourBar(f"{prefix}.error_scale", ERROR_MAP, ("0", "0.0025"))
        self._scale.setAccessibleName("Scale of the error map")
        self._set_lanes()
        self.lanes.add_to_title(ERROR, self._scale)
        self.lanes.set_wipe(BICUBIC, OURS)
        self.lanes.pane_enlarged.connect(self.pane_enlarged)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.lanes)

    @property
    def smooth(self) -> bool:
        """Whether enlarged pictures are blended between their samples."""
        return self.lanes.smooth

    def set_original(self, picture: NDArray[np.uint8], name: str, shape: tuple[int, ...] | None = None) -> None:
        """A signal was opened; what the task makes of it comes as `display_given`."""
        self._name = name
        self._arrange(has_truth=False)
        self.lanes.clear()
        self.lanes.set_original(picture, name, shape)

    def display_given(
        self,
        small: NDArray[np.uint8],
        bicubic: NDArray[np.uint8],
        truth: NDArray[np.uint8] | None,
        shape: tuple[int, int],
        bicubic_text: str,
    ) -> None:
        """What is known before a fit, over `shape` = (height, width) samples of what will be drawn."""
        self._arrange(has_truth=truth is not None)
        height, width = small.shape[:2]
        self.lanes.set_original(small if truth is None else truth, self._name, shape)
        if truth is None:
            self.lanes.set_caption(ORIGINAL, f"{self._name}  ·  {width} × {height}")
        else:
            self.lanes.display_picture(SMALL, small)
            self.lanes.set_caption(SMALL, f"{width} × {height}")
        self.lanes.display_picture(BICUBIC, bicubic)
        self.lanes.set_caption(BICUBIC, bicubic_text)

    def display(self, frame: Frame) -> None:
        """Draw what the network has learnt, and how far it is from the truth or else from bicubic."""
        self.lanes.display(OURS, frame)
        if self._pace.due(at_once=frame.exact):
            self.lanes.display_picture(ERROR, error_picture(frame))
            self._scale.set_labels("0", f"{frame.error_scale:g}")

    def set_caption(self, psnr_text: str) -> None:
        """Beside the fit's title."""
        self.lanes.set_caption(OURS, psnr_text)

    def clear_fit(self) -> None:
        """What is known before a fit stays."""
        for key in (OURS, ERROR):
            self.lanes.forget(key)
        self._scale.set_labels("", "")

    def set_smooth(self, smooth: bool) -> None:
        """Blend between samples, or draw each as a sharp square."""
        self.lanes.set_smooth(smooth)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.lanes.apply_theme(theme)

    def _arrange(self, *, has_truth: bool) -> None:
        if has_truth != self._has_truth:
            self._has_truth = has_truth
            self._set_lanes()

    def _set_lanes(self) -> None:
        keys = (SMALL, OURS, BICUBIC, ERROR) if self._has_truth else (OURS, BICUBIC, ERROR)
        self.lanes.pane(ORIGINAL).set_title("Truth" if self._has_truth else "Original")
        titles = TITLES if self._has_truth else {**TITLES, ERROR: FROM_BICUBIC}
        self.lanes.set_lanes([(key, titles[key]) for key in keys])
        self._scale.setToolTip(TIPS[self._has_truth])
