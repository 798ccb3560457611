"""Where one looks: a place on the picture and how many pixels of the screen a sample takes there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sirendesk.core.window_render import Region

# a billionth of the picture still has neighbours that differ in float64
LEAST_SHARE = 1e-9
MARGIN = 0.03


@dataclass(frozen=True)
class Camera:
    """A picture of `height` x `width` samples seen in a box: its sample (x, y) at the middle, `scale` pixels each."""

    height: int
    width: int
    x: float
    y: float
    scale: float

    @classmethod
    def fitted(cls, height: int, width: int, box: tuple[float, float]) -> Camera:
        """The whole picture in a box of (width, height) pixels."""
        scale = min(box[0] / width, box[1] / height) * (1.0 - MARGIN)
        return cls(height, width, width / 2, height / 2, max(scale, 1e-9))

    def place(self, dx: float, dy: float) -> tuple[float, float]:
        """The sample (x, y) that is dx, dy pixels from the middle of the box."""
        return self.x + dx / self.scale, self.y + dy / self.scale

    def zoomed(self, factor: float, dx: float, dy: float, box: tuple[float, float]) -> Camera:
        """Nearer by a factor, what is dx, dy pixels from the middle staying where it is."""
        scale = self._allowed(self.scale * factor, box)
        x, y = self.place(dx, dy)
        return replace(self, x=x - dx / scale, y=y - dy / scale, scale=scale)._held()

    def moved(self, dx: float, dy: float) -> Camera:
        """The picture pushed by dx, dy pixels."""
        return replace(self, x=self.x - dx / self.scale, y=self.y - dy / self.scale)._held()

    def seen(self, box: tuple[float, float]) -> tuple[float, float, float, float]:
        """Top, left, bottom and right of what is seen of the picture, in 0..1 of it."""
        half_width, half_height = box[0] / 2 / self.scale, box[1] / 2 / self.scale
        top, bottom = (max(0.0, self.y - half_height), min(float(self.height), self.y + half_height))
        left, right = (max(0.0, self.x - half_width), min(float(self.width), self.x + half_width))
        return top / self.height, left / self.width, bottom / self.height, right / self.width

    def region(self, box: tuple[float, float], ratio: float, what: str = "values") -> Region | None:
        """What is seen as a window with one sample for each of the screen's own pixels, `ratio` of them in a pixel."""
        top, left, bottom, right = self.seen(box)
        if not (top < bottom and left < right):
            return None
        height = max(1, round((bottom - top) * self.height * self.scale * ratio))
        width = max(1, round((right - left) * self.width * self.scale * ratio))
        return Region(top, left, bottom, right, height, width, what)

    def around(self, dx: float, dy: float, side: float, pixels: int, what: str) -> Region:
        """A square of `side` pixels around a point of the box, as a window of `pixels` along each side.

        Near an edge it reaches beyond the picture.
        """
        x, y = self.place(dx, dy)
        half = side / 2 / self.scale
        vertical, horizontal = (y - half, y + half), (x - half, x + half)
        (top, bottom), (left, right) = (
            (low / n, high / n) for (low, high), n in ((vertical, self.height), (horizontal, self.width))
        )
        return Region(top, left, bottom, right, pixels, pixels, what)

    def rectangle(self, region: Region, box: tuple[float, float]) -> tuple[float, float, float, float]:
        """Left, top, width and height in pixels of where a window lies in the box."""
        left = (region.left * self.width - self.x) * self.scale + box[0] / 2
        top = (region.top * self.height - self.y) * self.scale + box[1] / 2
        width = (region.right - region.left) * self.width * self.scale
        return left, top, width, (region.bottom - region.top) * self.height * self.scale

    def _allowed(self, scale: float, box: tuple[float, float]) -> float:
        fitted = min(box[0] / self.width, box[1] / self.height)
        return min(max(scale, 0.5 * fitted), fitted / LEAST_SHARE)

    def _held(self) -> Camera:
        """The middle of the box stays on the picture."""
        x, y = min(max(self.x, 0.0), float(self.width)), min(max(self.y, 0.0), float(self.height))
        return replace(self, x=x, y=y)
