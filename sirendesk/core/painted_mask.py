"""A mask as one word of text, "painted:WIDTHxHEIGHT:...": its bits, eight to a byte, deflated, in base 64."""

from __future__ import annotations

import base64
import binascii
import re
import zlib

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError

Mask = NDArray[np.bool_]

PREFIX = "painted"
_SPELLING = re.compile(r"painted:([1-9][0-9]{0,5})x([1-9][0-9]{0,5}):([A-Za-z0-9+/]*={0,2})", re.ASCII)


def write_word(mask: Mask) -> str:
    """The word for a mask (H, W)."""
    height, width = mask.shape
    packed = zlib.compress(np.packbits(mask).tobytes(), 9)
    return f"{PREFIX}:{width}x{height}:{base64.b64encode(packed).decode('ascii')}"


def read_word(word: str, shape: tuple[int, int]) -> Mask:
    """The mask (H, W) of a word, which has to be one for a picture of `shape`.

    The picture's size is known before anything is inflated, and no more than its bits ever is.

    Raises:
        UsageError: when it is none, or of another size.
    """
    parts = _SPELLING.fullmatch(word)
    if parts is None:
        raise _refusal()
    width, height = int(parts[1]), int(parts[2])
    if (height, width) != shape:
        raise UsageError(
            f"The painted mask (mask) has {width} x {height} pixels and the picture {shape[1]} x {shape[0]}; paint a "
            "new one, or open the picture at the size it was painted on."
        )
    size = -(-height * width // 8)
    # deflate never grows by more than a thousandth and a few bytes
    if len(parts[3]) > 4 * (size + size // 1000 + 100) // 3:
        raise _refusal()
    inflate = zlib.decompressobj()
    try:
        packed = inflate.decompress(base64.b64decode(parts[3], validate=True), size + 1)
    except (binascii.Error, zlib.error) as error:
        raise _refusal() from error
    if len(packed) != size or not inflate.eof or inflate.unused_data:
        raise _refusal()
    bits = np.unpackbits(np.frombuffer(packed, np.uint8), count=height * width)
    return bits.reshape(height, width).astype(bool)


def _refusal() -> UsageError:
    return UsageError("The painted mask (mask) is damaged and cannot be read; paint it again, or load it from a file.")
