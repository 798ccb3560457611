"""The codecs that everybody knows, at many qualities: what a compressed picture is measured against.

All are Pillow's. Where a codec can keep its colours at full or at half resolution all ways are tried, and the best one
counts, so that nobody is beaten by a setting.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import Image, features

from sirendesk.core.baselines import smallest_jpeg
from sirendesk.core.metrics import psnr, ssim
from sirendesk.core.pieces import to_end

Values = NDArray[np.float32]
Write = Callable[[Image.Image, float, str], bytes]

FULL_COLOUR, NARROW_COLOUR, HALVED_COLOUR = "4:4:4", "4:2:2", "4:2:0"
_SUBSAMPLINGS = {FULL_COLOUR: 0, NARROW_COLOUR: 1, HALVED_COLOUR: 2}


@dataclass(frozen=True)
class RatePoint:
    """One file of a picture: its size, how near it comes (PSNR in dB, infinite without loss), and its `setting`."""

    bytes: int
    bits_per_pixel: float
    psnr: float
    ssim: float
    setting: str


@dataclass(frozen=True)
class RivalFile:
    """A file of a known codec and what it gives back: `decoded` (H, W, c) in [0, 1]."""

    title: str
    data: bytes = field(repr=False)
    decoded: Values = field(repr=False)
    psnr: float
    ssim: float
    setting: str


@dataclass(frozen=True)
class Rival:
    """A codec: its `qualities` from coarse to fine, how it may store `colours`, and what writes a file.

    `most_side` is the longest side it can have; `feature` what Pillow calls it; `unit` stands before a quality.
    """

    title: str
    feature: str
    qualities: tuple[float, ...]
    write: Write
    colours: tuple[str, ...] = (HALVED_COLOUR,)
    most_side: int = 65_500
    unit: str = "quality"
    lossless: bool = False


def known_codecs() -> tuple[str, ...]:
    """Those of RIVALS that this Pillow can write."""
    return tuple(name for name, rival in RIVALS.items() if not rival.feature or features.check(rival.feature))


def rate_points(values: Values, name: str, every: int = 1) -> Generator[RatePoint, None, None]:
    """The files of one codec for a picture (H, W, 1 or 3), coarse ones first; none where it is too large for it.

    `every` leaves out qualities between, to be sooner done.
    """
    rival = RIVALS[name]
    if max(values.shape[:2]) > rival.most_side:
        return
    picture = as_picture(values)
    for quality in rival.qualities[::every]:
        for colour in _colours(rival, values):
            data = rival.write(picture, quality, colour)
            decoded = decoded_values(data, values)
            yield RatePoint(
                len(data),
                8 * len(data) / (values.shape[0] * values.shape[1]),
                math.inf if rival.lossless else psnr(values, decoded),
                1.0 if rival.lossless else ssim(values, decoded),
                _setting(rival, quality, colour, values),
            )


def frontier(points: Iterable[RatePoint], metric: str = "psnr") -> tuple[RatePoint, ...]:
    """The points that no smaller file equals in a metric, "psnr" or "ssim", by size."""
    best: list[RatePoint] = []
    for point in sorted(points, key=_by_size):
        if not best or getattr(point, metric) > getattr(best[-1], metric):
            best.append(point)
    return tuple(best)


def at_equal_bytes(values: Values, name: str, most: int) -> RivalFile | None:
    """The best file of a codec with at most `most` bytes, by PSNR; None where even its coarsest is larger.

    Every quality of the codec counts, not only those of its curve: JPEG, WebP and AVIF have 1 to 100.
    """
    return to_end(finding_equal_bytes(values, name, most))


def finding_equal_bytes(values: Values, name: str, most: int) -> Generator[None, None, RivalFile | None]:
    """The same in pieces, a file each, for who may be called off."""
    rival = RIVALS[name]
    if max(values.shape[:2]) > rival.most_side:
        return None
    picture = as_picture(values)
    best: tuple[float, bytes, Values, str] | None = None
    for colour in _colours(rival, values):
        found = yield from _finding_largest(rival, picture, colour, most)
        if found is None:
            continue
        quality, data = found
        decoded = decoded_values(data, values)
        score = psnr(values, decoded)
        if best is None or score > best[0]:
            best = score, data, decoded, _setting(rival, quality, colour, values)
    if best is None:
        return None
    yield
    score, data, decoded, setting = best
    return RivalFile(rival.title, data, decoded, score, ssim(values, decoded), setting)


def as_picture(values: Values) -> Image.Image:
    """A picture (H, W, 1 or 3) in [0, 1] as 8-bit numbers, rounded."""
    eight = np.floor(np.clip(values, 0.0, 1.0) * np.float32(255) + np.float32(0.5)).astype(np.uint8)
    return Image.fromarray(eight[..., 0] if values.shape[2] == 1 else eight)


def decoded_values(data: bytes, values: Values) -> Values:
    """What a file gives back, (H, W, c) as `values` has it."""
    with Image.open(io.BytesIO(data)) as picture:
        shown = picture.convert("L" if values.shape[2] == 1 else "RGB")
    return (np.asarray(shown, np.float32) / np.float32(255)).reshape(values.shape)


def _finding_largest(
    rival: Rival, picture: Image.Image, colour: str, most: int
) -> Generator[None, None, tuple[float, bytes] | None]:
    """The finest file within `most` bytes, by halving: a finer one is hardly ever smaller."""
    steps = rival.qualities if rival.lossless or rival.unit != "quality" else tuple(range(1, 101))
    low, high, found = 0, len(steps) - 1, None
    while low <= high:
        middle = (low + high) // 2
        yield
        data = rival.write(picture, steps[middle], colour)
        if len(data) <= most:
            low, found = middle + 1, (steps[middle], data)
        else:
            high = middle - 1
    return found


def _colours(rival: Rival, values: Values) -> tuple[str, ...]:
    return rival.colours if values.shape[2] == 3 else rival.colours[:1]


def _setting(rival: Rival, quality: float, colour: str, values: Values) -> str:
    if rival.lossless:
        return "without loss"
    words = f"{rival.unit} {quality:g}"
    return f"{words}, colour {colour}" if values.shape[2] == 3 and len(rival.colours) > 1 else words


def _by_size(point: RatePoint) -> tuple[int, float]:
    return point.bytes, -point.psnr


def _saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def _jpeg(picture: Image.Image, quality: float, colour: str) -> bytes:
    return smallest_jpeg(picture, int(quality), _SUBSAMPLINGS[colour])


def _webp(picture: Image.Image, quality: float, colour: str) -> bytes:
    return _saved(picture, "WEBP", quality=int(quality), method=4)


def _avif(picture: Image.Image, quality: float, colour: str) -> bytes:
    # one thread: it is drawn beside whatever is learning
    return _saved(picture, "AVIF", quality=int(quality), subsampling=colour, speed=6, max_threads=1)


def _jpeg2000(picture: Image.Image, quality: float, colour: str) -> bytes:
    return _saved(picture, "JPEG2000", quality_mode="rates", quality_layers=[quality], irreversible=True)


def _png(picture: Image.Image, quality: float, colour: str) -> bytes:
    return _saved(picture, "PNG", optimize=True)


RIVALS: Mapping[str, Rival] = {
    "jpeg": Rival(
        "JPEG",
        "jpg",
        (3, 6, 10, 15, 20, 30, 40, 50, 60, 70, 80, 87, 93),
        _jpeg,
        (HALVED_COLOUR, NARROW_COLOUR, FULL_COLOUR),
    ),
    "webp": Rival("WebP", "webp", (0, 5, 10, 20, 35, 50, 65, 80, 90, 96), _webp, most_side=16_383),
    "avif": Rival("AVIF", "avif", (5, 15, 25, 35, 45, 55, 65, 75, 85), _avif, (FULL_COLOUR, HALVED_COLOUR)),
    "jpeg2000": Rival("JPEG 2000", "jpg_2000", (250, 160, 100, 64, 40, 26, 16, 10, 6.5, 4), _jpeg2000, unit="1 :"),
    "png": Rival("PNG", "", (0,), _png, lossless=True),
}
