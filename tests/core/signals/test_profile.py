"""Colour profiles, made here to the letter of the ICC's specification (ICC.1:2010, sections 7 to 10)."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from sirendesk.core.signals.image import read_image
from sirendesk.core.signals.pictures import pixels, png, profile

# Primaries of sRGB adapted to D50, columns red, green, blue.
SRGB = {b"rXYZ": (0.4361, 0.2225, 0.0139), b"gXYZ": (0.3851, 0.7169, 0.0971), b"bXYZ": (0.1431, 0.0606, 0.7141)}
SWAPPED = {b"rXYZ": SRGB[b"bXYZ"], b"gXYZ": SRGB[b"gXYZ"], b"bXYZ": SRGB[b"rXYZ"]}
RGB = np.random.default_rng(0).integers(40, 256, (6, 5, 3), dtype=np.uint8)


def xyz(values: tuple[float, ...]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(v * 65536)) for v in values)


def made(space: bytes, tags: dict[bytes, bytes], name: str) -> bytes:
    """A display profile of version 2 in the space `RGB ` or `GRAY`."""
    text = name.encode() + b"\0"
    tags = {
        **tags,
        b"wtpt": xyz((0.9642, 1.0, 0.8249)),
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(78),
        b"cprt": b"text\0\0\0\0none\0",
    }
    table, content, start = b"", b"", 132 + 12 * len(tags)
    for key, value in tags.items():
        table += key + struct.pack(">II", start + len(content), len(value))
        content += value + bytes(-len(value) % 4)
    body = struct.pack(">I", len(tags)) + table + content
    head = struct.pack(">I4sI4s4s4s", 128 + len(body), b"none", 0x02100000, b"mntr", space, b"XYZ ")
    head += bytes(12) + b"acsp" + bytes(28) + xyz((0.9642, 1.0, 0.8249))[8:]
    return head.ljust(128, b"\0") + body


def gamma(value: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(value * 256))


def colour_profile(primaries: dict[bytes, tuple[float, ...]], power: float = 2.2, name: str = "Swapped") -> bytes:
    curves = {key: gamma(power) for key in (b"rTRC", b"gTRC", b"bTRC")}
    return made(b"RGB ", {key: xyz(value) for key, value in primaries.items()} | curves, name)


def saved(array: np.ndarray, icc: bytes, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.fromarray(array).save(out, kind, icc_profile=icc)
    return out.getvalue()


def with_profile(data: bytes, icc: bytes) -> bytes:
    """A PNG with a profile put in after its header."""
    return data[:33] + png._chunk(b"iCCP", b"x\0\0" + zlib.compress(icc)) + data[33:]


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_colours_are_converted(kind: str) -> None:
    signal = read_image(saved(RGB, colour_profile(SWAPPED), kind), "x")
    # Red and blue change places; gamma 2.2 is near sRGB's curve.
    np.testing.assert_allclose(signal.values * 255, RGB[..., ::-1], atol=8)
    assert signal.notes == (profile.CONVERTED.format(name="Swapped"),)


def test_taken_as_it_stands_when_asked() -> None:
    signal = read_image(saved(RGB, colour_profile(SWAPPED)), "x", apply_profile=False)
    np.testing.assert_array_equal(np.round(signal.values * 255), RGB)
    assert signal.notes == ()


def test_srgb_is_not_touched() -> None:
    own = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for icc in (own, colour_profile(SRGB, name="sRGB IEC61966-2.1")):
        signal = read_image(saved(RGB, icc), "x")
        np.testing.assert_array_equal(np.round(signal.values * 255), RGB)
        assert signal.notes == ()


def test_alpha_and_palette_go_through_the_profile() -> None:
    rgba = np.dstack([RGB, RGB[..., 0]])
    signal = read_image(saved(rgba, colour_profile(SWAPPED)), "x")
    np.testing.assert_allclose(signal.values * 255, RGB[..., ::-1], atol=8)
    assert signal.alpha is not None
    np.testing.assert_array_equal(np.round(signal.alpha * 255), RGB[..., 0])
    out = io.BytesIO()
    palette = Image.new("P", (4, 4))
    palette.putpalette([200, 0, 0])
    palette.save(out, "PNG", icc_profile=colour_profile(SWAPPED))
    np.testing.assert_allclose(read_image(out.getvalue(), "x").values[0, 0] * 255, (0, 0, 200), atol=8)


def test_grey_profile() -> None:
    linear = made(b"GRAY", {b"kTRC": gamma(1.0)}, "Linear")
    signal = read_image(saved(np.full((4, 4), 128, np.uint8), linear), "x")
    assert signal.channels == 1
    # Half the light is 188 of 255 in sRGB.
    np.testing.assert_allclose(signal.values * 255, 188, atol=1)


@pytest.mark.parametrize(
    "icc",
    [
        b"nonsense",
        bytes(200),
        made(b"GRAY", {b"kTRC": gamma(1.0)}, "Grey for colour"),
        colour_profile(SWAPPED)[:300],
        colour_profile(SWAPPED)[:16] + b"\xff\xfe\xfd\xfc" + colour_profile(SWAPPED)[20:],
        bytes(profile._MOST_BYTES + 1),
    ],
)
def test_useless_profiles_are_left_aside(icc: bytes) -> None:
    signal = read_image(saved(RGB, icc, "TIFF"), "x")
    np.testing.assert_array_equal(np.round(signal.values * 255), RGB)
    assert signal.notes == (profile.IGNORED,)


def test_name_that_is_no_text() -> None:
    icc = colour_profile(SWAPPED, name="#" * 8).replace(b"########", b"\xff\x80\xfe\x90\xff\xff\xff\xff")
    signal = read_image(saved(RGB, icc), "x")
    np.testing.assert_allclose(signal.values * 255, RGB[..., ::-1], atol=8)


def test_sixteen_bits_give_way_to_the_profile_and_say_so() -> None:
    deep = png.encode_deep(RGB.astype(np.uint16) * 257)
    signal = read_image(with_profile(deep, colour_profile(SWAPPED)), "x")
    np.testing.assert_allclose(signal.values * 255, RGB[..., ::-1], atol=8)
    assert signal.notes == (pixels.CUT_FOR_PROFILE.format(bits=16), profile.CONVERTED.format(name="Swapped"))


def test_sixteen_bit_grey_keeps_its_bits_and_leaves_the_profile_aside() -> None:
    deep = png.encode_deep(np.arange(30, dtype=np.uint16).reshape(6, 5, 1) * 2000)
    signal = read_image(with_profile(deep, made(b"GRAY", {b"kTRC": gamma(1.0)}, "Linear")), "x")
    np.testing.assert_array_equal(np.round(signal.values * 65535)[..., 0], np.arange(30).reshape(6, 5) * 2000)
    assert signal.notes == (profile.IGNORED,)
