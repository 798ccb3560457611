"""Undo and redo of the mask: a finished stroke is one step, kept as the pixels that changed over."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack

from sirendesk.gui.views.mask.mask_sheet import Change

DEPTH = 100
# the words and the seed from which a mask can be made again
Origin = tuple[str, int] | None


class MaskHistory(QObject):
    """The last DEPTH steps.

    `flipped` tells which change to apply, to go back as well as forth; `changed` that what can be undone is another.
    """

    flipped = Signal(object)
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(DEPTH)
        self.origin: Origin = None
        # by way of this object: a stack that is being destroyed tells its listeners of that as well
        self.stack.indexChanged.connect(self._tell)

    def record(self, text: str, change: Change, origin: Origin = None) -> None:
        """Remember a step that has been made already, and where the mask it led to comes from."""
        self.stack.push(_Step(text, change, self._go, (self.origin, origin)))
        self.origin = origin

    def forget(self, origin: Origin = None) -> None:
        """No steps; the mask as it is comes from `origin`."""
        self.stack.clear()
        self.origin = origin

    @Slot(int)
    def _tell(self, _index: int) -> None:
        self.changed.emit()

    def _go(self, change: Change, origin: Origin) -> None:
        self.origin = origin
        self.flipped.emit(change)


class _Step(QUndoCommand):
    """One change, with the origin of the mask before and after it."""

    def __init__(
        self, text: str, change: Change, go: Callable[[Change, Origin], None], origins: tuple[Origin, Origin]
    ) -> None:
        super().__init__(text)
        self._change = change
        self._go = go
        self._origins = origins
        self._made = True

    def undo(self) -> None:
        """Take the change back."""
        self._go(self._change, self._origins[0])

    def redo(self) -> None:
        """Make the change again; Qt's first call comes with the push, when it has been made."""
        if self._made:
            self._made = False
        else:
            self._go(self._change, self._origins[1])
