"""A noisy picture, what a fit makes of it, and either how far off that is or what it has left out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from sirendesk.core.snapshot import Frame
from sirendesk.gui.pacing import Pace
from sirendesk.gui.theme import LIGHT, Theme
from sirendesk.gui.views.colour_bar import ColourBar
from sirendesk.gui.views.difference import ERROR_MAP, error_picture, residual_picture
from sirendesk.gui.views.lane_pane import ORIGINAL
from sirendesk.gui.views.task_pictures import OURS, SECONDS_BETWEEN_ERRORS, TaskPictures
from sirendesk.gui.views.tool_row import ToolButton

NOISY, DIFFERENCE = "noisy", "difference"
RESIDUAL, ERROR = "Noisy − fit", "Error"
GREYS = "CET-L1"
RESIDUAL_TIP = (
    "The noisy picture minus the fit, around middle grey: what the fit has left out. It should look like noise and "
    "nothing else. If you recognise the picture in it, the fit has taken away signal too; if it fades, noise is learnt."
)
ERROR_TIP = "Distance of the fit from the clean picture; values run from 0 to 1. The scale moves in steps."


class DenoisePictures(TaskPictures):
    """Clean, noisy, fit and difference; without truth the clean one is missing, and the error with it."""

    of_fit = (OURS, DIFFERENCE)

    def __init__(self, prefix: str, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        self._pace = Pace(SECONDS_BETWEEN_ERRORS)
        self._given: tuple[NDArray[np.float32], tuple[int, int], int] | None = None
        self._frame: Frame | None = None
        scale = ColourBar(f"{prefix}.difference_scale", ERROR_MAP, ("", "±0.025"))
        scale.setAccessibleName("Scale of the difference")
        self._button = ToolButton(
            f"{prefix}.show_error",
            "Show the error",
            "Show how far the fit is from the clean picture in place of what it has left out.",
            word="Error",
        )
        self._button.setCheckable(True)
        super().__init__(prefix, scale, theme, parent)
        self.lanes.tools.add(self._button)
        self.lanes.add_to_title(DIFFERENCE, self._scale)
        self._button.toggled.connect(self._choose_difference)

    @property
    def shows_error(self) -> bool:
        """Whether the last pane is the error, not the residual."""
        return bool(self._has_truth) and self._button.isChecked()

    def set_original(self, picture: NDArray[np.uint8], name: str, shape: tuple[int, ...] | None = None) -> None:
        """A signal was opened; what the task makes of it comes as `display_given`."""
        self._given = None
        super().set_original(picture, name, shape)

    def display_given(
        self,
        picture: NDArray[np.uint8],
        noisy: NDArray[np.float32],
        shape: tuple[int, int],
        stride: int,
        *,
        has_truth: bool,
        noisy_text: str,
    ) -> None:
        """The noisy picture as it is seen, and as it is: `noisy` (h, w, c), every `stride`-th sample of `shape`."""
        self._given = noisy, shape, stride
        self.arrange(has_truth=has_truth)
        if has_truth:
            self.lanes.display_picture(NOISY, picture)
            self.lanes.set_caption(NOISY, noisy_text)

    def display(self, frame: Frame) -> None:
        """Draw what the network has learnt, and the difference."""
        self._frame = frame
        self.lanes.display(OURS, frame)
        if self._pace.due(at_once=frame.exact):
            self._draw_difference()

    def clear_fit(self) -> None:
        """What is known before a fit stays."""
        self._frame = None
        super().clear_fit()

    @Slot(bool)
    def _choose_difference(self, error: bool) -> None:
        self._set_lanes()
        self._draw_difference()

    def _draw_difference(self) -> None:
        frame = self._frame
        if frame is None:
            return
        if self.shows_error:
            self.lanes.display_picture(DIFFERENCE, error_picture(frame))
            self._scale.set_labels("", f"{frame.error_scale:g}")
        elif self._given is not None:
            noisy, shape, stride = self._given
            shown, scale = residual_picture(noisy, frame.picture, shape, stride)
            self.lanes.display_picture(DIFFERENCE, shown)
            self._scale.set_labels("", f"±{scale:g}")

    def arrange(self, *, has_truth: bool) -> None:
        """Only with the clean picture there is an error to show."""
        self._has_truth = has_truth
        self._button.setVisible(has_truth)
        self._set_lanes()

    def _set_lanes(self) -> None:
        error, has_truth = self.shows_error, self._has_truth
        self.lanes.pane(ORIGINAL).set_title("Clean" if has_truth else "Noisy")
        noisy = [(NOISY, "Noisy")] if has_truth else []
        self.lanes.set_lanes([*noisy, (OURS, "This fit"), (DIFFERENCE, ERROR if error else RESIDUAL)])
        tip = ERROR_TIP if error else RESIDUAL_TIP
        self.lanes.pane(DIFFERENCE).header.setToolTip(tip)
        self._scale.setToolTip(tip)
        self._scale.set_colours(ERROR_MAP if error else GREYS)
