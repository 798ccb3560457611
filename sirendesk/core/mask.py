"""Masks: boolean arrays (H, W) in which True means missing. Made from a few words, read, grown, saved."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import InputRefusedError, UsageError
from sirendesk.core.files import read_bytes, write_bytes
from sirendesk.core.painted_mask import PREFIX, read_word, write_word
from sirendesk.core.signals.image import MOST_BYTES, encode_png, read_image

Mask = NDArray[np.bool_]
Shape = tuple[int, int]

WORDS = "What is hidden here has to be guessed from what is left around it. "
BLOCK_SIDE = 16
MOST_SCRATCHES = 10_000


def random_pixels(shape: Shape, share: float, source: np.random.Generator) -> Mask:
    """Each pixel missing by itself with probability `share`."""
    return source.random(shape) < share


def block(shape: Shape, side: int, place: tuple[int, int] | None = None) -> Mask:
    """A square of `side` pixels with its top left corner at `place` (row, column), or in the centre."""
    rows, columns = shape
    top, left = place or ((rows - side) // 2, (columns - side) // 2)
    mask = np.zeros(shape, bool)
    mask[max(0, top) : max(0, top + side), max(0, left) : max(0, left + side)] = True
    return mask


def blocks(shape: Shape, share: float, source: np.random.Generator, side: int = BLOCK_SIDE) -> Mask:
    """Squares of `side` pixels anywhere, as many as it takes to hide at least `share` of the picture."""
    mask = np.zeros(shape, bool)
    rows, columns = shape
    side = max(1, min(side, rows // 2, columns // 2))
    hidden = 0
    while hidden / mask.size < share:
        top, left = source.integers(0, (rows - side + 1, columns - side + 1))
        square = mask[top : top + side, left : left + side]
        hidden += square.size - int(np.count_nonzero(square))
        square[...] = True
    return mask


def scratches(shape: Shape, count: int, source: np.random.Generator) -> Mask:
    """Straight lines between random pixels, each with the pixels just above and below it."""
    from skimage.draw import line

    rows, columns = shape
    mask = np.zeros(shape, bool)
    for _ in range(count):
        across, along = line(*source.integers(0, (rows, columns, rows, columns)))
        for shift in (-1, 0, 1):
            mask[np.clip(across + shift, 0, rows - 1), along] = True
    return mask


def text(shape: Shape, size: float, source: np.random.Generator, words: str = WORDS) -> Mask:
    """Lines of lettering `size` pixels high over the whole picture, each beginning somewhere else in the words."""
    from PIL import Image, ImageDraw, ImageFont

    rows, columns = shape
    font = ImageFont.load_default(size)
    page = Image.new("L", (columns, rows))
    pen = ImageDraw.Draw(page)
    reach = math.ceil(columns / max(1.0, font.getlength(words))) + 1
    for top in np.arange(0.3 * size, rows, 1.6 * size):
        begin = int(source.integers(len(words)))
        pen.text((0, int(top)), (words * (reach + 1))[begin:], fill=255, font=font)
    return np.asarray(page) > 127


def invert(mask: Mask) -> Mask:
    """Missing and known exchanged."""
    return ~mask


def grow(mask: Mask, by: int = 1) -> Mask:
    """The mask with everything added that is within `by` pixels of it (in a straight line or diagonally)."""
    for axis in (0, 1):
        once = mask
        for _ in range(by):
            wider = once.copy()
            ahead, behind = [slice(None)] * 2, [slice(None)] * 2
            ahead[axis], behind[axis] = slice(1, None), slice(None, -1)
            wider[tuple(ahead)] |= once[tuple(behind)]
            wider[tuple(behind)] |= once[tuple(ahead)]
            once = wider
        mask = once
    return mask.copy() if by == 0 else mask


def shrink(mask: Mask, by: int = 1) -> Mask:
    """The mask without everything that is within `by` pixels of what is known; outside the picture nothing is."""
    return ~grow(~mask, by)


def check_mask(mask: Mask) -> None:
    """Raise UsageError for a mask that hides nothing, or everything."""
    if not mask.any():
        raise UsageError("The mask hides nothing, so there is nothing to fill; hide some of the picture first.")
    if mask.all():
        raise UsageError("The mask hides the whole picture, so nothing is left to fill it from; make it smaller.")


def read_mask(path: str | Path, shape: Shape) -> Mask:
    """A mask from a picture file: what is transparent is missing or, in an opaque picture, what is brighter than half.

    Raises:
        InputRefusedError: when it cannot be read, or is not of `shape` (H, W).
    """
    mask = read_any_mask(path)
    if mask.shape != shape:
        ours, wanted = (f"{width} x {height}" for height, width in (mask.shape, shape))
        raise InputRefusedError(
            f"The mask {Path(path).name!r} has {ours} pixels and the picture {wanted}; make them the same size. "
            "Neither was changed."
        )
    return mask


def read_any_mask(path: str | Path) -> Mask:
    """A mask (H, W) from a picture file of any size, read as `read_mask` does.

    Raises:
        InputRefusedError: when it cannot be read.
    """
    path = Path(path)
    picture = read_image(read_bytes(path, MOST_BYTES), path.name)
    if picture.alpha is not None:
        return picture.alpha < 0.5
    return picture.values.mean(axis=2) > 0.5


def scale_mask(mask: Mask, shape: Shape) -> Mask:
    """The mask (H, W) at another `shape`: a sample is missing where anything beneath it was, so no scratch is lost."""
    for axis in (0, 1):
        length, wanted = mask.shape[axis], shape[axis]
        counts = np.zeros((mask.shape[axis] + 1, mask.shape[1 - axis]), np.int64)
        np.cumsum(mask if axis == 0 else mask.T, axis=0, out=counts[1:])
        places = np.arange(wanted)
        first, end = places * length // wanted, -(-(places + 1) * length // wanted)
        found = counts[end] > counts[first]
        mask = found if axis == 0 else found.T
    return np.ascontiguousarray(mask)


def save_mask(path: str | Path, mask: Mask) -> None:
    """Write a mask as a black and white PNG, white is missing.

    Raises:
        WriteFailedError: when it cannot be written.
    """
    write_bytes(path, encode_png(mask.astype(np.uint8) * np.uint8(255)))


@dataclass(frozen=True)
class Generator:
    """A kind of mask that one number describes: `make(shape, amount, source)`, `least` to `most` and what it means."""

    make: Callable[[Shape, float, np.random.Generator], Mask]
    least: float
    most: float
    meaning: str
    whole: bool = False


def _centre(shape: Shape, amount: float, source: np.random.Generator) -> Mask:
    return block(shape, int(amount))


def _lines(shape: Shape, amount: float, source: np.random.Generator) -> Mask:
    return scratches(shape, int(amount), source)


GENERATORS: dict[str, Generator] = {
    "random": Generator(random_pixels, 0.001, 0.999, "share of the pixels"),
    "block": Generator(_centre, 1, 65_535, "side of the square in pixels, then @ROW,COLUMN if not in the centre", True),
    "blocks": Generator(blocks, 0.001, 0.95, "share of the picture"),
    "scratches": Generator(_lines, 1, MOST_SCRATCHES, "number of scratches", True),
    "text": Generator(text, 6, 500, "height of the letters in pixels"),
}
SPELLING = "random:0.5, block:64, block:64@220,180, blocks:0.2, scratches:40, text:24 or the name of a picture file"


def make_mask(description: str, shape: Shape, seed: int) -> Mask:
    """The mask that words such as "random:0.5" describe (see SPELLING), for a picture of `shape` (H, W).

    One that was painted by hand is described by itself, see `describe_mask`.

    Raises:
        UsageError: when the words describe no mask, or one that hides nothing or everything.
        InputRefusedError: when they name a file that is no mask of this size.
    """
    word, colon, rest = description.partition(":")
    if colon and word == PREFIX:
        mask = read_word(description, shape)
    elif not colon or word not in GENERATORS:
        mask = _from_file(description, shape)
    else:
        mask = _generated(word, rest, shape, np.random.default_rng(seed), description)
    check_mask(mask)
    return mask


def describe_mask(mask: Mask) -> str:
    """The words from which `make_mask` makes exactly this mask (H, W), whatever it is."""
    return write_word(mask)


def _from_file(description: str, shape: Shape) -> Mask:
    if not description.strip():
        raise UsageError(f"The mask (mask) has no name; use {SPELLING}.")
    if not _exists(description):
        shown = description if len(description) < 200 else description[:200] + "..."
        raise UsageError(f"There is no mask and no file called {shown!r}; use {SPELLING}.")
    return read_mask(description, shape)


def _exists(name: str) -> bool:
    try:
        return Path(name).exists()
    except OSError:  # longer than any name can be
        return False


def _generated(word: str, rest: str, shape: Shape, source: np.random.Generator, description: str) -> Mask:
    generator = GENERATORS[word]
    number, at, place = rest.partition("@")
    amount = _number(number, generator.whole)
    if not generator.least <= amount <= generator.most or (at and word != "block"):
        raise UsageError(
            f"The mask {description!r} cannot be made: what follows {word!r} is the {generator.meaning}, from "
            f"{generator.least:g} to {generator.most:g}; for example {SPELLING}."
        )
    if at:
        corner = [_number(part, whole=True) for part in place.split(",")]
        if len(corner) != 2 or not all(0 <= c < n for c, n in zip(corner, shape, strict=True)):
            raise UsageError(f"The mask {description!r} has no corner in the picture; write it as block:64@220,180.")
        return block(shape, int(amount), (int(corner[0]), int(corner[1])))
    return generator.make(shape, amount, source)


def _number(text: str, whole: bool) -> float:
    """A plain number, NaN for anything else (which no bounds hold)."""
    try:
        value = float(text) if text.isascii() else math.nan
    except ValueError:
        return math.nan
    return value if value.is_integer() or not whole else math.nan
