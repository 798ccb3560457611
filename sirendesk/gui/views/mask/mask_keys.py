"""Which key does what on the canvas and in its tools. Keys that a form would want are only these widgets' own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_CTRL, _SHIFT, _ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
# signs go by what is typed, since keyboards have them in different places
SIGNS = {
    "[": "smaller",
    "]": "larger",
    "{": "much_smaller",
    "}": "much_larger",
    "+": "zoom_in",
    "=": "zoom_in",
    "-": "zoom_out",
    ".": "grow",
    ",": "shrink",
}
PLAIN = {
    Qt.Key.Key_B: "brush",
    Qt.Key.Key_E: "eraser",
    Qt.Key.Key_R: "rectangle",
    Qt.Key.Key_L: "lasso",
    Qt.Key.Key_G: "fill",
    Qt.Key.Key_M: "toggle_overlay",
    Qt.Key.Key_I: "invert",
    Qt.Key.Key_Delete: "clear",
}
WITH_CTRL = {
    Qt.Key.Key_Z: "undo",
    Qt.Key.Key_Y: "redo",
    Qt.Key.Key_0: "fit",
    Qt.Key.Key_1: "zoom_to_actual",
    Qt.Key.Key_Left: "pan_left",
    Qt.Key.Key_Right: "pan_right",
    Qt.Key.Key_Up: "pan_up",
    Qt.Key.Key_Down: "pan_down",
}
ON_CANVAS = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Return: "stamp",
    Qt.Key.Key_Enter: "stamp",
}
TIP = (
    "Paint what is missing. B brush, E eraser (or the right button), R rectangle, L lasso, G fill; Shift draws a "
    "straight line from the last place, [ and ] or Ctrl+wheel change the size. Wheel zooms, Space or the middle button "
    "drag the view, Ctrl+0 fits it. Ctrl+Z undoes, Esc gives a stroke up, M hides the mask, I inverts, . grows, "
    "comma shrinks, Delete clears. "
    "Without a mouse: arrow keys move the brush, Enter paints, Shift+Enter draws a line, Alt+Enter erases."
)


def wish_of(event: QKeyEvent, *, on_canvas: bool) -> str | None:
    """The command a key stands for, None for a key that is not ours."""
    held = event.modifiers() & (_CTRL | _SHIFT | _ALT)
    key = Qt.Key(event.key())
    if held == _CTRL | _SHIFT and key == Qt.Key.Key_Z:
        return "redo"
    if held == _CTRL:
        return WITH_CTRL.get(key)
    if not held & _CTRL and on_canvas and key in ON_CANVAS:
        return ON_CANVAS[key]
    if event.text() in SIGNS and event.text():
        return SIGNS[event.text()]
    return PLAIN.get(key) if not held else None
