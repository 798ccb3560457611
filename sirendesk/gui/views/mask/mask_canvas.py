"""The picture with its mask on it, painted by hand."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, Signal, Slot
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from sirendesk.gui.answers import Answer
from sirendesk.gui.theme import LIGHT, Theme
from sirendesk.gui.views.framed_pane import FramedPane
from sirendesk.gui.views.image_canvas import ImageCanvas
from sirendesk.gui.views.mask.brush_cursor import BrushCursor, ShapeOutline
from sirendesk.gui.views.mask.canvas_keys import CanvasKeys
from sirendesk.gui.views.mask.canvas_pointer import CanvasPointer
from sirendesk.gui.views.mask.mask_document import MaskDocument
from sirendesk.gui.views.mask.mask_gestures import Gesture, LassoGesture, RectangleGesture, Stroke
from sirendesk.gui.views.mask.mask_history import Origin
from sirendesk.gui.views.mask.mask_keys import TIP
from sirendesk.gui.views.mask.mask_overlay import MaskOverlay
from sirendesk.gui.views.mask.mask_sheet import Mask
from sirendesk.gui.views.mask.mask_strokes import Box, Place
from sirendesk.gui.views.picture_item import PictureItem, to_image
from sirendesk.gui.views.placeholder import Placeholder

TOOLS = ("brush", "eraser", "rectangle", "lasso", "fill")
STROKES = ("brush", "eraser")
MOST_SIZE = 1024
FIRST_SIZE = 32
FIRST_TOLERANCE = 24
FIRST_REACH = 2
SENTENCE = "Open a picture, then paint over what is missing"


class MaskCanvas(FramedPane):
    """Paints by mouse, pen and keys. The mask is in `document`, which also tells all that only its tools need.

    `mask_changed` carries a copy (H, W), True is missing, after each finished change. After `work_elsewhere`,
    `job_requested` carries a key and a function to be called on another thread, whose Answer `take_answer` wants.
    """

    mask_changed = Signal(object)
    refused = Signal(str)
    tool_changed = Signal(str)
    brush_size_changed = Signal(int)
    picture_changed = Signal()
    range_moved = Signal(object)
    job_requested = Signal(str, object)

    tools = TOOLS

    def __init__(self, prefix: str, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(f"{prefix}.mask_canvas", "Mask", TIP, theme, parent)
        self.document = MaskDocument(f"{prefix}.mask", self)
        self.canvas = ImageCanvas(self)
        self.picture = PictureItem()
        self.overlay = MaskOverlay()
        self.outline = ShapeOutline()
        self.brush = BrushCursor()
        self.tolerance = FIRST_TOLERANCE
        self.reach = FIRST_REACH
        self._tool = TOOLS[0]
        self._brush_size = 0
        self._gesture: Gesture | None = None
        self._last: Place | None = None
        self._has_picture = False
        for z, item in enumerate((self.picture, self.overlay, self.outline, self.brush)):
            item.setZValue(z)
            self.canvas.add_item(item)
        self._placeholder = Placeholder(SENTENCE, theme, self.canvas)
        self._add_body(self.canvas)
        self._keys = CanvasKeys(self)
        self.pointer = CanvasPointer(self)
        self._connect_signals()
        self._take_sheet()
        self.set_brush_size(FIRST_SIZE)
        self.apply_theme(theme)

    @property
    def mask(self) -> Mask:  # pyright: ignore[reportIncompatibleMethodOverride] - Qt's mask of a window's shape
        """(H, W), True is missing; nobody writes to it any more."""
        return self.document.mask

    @property
    def view_box(self) -> pg.ViewBox:
        """What is seen; `range_moved` tells of a hand's moves only, `set_range` follows others."""
        box = self.canvas.centralWidget
        assert isinstance(box, pg.ViewBox), "ImageCanvas has it in the centre"
        return box

    @property
    def has_picture(self) -> bool:
        """Whether there is anything to paint on."""
        return self._has_picture

    @property
    def tool(self) -> str:
        """One of TOOLS."""
        return self._tool

    @property
    def brush_size(self) -> int:
        """Pixels across."""
        return self._brush_size

    @property
    def painting(self) -> bool:
        """Whether a stroke or a shape is under way."""
        return self._gesture is not None

    @property
    def is_stroke_tool(self) -> bool:
        """Whether the tool has a size and paints as it goes."""
        return self._tool in STROKES

    @property
    def last_place(self) -> Place | None:
        """Where the last stroke ended: a straight line goes on from here."""
        return self._last

    def set_picture(self, picture: NDArray[np.uint8], name: str, shape: tuple[int, ...] | None = None) -> None:
        """The picture (h, w[, 3]), perhaps coarser than its `shape` = (height, width, ...).

        The mask stays where the size does; else it is empty afterwards, and `mask_changed` is not emitted.
        """
        self.cancel()
        height, width = (shape or picture.shape)[:2]
        self._has_picture = True
        self._last = None
        self.canvas.set_extent((height, width))
        self.picture.set_image(to_image(picture), (height, width))
        self.header.set_text(f"{name}  ·  {width} × {height}")
        self._placeholder.hide()
        self.document.set_picture(picture, (height, width))
        self.picture_changed.emit()

    def set_mask(self, mask: Mask, origin: Origin = None) -> None:
        """Take another mask of the picture's size, as one step that can be undone."""
        self.finish()
        self.document.replace(np.asarray(mask, np.bool_), "Take a mask", origin)

    def reset_mask(self, mask: Mask, origin: Origin = None) -> None:
        """Begin anew with a mask: no history, and `mask_changed` is not emitted."""
        self.cancel()
        self.document.reset(np.asarray(mask, np.bool_), origin)

    @Slot(object)
    def take_answer(self, answer: Answer) -> None:
        """What came of a `job_requested`; other answers are none of this canvas."""
        self.document.take_answer(answer)

    def work_elsewhere(self) -> None:
        """Somebody is connected to `job_requested`: whole-mask work on large pictures is asked of them."""
        self.document.work_elsewhere()

    @Slot(str)
    def set_tool(self, tool: str) -> None:
        """Choose one of TOOLS; a shape under way is given up."""
        if tool not in TOOLS:
            raise ValueError(f"no such tool: {tool!r}")
        if tool != self._tool:
            self.cancel()
            self._tool = tool
            self.pointer.put_brush(self.pointer.place)
            self.tool_changed.emit(tool)

    @Slot(int)
    def set_brush_size(self, size: float) -> None:
        """Pixels across, from 1 to MOST_SIZE."""
        size = round(min(max(size, 1), MOST_SIZE))
        if size != self._brush_size:
            self._brush_size = size
            self.brush.set_radius(size / 2)
            self.brush_size_changed.emit(size)

    def scale_brush(self, factor: float) -> None:
        """Larger or smaller by a factor, at least by a pixel."""
        wanted = round(self._brush_size * factor)
        if wanted == self._brush_size:
            wanted += 1 if factor > 1 else -1
        self.set_brush_size(wanted)

    @Slot()
    def fit(self) -> None:
        """See the whole picture."""
        self.canvas.fit()
        self.range_moved.emit(self.canvas.visible_range)

    @Slot()
    def zoom_to_actual(self) -> None:
        """One pixel on one pixel of the screen."""
        self.canvas.zoom_to_actual()

    def set_range(self, rect: QRectF) -> None:
        """See this part; nothing is emitted."""
        self.canvas.set_range(rect)

    @Slot()
    def undo(self) -> None:
        """One step back; in the middle of a stroke, before that stroke."""
        if self.painting:
            self.cancel()
        else:
            self.document.undo()

    @Slot()
    def redo(self) -> None:
        """One step on."""
        self.finish()
        self.document.redo()

    @Slot()
    def invert(self) -> None:
        """Missing and known exchanged."""
        if self._ready():
            self.document.invert()

    @Slot()
    def clear(self) -> None:
        """Nothing is missing."""
        if self._ready():
            self.document.clear()

    @Slot()
    def grow(self) -> None:
        """Wider by `reach` pixels on every side."""
        if self._ready():
            self.document.grow(self.reach)

    @Slot()
    def shrink(self) -> None:
        """Narrower by `reach` pixels on every side."""
        if self._ready():
            self.document.shrink(self.reach)

    @Slot(str, int, str)
    def generate(self, words: str, seed: int, how: str) -> None:
        """Mask what words such as "random:0.5" describe: "replace", "add" or "subtract"."""
        if self._ready():
            self.document.generate(words, seed, how)

    def begin(self, place: Place, *, erase: bool, straight: bool = False) -> None:
        """A press of the pointer: erase with any tool, or a straight line from where the last stroke ended."""
        if not self._ready():
            return
        # else one would paint and see nothing of it
        self.overlay.set_shown(True)
        sheet = self.document.sheet
        erase = erase or self._tool == "eraser"
        if self._tool in STROKES:
            since = self._last if straight else None
            self._gesture = Stroke(sheet, place, self._brush_size, erase=erase, since=since)
        elif self._tool == "rectangle":
            self._gesture = RectangleGesture(sheet, place, erase=erase)
        elif self._tool == "lasso":
            self._gesture = LassoGesture(sheet, place, erase=erase)
        else:
            self.document.flood(int(place[1] // 1), int(place[0] // 1), self.tolerance, erase=erase)
            return
        self.drag(place)

    def drag(self, place: Place) -> None:
        """The pointer moved on."""
        if self._gesture is not None:
            self.document.touch(self._gesture.drag(place))
            self.outline.set_corners(self._gesture.outline)
            if self._tool in STROKES:
                self._last = place

    def finish(self) -> None:
        """The pointer let go: what was drawn becomes one step."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            self.outline.set_corners(())
            self.document.touch(gesture.finish())
            self.document.settle(gesture.name)

    def cancel(self) -> None:
        """Give up what is under way."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            self.outline.set_corners(())
            self.document.give_up()

    def obey_key(self, event: QKeyEvent, *, on_canvas: bool) -> bool:
        """Do what a key stands for; False for a key that is not ours."""
        return self._keys.obey(event, on_canvas=on_canvas)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._take_theme(theme)
        self.canvas.setBackground(QColor(theme.background))
        self._placeholder.apply_theme(theme)

    def event(self, event: QEvent) -> bool:
        """Our keys come before shortcuts of the window."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._keys.wants(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """All tools from the keyboard."""
        if not self.obey_key(event, on_canvas=True):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space let go."""
        if not self._keys.release(event):
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A stroke ends where the keys, and with them Esc, go elsewhere."""
        self.pointer.let_go()
        self.finish()
        super().focusOutEvent(event)

    def _ready(self) -> bool:
        """Nothing is under way any more, and there is a picture to mask."""
        self.finish()
        return self._has_picture

    @Slot()
    def _take_sheet(self) -> None:
        self.overlay.set_levels(self.document.sheet.levels, self.document.shape)
        self._last = None

    @Slot(object)
    def _refresh(self, box: Box) -> None:
        self.overlay.refresh(box)

    def _connect_signals(self) -> None:
        document = self.document
        document.mask_changed.connect(self.mask_changed)
        document.refused.connect(self.refused)
        document.job_requested.connect(self.job_requested)
        document.refreshed.connect(self._refresh)
        document.emptied.connect(self._take_sheet)
        self.canvas.range_moved.connect(self.range_moved)
