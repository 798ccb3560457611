"""Two pens with the same strokes: one draws pixels with Pillow, the other writes SVG. Lengths are in pixels."""

from __future__ import annotations

import base64
import io
from abc import ABC, abstractmethod
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.descent.geometry import Box, dashes

if TYPE_CHECKING:
    from PIL import Image

# letters that the font of the pictures does not have, as it can write them
PLAIN_LETTERS = {"−": "-", " θ₀": "", " θ₁": "", "κ": "condition", "η": "rate", "γ": "momentum", "≤": "at most"}
_ANCHORS = {"l": "start", "m": "middle", "r": "end"}
_DROPS = {"t": 0.78, "m": 0.36, "s": 0.0, "b": -0.2}


class Pen(ABC):
    """Strokes on a picture of a given size; y runs downwards. Anchors are two letters: l m r, then t m s."""

    @abstractmethod
    def box(self, box: Box, fill: str | None, outline: str | None = None) -> None:
        """A rectangle."""

    @abstractmethod
    def line(self, points: NDArray[np.float64], colour: str, width: float, dash: tuple[float, ...] = ()) -> None:
        """A line through points (n, 2)."""

    @abstractmethod
    def dot(self, x: float, y: float, radius: float, fill: str, outline: str, width: float = 1.5) -> None:
        """A disc with a rim."""

    @abstractmethod
    def text(self, x: float, y: float, text: str, size: float, colour: str, anchor: str = "lm") -> None:
        """A line of text."""

    @abstractmethod
    def picture(self, pixels: NDArray[np.uint8], box: Box) -> None:
        """Pixels (h, w, 3) stretched over a box."""


class RasterPen(Pen):
    """Draws `scale` times as large, so that the picture made smaller has smooth edges.

    `image` is the large picture, or the part of it whose upper left corner is at `origin` of the whole.
    """

    def __init__(self, image: Image.Image, scale: int, origin: tuple[float, float] = (0.0, 0.0)) -> None:
        from PIL import ImageDraw

        self.image = image
        self._draw = ImageDraw.Draw(image)
        self._scale = scale
        self._origin = origin

    def box(self, box: Box, fill: str | None, outline: str | None = None) -> None:
        corners = [*self._at(box.left, box.top), *self._at(box.right, box.bottom)]
        self._draw.rectangle(corners, fill, outline, width=self._scale)

    def line(self, points: NDArray[np.float64], colour: str, width: float, dash: tuple[float, ...] = ()) -> None:
        thick = max(1, round(width * self._scale))
        for part in dashes(points, dash) if dash else [points]:
            places = ((part - self._origin) * self._scale).ravel().tolist()
            if len(places) >= 4:
                self._draw.line(places, colour, thick, joint="curve" if thick > 2 else None)

    def dot(self, x: float, y: float, radius: float, fill: str, outline: str, width: float = 1.5) -> None:
        centre = self._at(x, y)
        self._draw.circle(centre, radius * self._scale, fill, outline, max(1, round(width * self._scale)))

    def text(self, x: float, y: float, text: str, size: float, colour: str, anchor: str = "lm") -> None:
        for letter, plain in PLAIN_LETTERS.items():
            text = text.replace(letter, plain)
        self._draw.text(self._at(x, y), text, colour, font_of(round(size * self._scale)), anchor)

    def picture(self, pixels: NDArray[np.uint8], box: Box) -> None:
        from PIL import Image

        size = (round(box.width * self._scale), round(box.height * self._scale))
        left, top = self._at(box.left, box.top)
        stretched = Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC)
        self.image.paste(stretched, (round(left), round(top)))

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return (x - self._origin[0]) * self._scale, (y - self._origin[1]) * self._scale


class SvgPen(Pen):
    """Writes an SVG whose lines stay lines."""

    def __init__(self, width: int, height: int) -> None:
        self._parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" font-family="Helvetica, Arial, DejaVu Sans, sans-serif">'
        ]

    def svg(self) -> str:
        """The whole file."""
        return "\n".join([*self._parts, "</svg>", ""])

    def box(self, box: Box, fill: str | None, outline: str | None = None) -> None:
        self._add(
            f'<rect x="{box.left:g}" y="{box.top:g}" width="{box.width:g}" height="{box.height:g}" '
            f'fill="{fill or "none"}" stroke="{outline or "none"}"/>'
        )

    def line(self, points: NDArray[np.float64], colour: str, width: float, dash: tuple[float, ...] = ()) -> None:
        places = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
        dashed = f' stroke-dasharray="{" ".join(f"{d:g}" for d in dash)}"' if dash else ""
        self._add(
            f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
            f'stroke-linejoin="round" stroke-linecap="{"butt" if dash else "round"}"{dashed}/>'
        )

    def dot(self, x: float, y: float, radius: float, fill: str, outline: str, width: float = 1.5) -> None:
        self._add(
            f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius:g}" fill="{fill}" stroke="{outline}" '
            f'stroke-width="{width:g}"/>'
        )

    def text(self, x: float, y: float, text: str, size: float, colour: str, anchor: str = "lm") -> None:
        # centring by "dominant-baseline" is not understood everywhere
        base = y + size * _DROPS[anchor[1]]
        self._add(
            f'<text x="{x:.2f}" y="{base:.2f}" font-size="{size:g}" fill="{colour}" '
            f'text-anchor="{_ANCHORS[anchor[0]]}">{escape(text)}</text>'
        )

    def picture(self, pixels: NDArray[np.uint8], box: Box) -> None:
        from PIL import Image

        out = io.BytesIO()
        Image.fromarray(pixels).save(out, "PNG")
        data = base64.b64encode(out.getvalue()).decode("ascii")
        self._add(
            f'<image x="{box.left:g}" y="{box.top:g}" width="{box.width:g}" height="{box.height:g}" '
            f'preserveAspectRatio="none" href="data:image/png;base64,{data}"/>'
        )

    def _add(self, part: str) -> None:
        self._parts.append(part)


@lru_cache(maxsize=16)
def font_of(size: int) -> Any:
    """The font that Pillow brings along, so that pictures look the same everywhere."""
    from PIL import ImageFont

    return ImageFont.load_default(size)
