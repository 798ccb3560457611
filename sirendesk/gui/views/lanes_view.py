"""One picture done by several methods: panes with one zoom for all, or a wipe between any two of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sirendesk.core.snapshot import Frame
from sirendesk.gui.theme import LIGHT, Theme
from sirendesk.gui.views.image_pane import ImagePane
from sirendesk.gui.views.lane_grid import LaneGrid
from sirendesk.gui.views.lane_pane import HOLE, ORIGINAL, LanePane
from sirendesk.gui.views.lane_tools import MODES, LaneTools
from sirendesk.gui.views.picture_item import to_image
from sirendesk.gui.views.readout import describe
from sirendesk.gui.views.wipe_pane import WipePane

# a view that is at most so much wider than the picture shows all of it on purpose
FITTED = 1.1
# what an empty lane says
SENTENCE = "Appears here once a fit runs"


class LanesView(QWidget):
    """A pane for each lane, the original's and the hole's beside them; a line reads what is under the pointer.

    A lane's picture is turned into what Qt draws when it is seen, so lanes out of sight cost nothing.
    """

    hovered = Signal(str)
    mode_changed = Signal(str)
    pane_enlarged = Signal(str)
    range_moved = Signal(object)

    def __init__(
        self, prefix: str, theme: Theme = LIGHT, parent: QWidget | None = None, *, sentence: str = SENTENCE
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}.lanes")
        self._prefix = prefix
        self._sentence = sentence
        self._theme = theme
        self._extent = (1, 1)
        self._original: NDArray[np.uint8] | None = None
        self._large: LanePane | None = None
        self._pointed: tuple[QWidget, QPointF] | None = None
        self._grid = LaneGrid(self)
        self.tools = LaneTools(prefix, self)
        self.wipe = WipePane(f"{prefix}.lanes_wipe", "What the methods make of it appears here", theme, self._grid)
        self.wipe.hide()
        self._panes: dict[str, LanePane] = {}
        for key, title, sentence in (
            (ORIGINAL, "Original", "Open a picture, or drop one here"),
            (HOLE, "With the hole", "What is known appears here"),
        ):
            self._add_pane(key, title, sentence)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 0)
        column.setSpacing(0)
        column.addWidget(self._grid, 1)
        column.addWidget(self.tools)
        self._connect_signals()
        self.apply_theme(theme)
        self._arrange()

    @property
    def mode(self) -> str:
        """One of MODES."""
        return self.tools.mode

    @property
    def smooth(self) -> bool:
        """Whether enlarged pictures are blended between their samples."""
        return self.tools.smooth

    @property
    def enlarged(self) -> LanePane | None:
        """The pane that is shown large, if one is."""
        return self._large

    @property
    def keys(self) -> tuple[str, ...]:
        """The lanes, in their order."""
        return tuple(key for key in self._panes if key not in (ORIGINAL, HOLE))

    def pane(self, key: str) -> LanePane:
        """The pane of a lane, of "original" or of "hole"."""
        return self._panes[key]

    def set_lanes(self, lanes: Sequence[tuple[str, str]]) -> None:
        """The lanes as (key, title), in their order; what a lane shows already, it keeps."""
        before = {key: self._panes.pop(key) for key in self.keys}
        for key, title in lanes:
            if key in before:
                self._panes[key] = before.pop(key)
                self._panes[key].set_title(title)
            else:
                self._add_pane(key, title, self._sentence)
                self._panes[key].canvas.set_extent(self._extent)
                self._match_range(self._panes[key])
        for pane in before.values():
            if self._large is pane:
                self._large = None
            if self._pointed is not None and self._pointed[0] is pane:
                self._pointed = None
            pane.hide()
            pane.setParent(None)
            pane.deleteLater()
        self._offer_wipes()
        self._arrange()

    def set_original(self, picture: NDArray[np.uint8], name: str, shape: tuple[int, ...] | None = None) -> None:
        """The signal as a picture (h, w[, 3]), perhaps coarser than its `shape` = (height, width, ...)."""
        height, width = (shape or picture.shape)[:2]
        self._extent = (height, width)
        self._original = picture
        self._grid.set_shape(self._extent)
        for pane in (*self._panes.values(), self.wipe):
            pane.canvas.set_extent(self._extent)
        self._panes[ORIGINAL].keep(picture, self._extent)
        self._panes[ORIGINAL].set_caption(f"{name}  ·  {width} × {height}")
        self._draw(ORIGINAL)
        self._offer_wipes()
        self._read()

    def set_hole(self, picture: NDArray[np.uint8] | None) -> None:
        """What the methods are given, as a picture with its hole marked; None takes it out of the choice."""
        if picture is None:
            self._panes[HOLE].forget()
        else:
            self._panes[HOLE].keep(picture, self._extent)
        self._offer_wipes()
        self._draw(HOLE)

    def set_original_shown(self, shown: bool) -> None:
        """Give the original a pane of its own among the lanes', or leave the room to those."""
        self.tools.set_original_shown(shown)
        self._arrange()

    def display(self, key: str, frame: Frame) -> None:
        """Draw what a lane believes now. A lane that is not there (any more) is passed over."""
        if key in self._panes:
            self._panes[key].frame = frame
            self._keep(key, frame.picture)

    def display_picture(self, key: str, picture: NDArray[np.uint8]) -> None:
        """Draw a picture (h, w[, 3]), perhaps coarser than the original, stretched over its extent."""
        if key in self._panes:
            self._panes[key].frame = None
            self._keep(key, picture)

    def set_caption(self, key: str, text: str) -> None:
        """Beside a lane's title, such as "27.1 dB · 3.2 s"."""
        if key in self._panes:
            self._panes[key].set_caption(text)

    def set_winner(self, key: str | None) -> None:
        """Mark the best lane; None marks none."""
        for name, pane in self._panes.items():
            pane.set_winner(name == key)

    def add_to_title(self, key: str, widget: QWidget) -> None:
        """Something small at the right end of a lane's title."""
        self._panes[key].add_to_title(widget)

    def clear(self) -> None:
        """Lanes go back to the sentence that says what will appear; original and hole stay."""
        for key in self.keys:
            self.forget(key)

    def forget(self, key: str) -> None:
        """A lane goes back to the sentence that says what will appear."""
        if key in self._panes:
            self._panes[key].forget()
            self._panes[key].set_winner(False)
            self._draw(key)
            self._read()

    def set_mode(self, mode: str) -> None:
        """ "grid": lanes beside each other; "wipe": two on each other with a divider between them."""
        self.tools.set_mode(mode)
        self._large = None
        self._arrange()
        self.mode_changed.emit(mode)

    def set_wipe(self, left: str, right: str) -> None:
        """Choose what a wipe is between: keys of lanes, "original" or "hole"."""
        self.tools.set_pair(left, right)
        self._draw_wipe()

    def set_smooth(self, smooth: bool) -> None:
        """Blend between samples, or draw each as a sharp square."""
        self.tools.set_smooth(smooth)
        for pane in self._panes.values():
            pane.picture.set_smooth(smooth)
        self.wipe.set_smooth(smooth)

    @Slot()
    def fit(self) -> None:
        """See whole pictures."""
        for pane in (*self._panes.values(), self.wipe):
            pane.canvas.fit()

    @Slot()
    def zoom_to_actual(self) -> None:
        """One sample on one pixel of the screen."""
        shown = self._grid.chosen
        if shown and isinstance(shown[0], ImagePane):
            shown[0].canvas.zoom_to_actual()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        for pane in (*self._panes.values(), self.wipe):
            pane.apply_theme(theme)
        self.wipe.divider.apply_theme(theme)
        self.tools.apply_theme(theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the large pane."""
        if event.key() == Qt.Key.Key_Escape and self._large is not None:
            self._enlarge(None)
        else:
            super().keyPressEvent(event)

    @Slot(object)
    def _follow(self, rect: QRectF) -> None:
        # ranges are handed on by hand: linked axes and a locked aspect zoom out at every resize
        for pane in (*self._panes.values(), self.wipe):
            if pane is not self.sender():
                pane.canvas.set_range(rect)
        self.range_moved.emit(rect)

    @Slot(object)
    def follow(self, rect: QRectF) -> None:
        """See this part of the picture in all panes, as another view of it does; nothing is emitted."""
        height, width = self._extent
        whole = QRectF(0, 0, width, height)
        if rect.contains(whole) and min(rect.width() / width, rect.height() / height) < FITTED:
            self.fit()  # the other sees the whole picture and will after a change of size
            return
        for pane in (*self._panes.values(), self.wipe):
            pane.canvas.set_range(rect)

    @Slot(object)
    def _see_pointer(self, place: QPointF | None) -> None:
        pane = self.sender()
        self._pointed = (pane, place) if place is not None and isinstance(pane, QWidget) else None
        self._read()

    @Slot()
    def _toggle_large(self) -> None:
        pane = self.sender()
        if isinstance(pane, LanePane):
            self._enlarge(None if pane is self._large else pane)

    @Slot(str)
    def _choose_mode(self, mode: str) -> None:
        self.set_mode(mode)

    @Slot(bool)
    def _choose_smooth(self, smooth: bool) -> None:
        self.set_smooth(smooth)

    @Slot()
    def _arrange(self) -> None:
        if self.mode == MODES[1]:
            shown: list[ImagePane] = [self.wipe]
        elif self._large is not None:
            shown = [self._large]
        else:
            shown = [self._panes[key] for key in self.keys]
            if self.tools.original_shown or not shown:
                shown.insert(0, self._panes[ORIGINAL])
        self._grid.choose(shown)
        for key in self._panes:
            self._draw(key)
        self._draw_wipe()

    @Slot()
    def _draw_wipe(self) -> None:
        if self.mode != MODES[1]:
            return
        left, right = self.tools.pair
        self.wipe.set_titles(self._title_of(left), self._title_of(right))
        self.wipe.display_left(self._image_of(left), self._extent)
        self.wipe.display_right(self._image_of(right), self._extent)
        self._read()

    def _add_pane(self, key: str, title: str, sentence: str) -> None:
        pane = LanePane(f"{self._prefix}.lane_{key}", title, sentence, self._theme, self._grid)
        pane.hide()
        pane.picture.set_smooth(self.smooth)
        pane.range_moved.connect(self._follow)
        pane.fit_requested.connect(self._fit_all)
        pane.pointed.connect(self._see_pointer)
        pane.enlarge_requested.connect(self._toggle_large)
        self._panes[key] = pane

    def _match_range(self, pane: LanePane) -> None:
        seen = self._panes[ORIGINAL].canvas
        if not seen.is_fitted:
            pane.canvas.set_range(seen.visible_range)

    @Slot()
    def _fit_all(self) -> None:
        self.fit()
        shown = self._grid.chosen
        if shown and isinstance(shown[0], ImagePane):
            self.range_moved.emit(shown[0].canvas.visible_range)

    def _keep(self, key: str, picture: NDArray[np.uint8]) -> None:
        if self._original is None:
            self._extent = (picture.shape[0], picture.shape[1])
            self._grid.set_shape(self._extent)
        self._panes[key].keep(picture, self._extent)
        self._draw(key)
        if self._pointed is not None and self._pointed[0] in (self._panes[key], self.wipe):
            self._read()

    def _draw(self, key: str) -> None:
        pane = self._panes[key]
        if pane in self._grid.chosen:
            pane.draw()
        elif self.mode == MODES[1] and key in self.tools.pair:
            if key == self.tools.pair[0]:
                self.wipe.display_left(self._image_of(key), self._extent)
            if key == self.tools.pair[1]:
                self.wipe.display_right(self._image_of(key), self._extent)

    def _image_of(self, key: str) -> QImage | None:
        kept = self._panes[key].kept if key in self._panes else None
        return None if kept is None else to_image(kept)

    def _title_of(self, key: str) -> str:
        return self._panes[key].title if key in self._panes else ""

    def _offer_wipes(self) -> None:
        offered = [(key, pane.title) for key, pane in self._panes.items() if key != HOLE or pane.kept is not None]
        self.tools.offer(offered)

    def _enlarge(self, pane: LanePane | None) -> None:
        self._large = pane
        self._arrange()
        if pane is not None:
            pane.setFocus(Qt.FocusReason.OtherFocusReason)
        self.pane_enlarged.emit("" if pane is None else pane.objectName())

    def _read(self) -> None:
        text = ""
        if self._pointed is not None:
            pane, place = self._pointed
            row, column = int(place.y()), int(place.x())
            if pane is self.wipe:
                pane = self._panes.get(self.tools.pair[1])
            if isinstance(pane, LanePane) and 0 <= row < self._extent[0] and 0 <= column < self._extent[1]:
                text = describe(row, column, self._extent, self._original, pane.frame)
        if text != self.tools.readout.text:
            self.tools.readout.set_text(text)
            self.hovered.emit(text)

    def _connect_signals(self) -> None:
        self.wipe.range_moved.connect(self._follow)
        self.wipe.fit_requested.connect(self._fit_all)
        self.wipe.pointed.connect(self._see_pointer)
        self.tools.mode_chosen.connect(self._choose_mode)
        self.tools.pair_chosen.connect(self._draw_wipe)
        self.tools.original_toggled.connect(self._arrange)
        self.tools.smooth_chosen.connect(self._choose_smooth)
        self.tools.fit_requested.connect(self._fit_all)
        self.tools.actual_requested.connect(self.zoom_to_actual)
