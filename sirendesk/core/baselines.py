"""What needs no learning: the scores that a fit has to beat."""

from __future__ import annotations

import io
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sirendesk.core.metrics import psnr, ssim
from sirendesk.core.signals.sampled import SampledSignal

_BEST_QUALITY = 100
_MOST_JPEG_SIDE = 65_500
_GREY, _COLOURS = (0,), (0, 1, 2)

Values = NDArray[np.float32]
Scores = dict[str, Any]


def of_whole_picture(signal: SampledSignal, stored_bytes: int, parameters: int) -> dict[str, Scores]:
    """Scores by name, for a model of `parameters` numbers in `stored_bytes` bytes that learns all of `signal`.

    Each has "psnr" in dB (NaN where the baseline does not exist) and "ssim"; "note" says what is out of the ordinary.
    """
    values = signal.values
    return {
        "mean_fill": mean_fill(values),
        "jpeg_at_equal_bytes": jpeg_at_equal_bytes(values, stored_bytes),
        "bicubic_at_equal_numbers": bicubic_at_equal_numbers(values, parameters),
    }


def mean_fill(values: Values) -> Scores:
    """The mean colour of `values` (H, W, C) everywhere; "numbers" is how many that stores."""
    mean = values.mean(axis=(0, 1), dtype=np.float64).astype(np.float32)
    return {**_scores(values, np.broadcast_to(mean, values.shape)), "numbers": values.shape[2]}


def jpeg_at_equal_bytes(values: Values, stored_bytes: int) -> Scores:
    """The best JPEG of `values` (H, W, C) that takes at most `stored_bytes`: "bytes", "quality" 1 to 100.

    With optimised tables, progressive or not, colour at full resolution or halved along one side or both: whichever
    comes nearest.
    """
    if max(values.shape[:2]) > _MOST_JPEG_SIDE:
        return _none("A JPEG has at most 65,500 pixels along a side.")
    picture = _picture(values)
    best = _none(f"Even the coarsest JPEG takes more than {stored_bytes:,} bytes.")
    nearest = values
    for colour in _COLOURS if values.shape[2] == 3 else _GREY:
        found = _largest_jpeg(picture, colour, stored_bytes)
        if found is None:
            continue
        quality, data = found
        decoded = np.asarray(Image.open(io.BytesIO(data)), np.float32).reshape(values.shape) / np.float32(255)
        score = psnr(values, decoded)
        if math.isnan(best["psnr"]) or score > best["psnr"]:
            best, nearest = {"psnr": score, "ssim": math.nan, "bytes": len(data), "quality": quality}, decoded
    return {**best, "ssim": ssim(values, nearest)} if "bytes" in best else best


def bicubic_at_equal_numbers(values: Values, parameters: int) -> Scores:
    """`values` (H, W, C) reduced until at most `parameters` numbers are left, and enlarged again: "numbers".

    Pillow's bicubic filter both ways, widened against aliasing when reducing (Keys 1981, a = -1/2).
    """
    rows, columns, channels = values.shape
    if parameters >= values.size:
        return _none("The model has at least as many numbers as the picture.")
    scale = math.sqrt(parameters / values.size)
    small = (max(1, math.floor(columns * scale)), max(1, math.floor(rows * scale)))
    planes = []
    for c in range(channels):
        plane = Image.fromarray(np.ascontiguousarray(values[..., c]))
        reduced = plane.resize(small, Image.Resampling.BICUBIC)
        planes.append(np.asarray(reduced.resize((columns, rows), Image.Resampling.BICUBIC)))
    again = np.clip(np.stack(planes, axis=2), 0.0, 1.0)
    return {**_scores(values, again), "numbers": small[0] * small[1] * channels}


def _largest_jpeg(picture: Image.Image, colour: int, most: int) -> tuple[int, bytes] | None:
    """Quality and bytes of the finest JPEG within `most` bytes, by halving: a finer one is hardly ever smaller."""
    low, high, found = 1, _BEST_QUALITY, None
    while low <= high:
        quality = (low + high) // 2
        data = smallest_jpeg(picture, quality, colour)
        if len(data) <= most:
            low, found = quality + 1, (quality, data)
        else:
            high = quality - 1
    return found


def smallest_jpeg(picture: Image.Image, quality: int, subsampling: int) -> bytes:
    """The smaller file of progressive and sequential, which is often the latter for a small picture."""
    options = {"subsampling": subsampling} if picture.mode == "RGB" else {}
    files = []
    for progressive in (True, False):
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality, optimize=True, progressive=progressive, **options)
        files.append(out.getvalue())
    return min(files, key=len)


def _picture(values: Values) -> Image.Image:
    eight = np.floor(values * np.float32(255) + np.float32(0.5)).astype(np.uint8)
    return Image.fromarray(eight[..., 0] if values.shape[2] == 1 else eight)


def _scores(values: Values, other: NDArray[Any]) -> Scores:
    return {"psnr": psnr(values, other), "ssim": ssim(values, other)}


def _none(reason: str) -> Scores:
    return {"psnr": math.nan, "ssim": math.nan, "note": reason}
