"""The canvas from the keyboard: its tools and commands, and a brush that the arrow keys move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit

from sirendesk.gui.views.mask.mask_keys import wish_of
from sirendesk.gui.views.mask.mask_strokes import Place

if TYPE_CHECKING:
    from sirendesk.gui.views.mask.mask_canvas import MaskCanvas

BOXES = (QLineEdit, QAbstractSpinBox, QComboBox)
SIZE_STEP = 1.15
MUCH = 2.0
ZOOM_STEP = 1.25
PAN_STEP = 0.1
ARROWS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
PANS = {"pan_left": (-1, 0), "pan_right": (1, 0), "pan_up": (0, -1), "pan_down": (0, 1)}
SIZES = {"smaller": 1 / SIZE_STEP, "larger": SIZE_STEP, "much_smaller": 1 / MUCH, "much_larger": MUCH}
ZOOMS = {"zoom_in": ZOOM_STEP, "zoom_out": 1 / ZOOM_STEP}


class CanvasKeys:
    """Does what a key stands for."""

    def __init__(self, owner: MaskCanvas) -> None:
        self._owner = owner
        self._commands = {
            "undo": owner.undo,
            "redo": owner.redo,
            "fit": owner.fit,
            "zoom_to_actual": owner.zoom_to_actual,
            "invert": owner.invert,
            "clear": owner.clear,
            "grow": owner.grow,
            "shrink": owner.shrink,
            "toggle_overlay": owner.overlay.toggle,
        }

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key is ours before it is a shortcut of the window."""
        if event.key() == Qt.Key.Key_Escape:
            return self._owner.painting
        return event.key() == Qt.Key.Key_Space or wish_of(event, on_canvas=True) is not None

    def obey(self, event: QKeyEvent, *, on_canvas: bool) -> bool:
        """Do it; False when it is not ours."""
        owner = self._owner
        if not on_canvas and isinstance(QApplication.focusWidget(), BOXES):
            return False  # somebody is typing
        if event.key() == Qt.Key.Key_Escape and owner.painting:
            owner.cancel()
            return True
        if on_canvas and event.key() == Qt.Key.Key_Space:
            owner.pointer.set_panning(True)
            return True
        if on_canvas and event.key() == Qt.Key.Key_Shift:
            owner.pointer.put_brush(owner.pointer.place, straight=True)
            return True
        wish = wish_of(event, on_canvas=on_canvas)
        return wish is not None and self._do(wish, event)

    def release(self, event: QKeyEvent) -> bool:
        """A key let go; False when it is not ours."""
        owner = self._owner
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                owner.pointer.set_panning(False)
            return True
        if event.key() == Qt.Key.Key_Shift:
            owner.pointer.put_brush(owner.pointer.place)
            return True
        return False

    def _do(self, wish: str, event: QKeyEvent) -> bool:
        owner = self._owner
        if wish in owner.tools:
            owner.set_tool(wish)
        elif wish in SIZES:
            owner.scale_brush(SIZES[wish])
        elif wish in ZOOMS:
            owner.canvas.zoom(ZOOMS[wish])
        elif wish in PANS:
            across, down = PANS[wish]
            owner.canvas.pan(PAN_STEP * across, PAN_STEP * down)
        elif wish in ARROWS:
            self._move_brush(*ARROWS[wish], fine=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif wish == "stamp":
            self._stamp(event.modifiers())
        else:
            self._commands[wish]()
        return True

    def _move_brush(self, across: int, down: int, *, fine: bool) -> None:
        owner = self._owner
        step = 1 if fine else max(1, owner.brush_size // 4)
        height, width = owner.document.shape
        x, y = self._place()
        place = min(max(x + step * across, 0.5), width - 0.5), min(max(y + step * down, 0.5), height - 0.5)
        seen = owner.canvas.visible_range
        if not seen.contains(QPointF(*place)):
            owner.canvas.pan(0.5 * across, 0.5 * down)
        owner.drag(place)
        owner.pointer.put_brush(place)

    def _stamp(self, held: Qt.KeyboardModifier) -> None:
        """A dab of the brush or a fill; with a shape's tool the first Enter begins it and the second ends it."""
        owner = self._owner
        place = self._place()
        if owner.painting:
            owner.finish()
        else:
            straight = bool(held & Qt.KeyboardModifier.ShiftModifier)
            owner.begin(place, erase=bool(held & Qt.KeyboardModifier.AltModifier), straight=straight)
            if owner.is_stroke_tool:
                owner.finish()
        owner.pointer.put_brush(place)

    def _place(self) -> Place:
        """Where the brush is, on the centre of a pixel; in the middle of what is seen when it is nowhere."""
        owner = self._owner
        if owner.pointer.place is not None:
            x, y = owner.pointer.place
        else:
            centre = owner.canvas.visible_range.center()
            x, y = centre.x(), centre.y()
        height, width = owner.document.shape
        column, row = min(max(int(x // 1), 0), width - 1), min(max(int(y // 1), 0), height - 1)
        return column + 0.5, row + 0.5
