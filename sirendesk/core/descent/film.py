"""A descent as an animated GIF: paths, lines and losses grow update by update, under a palette made once.

Everything is drawn larger and made smaller, and only where something changed: a frame costs what is new in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.descent.geometry import Axes, Box, dashes
from sirendesk.core.descent.gif import GifWriter, palette_of, palette_table
from sirendesk.core.descent.landscape import Landscape
from sirendesk.core.descent.look import LIGHT, LINE_STYLES, Look, mixed, rgb
from sirendesk.core.descent.panels import draw_line, draw_marker, draw_minima, draw_start
from sirendesk.core.descent.pens import RasterPen
from sirendesk.core.descent.picture import (
    FILM,
    draw_ground,
    draw_picture,
    make_layout,
    number_text,
    place_text,
    recipe_text,
)
from sirendesk.core.descent.walk import Walk

if TYPE_CHECKING:
    from PIL import Image

SCALE = 2
MOST_FRAMES = 240
FRAME_MS = 40
FIRST_MS = 400
LAST_MS = 2000
KEY_ROW = 20.0


@dataclass(frozen=True)
class FilmProgress:
    """`done` of `total` frames are drawn; `data` is the whole GIF once the last one is, and None before."""

    done: int
    total: int
    data: bytes | None = None


def film_steps(walks: Sequence[Walk], most: int = MOST_FRAMES) -> list[int]:
    """The updates that get a frame: 0, every k-th, and the last of the longest walk; at most about `most` frames."""
    longest = max(walk.steps for walk in walks)
    stride = max(1, -(-longest // max(most, 1)))
    return [*range(0, longest, stride), longest]


def make_gif(
    landscape: Landscape,
    walks: Sequence[Walk],
    title: str,
    look: Look = LIGHT,
    relief: bool = False,
    most_frames: int = MOST_FRAMES,
) -> Iterator[FilmProgress]:
    """Draw the film frame by frame; to cancel, do not ask for more. The last progress carries the GIF's bytes.

    Several walks go at the same pace, update by update, and the shorter ones wait at their end.

    Raises:
        UsageError: when there is no walk.
    """
    stage = Stage(landscape, walks, title, look, relief)
    writer = GifWriter(stage.palette, *stage.size)
    steps = film_steps(walks, most_frames)
    for k, step in enumerate(steps):
        last = k == len(steps) - 1
        writer.add(stage.frame(step), LAST_MS if last else FIRST_MS if k == 0 else FRAME_MS)
        yield FilmProgress(k + 1, len(steps), writer.finish() if last else None)


class Stage:
    """The picture under way: `_ink` is what stays, large; `_indexed` is what is seen, by palette."""

    def __init__(self, landscape: Landscape, walks: Sequence[Walk], title: str, look: Look, relief: bool) -> None:
        from PIL import Image

        key_rows = 0 if len(walks) == 1 else -(-len(walks) // 4)
        self._layout = layout = make_layout(landscape, walks, key_rows * KEY_ROW - (0 if key_rows else 14), FILM)
        self._landscape, self._walks, self._look = landscape, walks, look
        self.size = (layout.width, layout.height)
        full = (layout.width * SCALE, layout.height * SCALE)
        self._ink = Image.new("RGB", full)
        self._pen = RasterPen(self._ink, SCALE)
        heading = f"{title}: {walks[0].recipe.title}, {recipe_text(walks[0])}" if len(walks) == 1 else title
        draw_ground(self._pen, layout, landscape, look, heading, relief)
        draw_minima(self._pen, layout.map, landscape, look)
        for walk in walks:
            draw_start(self._pen, layout.map, walk, look)
        self._draw_key(key_rows)
        end = self._ink.copy()
        draw_picture(RasterPen(end, SCALE), layout, landscape, walks, look, heading, relief)
        begin = self._ink.reduce(SCALE)
        kept = [look.background, look.panel, look.low, look.text, look.muted]
        for walk in walks:
            colour = look.colour_of(walk.recipe.name)
            kept += [colour, mixed(colour, look.low, 0.5), mixed(colour, look.panel, 0.5)]
        self._indexing = palette_of([begin, end.reduce(SCALE)], [rgb(colour) for colour in kept])
        self.palette = palette_table(self._indexing)
        self._indexed = np.array(self._quantized(begin))
        self._paths = [_Growing(layout.map, walk.positions) for walk in walks]
        counted = [np.arange(walk.steps + 1, dtype=np.float64) for walk in walks]
        self._curves = [
            _Growing(layout.losses.axes, layout.losses.places(count, walk.losses))
            for walk, count in zip(walks, counted, strict=True)
        ]
        self._marks: list[Box] = []

    def frame(self, step: int) -> NDArray[np.uint8]:
        """The picture by palette (height, width) after `step` updates."""
        dirty = list(self._marks)
        for walk, path, curve in zip(self._walks, self._paths, self._curves, strict=True):
            colour, dash = self._look.colour_of(walk.recipe.name), LINE_STYLES[walk.recipe.name].dash
            dirty += path.grow(self._pen, step, colour, 2.0, dash, self._look.low)
            dirty += curve.grow(self._pen, step, colour, 1.6, dash)
        self._marks = [self._mark(walk, min(step, walk.steps)) for walk in self._walks]
        for box in _merged(dirty + self._marks):
            self._refresh(box, self._draw_marks, step)
        if self._layout.data:
            self._refresh(self._layout.data.box, self._draw_lines, step)
        self._refresh(Box(20, 35, self.size[0], 55), self._draw_status, step)
        return self._indexed

    def _mark(self, walk: Walk, step: int) -> Box:
        x, y = self._layout.map.places(walk.positions[step : step + 1])[0].tolist()
        box = self._layout.map.box
        x, y = min(max(x, box.left), box.right), min(max(y, box.top), box.bottom)
        return Box(x, y, x, y).grown(7)

    def _refresh(self, box: Box, draw: Callable[[RasterPen, int], None], step: int) -> None:
        """Draw what does not stay over a part of the ink, and take that part into the picture."""
        left, top = max(0, int(box.left) - 1), max(0, int(box.top) - 1)
        right, bottom = min(self.size[0], int(box.right) + 2), min(self.size[1], int(box.bottom) + 2)
        part = self._ink.crop((left * SCALE, top * SCALE, right * SCALE, bottom * SCALE))
        pen = RasterPen(part, SCALE, (left, top))
        draw(pen, step)
        self._indexed[top:bottom, left:right] = np.array(self._quantized(part.reduce(SCALE)))

    def _draw_marks(self, pen: RasterPen, step: int) -> None:
        for walk in self._walks:
            draw_marker(pen, self._layout.map, walk, self._look, min(step, walk.steps))

    def _draw_lines(self, pen: RasterPen, step: int) -> None:
        assert self._layout.data is not None, "asked for only where there is data"
        for walk in self._walks:
            place = walk.positions[min(step, walk.steps)].tolist()
            draw_line(pen, self._layout.data, place, self._look.colour_of(walk.recipe.name), 2.0)

    def _draw_status(self, pen: RasterPen, step: int) -> None:
        pen.text(24, 44, self._status(step), 12, self._look.muted, "lm")

    def _quantized(self, picture: Image.Image) -> Image.Image:
        from PIL import Image

        return picture.quantize(palette=self._indexing, dither=Image.Dither.NONE)

    def _status(self, step: int) -> str:
        longest = max(walk.steps for walk in self._walks)
        counted = f"update {step:,} of {longest:,}"
        if len(self._walks) > 1:
            return counted
        walk = self._walks[0]
        epoch = int(walk.epochs[step - 1]) if step else 0
        return f"{counted}, epoch {epoch}, at {place_text(walk.positions[step])}, loss {number_text(walk.losses[step])}"

    def _draw_key(self, rows: int) -> None:
        """Names and line styles of several walks, four in a row."""
        for k, walk in enumerate(self._walks if rows else ()):
            x = 24.0 + (k % 4) * (self._layout.width - 40) / 4
            y = self._layout.legend_top + (k // 4 + 0.5) * KEY_ROW
            style = LINE_STYLES[walk.recipe.name]
            colour = self._look.colour_of(walk.recipe.name)
            self._pen.line(np.array([[x, y], [x + 28, y]]), colour, 2.4, style.dash)
            self._pen.text(x + 34, y, walk.recipe.title, 11, self._look.text, "lm")


class _Growing:
    """A line that gets longer and is drawn once: each frame adds what is new, and its dashes go on where they were."""

    def __init__(self, axes: Axes, points: NDArray[np.float64]) -> None:
        self._axes = axes
        self._places = axes.places(points)
        self._done = 0
        self._length = 0.0

    def grow(
        self, pen: RasterPen, upto: int, colour: str, width: float, dash: tuple[float, ...], rim: str | None = None
    ) -> list[Box]:
        """Draw as far as point `upto`; returns the boxes that changed."""
        upto = min(upto, len(self._places) - 1)
        if upto <= self._done:
            return []
        new = self._places[self._done : upto + 1]
        self._done = upto
        boxes = []
        for part in self._axes.inside(new):
            strokes = dashes(part, dash, self._length) if dash else [part]
            self._length += float(np.hypot(*np.diff(part, axis=0).T).sum())
            for stroke in strokes if rim else ():
                pen.line(stroke, rim or colour, width + 1.4)
            for stroke in strokes:
                pen.line(stroke, colour, width)
            (left, top), (right, bottom) = part.min(axis=0), part.max(axis=0)
            boxes.append(Box(left, top, right, bottom).grown(width + 1))
        return boxes


def _merged(boxes: list[Box]) -> list[Box]:
    """Boxes that overlap, made one, so that nothing is drawn over what another one has just shown."""
    made: list[Box] = []
    for box in boxes:
        while near := next((other for other in made if _overlap(box, other)), None):
            made.remove(near)
            box = Box(
                min(box.left, near.left),
                min(box.top, near.top),
                max(box.right, near.right),
                max(box.bottom, near.bottom),
            )
        made.append(box)
    return made


def _overlap(one: Box, other: Box) -> bool:
    across = one.left <= other.right and other.left <= one.right
    return across and one.top <= other.bottom and other.top <= one.bottom
