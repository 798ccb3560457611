"""An animated GIF written frame by frame: one palette for all, and of each frame only the rectangle that changed.

Format: Graphics Interchange Format, version 89a (CompuServe 1990), with the NETSCAPE2.0 block that makes it repeat.
Pillow compresses; what is written around its data is written here, so that a film needs no memory for its frames.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL import Image

COLOURS = 255
TRANSPARENT = 255
KEEP = 1


class GifWriter:
    """Takes indexed frames (height, width) of one palette of 255 colours; the 256th index means unchanged."""

    def __init__(self, palette: NDArray[np.uint8], width: int, height: int) -> None:
        """Begin a film with a palette (at most 255, 3)."""
        table = np.zeros((256, 3), np.uint8)
        table[: len(palette)] = palette
        self._shown: NDArray[np.uint8] | None = None
        self._size = (width, height)
        screen = struct.pack("<HHBBB", width, height, 0xF7, 0, 0)
        repeat = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
        self._parts = [b"GIF89a", screen, table.tobytes(), repeat]

    def add(self, frame: NDArray[np.uint8], milliseconds: int) -> None:
        """Add the next frame, shown for that long."""
        from PIL import Image
        from PIL.GifImagePlugin import getdata

        left, top, right, bottom = 0, 0, *self._size
        pixels = frame
        if self._shown is not None:
            changed = frame != self._shown
            rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
            if rows.size:
                left, top, right, bottom = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
            else:  # nothing changed, but the time passes
                right, bottom = 1, 1
            part = (slice(top, bottom), slice(left, right))
            pixels = np.where(changed[part], frame[part], np.uint8(TRANSPARENT))
        picture = Image.fromarray(np.ascontiguousarray(pixels))
        # GIF counts in hundredths of a second, and players slow down what is shorter than two
        length = max(20, round(milliseconds / 10) * 10)
        self._parts += getdata(picture, (left, top), duration=length, transparency=TRANSPARENT, disposal=KEEP)
        self._shown = frame.copy()

    def finish(self) -> bytes:
        """The whole file."""
        return b"".join([*self._parts, b"\x3b"])


def palette_of(pictures: Sequence[Image.Image], kept: Sequence[tuple[int, int, int]]) -> Image.Image:
    """An indexed picture for `Image.quantize`: the colours of RGB pictures of one size, and `kept` ones exactly.

    Lines are thin, so a palette made from areas alone would lose their colours.
    """
    from PIL import Image

    width, height = pictures[0].size
    together = Image.new("RGB", (width, height * len(pictures)))
    for k, picture in enumerate(pictures):
        together.paste(picture, (0, k * height))
    exact = list(dict.fromkeys(kept))
    found = together.quantize(COLOURS - len(exact), Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    indexing = Image.new("P", (1, 1))
    # what is left of the 256 repeats the first colour: the index that means unchanged must not be chosen
    colours = [*exact, *palette_table(found).tolist()][:COLOURS]
    colours += [colours[0]] * (256 - len(colours))
    indexing.putpalette([part for colour in colours for part in colour])
    return indexing


def palette_table(indexed: Image.Image) -> NDArray[np.uint8]:
    """The colours (n, 3) of an indexed picture."""
    return np.array(indexed.getpalette("RGB"), np.uint8).reshape(-1, 3)[:COLOURS]
