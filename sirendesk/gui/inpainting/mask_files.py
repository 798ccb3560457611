"""Masks from files and into files: asks which, and whether one of another size is to be scaled."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from sirendesk.gui.commands import PICTURES
from sirendesk.gui.inpainting.exporting import PNG
from sirendesk.gui.inpainting.mask_keeper import Loaded, MaskKeeper
from sirendesk.gui.views.mask.mask_canvas import MaskCanvas
from sirendesk.gui.widgets.asking_where import ask_where_to_save
from sirendesk.gui.widgets.asking_whether import ask_whether


class MaskFiles(QObject):
    """A mask that was read becomes one step on the canvas, which can be undone; one that is refused changes nothing."""

    def __init__(self, keeper: MaskKeeper, canvas: MaskCanvas, window: QWidget) -> None:
        super().__init__(window)
        self._keeper = keeper
        self._canvas = canvas
        self._window = window
        keeper.loaded.connect(self._take_loaded)

    @Slot()
    def ask_and_load(self) -> None:
        """Ask which file the mask is in."""
        if self._canvas.has_picture:
            location, _ = QFileDialog.getOpenFileName(self._window, "Load a mask", "", PICTURES)
            if location:
                self._keeper.load(Path(location))

    @Slot()
    def ask_and_save(self) -> None:
        """Ask where the mask shall go."""
        if self._canvas.has_picture:
            path = ask_where_to_save(self._window, "Save mask", "mask.png", PNG)
            if path is not None:
                self._keeper.save(path)

    @Slot(object)
    def _take_loaded(self, found: Loaded) -> None:
        shape = self._canvas.mask.shape
        if found.mask.shape == shape:
            self._canvas.set_mask(found.mask)
            return
        ours, wanted = (f"{width} × {height}" for height, width in (found.mask.shape, shape))
        question = (
            f"The mask {found.name} has {ours} pixels and the picture {wanted}. Scale the mask to the picture? "
            "The file stays as it is."
        )
        if ask_whether(self._window, "Mask of another size", question, "Scale the mask"):
            self._keeper.scale(found, (shape[0], shape[1]))
