"""Every kind of picture file that people have, made here and read back."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
import pytest
import tifffile
from PIL import Image

from sirendesk.core.signals import image
from sirendesk.core.signals.image import encode_like, read_image
from sirendesk.core.signals.pictures import pixels, png
from sirendesk.core.signals.sampled import SampledSignal

RNG = np.random.default_rng(0)
DEEP = RNG.integers(0, 65536, (9, 7, 3), dtype=np.uint16)
RGB = RNG.integers(0, 256, (9, 7, 3), dtype=np.uint8)
GREY = RGB[..., 0].copy()


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def tiff(array: np.ndarray, **options: Any) -> bytes:
    out = io.BytesIO()
    tifffile.imwrite(out, array, **options)
    return out.getvalue()


def raw_png(passes: list[np.ndarray], size: tuple[int, int], bits: int, colour: int, extra: bytes = b"") -> bytes:
    """A PNG written by hand: unfiltered rows of each pass, given as bytes (rows, bytes of a row)."""
    width, height = size
    fields = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, len(passes) > 1)
    rows = b"".join(np.pad(p, ((0, 0), (1, 0))).tobytes() for p in passes)
    return (
        png.SIGNATURE
        + png._chunk(b"IHDR", fields)
        + extra
        + png._chunk(b"IDAT", zlib.compress(rows))
        + png._chunk(b"IEND", b"")
    )


def deep_png(array: np.ndarray, colour: int, extra: bytes = b"") -> bytes:
    rows = array.astype(">u2").reshape(array.shape[0], -1).view(np.uint8)
    return raw_png([rows], (array.shape[1], array.shape[0]), 16, colour, extra)


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "WEBP", "GIF"])
def test_lossless_grey_and_colour(kind: str) -> None:
    colour = read_image(saved(Image.fromarray(RGB), kind, **({"lossless": True} if kind == "WEBP" else {})), "x")
    if kind != "GIF":  # 63 colours, but quantised by Pillow when it writes
        np.testing.assert_array_equal(colour.values, RGB.astype(np.float32) / np.float32(255))
    assert (colour.shape, colour.channels, colour.size, colour.bits) == ((9, 7), 3, 63, 8)
    assert colour.alpha is None
    assert colour.notes == ()
    if kind != "WEBP":
        grey = read_image(saved(Image.fromarray(GREY), kind), "x")
        np.testing.assert_array_equal(grey.values[..., 0], GREY.astype(np.float32) / np.float32(255))


def test_jpeg_is_what_pillow_decodes() -> None:
    data = saved(Image.fromarray(RGB), "JPEG", quality=90)
    np.testing.assert_allclose(read_image(data, "x").values * 255, np.asarray(Image.open(io.BytesIO(data))), atol=1e-4)


def test_values_cannot_be_written() -> None:
    signal = read_image(saved(Image.fromarray(RGB), "PNG"), "x")
    with pytest.raises(ValueError, match="read-only"):
        signal.values[0] = 0


# What the orientations mean, as the person sees it: numbers of the EXIF tag against numpy's own turns.
UPRIGHT = {
    1: lambda a: a,
    2: np.fliplr,
    3: lambda a: np.rot90(a, 2),
    4: np.flipud,
    5: lambda a: np.swapaxes(a, 0, 1),
    6: lambda a: np.rot90(a, -1),
    7: lambda a: np.rot90(np.swapaxes(a, 0, 1), 2),
    8: lambda a: np.rot90(a, 1),
}


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP", "JPEG"])
@pytest.mark.parametrize("turn", range(1, 9))
def test_orientation(kind: str, turn: int) -> None:
    blocks = np.kron(RNG.integers(0, 2, (2, 3)) * 200, np.ones((16, 16))).astype(np.uint8)
    exif = Image.Exif()
    exif[0x0112] = turn
    options = {"lossless": True} if kind == "WEBP" else {}
    colour = Image.fromarray(np.dstack([blocks] * 3))
    signal = read_image(saved(colour, kind, exif=exif, **options), "x")
    wanted = UPRIGHT[turn](blocks)
    assert signal.shape == wanted.shape
    np.testing.assert_allclose(signal.values[..., 0] * 255, wanted, atol=40 if kind == "JPEG" else 1e-4)


def test_orientation_turns_alpha_too() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    rgba = np.dstack([RGB, GREY])
    signal = read_image(saved(Image.fromarray(rgba), "PNG", exif=exif), "x")
    assert signal.alpha is not None
    np.testing.assert_allclose(signal.alpha * 255, np.rot90(GREY, -1), atol=1e-4)


def test_broken_exif_is_no_reason_to_refuse() -> None:
    data = saved(Image.fromarray(RGB), "PNG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff nonsense")
    np.testing.assert_allclose(read_image(data, "x").values * 255, RGB, atol=1e-4)


def test_alpha_is_kept_apart_and_not_multiplied() -> None:
    rgba = np.dstack([RGB, GREY])
    rgba[0, 0, 3] = 0
    signal = read_image(saved(Image.fromarray(rgba), "PNG"), "x")
    assert signal.alpha is not None
    np.testing.assert_array_equal(np.round(signal.values * 255), RGB)
    np.testing.assert_array_equal(np.round(signal.alpha * 255), rgba[..., 3])
    assert signal.notes == (image.ALPHA_APART,)


def test_opaque_alpha_is_dropped() -> None:
    signal = read_image(saved(Image.fromarray(np.dstack([RGB, np.full((9, 7), 255, np.uint8)])), "PNG"), "x")
    assert signal.alpha is None
    assert signal.notes == ()


def test_grey_with_alpha() -> None:
    signal = read_image(saved(Image.fromarray(np.dstack([GREY, RGB[..., 1]])), "PNG"), "x")
    assert signal.channels == 1
    assert signal.alpha is not None
    np.testing.assert_array_equal(np.round(signal.values[..., 0] * 255), GREY)
    np.testing.assert_array_equal(np.round(signal.alpha * 255), RGB[..., 1])


def test_one_bit() -> None:
    bits = GREY > 127
    for kind in ("PNG", "TIFF", "BMP"):
        np.testing.assert_array_equal(read_image(saved(Image.fromarray(bits), kind), "x").values[..., 0], bits)


def test_palette_without_and_with_alpha() -> None:
    picture = Image.fromarray(GREY % 4).convert("P")
    colours = [10, 20, 30, 40, 50, 60, 70, 80, 90, 200, 210, 220]
    picture.putpalette(colours)
    plain = read_image(saved(picture, "PNG"), "x")
    wanted = np.array(colours).reshape(4, 3)[GREY % 4]
    np.testing.assert_array_equal(np.round(plain.values * 255), wanted)
    assert plain.alpha is None
    clear = read_image(saved(picture, "PNG", transparency=bytes([255, 0, 128, 255])), "x")
    assert clear.alpha is not None
    np.testing.assert_array_equal(np.round(clear.values * 255), wanted)
    np.testing.assert_array_equal(np.round(clear.alpha * 255), np.array([255, 0, 128, 255])[GREY % 4])


@pytest.mark.parametrize(("bits", "colour", "key"), [(2, 0, (3,)), (8, 0, (GREY[4, 4],)), (8, 2, tuple(RGB[4, 4]))])
def test_one_transparent_colour(bits: int, colour: Any, key: tuple[int, ...]) -> None:
    extra = png._chunk(b"tRNS", struct.pack(f">{len(key)}H", *key))
    raw = {0: GREY, 2: RGB}[colour]
    if bits == 2:
        raw = GREY % 4
        rows = np.pad(raw, ((0, 0), (0, 1))).reshape(9, 2, 4) @ np.array([64, 16, 4, 1], np.uint8)
    else:
        rows = raw.reshape(9, -1)
    signal = read_image(raw_png([rows.astype(np.uint8)], (7, 9), bits, colour, extra), "x")
    assert signal.alpha is not None
    hidden = (raw.reshape(9, 7, -1) == np.array(key)).all(axis=2)
    assert hidden.any()
    np.testing.assert_array_equal(signal.alpha, ~hidden)
    np.testing.assert_array_equal(np.round(signal.values * (2**bits - 1)), raw.reshape(9, 7, -1))


def test_sixteen_bit_grey_is_not_clipped() -> None:
    for data in (
        saved(Image.fromarray(DEEP[..., 0]), "PNG"),
        saved(Image.fromarray(DEEP[..., 0]), "TIFF"),
        tiff(DEEP[..., 0], byteorder=">"),
        tiff(DEEP[..., 0], byteorder="<", compression="zlib"),
    ):
        signal = read_image(data, "x")
        assert signal.bits == 16
        np.testing.assert_array_equal(signal.values[..., 0], DEEP[..., 0].astype(np.float32) / np.float32(65535))


def test_sixteen_bit_grey_with_white_as_zero() -> None:
    signal = read_image(tiff(DEEP[..., 0], photometric="miniswhite"), "x")
    np.testing.assert_allclose(signal.values[..., 0], 1 - DEEP[..., 0] / 65535, atol=1e-6)


def test_sixteen_bit_colour_keeps_its_bits() -> None:
    alpha = RNG.integers(0, 65536, (9, 7, 1), dtype=np.uint16)
    with_alpha = np.dstack([DEEP, alpha])
    for data in (
        deep_png(DEEP, 2),
        deep_png(with_alpha, 6),
        tiff(DEEP, photometric="rgb", byteorder="<"),
        tiff(DEEP, photometric="rgb", byteorder=">"),
        tiff(DEEP, photometric="rgb", byteorder=">", compression="zlib", predictor=True),
        tiff(with_alpha, photometric="rgb", extrasamples=["unassalpha"]),
    ):
        signal = read_image(data, "x")
        assert signal.bits == 16
        np.testing.assert_array_equal(signal.values, DEEP.astype(np.float32) / np.float32(65535))
        if signal.alpha is not None:
            np.testing.assert_array_equal(signal.alpha, alpha[..., 0].astype(np.float32) / np.float32(65535))


def test_sixteen_bit_grey_with_alpha() -> None:
    signal = read_image(deep_png(DEEP[..., :2], 4), "x")
    assert signal.alpha is not None
    assert (signal.channels, signal.bits) == (1, 16)
    np.testing.assert_array_equal(signal.values[..., 0], DEEP[..., 0].astype(np.float32) / np.float32(65535))
    np.testing.assert_array_equal(signal.alpha, DEEP[..., 1].astype(np.float32) / np.float32(65535))


@pytest.mark.parametrize("colour", [0, 2])
def test_sixteen_bit_transparent_colour(colour: Any) -> None:
    raw = DEEP if colour else DEEP[..., :1]
    extra = png._chunk(b"tRNS", raw[2, 3].astype(">u2").tobytes())
    signal = read_image(deep_png(raw, colour, extra), "x")
    assert signal.alpha is not None
    assert list(zip(*np.nonzero(signal.alpha == 0), strict=True)) == [(2, 3)]


def test_sixteen_bit_interlaced_colour() -> None:
    passes = [DEEP[t::d, left::r] for t, left, d, r in png._PASSES]
    rows = [np.ascontiguousarray(p.astype(">u2")).reshape(p.shape[0], -1).view(np.uint8) for p in passes if p.size]
    signal = read_image(raw_png(rows, (7, 9), 16, 2), "x")
    np.testing.assert_array_equal(signal.values, DEEP.astype(np.float32) / np.float32(65535))


def test_sixteen_bit_planes_are_refused_rather_than_misread() -> None:
    with pytest.raises(image.InputRefusedError, match="separate planes"):
        read_image(tiff(np.moveaxis(DEEP, 2, 0), photometric="rgb", planarconfig="separate"), "x")
    packed = tiff(np.moveaxis(DEEP, 2, 0), photometric="rgb", planarconfig="separate", compression="zlib")
    signal = read_image(packed, "x")
    assert signal.notes == (pixels.CUT.format(bits=16),)
    np.testing.assert_array_equal(np.round(signal.values * 255), DEEP >> 8)


def test_twelve_bit_grey() -> None:
    # Two samples in three bytes; tifffile does not write them, so the tags are patched onto an 8-bit file.
    values = np.array([[0, 4095], [1000, 2000]])
    packed = [(a >> 4, (a & 15) << 4 | b >> 8, b & 255) for a, b in values]
    data = bytearray(tiff(np.array(packed, np.uint8), metadata=None))
    (offset,) = struct.unpack("<I", data[4:8])
    (count,) = struct.unpack("<H", data[offset : offset + 2])
    for k in range(count):
        entry = offset + 2 + 12 * k
        (tag,) = struct.unpack("<H", data[entry : entry + 2])
        if tag == 258:
            data[entry + 8 : entry + 10] = struct.pack("<H", 12)
        if tag == 256:
            data[entry + 8 : entry + 10] = struct.pack("<H", 2)
    signal = read_image(bytes(data), "x")
    assert signal.bits == 12
    np.testing.assert_allclose(signal.values[..., 0], values / 4095, atol=1e-6)


def test_real_numbers_inside_the_range_stay() -> None:
    raw = RNG.random((5, 6)).astype(np.float32)
    for data in (saved(Image.fromarray(raw), "TIFF"), tiff(raw, byteorder=">")):
        signal = read_image(data, "x")
        np.testing.assert_array_equal(signal.values[..., 0], raw)
        assert (signal.bits, signal.notes) == (32, ())


def test_real_numbers_outside_are_stretched_and_said() -> None:
    raw = np.linspace(-3, 5, 30, dtype=np.float32).reshape(5, 6)
    signal = read_image(saved(Image.fromarray(raw), "TIFF"), "x")
    np.testing.assert_allclose(signal.values[..., 0], (raw + 3) / 8, atol=1e-6)
    assert "from -3 to 5" in signal.notes[0]
    constant = read_image(saved(Image.fromarray(np.full((4, 4), 7.0, np.float32)), "TIFF"), "x")
    assert not constant.values.any()


def test_what_is_not_finite_is_replaced_and_counted() -> None:
    raw = np.full((5, 6), 0.25, np.float32)
    raw[0, :3] = (np.nan, np.inf, -np.inf)
    raw[1, :] = 0.75
    signal = read_image(saved(Image.fromarray(raw), "TIFF"), "x")
    np.testing.assert_allclose(signal.values[0, :3, 0], raw[np.isfinite(raw)].mean(), atol=1e-6)
    assert signal.notes[0].startswith("3 of its numbers")
    with pytest.raises(image.InputRefusedError, match="no finite number"):
        read_image(saved(Image.fromarray(np.full((4, 4), np.nan, np.float32)), "TIFF"), "x")


@pytest.mark.parametrize("kind", [np.int32, np.uint32, np.int16])
def test_whole_numbers_without_a_white_are_stretched(kind: type) -> None:
    top = 4_000_000_000 if kind is np.uint32 else 30_000
    low = 0 if kind is np.uint32 else -10_000
    raw = np.linspace(low, top, 20).reshape(4, 5).astype(kind)
    signal = read_image(tiff(raw), "x")
    np.testing.assert_allclose(signal.values[..., 0], (raw - float(low)) / (top - low), atol=1e-6)
    assert "stretched" in signal.notes[0]


def test_cmyk_without_a_profile() -> None:
    picture = Image.new("CMYK", (8, 8), (0, 255, 255, 0))
    for kind in ("JPEG", "TIFF"):
        signal = read_image(saved(picture, kind), "x")
        np.testing.assert_allclose(signal.values[3, 3], (1, 0, 0), atol=0.03)
        assert signal.notes == (pixels.FROM_CMYK,)


def test_sixteen_bit_cmyk_says_that_it_is_cut() -> None:
    signal = read_image(tiff(np.dstack([DEEP, DEEP[..., :1]]), photometric="separated"), "x")
    assert signal.notes == (pixels.CUT.format(bits=16), pixels.FROM_CMYK)


def test_premultiplied_colours_of_tiff_are_divided_again() -> None:
    stored = np.full((6, 6, 4), (100, 50, 25, 128), np.uint8)
    signal = read_image(tiff(stored, photometric="rgb", extrasamples=["assocalpha"]), "x")
    assert signal.alpha is not None
    np.testing.assert_allclose(signal.alpha * 255, 128, atol=1e-4)
    np.testing.assert_allclose(signal.values[0, 0] * 255, (200, 100, 50), atol=1)


@pytest.mark.parametrize(("mode", "colour"), [("LAB", (136, 208, 195)), ("YCbCr", (76, 85, 255))])
def test_other_colour_spaces_of_tiff(mode: str, colour: Any) -> None:
    signal = read_image(saved(Image.new(mode, (6, 6), colour), "TIFF"), "x")
    np.testing.assert_allclose(signal.values[0, 0], (1, 0, 0), atol=0.05)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "TIFF"])
def test_first_of_several(kind: str) -> None:
    frames = [Image.new("RGB", (8, 8), c) for c in ((250, 0, 0), (0, 250, 0), (0, 0, 250))]
    options = {} if kind == "TIFF" else {"duration": 100}
    data = saved(frames[0], kind, save_all=True, append_images=frames[1:], **options)
    signal = read_image(data, "x")
    np.testing.assert_allclose(signal.values[4, 4], (250 / 255, 0, 0), atol=0.02)
    assert signal.notes == (image.FIRST_FRAME,)


@pytest.mark.parametrize(("size", "shape"), [((1, 1), (2, 2)), ((1, 8), (8, 2)), ((8, 1), (2, 8))])
def test_a_single_line_is_doubled_and_said(size: tuple[int, int], shape: tuple[int, int]) -> None:
    source = Image.new("LA", size, (51, 102))
    signal = read_image(saved(source, "PNG"), "line.png")
    assert signal.shape == shape
    assert np.allclose(signal.values, 0.2)
    assert signal.alpha is not None
    assert signal.alpha.shape == shape
    assert image.LINE_DOUBLED in signal.notes


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("channels", [1, 3])
def test_what_was_made_of_a_picture_has_its_bits_and_its_transparency(bits: int, channels: int) -> None:
    levels = 2**bits - 1
    values = np.random.default_rng(0).integers(0, levels + 1, (5, 4, channels)) / levels
    alpha = np.random.default_rng(1).integers(0, levels + 1, (5, 4)) / levels
    for kept in (None, alpha.astype(np.float32)):
        signal = SampledSignal(np.zeros((5, 4, channels), np.float32), kept, "own", "own", bits)
        again = read_image(encode_like(signal, values.astype(np.float32)), "own.png")
        assert again.bits == bits
        assert np.abs(again.values - values).max() < 0.01 / levels
        assert (again.alpha is None) == (kept is None)
        if kept is not None and again.alpha is not None:
            assert np.abs(again.alpha - kept).max() < 0.01 / levels
