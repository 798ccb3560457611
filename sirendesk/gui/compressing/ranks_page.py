"""The classic exercise: a patch as a product of two thin matrices, its rank turned by a slider."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QGraphicsRectItem, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sirendesk.core.codec.patch import PATCH, PRESET_RANKS
from sirendesk.gui.compressing.patch_ladder import Rung
from sirendesk.gui.theme import LIGHT, Theme, tabular
from sirendesk.gui.views.image_pane import ImagePane
from sirendesk.gui.views.pane_row import PaneRow
from sirendesk.gui.views.picture_item import to_image
from sirendesk.gui.views.tool_row import ToolButton
from sirendesk.gui.widgets.quiet import QuietSlider

FIRST_RANK = 10


class RanksPage(QWidget):
    """Draws the patch at the slider's rank from what is known; tells where a click wants the patch."""

    rank_changed = Signal(int)
    place_chosen = Signal(int, int)

    def __init__(self, prefix: str, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}.ranks_page")
        self._rungs: Mapping[int, Rung] = {}
        self._picture: NDArray[np.uint8] | None = None
        self._stride = 1
        self._place = (0, 0, PATCH)
        self.whole = ImagePane(f"{prefix}.patch_whole", "Picture", "Open a picture, or drop one here", theme)
        self.original = ImagePane(f"{prefix}.patch_original", "Patch", "The patch appears here", theme)
        self.kept = ImagePane(f"{prefix}.patch_kept", "At this rank", "The patch at a rank appears here", theme)
        self._frame = QGraphicsRectItem()
        self._frame.setZValue(5)
        self.whole.canvas.add_item(self._frame)
        self.slider = QuietSlider()
        self.slider.setObjectName(f"{prefix}.patch_rank")
        self.slider.setAccessibleName("Rank of the patch")
        self.slider.setToolTip(
            "How many patterns, each a column times a row, the patch is stored as. Arrow keys by one, Page Up and Page "
            "Down by five. Everything at a rank has been worked out before, so the picture follows at once."
        )
        self.slider.setRange(1, PATCH)
        self.slider.setPageStep(5)
        self.slider.setValue(FIRST_RANK)
        self._text = QLabel()
        self._text.setObjectName(f"{prefix}.patch_rank_text")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setFont(tabular(self._text.font()))
        self.buttons = [
            ToolButton(f"{prefix}.patch_rank_{rank}", f"Rank {rank}", f"Show the patch at rank {rank}.", word=str(rank))
            for rank in PRESET_RANKS
        ]
        for button, rank in zip(self.buttons, PRESET_RANKS, strict=True):
            button.setProperty("rank", rank)
            button.setAutoRaise(False)
            button.clicked.connect(self._jump)
        self._lay_out()
        self.slider.valueChanged.connect(self._turn)
        for pane in (self.whole, self.original, self.kept):
            pane.fit_requested.connect(pane.canvas.fit)
        self.original.range_moved.connect(self.kept.canvas.set_range)
        self.kept.range_moved.connect(self.original.canvas.set_range)
        self.whole.canvas.scene().sigMouseClicked.connect(self._click)  # pyright: ignore[reportAttributeAccessIssue]
        self.apply_theme(theme)
        self._write()

    @property
    def rank(self) -> int:
        """Where the slider stands."""
        return self.slider.value()

    @property
    def rung(self) -> Rung | None:
        """What is known of the patch at that rank."""
        return self._rungs.get(self.rank)

    def set_picture(self, picture: NDArray[np.uint8], name: str, shape: tuple[int, int], stride: int) -> None:
        """The picture, every `stride`-th sample of its `shape`."""
        self._picture, self._stride = picture, stride
        self.whole.display(picture, shape)
        self.whole.set_caption(f"{name}  ·  click to move the patch")

    def set_patch(self, patch: NDArray[np.uint8], place: tuple[int, int, int]) -> None:
        """Another patch: `place` is its top, left and side. Its ranks come later."""
        top, left, side = self._place = place
        self._rungs = {}
        self._frame.setRect(QRectF(left, top, side, side))
        self.slider.setRange(1, side)
        for button in self.buttons:
            button.setEnabled(button.property("rank") <= side)
        self.original.display(patch)
        self.original.set_caption(f"{side} × {side} from row {top}, column {left}")
        self.kept.clear()
        self._write()

    def set_rungs(self, rungs: Mapping[int, Rung]) -> None:
        """What is known of each rank."""
        was = self.rung
        self._rungs = rungs
        if self.rung is not was:
            self._draw()

    def set_rank(self, rank: int) -> None:
        """As a hand would."""
        self.slider.setValue(rank)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        for pane in (self.whole, self.original, self.kept):
            pane.apply_theme(theme)
        pen = QPen(theme.psnr)
        pen.setCosmetic(True)
        pen.setWidthF(2.0)
        self._frame.setPen(pen)

    @Slot(int)
    def _turn(self, rank: int) -> None:
        self._draw()
        self.rank_changed.emit(rank)

    @Slot()
    def _jump(self) -> None:
        self.slider.setValue(int(self.sender().property("rank")))

    @Slot(object)
    def _click(self, event: object) -> None:
        """A press without a drag: the patch's middle comes there, as far as the picture goes."""
        button, place = getattr(event, "button", None), getattr(event, "scenePos", None)
        if self._picture is None or button is None or place is None or button() != Qt.MouseButton.LeftButton:
            return
        canvas = self.whole.canvas
        where = canvas.position_of(QPointF(canvas.mapFromScene(QPointF(place()))))
        height, width = canvas.extent
        if not (0 <= where.x() < width and 0 <= where.y() < height):
            return
        side = self._place[2]
        top = min(max(round(where.y() - side / 2), 0), height - side)
        left = min(max(round(where.x() - side / 2), 0), width - side)
        self.place_chosen.emit(top, left)

    def _draw(self) -> None:
        rung = self.rung
        if rung is not None:
            self.kept.display(rung.picture)
            self._show_in_whole(rung)
        self._write()

    def _show_in_whole(self, rung: Rung) -> None:
        """The patch in its place; a picture that is shown coarser stays as it is."""
        if self._picture is None or self._stride != 1:
            return
        top, left, side = self._place
        shown = self._picture.copy()
        shown[top : top + side, left : left + side] = rung.picture
        self.whole.picture.set_image(to_image(shown), self.whole.canvas.extent)

    def _write(self) -> None:
        side, rung = self._place[2], self.rung
        self._text.setText(f"{self.rank} of {side}")
        if rung is None:
            self.kept.set_caption(f"rank {self.rank}" if self._picture is not None else "")
        else:
            self.kept.set_caption(f"rank {rung.rank}  ·  {rung.patch_psnr:.2f} dB  ·  {rung.bytes:,} bytes")

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(6, 2, 6, 4)
        name = QLabel("Rank")
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setBuddy(self.slider)
        name.setToolTip(self.slider.toolTip())
        row.addWidget(name)
        row.addWidget(self.slider, 1)
        self._text.setMinimumWidth(self._text.fontMetrics().horizontalAdvance("128 of 128 "))
        self._text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text)
        row.addSpacing(8)
        for button in self.buttons:
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 0)
        column.setSpacing(2)
        column.addWidget(PaneRow((self.whole, self.original, self.kept)), 1)
        column.addLayout(row)
