"""Pictures written a few rows at a time are read back to the bit by Pillow and by tifffile."""

from __future__ import annotations

import io
import struct
from typing import Any

import numpy as np
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from sirendesk.core.errors import UsageError
from sirendesk.core.signals.image import encode_png, read_image
from sirendesk.core.signals.pictures.rows import (
    CLASSIC_TIFF_BYTES,
    PngRows,
    TiffRows,
    row_writer,
    suffix_of,
    to_levels,
)


def picture(shape: tuple[int, int, int], bits: int, seed: int = 0) -> NDArray[Any]:
    random = np.random.default_rng(seed)
    smooth = np.cumsum(np.cumsum(random.normal(size=shape), axis=0), axis=1)
    span = np.ptp(smooth) or 1.0
    return to_levels((smooth - smooth.min()) / span, bits)


def encoded(suffix: str, levels: NDArray[Any], rows_at_once: int) -> bytes:
    height, width, channels = levels.shape
    writer = row_writer(suffix, (height, width), channels, 8 * levels.itemsize)
    parts = [writer.rows(levels[k : k + rows_at_once]) for k in range(0, height, rows_at_once)]
    data = writer.begin() + b"".join(parts) + writer.end()
    assert len(data) <= writer.most_bytes
    return data


@given(
    height=st.integers(2, 9),
    width=st.integers(2, 9),
    channels=st.sampled_from([1, 3]),
    bits=st.sampled_from([8, 16]),
    at_once=st.integers(1, 10),
    suffix=st.sampled_from([".png", ".tif", ".TIFF"]),
)
def test_what_is_written_is_read_back(
    height: int, width: int, channels: int, bits: int, at_once: int, suffix: str
) -> None:
    levels = picture((height, width, channels), bits, seed=height * width)
    data = encoded(suffix, levels, at_once)
    values = read_image(data, f"picture{suffix}").values
    assert values.shape == levels.shape
    assert np.array_equal(np.rint(values.astype(np.float64) * (2**bits - 1)).astype(np.int64), levels)
    if suffix != ".png":
        assert np.array_equal(np.asarray(tifffile.imread(io.BytesIO(data))).reshape(levels.shape), levels)


@pytest.mark.parametrize("bits", [8, 16])
def test_levels_are_those_of_the_whole_picture_writer(bits: int) -> None:
    values = np.random.default_rng(1).normal(0.5, 0.5, (20, 30, 3)).astype(np.float32)
    values[0, 0, 0], values[1, 1, 1] = np.nan, np.inf
    both = (encode_png(values, bits), encoded(".png", to_levels(values, bits), 7))
    first, second = (read_image(data, "a.png").values for data in both)
    assert np.array_equal(first, second)


def test_rows_are_filtered_so_that_smooth_pictures_become_small() -> None:
    rows = np.linspace(0.0, 1.0, 256)
    levels = to_levels(np.stack([np.add.outer(rows, rows) / 2] * 3, axis=2), 8)
    assert len(encoded(".png", levels, 16)) < levels.nbytes / 40


def test_a_picture_of_one_pixel() -> None:
    for suffix in (".png", ".tif"):
        with Image.open(io.BytesIO(encoded(suffix, np.full((1, 1, 3), 200, np.uint8), 1))) as found:
            assert found.getpixel((0, 0)) == (200, 200, 200)


def test_every_filter_is_undone_right() -> None:
    random = np.random.default_rng(2)
    flat, noise = np.full((4, 16, 1), 7, np.uint8), random.integers(0, 256, (4, 16, 1), dtype=np.uint8)
    columns = np.broadcast_to(noise[:1], (4, 16, 1))
    ramp = np.add.outer(np.arange(4) * 9, np.arange(16) * 5).astype(np.uint8)[..., None]
    levels = np.concatenate([flat, noise, columns, ramp, ramp.swapaxes(0, 1)[:4].repeat(4, axis=1)])
    data = encoded(".png", levels, 3)
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(data))), levels[..., 0])


def test_a_tiff_above_four_gigabytes_is_a_big_one() -> None:
    small, big = TiffRows((16_000, 16_000), 3, 16), TiffRows((65_000, 65_000), 3, 8)
    assert not small.big
    assert small.most_bytes < CLASSIC_TIFF_BYTES
    assert struct.unpack("<HI", small.begin()[2:8]) == (42, 8)
    assert big.big
    assert struct.unpack("<HHH", big.begin()[2:8]) == (43, 8, 0)
    assert big.most_bytes == len(big.begin()) + 65_000 * 65_000 * 3


def test_a_big_tiff_is_read_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sirendesk.core.signals.pictures.rows.CLASSIC_TIFF_BYTES", 100)
    monkeypatch.setattr("sirendesk.core.signals.pictures.rows._STRIP_BYTES", 64)
    levels = picture((23, 17, 3), 16)
    data = encoded(".tif", levels, 4)
    with tifffile.TiffFile(io.BytesIO(data)) as found:
        assert found.is_bigtiff
        assert len(found.pages[0].dataoffsets) == 23
        assert np.array_equal(found.asarray(), levels)


def test_impossible_pictures_are_refused_with_the_number() -> None:
    with pytest.raises(UsageError, match="2,147,483,647"):
        PngRows((1, 2**31), 3, 8)
    with pytest.raises(UsageError, match="4,294,967,295"):
        TiffRows((2**32, 1), 3, 8)
    with pytest.raises(UsageError, match="8 or 16"):
        row_writer(".png", (1, 1), 3, 12)
    with pytest.raises(UsageError, match=r"\.jpg"):
        row_writer(suffix_of("a.JPG"), (1, 1), 3, 8)
