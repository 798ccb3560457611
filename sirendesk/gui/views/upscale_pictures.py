"""A small picture, what a fit and what bicubic make of it, and the truth where that is known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from sirendesk.core.snapshot import Frame
from sirendesk.gui.pacing import Pace
from sirendesk.gui.theme import LIGHT, Theme
from sirendesk.gui.views.colour_bar import ColourBar
from sirendesk.gui.views.difference import ERROR_MAP, error_picture
from sirendesk.gui.views.lane_pane import ORIGINAL
from sirendesk.gui.views.task_pictures import OURS, SECONDS_BETWEEN_ERRORS, TaskPictures

SMALL, BICUBIC, ERROR = "small", "bicubic", "error"
TITLES = {SMALL: "Small picture", OURS: "This fit", BICUBIC: "Bicubic", ERROR: "Error"}
FROM_BICUBIC = "Fit against bicubic"
TIPS = {
    True: "Distance of the fit from the truth; values run from 0 to 1. The scale moves in steps.",
    False: "Where fit and bicubic enlargement disagree, in values from 0 to 1. Which is right, nobody here knows.",
}


class UpscalePictures(TaskPictures):
    """Five panes with truth, four without, one zoom for all, or a wipe between any two."""

    of_fit = (OURS, ERROR)

    def __init__(self, prefix: str, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        scale = ColourBar(f"{prefix}.error_scale", ERROR_MAP, ("0", "0.0025"))
        scale.setAccessibleName("Scale of the error map")
        super().__init__(prefix, scale, theme, parent)
        self._pace = Pace(SECONDS_BETWEEN_ERRORS)
        self.lanes.add_to_title(ERROR, self._scale)
        self.lanes.set_wipe(BICUBIC, OURS)

    def display_given(
        self,
        small: NDArray[np.uint8],
        bicubic: NDArray[np.uint8],
        truth: NDArray[np.uint8] | None,
        shape: tuple[int, int],
        bicubic_text: str,
    ) -> None:
        """What is known before a fit, over `shape` = (height, width) samples of what will be drawn."""
        self.arrange(has_truth=truth is not None)
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

    def arrange(self, *, has_truth: bool) -> None:
        """Truth and small picture are the same without truth."""
        if self._has_truth == has_truth:
            return
        self._has_truth = has_truth
        keys = (SMALL, OURS, BICUBIC, ERROR) if self._has_truth else (OURS, BICUBIC, ERROR)
        self.lanes.pane(ORIGINAL).set_title("Truth" if self._has_truth else "Original")
        titles = TITLES if self._has_truth else {**TITLES, ERROR: FROM_BICUBIC}
        self.lanes.set_lanes([(key, titles[key]) for key in keys])
        self._scale.setToolTip(TIPS[self._has_truth])
