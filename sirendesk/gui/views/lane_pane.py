"""One lane's picture, which becomes an image of Qt's when it is seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from sirendesk.core.snapshot import Frame
from sirendesk.gui.theme import Theme
from sirendesk.gui.views.image_pane import ImagePane

# keys beside those of the lanes
ORIGINAL, HOLE = "original", "hole"
BEST = "\N{BLACK STAR} "


class LanePane(ImagePane):
    """Title, caption, and the mark of the best."""

    def __init__(self, name: str, title: str, sentence: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, title, sentence, theme, parent)
        self.title = title
        self.frame: Frame | None = None
        self._is_winner = False
        self._kept: NDArray[np.uint8] | None = None
        self._extent = (1, 1)
        self._drawn = True

    @property
    def kept(self) -> NDArray[np.uint8] | None:
        """The picture (h, w[, 3]) there is to see, if there is one."""
        return self._kept

    @property
    def is_winner(self) -> bool:
        """Whether it is marked as the best."""
        return self._is_winner

    def keep(self, picture: NDArray[np.uint8], extent: tuple[int, int]) -> None:
        """Take a picture (h, w[, 3]) over `extent` = (height, width) samples, to be drawn by `draw`."""
        self._kept, self._extent, self._drawn = picture, extent, False

    def draw(self) -> None:
        """Draw what is kept, unless it was."""
        if not self._drawn and self._kept is not None:
            self._drawn = True
            self.display(self._kept, self._extent)

    def forget(self) -> None:
        """Back to the sentence that says what will appear here."""
        self._kept, self._drawn, self.frame = None, True, None
        self.clear()

    def set_title(self, title: str) -> None:
        """Call it something else."""
        self.title = title
        self._write_title()

    def set_winner(self, is_winner: bool) -> None:
        """Mark it as the best, or not."""
        if is_winner != self._is_winner:
            self._is_winner = is_winner
            self._write_title()

    def _write_title(self) -> None:
        self.header.set_lead(f"{BEST}{self.title}" if self._is_winner else self.title)
        self.setAccessibleName(f"{self.title}, the best" if self._is_winner else self.title)
