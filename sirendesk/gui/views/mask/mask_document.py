"""The mask of one picture: its commands, its history, and the slow ones done elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from sirendesk.gui.answers import Answer, attempt
from sirendesk.gui.views.mask.mask_history import MaskHistory, Origin
from sirendesk.gui.views.mask.mask_regions import generated, grown, shrunk, similar_around
from sirendesk.gui.views.mask.mask_sheet import Change, Mask, MaskSheet
from sirendesk.gui.views.mask.mask_strokes import Box, Shape

# work on more pixels than these is asked of another thread
MOST_AT_ONCE = 300_000


@dataclass(frozen=True)
class _Asked:
    """What to do with a region when it is there."""

    text: str
    how: str
    origin: Origin


class MaskDocument(QObject):
    """Says what changed; `mask` is a copy that nobody writes to any more.

    `mask_changed` comes after each finished change of a person's or `replace`; `refreshed` for each box of pixels that
    looks different, also in the middle of a stroke; `emptied` when another sheet took the place of the old one.
    After `work_elsewhere` slow work is a wish, `job_requested` with a key and a function without arguments, and its
    `Answer` comes to `take_answer`; without, it is done at once.
    """

    mask_changed = Signal(object)
    share_changed = Signal(float)
    refreshed = Signal(object)
    emptied = Signal()
    busy_changed = Signal(bool)
    refused = Signal(str)
    job_requested = Signal(str, object)

    def __init__(self, key: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self._works_elsewhere = False
        self._asked: dict[str, _Asked] = {}
        self._count = 0
        self._picture: NDArray[np.uint8] | None = None
        self.sheet = MaskSheet((1, 1))
        self.history = MaskHistory(self)
        self.history.flipped.connect(self._flip)
        self._mask = _frozen(self.sheet.settled)

    @property
    def mask(self) -> Mask:
        """(H, W), True is missing; as it was after the last finished change."""
        return self._mask

    @property
    def shape(self) -> Shape:
        """(H, W) of picture and mask."""
        return self.sheet.shape

    @property
    def share(self) -> float:
        """Share of the picture that is masked, also in the middle of a stroke."""
        return self.sheet.share

    @property
    def origin(self) -> Origin:
        """Words and seed from which `make_mask` makes exactly this mask, None when it was painted."""
        return self.history.origin

    @property
    def busy(self) -> bool:
        """Whether a region is still being worked out."""
        return bool(self._asked)

    def work_elsewhere(self) -> None:
        """Somebody is connected to `job_requested`."""
        self._works_elsewhere = True

    def set_picture(self, picture: NDArray[np.uint8], shape: Shape) -> None:
        """Another picture (h, w[, 3]); one of another size than (H, W) = `shape` so far begins with an empty mask."""
        self._picture = picture
        if shape != self.sheet.shape:
            self._forget_asked()
            self._begin(shape)

    def reset(self, mask: Mask, origin: Origin = None) -> None:
        """Begin anew with this mask and no history; `mask_changed` is not emitted."""
        self._forget_asked()
        if mask.shape != self.sheet.shape:
            self._begin((mask.shape[0], mask.shape[1]))
        self._refresh(self.sheet.put(mask))
        self.sheet.commit()
        self.history.forget(origin)
        self._mask = _frozen(self.sheet.settled)

    def replace(self, mask: Mask, text: str = "Mask", origin: Origin = None) -> None:
        """Become this mask, as one step.

        Raises:
            ValueError: when it has another size.
        """
        if mask.shape != self.sheet.shape:
            raise ValueError(f"a mask of {mask.shape} does not fit a picture of {self.sheet.shape}")
        self._refresh(self.sheet.put(mask))
        self.settle(text, origin)

    def settle(self, text: str, origin: Origin = None) -> None:
        """End what is open as one step; a change that changes nothing is none."""
        change = self.sheet.commit()
        if change is not None:
            self.history.record(text, change, origin)
            self._publish()

    def give_up(self) -> None:
        """Take back what is open."""
        self._refresh(self.sheet.cancel())

    def touch(self, box: Box | None) -> None:
        """Tell what a gesture changed."""
        self._refresh(box)

    @Slot()
    def undo(self) -> None:
        """One step back."""
        self.history.stack.undo()

    @Slot()
    def redo(self) -> None:
        """One step on."""
        self.history.stack.redo()

    @Slot()
    def invert(self) -> None:
        """Missing and known exchanged."""
        self._refresh(self.sheet.invert())
        self.settle("Invert")

    @Slot()
    def clear(self) -> None:
        """Nothing is missing."""
        self._refresh(self.sheet.clear())
        self.settle("Clear")

    def grow(self, by: int) -> None:
        """Mask what is within `by` pixels of the mask."""
        self._ask("Grow", "add", partial(grown, self._mask, by))

    def shrink(self, by: int) -> None:
        """Unmask what is within `by` pixels of the known part."""
        self._ask("Shrink", "subtract", partial(_lost, self._mask, by))

    def flood(self, row: int, column: int, tolerance: int, *, erase: bool = False) -> None:
        """Mask the pixels of similar colour around one, as far as they are joined."""
        picture = self._picture
        if picture is not None and 0 <= row < self.shape[0] and 0 <= column < self.shape[1]:
            how = "subtract" if erase else "add"
            self._ask("Fill", how, partial(_flooded, picture, self.shape, row, column, tolerance))

    def generate(self, words: str, seed: int, how: str) -> None:
        """Mask what words such as "random:0.5" describe; `how` is one of HOWS."""
        origin = (words, seed) if how == "replace" else None
        self._ask("Generate", how, partial(generated, words, self.shape, seed), origin)

    @Slot(object)
    def take_answer(self, answer: Answer) -> None:
        """A region is worked out."""
        asked = self._asked.pop(answer.key, None)
        if asked is None:
            return  # somebody else's, or about a picture that is gone
        if not self._asked:
            self.busy_changed.emit(False)
        if answer.failure is not None:
            self.refused.emit(answer.failure.sentence)
        else:
            # strokes of the meantime are kept: only the region is added or taken away
            self.settle("Stroke")
            self._refresh(self.sheet.put(answer.value, asked.how))
            self.settle(asked.text, asked.origin)

    @Slot(object)
    def _flip(self, change: Change) -> None:
        self._refresh(self.sheet.flip(change))
        self._publish()

    def _ask(self, text: str, how: str, job: Callable[[], Mask], origin: Origin = None) -> None:
        self._count += 1
        key = f"{self._key} {self._count}"
        self._asked[key] = _Asked(text, how, origin)
        if self._works_elsewhere and self.sheet.live.size > MOST_AT_ONCE:
            self.busy_changed.emit(True)
            self.job_requested.emit(key, job)
        else:
            self.take_answer(attempt(key, job))

    def _begin(self, shape: Shape) -> None:
        """An empty sheet."""
        self.sheet = MaskSheet(shape)
        self.history.forget()
        self._mask = np.zeros(shape, np.bool_)
        self._mask.setflags(write=False)
        self.emptied.emit()
        self.share_changed.emit(0.0)

    def _forget_asked(self) -> None:
        if self._asked:
            self._asked.clear()
            self.busy_changed.emit(False)

    def _refresh(self, box: Box | None) -> None:
        if box is not None:
            self.refreshed.emit(box)
            self.share_changed.emit(self.sheet.share)

    def _publish(self) -> None:
        self._mask = _frozen(self.sheet.settled)
        self.mask_changed.emit(self._mask)


def _frozen(mask: Mask) -> Mask:
    copy = mask.copy()
    copy.setflags(write=False)
    return copy


def _lost(mask: Mask, by: int) -> Mask:
    return mask & ~shrunk(mask, by)


def _flooded(picture: NDArray[np.uint8], shape: Shape, row: int, column: int, tolerance: int) -> Mask:
    """Over a picture that may be coarser than the mask."""
    height, width = picture.shape[:2]
    if (height, width) == shape:
        return similar_around(picture, row, column, tolerance)
    rows, columns = np.arange(shape[0]) * height // shape[0], np.arange(shape[1]) * width // shape[1]
    return similar_around(picture, rows[row], columns[column], tolerance)[np.ix_(rows, columns)]
