"""Original, reconstruction and error: side by side with one zoom for all, or as a wipe."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from sirendesk.core.snapshot import Frame
from sirendesk.gui.pacing import Pace
from sirendesk.gui.theme import LIGHT, Theme
from sirendesk.gui.views.colour_bar import ColourBar
from sirendesk.gui.views.colour_maps import rgb_table
from sirendesk.gui.views.image_pane import ImagePane
from sirendesk.gui.views.pane_row import PaneRow
from sirendesk.gui.views.picture_buttons import (
    actual_button,
    fit_button,
    side_by_side_button,
    smooth_button,
    wipe_button,
)
from sirendesk.gui.views.picture_item import PictureItem, to_image
from sirendesk.gui.views.readout import describe
from sirendesk.gui.views.text_line import TextLine
from sirendesk.gui.views.tool_row import ROW_MARGINS, ToolButton, restyle_buttons
from sirendesk.gui.views.wipe_divider import WipeDivider

MODES = ("side_by_side", "wipe")
ERROR_MAP = "magma"
SECONDS_BETWEEN_ERRORS = 0.15


class CompareView(QWidget):
    """Three linked panes, a wipe over the middle one, and a line that reads what is under the pointer."""

    hovered = Signal(str)
    mode_changed = Signal(str)
    pane_enlarged = Signal(str)

    def __init__(self, prefix: str, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}.compare")
        self._mode = MODES[0]
        self._pace = Pace(SECONDS_BETWEEN_ERRORS)
        self._enlarged: ImagePane | None = None
        self._image: QImage | None = None
        self._original: NDArray[np.uint8] | None = None
        self._frame: Frame | None = None
        self._extent = (1, 1)
        self._place: QPointF | None = None
        self._make_panes(prefix, theme)
        self._make_buttons(prefix)
        self._lay_out(prefix)
        self._connect_signals()
        self.apply_theme(theme)

    @property
    def mode(self) -> str:
        """One of MODES."""
        return self._mode

    @property
    def smooth(self) -> bool:
        """Whether enlarged pictures are blended between their samples."""
        return self._smooth_button.isChecked()

    @property
    def enlarged(self) -> ImagePane | None:
        """The pane that is shown large, if one is."""
        return self._enlarged

    def set_original(self, picture: NDArray[np.uint8], name: str, shape: tuple[int, ...] | None = None) -> None:
        """The signal as a picture (h, w[, 3]), perhaps coarser than its `shape` = (height, width, ...)."""
        height, width = (shape or picture.shape)[:2]
        self._extent = (height, width)
        self._original = picture
        self._image = to_image(picture)
        self.original.display_image(self._image, self._extent)
        self.original.set_caption(f"{name}  ·  {width} × {height}")
        self._under.set_image(self._image, self._extent)
        for pane in self._panes:
            pane.canvas.set_extent(self._extent)
        self._read()

    def display(self, frame: Frame) -> None:
        """Draw what the network has learnt and how far off it is."""
        self._frame = frame
        extent = self._extent if self._original is not None else (frame.picture.shape[0], frame.picture.shape[1])
        self.reconstruction.display(frame.picture, extent)
        # the eye follows the picture; its error a few times a second halves what painting takes from training
        if self._pace.due(at_once=frame.exact or self.error.picture.is_empty):
            self.error.display_image(to_image(frame.error, rgb_table(ERROR_MAP)), extent)
            self._scale.set_labels("0", f"{frame.error_scale:g}")
            if self._place is not None:
                self._read()

    def set_caption(self, psnr_text: str) -> None:
        """Beside the reconstruction's title, such as "41.2 dB"."""
        self.reconstruction.set_caption(psnr_text)

    def clear_fit(self) -> None:
        """Only the original stays."""
        self._frame = None
        self.reconstruction.clear()
        self.error.clear()
        self._scale.set_labels("", "")
        self._read()

    def set_mode(self, mode: str) -> None:
        """Side by side, or original and reconstruction on each other with a divider between them."""
        if mode not in MODES:
            raise ValueError(f"no such comparison: {mode!r}")
        self._mode = mode
        self._enlarged = None
        (self._wipe_button if mode == "wipe" else self._side_button).setChecked(True)
        self._arrange()
        self.mode_changed.emit(mode)

    def set_smooth(self, smooth: bool) -> None:
        """Blend between samples, or draw each as a sharp square."""
        self._smooth_button.setChecked(smooth)
        for item in (*(pane.picture for pane in self._panes), self._under):
            item.set_smooth(smooth)

    @Slot()
    def fit(self) -> None:
        """See whole pictures."""
        for pane in self._panes:
            pane.canvas.fit()

    @Slot()
    def zoom_to_actual(self) -> None:
        """One sample on one pixel of the screen."""
        self._shown_panes()[0].canvas.zoom_to_actual()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        for pane in self._panes:
            pane.apply_theme(theme)
        self.divider.apply_theme(theme)
        restyle_buttons(self, theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the large pane."""
        if event.key() == Qt.Key.Key_Escape and self._enlarged is not None:
            self._enlarge(None)
        else:
            super().keyPressEvent(event)

    @Slot(object)
    def _follow(self, rect: QRectF) -> None:
        # ranges are handed on by hand: linked axes and a locked aspect zoom out at every resize
        for pane in self._panes:
            if pane is not self.sender():
                pane.canvas.set_range(rect)

    @Slot(object)
    def _see_pointer(self, place: QPointF | None) -> None:
        self._place = place
        self._read()

    @Slot()
    def _toggle_large(self) -> None:
        pane = self.sender()
        if isinstance(pane, ImagePane) and self._mode != "wipe":
            self._enlarge(None if pane is self._enlarged else pane)

    @Slot(object)
    def _choose_mode(self, button: ToolButton) -> None:
        self.set_mode("wipe" if button is self._wipe_button else "side_by_side")

    @Slot(bool)
    def _choose_smooth(self, smooth: bool) -> None:
        self.set_smooth(smooth)

    @Slot(float)
    def _wipe_to(self, share: float) -> None:
        if self._mode == "wipe":
            self.reconstruction.picture.set_cut(share)

    def _make_panes(self, prefix: str, theme: Theme) -> None:
        self.original = ImagePane(f"{prefix}.original", "Original", "Open a picture, or drop one here", theme)
        self.reconstruction = ImagePane(
            f"{prefix}.reconstruction", "Reconstruction", "The reconstruction appears here", theme
        )
        self.error = ImagePane(
            f"{prefix}.error",
            "Error",
            "The error appears here: dark where the fit is right, bright where it is off",
            theme,
        )
        self._panes = (self.original, self.reconstruction, self.error)
        self._scale = ColourBar(f"{prefix}.error_scale", ERROR_MAP, ("0", "0.0025"))
        self._scale.setAccessibleName("Scale of the error map")
        self._scale.setToolTip(
            "Distance of the fit from the original; values run from 0 to 1. The scale moves in steps."
        )
        self.error.add_to_title(self._scale)
        self._under = PictureItem()
        self._under.setZValue(-1)
        self._under.hide()
        self.reconstruction.canvas.add_item(self._under)
        self.divider = WipeDivider(f"{prefix}.wipe_divider", theme, self.reconstruction.canvas)
        self.divider.hide()

    def _make_buttons(self, prefix: str) -> None:
        self._side_button = side_by_side_button(
            f"{prefix}.side_by_side", "Original, reconstruction and error beside each other, with one zoom for all."
        )
        self._wipe_button = wipe_button(
            f"{prefix}.wipe",
            "Original and reconstruction on each other with a divider to drag: shows small differences best.",
        )
        self._smooth_button = smooth_button(f"{prefix}.smooth")
        self._fit_button = fit_button(f"{prefix}.fit_view")
        self._actual_button = actual_button(f"{prefix}.zoom_100")
        self._modes = QButtonGroup(self)
        for button in (self._side_button, self._wipe_button):
            self._modes.addButton(button)
        self._side_button.setChecked(True)

    def _lay_out(self, prefix: str) -> None:
        self._row = PaneRow(self._panes)
        self.readout = TextLine(f"{prefix}.readout")
        self.readout.setAccessibleName("Sample under the pointer")
        tools = QHBoxLayout()
        tools.setContentsMargins(*ROW_MARGINS)
        tools.setSpacing(2)
        for button in (self._side_button, self._wipe_button):
            tools.addWidget(button)
        tools.addSpacing(10)
        for button in (self._smooth_button, self._fit_button, self._actual_button):
            tools.addWidget(button)
        tools.addSpacing(10)
        tools.addWidget(self.readout, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 0)
        column.setSpacing(0)
        column.addWidget(self._row, 1)
        column.addLayout(tools)

    def _connect_signals(self) -> None:
        for pane in self._panes:
            pane.range_moved.connect(self._follow)
            pane.fit_requested.connect(self.fit)
            pane.pointed.connect(self._see_pointer)
            pane.enlarge_requested.connect(self._toggle_large)
        self._modes.buttonClicked.connect(self._choose_mode)
        self._smooth_button.toggled.connect(self._choose_smooth)
        self._fit_button.clicked.connect(self.fit)
        self._actual_button.clicked.connect(self.zoom_to_actual)
        self.divider.moved.connect(self._wipe_to)

    def _enlarge(self, pane: ImagePane | None) -> None:
        self._enlarged = pane
        self._arrange()
        if pane is not None:
            pane.setFocus(Qt.FocusReason.OtherFocusReason)
        self.pane_enlarged.emit("" if pane is None else pane.objectName())

    def _arrange(self) -> None:
        wipe = self._mode == "wipe"
        self.reconstruction.header.set_lead("Original | Reconstruction" if wipe else "Reconstruction")
        self.reconstruction.picture.set_cut(self.divider.share if wipe else None)
        self._under.setVisible(wipe)
        self.divider.setVisible(wipe)
        self._row.choose(self._shown_panes())

    def _shown_panes(self) -> tuple[ImagePane, ...]:
        if self._mode == "wipe":
            return (self.reconstruction,)
        return self._panes if self._enlarged is None else (self._enlarged,)

    def _read(self) -> None:
        text = ""
        if self._place is not None and (self._original is not None or self._frame is not None):
            row, column = int(self._place.y()), int(self._place.x())
            height, width = self._extent
            if 0 <= row < height and 0 <= column < width:
                text = describe(row, column, self._extent, self._original, self._frame)
        if text != self.readout.text:
            self.readout.set_text(text)
            self.hovered.emit(text)
