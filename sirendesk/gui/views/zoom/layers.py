"""Pictures of windows, kept while better ones are under way, and put on the screen piece by piece."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from sirendesk.core.window_render import Region
from sirendesk.gui.views.picture_item import to_image
from sirendesk.gui.views.zoom.camera import Camera

# a sample wider than this on the screen fills it with one colour
LARGEST = 1 << 14


@dataclass
class Layer:
    """A picture of a window; `smooth` blends between its pixels when it is drawn larger."""

    region: Region
    image: QImage
    smooth: bool = True

    def paint(self, painter: QPainter, camera: Camera, box: tuple[float, float]) -> None:
        """Draw the part that is seen.

        The whole picture may be a billion pixels wide from this near: only the part in sight is handed to the painter.
        """
        left, top, width, height = camera.rectangle(self.region, box)
        across, down = width / self.image.width(), height / self.image.height()
        first_x, last_x = _visible(left, across, self.image.width(), box[0])
        first_y, last_y = _visible(top, down, self.image.height(), box[1])
        if first_x >= last_x or first_y >= last_y:
            return
        if max(across, down) > LARGEST:
            painter.fillRect(
                QRectF(0, 0, *box), self.image.pixelColor((first_x + last_x) // 2, (first_y + last_y) // 2)
            )
            return
        target = QRectF(
            left + first_x * across, top + first_y * down, (last_x - first_x) * across, (last_y - first_y) * down
        )
        source = QRectF(first_x, first_y, last_x - first_x, last_y - first_y)
        ratio = painter.device().devicePixelRatio()
        # one to one it is exact without blending, and half a pixel beside the raster would blur it
        smooth = self.smooth and abs(across * ratio - 1.0) > 0.01
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth or across * ratio < 0.99)
        painter.drawImage(target, self.image, source)


def layer_of(region: Region, pixels: NDArray[np.uint8], *, smooth: bool = True) -> Layer:
    """A layer of (h, w) or (h, w, 3) numbers."""
    return Layer(region, to_image(pixels), smooth)


def begun_with(whole: Region, coarse: QImage) -> QImage:
    """A picture of a whole window's size, made from a coarse one, for finer bands to be drawn into."""
    size = Qt.TransformationMode.SmoothTransformation
    return coarse.scaled(whole.width, whole.height, Qt.AspectRatioMode.IgnoreAspectRatio, size)


def draw_into(image: QImage, whole: Region, band: Region, pixels: NDArray[np.uint8]) -> None:
    """Put a band of a window in its place."""
    first = round((band.top - whole.top) / (whole.bottom - whole.top) * whole.height)
    painter = QPainter(image)
    painter.drawImage(0, first, to_image(pixels))
    painter.end()


def to_bytes(values: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Values (h, w, C) in 0..1 as a picture, what is outside cut off; one channel loses its axis."""
    picture = (np.nan_to_num(values).clip(0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)
    return picture[:, :, 0] if picture.ndim == 3 and picture.shape[2] == 1 else picture


def _visible(start: float, each: float, count: int, room: float) -> tuple[int, int]:
    """The pixels first..last (exclusive) of `count`, `each` wide from `start` on, that touch 0..room."""
    first = int(min(max(-start / each, 0.0), count))
    last = int(min(max(np.ceil((room - start) / each), 0.0), count))
    return first, last
