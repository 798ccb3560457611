"""What a press, a drag and a release of the pointer do to the mask: one stroke, or one shape."""

from __future__ import annotations

from typing import Protocol

from sirendesk.gui.views.mask.mask_sheet import MaskSheet
from sirendesk.gui.views.mask.mask_strokes import Box, Place, Spans, capsule, pixel_line, polygon, rectangle


class Gesture(Protocol):
    """Begins when it is made; what it changed of the sheet stays open until the canvas commits or cancels it."""

    name: str

    @property
    def outline(self) -> list[Place]:
        """Corners of what is being drawn, nothing where the mask itself shows it."""
        ...

    def drag(self, place: Place) -> Box | None:
        """The pointer is here now; returns what changed."""
        ...

    def finish(self) -> Box | None:
        """The pointer let go; returns what changed."""
        ...


class Stroke:
    """A brush that leaves no gaps: each move fills the capsule from the last place to this one."""

    def __init__(self, sheet: MaskSheet, start: Place, size: int, *, erase: bool, since: Place | None = None) -> None:
        self.name = "Eraser stroke" if erase else "Brush stroke"
        self.last = since or start
        self._sheet = sheet
        self._size = size
        self._erase = erase

    @property
    def outline(self) -> list[Place]:
        """The stroke itself is seen."""
        return []

    def drag(self, place: Place) -> Box | None:
        """Paint up to here."""
        spans = brushed(self._sheet.shape, self.last, place, self._size)
        self.last = place
        return self._sheet.fill(spans, not self._erase)

    def finish(self) -> Box | None:
        """All is painted."""
        return None


class RectangleGesture:
    """A rectangle between the place where it began and the pointer."""

    def __init__(self, sheet: MaskSheet, start: Place, *, erase: bool) -> None:
        self.name = "Unmask a rectangle" if erase else "Rectangle"
        self._sheet = sheet
        self._erase = erase
        self._start = self._end = start

    @property
    def outline(self) -> list[Place]:
        """Its four corners."""
        (x0, y0), (x1, y1) = self._start, self._end
        return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]

    def drag(self, place: Place) -> Box | None:
        """The corner across is here."""
        self._end = place
        return None

    def finish(self) -> Box | None:
        """Fill it."""
        return self._sheet.fill(rectangle(self._sheet.shape, self._start, self._end), not self._erase)


class LassoGesture:
    """An outline drawn by hand, closed when it is let go."""

    def __init__(self, sheet: MaskSheet, start: Place, *, erase: bool) -> None:
        self.name = "Unmask a lasso" if erase else "Lasso"
        self._sheet = sheet
        self._erase = erase
        self._corners = [start]

    @property
    def outline(self) -> list[Place]:
        """The way of the pointer."""
        return self._corners

    def drag(self, place: Place) -> Box | None:
        """One more corner."""
        if place != self._corners[-1]:
            self._corners.append(place)
        return None

    def finish(self) -> Box | None:
        """Fill what it goes around."""
        return self._sheet.fill(polygon(self._sheet.shape, self._corners), not self._erase)


def brushed(shape: tuple[int, int], start: Place, end: Place, size: int) -> Spans:
    """What a round brush `size` pixels across covers from one place to another; a size of 1 is always one pixel."""
    return capsule(shape, start, end, size / 2) if size > 1 else pixel_line(shape, start, end)
