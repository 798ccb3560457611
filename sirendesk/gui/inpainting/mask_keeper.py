"""The mask of the picture that is open: generated anew for each picture, or painted, or read from a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from sirendesk.core.canvas import to_uint8
from sirendesk.core.errors import SirenDeskError
from sirendesk.core.mask import GENERATORS, Mask, make_mask, read_any_mask, save_mask, scale_mask
from sirendesk.gui.answers import Answer
from sirendesk.gui.opening import Opened
from sirendesk.gui.session import Session


@dataclass(frozen=True)
class Words:
    """What makes a mask: a description that `make_mask` reads, and its seed."""

    description: str
    seed: int


AT_FIRST = Words("scratches:16", 0)
HOLE_GREY = 128
MOST_SEEN = 1024


@dataclass(frozen=True)
class Prepared:
    """A picture (H, W[, 3]) with every sample, and its mask; `sentence` says what a person should know about it."""

    opened: Opened
    picture: NDArray[np.uint8]
    mask: Mask
    words: Words | None
    sentence: str = ""


@dataclass(frozen=True)
class Loaded:
    """A mask read from a file called `name`."""

    mask: Mask
    name: str


class MaskKeeper(QObject):
    """Makes, reads and writes masks in the jobs thread. `words` is None while the mask is painted or from a file."""

    prepared = Signal(object)
    loaded = Signal(object)
    saved = Signal(str)
    failed = Signal(object)

    def __init__(self, session: Session, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._generated = AT_FIRST
        self._words: Words | None = words
        self._mask: Mask | None = None
        self._count = 0
        self._busy = False
        session.answered.connect(self._take_answer)

    @property
    def mask(self) -> Mask | None:
        """The mask as it stands; None until there is a picture."""
        return self._mask

    @property
    def words(self) -> Words | None:
        """What would make exactly this mask, if a generator did."""
        return self._words

    @property
    def busy(self) -> bool:
        """Whether a mask for the picture that is open is still to come."""
        return self._busy

    def prepare(self, opened: Opened, words: Words | None = None) -> None:
        """Get a picture ready to be painted on; `words` in place of the mask there is. `prepared` follows."""
        if words is not None:
            self._words = words
        kept = self._mask if self._words is None else None
        self._mask = None
        self._count += 1
        self._busy = True
        ways = tuple(dict.fromkeys((self._words or self._generated, self._generated, AT_FIRST)))
        job = partial(_prepare, opened, kept, ways)
        self._session.submit(f"mask {self._count}", job)

    def take(self, mask: Mask, words: Words | None) -> None:
        """The mask was changed, by a generator (`words`) or by hand."""
        self._mask = mask
        self._words = words
        if words is not None:
            self._generated = words

    def load(self, path: Path) -> None:
        """Read a mask of any size; `loaded` follows."""
        self._session.submit("load mask", partial(_load, path))

    def scale(self, found: Loaded, shape: tuple[int, int]) -> None:
        """Bring a mask that was read to the picture's size; `loaded` follows once more."""
        self._session.submit("load mask", partial(_scale, found, shape))

    def save(self, path: Path) -> None:
        """Write the mask as it stands; `saved` follows."""
        if self._mask is not None:
            self._session.submit("save mask", partial(_save, path, self._mask))

    @Slot(object)
    def _take_answer(self, answer: Answer) -> None:
        arrived: dict[str, Callable[[Any], None]] = {
            f"mask {self._count}": self._take_prepared,
            "load mask": self.loaded.emit,
            "save mask": self.saved.emit,
        }
        take = arrived.get(answer.key)
        if take is None:
            return
        if answer.failure is not None:
            self._busy = self._busy and answer.key in ("load mask", "save mask")
            self.failed.emit(answer.failure)
        else:
            take(answer.value)

    def _take_prepared(self, made: Prepared) -> None:
        self._busy = False
        self._mask, self._words = made.mask, made.words
        if made.words is not None:
            self._generated = made.words
        self.prepared.emit(made)


def hole_picture(opened: Opened, mask: Mask) -> NDArray[np.uint8]:
    """The picture (h, w[, 3]), large ones coarser, mid-grey where something is missing: seen on dark and on bright.

    Every pixel has the mask of one sample of its own, so that a scratch may be seen thinner than it is.
    """
    stride = -(-max(opened.picture.shape) // MOST_SEEN)
    picture = opened.picture[::stride, ::stride].copy()
    height, width = picture.shape[:2]
    down, across = -(-mask.shape[0] // height), -(-mask.shape[1] // width)
    seen = mask[::down, ::across]
    # what copies under a mask lets other threads go on meanwhile, unlike an index
    np.copyto(picture, np.uint8(HOLE_GREY), where=seen if picture.ndim == 2 else seen[..., None])
    return picture


def _prepare(opened: Opened, kept: Mask | None, ways: tuple[Words, ...]) -> Prepared:
    shape = opened.image.shape
    picture = opened.picture
    if picture.shape[:2] != shape:  # a large picture is shown with fewer samples, but painted on in all of them
        picture = np.ascontiguousarray(to_uint8(opened.image.values))
    if kept is not None and kept.shape == shape:
        return Prepared(opened, picture, kept, None)
    sentence = ""
    if kept is not None:
        sentence = (
            f"The painted mask was for {kept.shape[1]} × {kept.shape[0]} pixels and has been put aside: this picture "
            f"has {shape[1]} × {shape[0]}. Here is a new one."
        )
    for words in ways:
        try:
            mask = make_mask(words.description, shape, words.seed)
        except SirenDeskError as error:
            sentence = sentence or f"{error} The mask is another one now."
            continue
        is_generated = words.description.partition(":")[0] in GENERATORS
        return Prepared(opened, picture, mask, words if is_generated else None, sentence)
    return Prepared(opened, picture, np.zeros(shape, bool), None, sentence)


def _load(path: Path) -> Loaded:
    return Loaded(read_any_mask(path), path.name)


def _scale(found: Loaded, shape: tuple[int, int]) -> Loaded:
    return Loaded(scale_mask(found.mask, shape), found.name)


def _save(path: Path, mask: Mask) -> str:
    save_mask(path, mask)
    return str(path)
