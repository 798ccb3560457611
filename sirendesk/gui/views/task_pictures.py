"""What the pictures of every task have in common: lanes of which one is the fit, with an error beside it."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sirendesk.gui.theme import LIGHT, Theme
from sirendesk.gui.views.colour_bar import ColourBar
from sirendesk.gui.views.lanes_view import LanesView

OURS = "ours"
SECONDS_BETWEEN_ERRORS = 0.15


class TaskPictures(QWidget):
    """Abstract: a task's own view says what the other lanes are, and draws into them.

    Calls `arrange` when it is made, for there is no truth before a signal is.
    """

    pane_enlarged = Signal(str)

    of_fit: ClassVar[tuple[str, ...]] = (OURS,)

    def __init__(self, prefix: str, scale: ColourBar, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._has_truth: bool | None = None
        self.lanes = LanesView(prefix, theme)
        self.lanes.pane_enlarged.connect(self.pane_enlarged)
        self._scale = scale
        self.arrange(has_truth=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.lanes)

    def arrange(self, *, has_truth: bool) -> None:
        """Set the lanes that there are with the truth, or without."""
        raise NotImplementedError

    @property
    def smooth(self) -> bool:
        """Whether enlarged pictures are blended between their samples."""
        return self.lanes.smooth

    def set_original(self, picture: NDArray[np.uint8], name: str, shape: tuple[int, ...] | None = None) -> None:
        """A signal was opened; what the task makes of it comes as `display_given`."""
        self._name = name
        self.arrange(has_truth=False)
        self.lanes.clear()
        self.lanes.set_original(picture, name, shape)

    def set_caption(self, psnr_text: str) -> None:
        """Beside the fit's title."""
        self.lanes.set_caption(OURS, psnr_text)

    def clear_fit(self) -> None:
        """What is known before a fit stays."""
        for key in self.of_fit:
            self.lanes.forget(key)
        self._scale.set_labels("", "")

    def set_smooth(self, smooth: bool) -> None:
        """Blend between samples, or draw each as a sharp square."""
        self.lanes.set_smooth(smooth)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.lanes.apply_theme(theme)
