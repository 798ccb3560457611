"""What the network has shown so far: a coarse whole under the part in sight, which becomes finer band by band."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.window_render import Region
from sirendesk.gui.views.picture_item import to_image
from sirendesk.gui.views.zoom.layers import Layer, begun_with, draw_into, layer_of, to_bytes


class NetworkPicture:
    """The layers of the network's pane, and the array of its half of the lens."""

    def __init__(self) -> None:
        self.base: Layer | None = None
        self.sharp: Layer | None = None
        self.lens: NDArray[np.float32] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the network has said nothing yet."""
        return self.base is None and self.sharp is None

    def layers(self) -> list[Layer]:
        """What there is, the coarsest first."""
        return [layer for layer in (self.base, self.sharp) if layer is not None]

    def take(self, name: str, whole: Region, part: Region, answer: NDArray[np.generic]) -> None:
        """The answer for a part of a window, or a coarse one for all of it; `name` is "base", "view" or "lens"."""
        if name == "lens":
            self._take_lens(whole, part, np.asarray(answer, np.float32))
            return
        pixels = np.asarray(answer, np.uint8) if answer.dtype == np.uint8 else to_bytes(np.asarray(answer, np.float32))
        if name == "base":
            if _is_all(whole, part):
                self.base = layer_of(whole, pixels)
        elif _is_all(whole, part):
            self.sharp = Layer(whole, begun_with(whole, to_image(pixels)))
        elif self.sharp is not None and self.sharp.region == whole:
            draw_into(self.sharp.image, whole, part, pixels)

    def _take_lens(self, whole: Region, part: Region, values: NDArray[np.float32]) -> None:
        if _is_all(whole, part):
            down, across = -(-whole.height // part.height), -(-whole.width // part.width)
            larger = values.repeat(down, axis=0).repeat(across, axis=1)
            self.lens = larger[: whole.height, : whole.width].copy()
        elif self.lens is not None and self.lens.shape[:2] == (whole.height, whole.width):
            first = round((part.top - whole.top) / (whole.bottom - whole.top) * whole.height)
            self.lens[first : first + len(values)] = values


def _is_all(whole: Region, part: Region) -> bool:
    return (part.top, part.bottom) == (whole.top, whole.bottom)
