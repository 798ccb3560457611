"""Mouse and pen over the canvas: paint, drag the view, change the brush's size; and what follows the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Slot
from PySide6.QtGui import QMouseEvent, QPointingDevice, QWheelEvent

from sirendesk.gui.views.mask.mask_strokes import Place

if TYPE_CHECKING:
    from sirendesk.gui.views.mask.mask_canvas import MaskCanvas

NOTCH = 120
SIZE_STEP = 1.15
NONE, LEFT, MIDDLE, RIGHT = (
    Qt.MouseButton.NoButton,
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.MiddleButton,
    Qt.MouseButton.RightButton,
)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class CanvasPointer(QObject):
    """Takes the viewport's events before pyqtgraph does, whose drags begin late and leave moves out."""

    def __init__(self, owner: MaskCanvas) -> None:
        super().__init__(owner)
        self._owner = owner
        self._view = owner.canvas
        self._button = NONE
        self._grip: QPointF | None = None
        self._panning = False
        self._place: Place | None = None
        self._turned = 0.0
        viewport = self._view.viewport()
        viewport.setMouseTracking(True)
        viewport.installEventFilter(self)
        owner.view_box.sigRangeChanged.connect(self._rescale)
        owner.view_box.sigResized.connect(self._rescale)
        self._show_grip()

    @property
    def place(self) -> Place | None:
        """Where the brush is, None when the pointer is elsewhere."""
        return self._place

    def place_of(self, where: QPointF) -> Place:
        """Place on the picture under a point of the viewport, in fractions of a pixel."""
        scene = self._view.viewportTransform().inverted()[0].map(where)
        place = self._owner.view_box.mapSceneToView(scene)
        return place.x(), place.y()

    def set_panning(self, panning: bool) -> None:
        """Whether the left button drags the view."""
        if panning != self._panning:
            self._panning = panning
            self._show_grip()

    def let_go(self) -> None:
        """No button and no key is held any more, as far as the canvas is concerned."""
        self._button = NONE
        self._grip = None
        self._panning = False
        self._show_grip()

    def put_brush(self, place: Place | None, *, straight: bool = False) -> None:
        """Show the brush here, with the line that Shift would draw; None hides both."""
        owner = self._owner
        self._place = place
        if place is not None:
            owner.brush.setPos(*place)
        owner.brush.setVisible(place is not None and owner.is_stroke_tool)
        if not owner.painting:
            line = place is not None and straight and owner.is_stroke_tool and owner.last_place is not None
            corners = (owner.last_place, place) if line else ()
            owner.outline.set_corners([corner for corner in corners if corner is not None], closed=False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """True for what is dealt with here."""
        kind = event.type()
        if isinstance(event, QMouseEvent):
            if kind == QEvent.Type.MouseMove:
                return self._move(event)
            if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
                return self._press(event)
            if kind == QEvent.Type.MouseButtonRelease:
                return self._release(event)
        elif isinstance(event, QWheelEvent):
            return self._turn(event)
        elif kind == QEvent.Type.Leave:
            self.put_brush(None)
        return False

    def _press(self, event: QMouseEvent) -> bool:
        button = event.button()
        if self._button != NONE:
            return True  # one thing at a time: the button that began it also ends it
        if button == MIDDLE or (button == LEFT and self._panning):
            self._grip = event.position()
        elif button not in (LEFT, RIGHT):
            return False
        self._button = button
        if self._grip is None:
            rubber = event.pointerType() == QPointingDevice.PointerType.Eraser
            straight = bool(event.modifiers() & SHIFT)
            place = self.place_of(event.position())
            self._owner.begin(place, erase=button == RIGHT or rubber, straight=straight)
            self.put_brush(place)
        self._show_grip()
        return True

    def _move(self, event: QMouseEvent) -> bool:
        if self._button != NONE and not event.buttons() & self._button:
            self._end()  # let go where nobody told us
        where = event.position()
        if self._grip is not None:
            width, height = max(1, self._view.width()), max(1, self._view.height())
            moved, self._grip = where - self._grip, where
            self._view.pan(-moved.x() / width, -moved.y() / height)
        place = self.place_of(where)
        if self._button in (LEFT, RIGHT) and self._grip is None:
            self._owner.drag(place)
        self.put_brush(place, straight=bool(event.modifiers() & SHIFT))
        return True

    def _release(self, event: QMouseEvent) -> bool:
        if event.button() == self._button:
            if self._grip is None:
                self._owner.drag(self.place_of(event.position()))
            self._end()
        return True

    def _end(self) -> None:
        self._button = NONE
        self._grip = None
        self._owner.finish()
        self._show_grip()

    def _turn(self, event: QWheelEvent) -> bool:
        if not event.modifiers() & CTRL:
            return False  # the view zooms to the pointer
        self._turned += event.angleDelta().y() / NOTCH
        notches = int(self._turned)
        if notches:
            self._turned -= notches
            self._owner.scale_brush(SIZE_STEP**notches)
        event.accept()
        return True

    def _show_grip(self) -> None:
        if self._grip is not None:
            shape = Qt.CursorShape.ClosedHandCursor
        else:
            shape = Qt.CursorShape.OpenHandCursor if self._panning else Qt.CursorShape.CrossCursor
        self._view.viewport().setCursor(shape)

    @Slot()
    def _rescale(self) -> None:
        box = self._owner.view_box
        per_pixel = box.viewRect().width() / max(box.width(), 1.0)
        self._owner.brush.set_scale(per_pixel)
        self._owner.outline.set_scale(per_pixel)
