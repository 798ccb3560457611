"""The landscape in its frame, with the keys, the numbers under the pointer and the ways of looking."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from sirendesk.core.descent.landscape import Landscape, Point
from sirendesk.core.descent.network_plane import LossPlane
from sirendesk.core.descent.walk import Walk
from sirendesk.gui.theme import Theme
from sirendesk.gui.views.descent.landscape_plane import ZOOM_STEP, LandscapePlane
from sirendesk.gui.views.descent.strokes import TITLE_HEIGHT
from sirendesk.gui.views.framed_pane import FramedPane
from sirendesk.gui.views.placeholder import Placeholder
from sirendesk.gui.views.tool_row import ToolButton

TIP = (
    "Height is loss: walk downhill to the ringed cross. Click or drag to choose the start (Shift and arrows move it), "
    "wheel or + and − zoom, the right button moves the landscape, Ctrl+0 shows all. Space plays, Left and Right step."
)
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class LandscapeView(FramedPane):
    """Tells what a person does to the landscape."""

    start_chosen = Signal(object)
    view_changed = Signal()
    relief_toggled = Signal(bool)

    def __init__(self, prefix: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(f"{prefix}.landscape_plane", "Loss landscape", TIP, theme, parent)
        self.plane = LandscapePlane(f"{prefix}.landscape_map", theme, self)
        self._landscape: Landscape | None = None
        self._axes = ("x", "y")
        self._placeholder: Placeholder | None = None
        self.relief_button = ToolButton(
            f"{prefix}.relief", "Shaded relief", "Light the landscape from the upper left, like a map.", word="Relief"
        )
        self.relief_button.setCheckable(True)
        self._fit_button = ToolButton(
            f"{prefix}.fit_landscape", "Show the whole landscape", "Show the whole landscape (Ctrl+0).", picture="fit"
        )
        self.add_to_title(self.relief_button)
        self.add_to_title(self._fit_button)
        self._title_row.addStrut(TITLE_HEIGHT)
        self._add_body(self.plane)
        self.plane.start_chosen.connect(self.start_chosen)
        self.plane.view_changed.connect(self.view_changed)
        self.plane.pointed.connect(self._read)
        self.relief_button.toggled.connect(self.relief_toggled)
        self._fit_button.clicked.connect(self.plane.fit_view)
        self.apply_theme(theme)

    @property
    def relief(self) -> bool:
        """Whether the ground is to be shaded."""
        return self.relief_button.isChecked()

    def set_landscape(self, landscape: Landscape, start: Point | None) -> None:
        """Another landscape; its terrain arrives later."""
        self._uncover()
        self._landscape = landscape
        self._axes = landscape.axes
        self.plane.set_frame(landscape.bounds, landscape.minima, start, landscape.axes)

    def clear(self, sentence: str) -> None:
        """Nothing to see yet: say what will be."""
        self._landscape = None
        self.plane.set_walks(())
        self.plane.set_frame(self.plane.bounds, (), None)
        self.plane.set_terrain(None)
        self.set_note("")
        self._placeholder = Placeholder(sentence, self._theme, self.plane, framed=True)
        self._placeholder.show()

    def _uncover(self) -> None:
        if self._placeholder is not None:
            self._placeholder.setParent(None)
            self._placeholder.deleteLater()
            self._placeholder = None

    def set_network(self, plane: LossPlane, routes: Sequence[tuple[str, NDArray[np.float64]]]) -> None:
        """The plane of a network's weights instead of a landscape."""
        self._landscape = None
        self._uncover()
        bounds = (float(plane.xs[0]), float(plane.xs[-1]), float(plane.ys[0]), float(plane.ys[-1]))
        shares = [f"main direction {k + 1}: {100 * float(share):.0f} %" for k, share in enumerate(plane.explained)]
        self.plane.set_frame(bounds, (), None, (shares[0], shares[1]), fill=True)
        self.plane.set_walks(())
        self.plane.set_routes(routes)

    def set_walks(self, walks: Sequence[Walk]) -> None:
        """Draw other walks."""
        self.plane.set_walks(walks)

    def set_note(self, note: str) -> None:
        """A sentence at the foot of the drawing."""
        self.plane.set_note(note)
        self.setAccessibleDescription(note)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._take_theme(theme)
        self.plane.apply_theme(theme)
        if self._placeholder is not None:
            self._placeholder.apply_theme(theme)
        self._fit_button.apply_theme(theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom, and move the start; all other keys are the tab's."""
        key, modifiers = event.key(), event.modifiers()
        if key in ARROWS and modifiers & Qt.KeyboardModifier.ShiftModifier:
            self.plane.nudge_start(*ARROWS[Qt.Key(key)])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.plane.zoom(ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self.plane.zoom(1 / ZOOM_STEP)
        elif key == Qt.Key.Key_0 and modifiers & Qt.KeyboardModifier.ControlModifier:
            self.plane.fit_view()
        else:
            super().keyPressEvent(event)

    @Slot(object)
    def _read(self, point: Point | None) -> None:
        if point is None or self._landscape is None:
            self.header.set_text("")
            return
        loss = self._landscape.value(*point)
        x, y = (f"{value:.3g}".replace("-", "−") for value in point)
        height = f"{loss:.4g}".replace("-", "−") if loss == loss else "undefined"
        self.header.set_text(f"{self._axes[0]} {x} · {self._axes[1]} {y} · loss {height}")
