"""One picture under a line that names it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QKeyEvent
from PySide6.QtWidgets import QWidget

from sirendesk.gui.theme import Theme
from sirendesk.gui.views.framed_pane import FramedPane
from sirendesk.gui.views.image_canvas import ImageCanvas
from sirendesk.gui.views.picture_item import PictureItem, to_image
from sirendesk.gui.views.placeholder import Placeholder

ZOOM_STEP = 1.25
PAN_STEP = 0.1
TIP = (
    "Wheel or + and − zoom, dragging or the arrow keys move, Ctrl+0 fits the picture, Ctrl+1 shows one sample per "
    "screen pixel. Double click or Enter shows this pane large and back."
)


class ImagePane(FramedPane):
    """Draws pictures; says where the pointer is and where a hand moved the view to."""

    range_moved = Signal(object)
    fit_requested = Signal()
    pointed = Signal(object)
    enlarge_requested = Signal()

    def __init__(self, name: str, title: str, sentence: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, title, TIP, theme, parent)
        self.picture = PictureItem()
        self.canvas = ImageCanvas(self)
        self.canvas.add_item(self.picture)
        self._placeholder = Placeholder(sentence, theme, self.canvas)
        self._add_body(self.canvas)
        self.canvas.range_moved.connect(self.range_moved)
        self.canvas.double_clicked.connect(self.enlarge_requested)
        self.canvas.pointer_moved.connect(self._see_pointer)
        self.apply_theme(theme)

    def display(self, array: NDArray[np.uint8], extent: tuple[int, int] | None = None) -> None:
        """Draw (h, w[, 3]) over a signal of `extent` = (height, width) samples, its own size if not given."""
        self.display_image(to_image(array), extent or (array.shape[0], array.shape[1]))

    def display_image(self, image: QImage, extent: tuple[int, int]) -> None:
        """Draw an image that `to_image` made."""
        self.canvas.set_extent(extent)
        self.picture.set_image(image, extent)
        if not self._placeholder.isHidden():
            self._placeholder.hide()

    def clear(self) -> None:
        """Back to the sentence that says what will appear here."""
        self.picture.clear()
        self.header.set_text("")
        self._placeholder.show()

    def set_sentence(self, sentence: str) -> None:
        """What stands here while there is no picture."""
        self._placeholder.set_sentence(sentence)

    def set_caption(self, text: str) -> None:
        """What stands beside the title."""
        self.header.set_text(text)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._take_theme(theme)
        self.canvas.setBackground(QColor(theme.background))
        self._placeholder.apply_theme(theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move and zoom from the keyboard."""
        key, ctrl = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        moves = {
            Qt.Key.Key_Left: (-PAN_STEP, 0.0),
            Qt.Key.Key_Right: (PAN_STEP, 0.0),
            Qt.Key.Key_Up: (0.0, -PAN_STEP),
            Qt.Key.Key_Down: (0.0, PAN_STEP),
        }
        if ctrl and key == Qt.Key.Key_0:
            self.fit_requested.emit()
        elif ctrl and key == Qt.Key.Key_1:
            self.canvas.zoom_to_actual()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.canvas.zoom(ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self.canvas.zoom(1.0 / ZOOM_STEP)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not ctrl:
            self.enlarge_requested.emit()
        elif key in moves and not ctrl:
            self.canvas.pan(*moves[Qt.Key(key)])
        else:
            super().keyPressEvent(event)

    @Slot(object)
    def _see_pointer(self, place: QPointF | None) -> None:
        height, width = self.canvas.extent
        inside = place is not None and 0 <= place.x() < width and 0 <= place.y() < height
        self.pointed.emit(place if inside else None)
