"""What is marked on a sound: where it plays, where the pointer is, what is selected, looped and missing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

Stretch = tuple[float, float]
TOOLS = ("select", "gap")


class SoundMarks(QObject):
    """Shared by all views of one sound, in seconds. What is set from outside is silent but for the views' own redraw.

    Facts for the views: `marks_changed`, `playhead_moved` and `hover_moved` with the places before and after (None
    for nowhere), `tool_changed`. For the rest of the program, and by a hand only: all others.
    """

    marks_changed = Signal()
    playhead_moved = Signal(object, object)
    hover_moved = Signal(object, object)
    tool_changed = Signal(str)
    seek_requested = Signal(float)
    region_selected = Signal(object)
    loop_requested = Signal(object)
    gap_painted = Signal(float, float)
    gap_removed = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._playhead: float | None = None
        self._hover: float | None = None
        self._region: Stretch | None = None
        self._loop: Stretch | None = None
        self._draft: Stretch | None = None
        self._gaps: tuple[Stretch, ...] = ()
        self._tool = TOOLS[0]
        self.offers_gaps = False

    @property
    def playhead(self) -> float | None:
        """Where it plays or would start."""
        return self._playhead

    @property
    def hover(self) -> float | None:
        """The moment under the pointer."""
        return self._hover

    @property
    def region(self) -> Stretch | None:
        """What is selected."""
        return self._region

    @property
    def loop(self) -> Stretch | None:
        """What plays over and over."""
        return self._loop

    @property
    def draft(self) -> Stretch | None:
        """A gap that a hand is drawing."""
        return self._draft

    @property
    def gaps(self) -> tuple[Stretch, ...]:
        """What is missing."""
        return self._gaps

    @property
    def tool(self) -> str:
        """One of TOOLS: what a drag does."""
        return self._tool

    def clear(self) -> None:
        """Nothing is marked any more."""
        self._region = self._loop = self._draft = None
        self._gaps = ()
        self.set_playhead(None)
        self.set_hover(None)
        self.marks_changed.emit()

    def set_playhead(self, seconds: float | None) -> None:
        """Where it plays; None for nowhere."""
        before, self._playhead = self._playhead, seconds
        if before != seconds:
            self.playhead_moved.emit(before, seconds)

    def set_hover(self, seconds: float | None) -> None:
        """Where the pointer is; None when it is elsewhere."""
        before, self._hover = self._hover, seconds
        if before != seconds:
            self.hover_moved.emit(before, seconds)

    def set_region(self, region: Stretch | None) -> None:
        """Select a stretch, or nothing."""
        self._region = region if region is None or region[1] > region[0] else None
        self.marks_changed.emit()

    def set_loop(self, loop: Stretch | None) -> None:
        """What plays over and over, or nothing."""
        self._loop = loop
        self.marks_changed.emit()

    def set_draft(self, draft: Stretch | None) -> None:
        """A gap that is being drawn."""
        self._draft = draft
        self.marks_changed.emit()

    def set_gaps(self, gaps: Sequence[Stretch]) -> None:
        """What is missing."""
        self._gaps = tuple((float(a), float(b)) for a, b in gaps)
        self.marks_changed.emit()

    def set_tool(self, tool: str) -> None:
        """Choose what a drag does."""
        if tool not in TOOLS:
            raise ValueError(f"no such tool: {tool!r}")
        if tool != self._tool:
            self._tool = tool
            self.tool_changed.emit(tool)

    def select(self, region: Stretch | None) -> None:
        """Select by hand; giving up what is not there tells nothing."""
        before = self._region
        self.set_region(region)
        if (before, self._region) != (None, None):
            self.region_selected.emit(self._region)

    def ask_for_loop(self) -> None:
        """Loop what is selected; without a selection, or when just that is looped, stop looping."""
        if self._region is not None and self._region != self._loop:
            self.loop_requested.emit(self._region)
        elif self._loop is not None:
            self.loop_requested.emit(None)

    def ask_for_gap(self) -> None:
        """What is selected shall be a gap."""
        if self._region is not None:
            self.gap_painted.emit(*self._region)

    def ask_to_remove_gap(self) -> None:
        """The gap that what is selected touches, or else the one at the playhead, shall be none."""
        low, high = self._region or (self._playhead, self._playhead)
        if low is None or high is None:
            return
        for k, (start, stop) in enumerate(self._gaps):
            if start <= high and stop >= low:
                self.gap_removed.emit(k)
                return
