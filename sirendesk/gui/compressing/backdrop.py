"""What is worked out behind a picture for a tab that is looked at: the known codecs, and the ranks of a patch."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from sirendesk.core.canvas import to_uint8
from sirendesk.gui.compressing.patch_ladder import WAYS, PatchLadder, PatchOptions
from sirendesk.gui.compressing.rival_curves import RivalCurves
from sirendesk.gui.opening import Opened
from sirendesk.gui.session import Session


class Backdrop(QObject):
    """`patch_placed` brings a patch to be drawn with its top, left and side; the ranks of it follow."""

    patch_placed = Signal(object, object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rivals = RivalCurves(session, "rivals", self)
        self.patch_rivals = RivalCurves(session, "patch rivals", self)
        self.ladder = PatchLadder(session, self)
        self._patch: tuple[Opened, tuple[int, int, int], str] | None = None

    @property
    def busy(self) -> bool:
        """Whether something is still to come."""
        return self.rivals.busy or self.patch_rivals.busy or self.ladder.busy

    def clear(self) -> None:
        """Another picture comes."""
        self._patch = None
        self.rivals.set_values(None)
        self.patch_rivals.set_values(None)
        self.ladder.clear()

    def see_picture(self, opened: Opened) -> None:
        """Somebody looks at the chart of a picture; the same one again costs nothing."""
        self.rivals.set_values(opened.image.values)

    def see_patch(self, opened: Opened, options: PatchOptions) -> None:
        """Somebody looks at a patch of it; the same one again costs nothing."""
        values = opened.image.values
        top, left, side = place = options.placed(opened.image.shape)
        wanted = (opened, place, options.by)
        if self._patch == wanted:
            return
        self._patch = wanted
        patch = values[top : top + side, left : left + side]
        self.patch_placed.emit(to_uint8(patch), place)
        self.patch_rivals.set_values(patch)
        self.ladder.begin(values, place, WAYS[options.by])
