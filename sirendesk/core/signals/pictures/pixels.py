"""From a picture that Pillow has opened to numbers in [0, 1], whatever its mode, with all the bits that it has.

Pillow keeps the high byte of 16-bit colour. Both bytes are had by decoding twice, the second time with the byte order
of the other kind of machine named in the tile, so that what it keeps is the low byte.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import ImageFile, TiffImagePlugin

from sirendesk.core.signals.pictures import png, profile

Values = NDArray[np.float32]
Open = Callable[[bytes], ImageFile.ImageFile]

CUT = "Opened as 8-bit (the file has {bits})."
CUT_FOR_PROFILE = "Opened as 8-bit (the file has {bits}), because its colour profile had to be applied."
FROM_CMYK = "Converted from CMYK without a colour profile; the colours are approximate."
_BITS, _PHOTOMETRIC, _PLANES, _SAMPLE_FORMAT = 258, 262, 284, 339
_OTHER_ORDER = {";16B": ";16L", ";16L": ";16B", ";16N": ";16L" if sys.byteorder == "big" else ";16B"}
_PLAIN = {"1": "L", "PA": "RGBA", "La": "LA", "RGBa": "RGBA", "RGBX": "RGB", "YCbCr": "RGB", "HSV": "RGB"}


class UnreadableError(Exception):
    """Half a sentence: why a picture that Pillow opens cannot be had from it as it is meant."""


@dataclass
class Pixels:
    """`values` (H, W, 1 or 3) and `alpha` (H, W) or None, float32 in [0, 1]; bits of the file; sentences."""

    values: Values
    alpha: Values | None = None
    bits: int = 8
    notes: list[str] = field(default_factory=list)


def read_pixels(picture: ImageFile.ImageFile, data: bytes, reopen: Open, apply_profile: bool) -> Pixels:
    """Pixels of a picture just opened from `data` (not decoded yet); `reopen` opens bytes in the same way.

    Raises:
        UnreadableError: when the numbers are stored in a way that would be read wrongly.
        OSError and the other errors of Pillow: when the file is broken.
    """
    bits = _bits_of(picture, data)
    icc = picture.info.get("icc_profile") if apply_profile else None
    foreign = profile.is_foreign(icc)
    if picture.mode.startswith("I;16"):
        found = _grey(picture, bits)
    elif picture.mode in ("I", "F"):
        found = _scaled(picture, bits)
    elif bits == 16 and _is_deep(picture) and not (foreign and not png.is_deep_grey_alpha(data)):
        found = _deep(picture, data, reopen)
    else:
        found = _eight(picture, data, bits, icc if foreign else None)
        foreign = False
    if foreign:
        found.notes.append(profile.IGNORED)
    # Pillow leaves rows black that the file does not have: only then is it worth counting them.
    end = picture.crop((0, picture.height - 2, *picture.size))
    if not np.asarray(end).any() and png.lacks_rows(data):
        raise UnreadableError("the file is cut off before its end")
    return found


def _bits_of(picture: ImageFile.ImageFile, data: bytes) -> int:
    head = png.header(data)
    if head:
        return max(8, head[2])
    if isinstance(picture, TiffImagePlugin.TiffImageFile):
        return max(8, *picture.tag_v2.get(_BITS, (8,)))
    return 8


def _grey(picture: ImageFile.ImageFile, bits: int) -> Pixels:
    raw = np.asarray(picture)
    values = raw.astype(np.float32)[..., None]
    values /= 2**bits - 1
    if _tag(picture, _PHOTOMETRIC) == 0:  # white is zero, which Pillow turns round for 8 bits only
        values = 1.0 - values
    key = picture.info.get("transparency")
    alpha = (raw != key).astype(np.float32) if isinstance(key, int) else None
    return Pixels(values, alpha, bits)


def _scaled(picture: ImageFile.ImageFile, bits: int) -> Pixels:
    """Whole or real numbers that have no agreed white: stretched over [0, 1] unless they lie in it."""
    raw = np.asarray(picture)
    if picture.mode == "I" and bits == 32 and _tag(picture, _SAMPLE_FORMAT) in (None, 1):
        raw = raw.view(np.uint32)
    values, notes = raw.astype(np.float64), []
    finite = np.isfinite(values)
    if not finite.any():
        raise UnreadableError("it holds no finite number")
    if not finite.all():
        values[~finite] = values[finite].mean()
        count = int(values.size - np.count_nonzero(finite))
        notes.append(f"{count:,} of its numbers were not finite and were replaced by the mean of the others.")
    low, high = float(values.min()), float(values.max())
    if low < 0.0 or high > 1.0:
        values = (values - low) / ((high - low) or 1.0)
        notes.append(f"Its numbers run from {low:g} to {high:g}; they were stretched over 0 to 1.")
    if _tag(picture, _PHOTOMETRIC) == 0:
        values = 1.0 - values
    return Pixels(values.astype(np.float32)[..., None], None, bits, notes)


def _is_deep(picture: ImageFile.ImageFile) -> bool:
    """Whether both bytes of the 16-bit colours can be had."""
    if _tag(picture, _PLANES) == 2:
        if picture.tile[0].codec_name == "raw":
            # Pillow 13 takes such planes for 8-bit ones and would show noise.
            raise UnreadableError("it keeps its 16-bit colours in separate planes; save it as PNG in another program")
        return False  # through libtiff they are right, but the high bytes only
    raw = _raw_mode(picture.tile[0])
    return raw == "LA;16B" or (raw[:-4] in ("RGB", "RGBA") and raw[-4:] in _OTHER_ORDER)


def _deep(picture: ImageFile.ImageFile, data: bytes, reopen: Open) -> Pixels:
    if png.is_deep_grey_alpha(data):
        parts = np.asarray(reopen(png.as_rgba_bytes(data)))
        high, low = parts[..., 0::2], parts[..., 1::2]
    else:
        other = reopen(data)
        other.tile = [_in_other_order(tile) for tile in other.tile]
        high, low = np.asarray(picture), np.asarray(other)
    values = high.astype(np.float32)
    values *= 256.0
    values += low
    key = picture.info.get("transparency")
    keyed = (values != np.array(key, np.float32)).any(axis=2) if isinstance(key, tuple) else None
    values /= np.float32(65535)
    if values.shape[2] in (2, 4):
        return Pixels(values[..., :-1], values[..., -1], 16)
    return Pixels(values, None if keyed is None else keyed.astype(np.float32), 16)


def _eight(picture: ImageFile.ImageFile, data: bytes, bits: int, icc: object) -> Pixels:
    notes = [(CUT_FOR_PROFILE if icc else CUT).format(bits=bits)] if bits > 8 else []
    key = picture.info.get("transparency")
    mode = picture.mode
    if mode == "P":
        plain = picture.convert("RGBA" if key is not None else "RGB")
    elif mode == "LAB":
        plain = profile.lab_to_srgb(picture)
    else:
        plain = picture.convert(_PLAIN[mode]) if mode in _PLAIN else picture
    alpha = None
    if plain.mode in ("LA", "RGBA"):
        alpha = np.asarray(plain.getchannel("A"), np.float32) / np.float32(255)
        plain = plain.convert(plain.mode[:-1])
    elif mode in ("1", "L", "RGB") and key is not None:
        alpha = _keyed(np.asarray(plain), key, data)
    if icc and plain.mode in ("L", "RGB", "CMYK"):
        plain, note = profile.to_srgb(plain, icc)
        notes.append(note)
    if plain.mode == "CMYK":
        notes.append(FROM_CMYK)
        plain = plain.convert("RGB")
    values = np.asarray(plain, np.float32).reshape(plain.height, plain.width, -1) / np.float32(255)
    return Pixels(values, alpha, bits, notes)


def _keyed(raw: NDArray[np.uint8], key: Any, data: bytes) -> Values | None:
    """Alpha of a picture in which one colour, named in the file's own numbers, is transparent."""
    head = png.header(data)
    scale = 255 // (2 ** head[2] - 1) if head and head[2] < 8 else 1
    if isinstance(key, int):
        return (raw != key * scale).astype(np.float32)
    if isinstance(key, tuple) and raw.ndim == 3 and len(key) == 3:
        return (raw != np.array(key)).any(axis=2).astype(np.float32)
    return None


def _raw_mode(tile: Any) -> str:
    return tile.args if isinstance(tile.args, str) else str(tile.args[0])


def _in_other_order(tile: Any) -> Any:
    raw = _raw_mode(tile)
    other = raw[:-4] + _OTHER_ORDER[raw[-4:]]
    return tile._replace(args=other if isinstance(tile.args, str) else (other, *tile.args[1:]))


def _tag(picture: ImageFile.ImageFile, number: int) -> int | None:
    if not isinstance(picture, TiffImagePlugin.TiffImageFile):
        return None
    value = picture.tag_v2.get(number)
    return value[0] if isinstance(value, tuple) else value
