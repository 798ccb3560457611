"""What is not a picture, or not one that should be opened, is refused with a sentence."""

from __future__ import annotations

import io
import pickle
import struct
import warnings
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from sirendesk.core.errors import InputRefusedError, SirenDeskError
from sirendesk.core.signals import image
from sirendesk.core.signals.image import read_image
from sirendesk.core.signals.pictures import png

RGB = np.random.default_rng(0).integers(1, 256, (40, 30, 3), dtype=np.uint8)


def saved(kind: str, picture: Image.Image | None = None, **options: Any) -> bytes:
    out = io.BytesIO()
    (picture or Image.fromarray(RGB)).save(out, kind, **options)
    return out.getvalue()


def promised(width: int, height: int, bits: int = 8, colour: int = 0) -> bytes:
    """A PNG that promises a size and holds next to nothing."""
    fields = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    pixels = png._chunk(b"IDAT", zlib.compress(b"\0" * 10))
    return png.SIGNATURE + png._chunk(b"IHDR", fields) + pixels + png._chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"hello, this is text\n" * 20, "not a picture"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (b"PK\x03\x04" + bytes(200), "not a picture"),
        (pickle.dumps({"weights": [1.0, 2.0]}), "not a picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "not a picture"),
        (b"P6\n2 2\n255\n" + bytes(12), "not a picture"),
        (promised(1, 80_000_000), "65,535"),
        (promised(70_000, 100), "65,535"),
        (promised(8001, 8000), "64 megapixels"),
        (promised(60_000, 60_000), "64 megapixels"),
        (promised(2**31 - 1, 2**31 - 1), "64 megapixels"),
    ],
)
def test_refused(data: Any, words: str) -> None:
    with pytest.raises(InputRefusedError, match=words) as caught:
        read_image(data, "odd <img>.png")
    assert "'odd <img>.png'" in str(caught.value)


def test_too_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "MOST_BYTES", 100)
    with pytest.raises(InputRefusedError, match="larger"):
        read_image(saved("PNG"), "x")


def test_the_largest_allowed_size_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "MOST_PIXELS", 40 * 30)
    assert read_image(saved("PNG"), "x").size == 1200
    monkeypatch.setattr(image, "MOST_SIDE", 39)
    with pytest.raises(InputRefusedError):
        read_image(saved("PNG"), "x")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_cut_off(kind: str, part: float) -> None:
    data = saved(kind)
    with pytest.raises(InputRefusedError):
        read_image(data[: int(len(data) * part)], "x")


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize("bits", [8, 16])
def test_png_without_its_last_rows(bits: int, interlaced: bool) -> None:
    passes = png._PASSES if interlaced else ((0, 0, 1, 1),)
    size = bits // 8 * 3
    rows = [np.full((len(range(t, 40, d)), 1 + size * len(range(f, 30, r))), 200, np.uint8) for t, f, d, r in passes]
    for row in rows:
        row[:, 0] = 0
    pixels = b"".join(r.tobytes() for r in rows)
    fields = struct.pack(">IIBBBBB", 30, 40, bits, 2, 0, 0, interlaced)

    def whole(content: bytes) -> bytes:
        parts = png._chunk(b"IHDR", fields) + png._chunk(b"IDAT", zlib.compress(content)) + png._chunk(b"IEND", b"")
        return png.SIGNATURE + parts

    assert read_image(whole(pixels), "x").shape == (40, 30)
    with pytest.raises(InputRefusedError, match="cut off"):
        read_image(whole(pixels[: int(len(pixels) * 0.45)]), "x")


def test_black_rows_at_the_end_are_no_reason_to_refuse() -> None:
    black = RGB.copy()
    black[-10:] = 0
    assert not read_image(saved("PNG", Image.fromarray(black)), "x").values[-1].any()


def test_rows_are_counted_in_portions() -> None:
    bomb = np.zeros((2000, 3000), np.uint8)  # compresses a thousandfold, decompresses in several portions
    assert not png.lacks_rows(saved("PNG", Image.fromarray(bomb)))


def test_no_warning_reaches_the_person() -> None:
    exif = b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + bytes(20)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read_image(saved("JPEG", exif=exif), "x")


SEEDS = [
    saved("PNG"),
    saved("JPEG", quality=60, progressive=True),
    saved("TIFF", compression="tiff_lzw"),
    saved("TIFF", Image.fromarray(RGB[..., 0].astype(np.float32))),
    saved("WEBP"),
    saved("BMP"),
    saved("GIF", save_all=True, append_images=[Image.fromarray(255 - RGB)]),
    png.encode_deep(RGB.astype(np.uint16) * 250),
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SEEDS), st.data())
def test_damage_gives_a_signal_or_a_sentence(seed: bytes, draw: st.DataObject) -> None:
    data = bytearray(seed)
    for place in draw.draw(st.lists(st.integers(0, min(len(data), 400) - 1), max_size=4)):
        data[place] = draw.draw(st.integers(0, 255))
    cut = draw.draw(st.integers(len(data) // 2, len(data)))
    try:
        signal = read_image(bytes(data[:cut]), "x")
    except SirenDeskError:
        return
    assert np.isfinite(signal.values).all()
    assert signal.values.min() >= 0
    assert signal.values.max() <= 1
