"""Two pictures on each other, with a divider to drag between them."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from sirendesk.gui.theme import Theme
from sirendesk.gui.views.image_pane import ImagePane
from sirendesk.gui.views.picture_item import PictureItem
from sirendesk.gui.views.wipe_divider import WipeDivider


class WipePane(ImagePane):
    """Left of the divider one picture, right of it another."""

    def __init__(self, name: str, sentence: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, "Wipe", sentence, theme, parent)
        self._under = PictureItem()
        self._under.setZValue(-1)
        self.canvas.add_item(self._under)
        self.divider = WipeDivider(f"{name}_divider", theme, self.canvas)
        self.divider.setToolTip(
            "Drag, or press Left and Right (with Shift in leaps; Home, End). Double click puts it in the middle."
        )
        self.picture.set_cut(self.divider.share)
        self.divider.moved.connect(self._cut)

    def set_titles(self, left: str, right: str) -> None:
        """What the two pictures are."""
        self.header.set_lead(f"{left}  |  {right}")

    def display_left(self, image: QImage | None, extent: tuple[int, int]) -> None:
        """What lies left of the divider; None leaves it empty."""
        if image is None:
            self._under.clear()
        else:
            self._under.set_image(image, extent)
        self._tell_if_empty()

    def display_right(self, image: QImage | None, extent: tuple[int, int]) -> None:
        """What lies right of the divider; None leaves it empty."""
        if image is None:
            self.picture.clear()
        else:
            self.display_image(image, extent)
        self._tell_if_empty()

    def set_smooth(self, smooth: bool) -> None:
        """Blend between samples, or draw each as a sharp square."""
        self._under.set_smooth(smooth)
        self.picture.set_smooth(smooth)

    @Slot(float)
    def _cut(self, share: float) -> None:
        self.picture.set_cut(share)

    def _tell_if_empty(self) -> None:
        empty = self._under.is_empty and self.picture.is_empty
        self._placeholder.setVisible(empty)
        self.divider.setVisible(not empty)
