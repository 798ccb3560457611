"""What the encoder's thread does: drive a codec, look at what it has, and put JPEG beside it. No widget in sight."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.canvas import ErrorScale, make_frame, to_uint8
from sirendesk.core.codec.encoding import Encoded, Goal, Progress
from sirendesk.core.codec.rivals import RivalFile, finding_equal_bytes
from sirendesk.core.errors import InputRefusedError
from sirendesk.core.metrics import psnr, ssim
from sirendesk.core.pieces import to_end
from sirendesk.core.signals.sampled import SAMPLE_PREFIX, SampledSignal
from sirendesk.core.snapshot import Frame
from sirendesk.gui.opening import MOST_SHOWN_PIXELS

Values = NDArray[np.float32]
Tried = tuple[int, float]
Made = TypeVar("Made")
Word = TypeVar("Word")
MOST_TRAIL = 400
# of a bar that moves: the rest is for looking at the result
ENCODING_SHARE = 0.96
COMPARING = "comparing with JPEG"


@dataclass(frozen=True)
class Order:
    """What shall be encoded: `codec` is the options of one of CODECS."""

    codec: Any
    goal: Goal
    seed: int
    signal: SampledSignal = field(repr=False)

    @property
    def title(self) -> str:
        """Name of the codec."""
        return self.codec.title


@dataclass(frozen=True)
class Glimpse:
    """How far an encoder is. `trail` is (bytes, PSNR) of the files it has looked at, the present one last."""

    share: float
    doing: str
    seconds: float
    trail: tuple[Tried, ...] = ()
    frame: Frame | None = None

    @property
    def seconds_left(self) -> float | None:
        """By what it took so far; None in the first moments."""
        if self.share < 0.02 or self.seconds < 0.5:
            return None
        return self.seconds * (1.0 - self.share) / self.share


@dataclass(frozen=True)
class Outcome:
    """A file with its picture. `frame` and scores are there where it could be compared with its original.

    `jpeg` is the best JPEG of at most as many bytes, `jpeg_picture` what it shows; `path` and `stored` are where the
    file is on disk and the size it has there; `without_alpha` tells that the original has a transparency, which no
    codec here stores.
    """

    title: str
    data: bytes = field(repr=False)
    shape: tuple[int, int]
    picture: NDArray[np.uint8] = field(repr=False)
    frame: Frame | None = field(default=None, repr=False)
    psnr: float = math.nan
    ssim: float = math.nan
    jpeg: RivalFile | None = field(default=None, repr=False)
    jpeg_picture: NDArray[np.uint8] | None = field(default=None, repr=False)
    jpeg_asked: bool = False
    seconds: float = math.nan
    trail: tuple[Tried, ...] = ()
    original_bytes: int | None = None
    path: str = ""
    stored: int | None = None
    without_alpha: bool = False

    @property
    def size(self) -> int:
        """Bytes of the file: on disk where it is there, else those that would be written."""
        return len(self.data) if self.stored is None else self.stored

    @property
    def bits_per_pixel(self) -> float:
        """Of the file."""
        return 8 * self.size / (self.shape[0] * self.shape[1])


def encode(order: Order, stop: Callable[[], bool]) -> Generator[Glimpse, None, Outcome | None]:
    """Encode and compare; None when it was told to stop.

    Raises:
        SirenDeskError: when the goal cannot be met.
    """
    values, begun = order.signal.values, time.perf_counter()
    looking = _Looking(values)
    job = order.codec.encoding(order.signal, order.goal, order.seed)
    share = 0.0
    try:
        while True:
            try:
                progress: Progress = next(job)
            except StopIteration as done:
                encoded: Encoded = done.value
                break
            if stop():
                return None
            looking.take(progress)
            share = max(share, ENCODING_SHARE * progress.share)
            seconds = time.perf_counter() - begun
            yield Glimpse(share, progress.doing, seconds, tuple(looking.trail), looking.frame)
    finally:
        job.close()
    seconds = time.perf_counter() - begun
    looking.trail.append((len(encoded.data), encoded.psnr))
    comparing = Glimpse(ENCODING_SHARE, COMPARING, seconds, tuple(looking.trail), looking.frame)
    yield comparing
    size = original_size(order.signal.source)
    job = judging(order.title, encoded.data, encoded.decoded, order.signal, tuple(looking.trail), seconds, size)
    return (yield from until_told(job, comparing, stop))


def until_told(
    job: Generator[None, None, Made], word: Word, stop: Callable[[], bool]
) -> Generator[Word, None, Made | None]:
    """Drive a job in pieces and say a word after each; None when it was told to stop."""
    while True:
        try:
            next(job)
        except StopIteration as done:
            return done.value
        if stop():
            return None
        yield word


def judged(title: str, data: bytes, decoded: Values, signal: SampledSignal) -> Outcome:
    """A file beside its original and beside the JPEG of as many bytes."""
    return to_end(judging(title, data, decoded, signal))


def judging(
    title: str,
    data: bytes,
    decoded: Values,
    signal: SampledSignal,
    trail: tuple[Tried, ...] = (),
    seconds: float = math.nan,
    original_bytes: int | None = None,
) -> Generator[None, None, Outcome]:
    """The same in pieces, with more that is known of how the file was made."""
    values = signal.values
    stride = stride_of(values)
    jpeg = yield from finding_equal_bytes(values, "jpeg", len(data))
    score = psnr(values, decoded)
    return Outcome(
        title,
        data,
        signal.shape,
        to_uint8(decoded[::stride, ::stride]),
        make_frame(decoded[::stride, ::stride], values[::stride, ::stride], exact=True),
        score,
        ssim(values, decoded),
        jpeg,
        None if jpeg is None else to_uint8(jpeg.decoded[::stride, ::stride]),
        True,
        seconds,
        trail or ((len(data), score),),
        original_bytes,
        without_alpha=signal.alpha is not None,
    )


def open_compressed(
    path: Path, signal: SampledSignal | None, stop: Callable[[], bool]
) -> Generator[str, None, Outcome | None]:
    """Read and decode a file; beside `signal` if that has its shape. None when it was told to stop.

    Raises:
        InputRefusedError: when it cannot be read, is damaged, of a newer version or no picture.
    """
    from sirendesk.core.codec.codecs import CODECS
    from sirendesk.core.codec.container import MOST_BYTES, unpack
    from sirendesk.core.codec.decoding import decoding
    from sirendesk.core.files import read_bytes

    yield "reading"
    data = read_bytes(path, MOST_BYTES)
    container = unpack(data, path.name)
    if container.kind == "sound":
        raise InputRefusedError(
            f"{path.name!r} is a compressed sound, and this tab shows pictures. Give it back as WAV with "
            "`sirendesk decompress` and open that; the file was not changed."
        )
    kind = CODECS.get(container.kind)
    title = kind.title if kind is not None else container.kind
    job = decoding(data, path.name)
    while True:
        try:
            next(job)
        except StopIteration as done:
            decoded = np.asarray(done.value.values, np.float32)
            break
        if stop():
            return None
        yield "decoding"
    where = {"path": str(path), "stored": len(data)}
    if signal is not None and signal.values.shape == decoded.shape:
        outcome = yield from until_told(judging(title, data, decoded, signal), COMPARING, stop)
        return None if outcome is None else dataclasses.replace(outcome, **where)
    stride = stride_of(decoded)
    shape = decoded.shape[0], decoded.shape[1]
    return Outcome(title, data, shape, to_uint8(decoded[::stride, ::stride]), **where)


def stride_of(values: Values) -> int:
    """Every how many samples are shown."""
    return math.ceil(math.sqrt(values.shape[0] * values.shape[1] / MOST_SHOWN_PIXELS))


def original_size(location: str) -> int | None:
    """Bytes of the file that a signal was read from; None for one that has no file."""
    from sirendesk.core.signals import samples

    if location.startswith(SAMPLE_PREFIX):
        path = samples.file_of(location.removeprefix(SAMPLE_PREFIX))
    else:
        path = Path(location)
    try:
        return None if path is None else path.stat().st_size
    except (OSError, ValueError):
        return None


class _Looking:
    """Keeps what has been seen of an encoder, pictures made ready to be drawn."""

    def __init__(self, values: Values) -> None:
        stride = stride_of(values)
        self._stride = stride
        self._values = np.ascontiguousarray(values[::stride, ::stride])
        self._scale = ErrorScale()
        self.trail: list[Tried] = []
        self.frame: Frame | None = None

    def take(self, progress: Progress) -> None:
        if progress.preview is not None:
            seen = np.ascontiguousarray(progress.preview[:: self._stride, :: self._stride])
            self.frame = make_frame(seen, self._values, self._scale, exact=False)
        if progress.bytes is None or progress.psnr is None or not math.isfinite(progress.psnr):
            return
        spot = (progress.bytes, progress.psnr)
        if not self.trail or self.trail[-1] != spot:
            self.trail.append(spot)
        if len(self.trail) > MOST_TRAIL:
            del self.trail[1::2]
