"""The picture that was learnt, between its samples: the layers of its pane, and its half of the lens."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.window_original import differentiate_window, interpolate_window
from sirendesk.core.window_render import Region
from sirendesk.gui.views.picture_item import to_image
from sirendesk.gui.views.zoom.camera import Camera
from sirendesk.gui.views.zoom.layers import Layer, layer_of, to_bytes


class OriginalPicture:
    """A picture (h, w[, 3]) of uint8 numbers that stands for a signal of `extent` = (height, width) samples."""

    def __init__(self, picture: NDArray[np.uint8], name: str, extent: tuple[int, int]) -> None:
        self._name = name
        self._extent = extent
        self._values = np.atleast_3d(picture).astype(np.float32) / np.float32(255.0)
        self._whole = Layer(Region(0.0, 0.0, 1.0, 1.0, *picture.shape[:2]), to_image(picture))

    def layers(self, camera: Camera, box: tuple[float, float], ratio: float, how: str) -> list[Layer]:
        """The whole of it, and over that the part in sight as finely as the screen shows it."""
        self._whole.smooth = how != "nearest"
        region = camera.region(box, ratio)
        # made smaller it is the painter's: it takes the mean of what falls on a pixel
        larger = camera.scale * self._extent[0] >= self._values.shape[0]
        if how == "nearest" or region is None or not larger:
            return [self._whole]
        return [self._whole, layer_of(region, to_bytes(interpolate_window(self._values, region, how)))]

    def under_lens(self, region: Region, how: str) -> NDArray[np.float32]:
        """Values (h, w, C), or what `region` asks for (h, w)."""
        look = interpolate_window if region.what == "values" else differentiate_window
        return look(self._values, region, how)

    def caption(self, how: str) -> str:
        """Name, size and interpolation."""
        return f"{self._name}  ·  {self._extent[1]} × {self._extent[0]}  ·  {how}"
