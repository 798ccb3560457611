"""The parts of the PNG format that Pillow leaves out: 16-bit colour, written, and rows that are missing, noticed.

Format: Portable Network Graphics Specification (third edition), W3C, 2025, sections 5, 7 and 9.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GREY_ALPHA, _RGB_ALPHA = 4, 6
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_COLOUR_TYPES = {1: 0, 2: 4, 3: 2, 4: 6}
_UP = 2
_PORTION = 1 << 20
# First row, first column, row step and column step of the seven passes of an interlaced picture.
_PASSES = ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1))


def header(data: bytes) -> tuple[int, int, int, int, int] | None:
    """Width, height, bits, colour type and interlacing of a PNG file; None when `data` is none."""
    if len(data) < 33 or data[:8] != SIGNATURE or data[12:16] != b"IHDR":
        return None
    width, height, bits, colour, _, _, interlaced = struct.unpack(">IIBBBBB", data[16:29])
    return width, height, bits, colour, interlaced


def as_rgba_bytes(data: bytes) -> bytes:
    """A 16-bit grey PNG with alpha, relabelled as an 8-bit RGBA one.

    The two have the same four bytes per pixel and therefore the same filters, so that Pillow, which would keep the high
    bytes only, hands out all of them: (grey high, grey low, alpha high, alpha low).
    """
    fields = data[12:24] + bytes((8, _RGB_ALPHA)) + data[26:29]
    return data[:12] + fields + struct.pack(">I", zlib.crc32(fields)) + data[33:]


def is_deep_grey_alpha(data: bytes) -> bool:
    """Whether `data` is a 16-bit grey PNG with alpha."""
    found = header(data)
    return found is not None and found[2:4] == (16, _GREY_ALPHA)


def lacks_rows(data: bytes) -> bool:
    """Whether the compressed pixels of a PNG end before its last row, which Pillow would fill with black.

    Only the first picture of an animated file is looked at.
    """
    found = header(data)
    if found is None or found[3] not in _CHANNELS:
        return False
    width, height, bits, colour, interlaced = found
    passes = _PASSES if interlaced else ((0, 0, 1, 1),)
    wanted = 0
    for top, left, down, right in passes:
        rows, columns = len(range(top, height, down)), len(range(left, width, right))
        wanted += rows * (1 + (columns * bits * _CHANNELS[colour] + 7) // 8) if columns else 0
    decoder, count = zlib.decompressobj(), 0
    for chunk in _pixel_chunks(data):
        while chunk and count < wanted:  # in portions, because a small chunk may hold gigabytes
            count += len(decoder.decompress(chunk, _PORTION))
            chunk = decoder.unconsumed_tail
    return count < wanted


def encode_deep(values: NDArray[np.uint16]) -> bytes:
    """PNG file of (H, W, C) 16-bit numbers, C = 1 to 4: grey, grey with alpha, RGB, RGB with alpha."""
    height, width, channels = values.shape
    rows = values.astype(">u2").reshape(height, -1).view(np.uint8)
    lines = np.empty((height, 1 + rows.shape[1]), np.uint8)
    lines[:, 0] = _UP
    lines[:, 1:] = rows
    lines[1:, 1:] -= rows[:-1]
    fields = struct.pack(">IIBBBBB", width, height, 16, _COLOUR_TYPES[channels], 0, 0, 0)
    pixels = zlib.compress(lines.tobytes(), 6)
    return SIGNATURE + _chunk(b"IHDR", fields) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _pixel_chunks(data: bytes) -> list[bytes]:
    chunks, position = [], len(SIGNATURE)
    while position + 8 <= len(data):
        (length,) = struct.unpack(">I", data[position : position + 4])
        if data[position + 4 : position + 8] == b"IDAT":
            chunks.append(data[position + 8 : position + 8 + length])
        position += 12 + length
    return chunks
