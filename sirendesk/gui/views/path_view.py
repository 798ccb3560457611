"""The optimiser's path through the space of weights, seen on its own main plane."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sirendesk.core.snapshot import WeightPath
from sirendesk.gui.theme import LIGHT, Theme
from sirendesk.gui.views.axes import number_text, power_text
from sirendesk.gui.views.colour_bar import ColourBar
from sirendesk.gui.views.framed_pane import FramedPane
from sirendesk.gui.views.path_plane import PART, PATH_MAP, PathPlane
from sirendesk.gui.views.placeholder import Placeholder
from sirendesk.gui.views.text_line import TextLine

EMPTY = "The path of the weights appears here while a fit runs: every point is the whole network at one moment"
TIP = (
    "Every point is the network at one moment: all its weights, seen on the two directions in which they moved most. "
    "The pointer, or Left and Right, read a point."
)
TOOL_ROW = 32


class PathView(QWidget):
    """The path in its frame, and under it a line that tells how much of it the plane shows."""

    def __init__(self, prefix: str, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}.path")
        self.pane = PathPane(f"{prefix}.path_plane", theme)
        self.caption = TextLine(f"{prefix}.path_caption")
        self.caption.setAccessibleName("Share of the path that is seen")
        self._share = ""
        foot = QHBoxLayout()
        foot.setContentsMargins(4, 0, 4, 0)
        foot.addWidget(self.caption, 1)
        # as high as the tools under the curves, so that the frames end on one line
        foot.addStrut(TOOL_ROW)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 0)
        column.setSpacing(0)
        column.addWidget(self.pane, 1)
        column.addLayout(foot)
        self.pane.plane.point_chosen.connect(self._read)

    @property
    def plane(self) -> PathPlane:
        """Where the path is drawn."""
        return self.pane.plane

    def display(self, path: WeightPath) -> None:
        """Draw the path as it is known now."""
        self.pane.display(path)
        self._share = f"2 directions explain {100 * path.explained:.0f} %"
        if self.plane.chosen is None:
            self.caption.set_text(self._share)

    def clear(self) -> None:
        """Back to the sentence that says what will appear here."""
        self.pane.clear()
        self._share = ""
        self.caption.set_text("")

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.pane.apply_theme(theme)

    @Slot(object)
    def _read(self, point: tuple[int, int, float] | None) -> None:
        if point is None:
            self.caption.set_text(self._share)
        else:
            number, count, loss = point
            self.caption.set_text(f"point {number} of {count} · loss {number_text(loss)}")


class PathPane(FramedPane):
    """The plane under its title, with the scale of its colours in a corner."""

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, "Path of the weights", TIP, theme, parent)
        self.plane = PathPlane(theme, self)
        self.scale = ColourBar(f"{name}_scale", PATH_MAP, ("loss 10⁻¹⁰", "10⁻¹⁰"), self.plane)
        self.scale.setAccessibleName("Loss along the path")
        self.scale.setToolTip("Colour of the path: its loss, on a logarithmic scale.")
        corner = QVBoxLayout(self.plane)
        corner.setContentsMargins(0, 0, 2, 2)
        corner.addStretch(1)
        corner.addWidget(self.scale, 0, Qt.AlignmentFlag.AlignRight)
        self._placeholder = Placeholder(EMPTY, theme, self.plane)
        self._add_body(self.plane)
        self.apply_theme(theme)

    def display(self, path: WeightPath) -> None:
        """Draw the path as it is known now."""
        self.plane.set_path(path.points, path.losses)
        low, high = self.plane.decades
        self.scale.set_labels(f"loss {power_text(low)}", power_text(high))
        self._placeholder.hide()

    def clear(self) -> None:
        """No path."""
        self.plane.choose(None)
        self.plane.set_path(np.empty((0, 2), np.float32), np.empty(0, np.float32))
        self.scale.set_labels("", "")
        self._placeholder.show()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._take_theme(theme)
        self.plane.apply_theme(theme)
        self._placeholder.apply_theme(theme)
        self.scale.set_colours(PATH_MAP, *PART[theme.dark])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go along the path."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.plane.step(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)
