"""Pictures written a few rows at a time, as PNG and as TIFF, 8 or 16 bits, grey or RGB.

Formats: Portable Network Graphics Specification (third edition), W3C, 2025, sections 5, 7 and 9; TIFF revision 6.0,
Aldus, 1992, sections 2, 4 and 6; BigTIFF as libtiff 4 reads it, whose offsets have eight bytes.
"""

from __future__ import annotations

import struct
import sys
import zlib
from pathlib import PurePath
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError

BITS = (8, 16)
SUFFIXES = (".png", ".tif", ".tiff")
LEVEL = 6
MOST_PNG_SIDE = 2**31 - 1
MOST_TIFF_SIDE = 2**32 - 1
CLASSIC_TIFF_BYTES = 2**32
_PNG_COLOURS = {1: 0, 2: 4, 3: 2, 4: 6}
_STRIP_BYTES = 2**20
_SUB, _UP, _AVERAGE, _PAETH = 1, 2, 3, 4
_SHORT, _LONG, _LONG8 = (3, "H"), (4, "I"), (16, "Q")


class RowWriter(Protocol):
    """Turns rows into the bytes of a file: `begin`, then `rows` until all are there, then `end`."""

    def begin(self) -> bytes:
        """What stands before the first row."""
        ...

    def rows(self, levels: NDArray[Any]) -> bytes:
        """Bytes for the next rows (n, W, C), uint8 or uint16 as `bits` say; may keep some back."""
        ...

    def end(self) -> bytes:
        """What stands after the last row."""
        ...

    @property
    def most_bytes(self) -> int:
        """No file of this picture is larger."""
        ...


def row_writer(suffix: str, shape: tuple[int, int], channels: int, bits: int) -> RowWriter:
    """The writer for files with this ending, ".png", ".tif" or ".tiff".

    Raises:
        UsageError: for another ending, other bits than 8 or 16, or more pixels along a side than the format can count.
    """
    if bits not in BITS:
        raise UsageError(f"A picture can be written with 8 or 16 bits, not {bits}.")
    if suffix.lower() not in SUFFIXES:
        raise UsageError(f"A picture is written as .png or .tif; {suffix or 'no ending'!r} is neither.")
    return (PngRows if suffix.lower() == ".png" else TiffRows)(shape, channels, bits)


def suffix_of(path: PurePath | str) -> str:
    """The ending of a path by which its format is chosen."""
    return PurePath(path).suffix.lower()


def to_levels(values: NDArray[Any], bits: int) -> NDArray[Any]:
    """Real numbers cut to [0, 1], what is not a number to 0, and rounded to uint8 or uint16."""
    # 16 bits in double precision, because single would not reach
    most, kind = {8: (255, np.uint8), 16: (np.float64(65535), np.uint16)}[bits]
    clean = np.clip(np.nan_to_num(values, nan=0.0), 0.0, 1.0)
    return np.floor(clean * most + 0.5).astype(kind)


class PngRows:
    """A PNG file; for each row the filter is chosen that leaves the smallest numbers (the specification's 12.7)."""

    def __init__(self, shape: tuple[int, int], channels: int, bits: int) -> None:
        _check_sides(shape, MOST_PNG_SIDE, "a PNG file")
        self._shape, self._channels, self._bits = shape, channels, bits
        self._step = channels * bits // 8
        self._above = np.zeros(shape[1] * self._step, np.uint8)
        self._packer = zlib.compressobj(LEVEL)

    @property
    def most_bytes(self) -> int:
        # deflate adds five bytes to a block of 16 kB that it cannot make smaller, a chunk twelve to what it holds
        raw = self._shape[0] * (1 + self._shape[1] * self._step)
        return raw + raw // 1024 + 12 * self._shape[0] + 128

    def begin(self) -> bytes:
        height, width = self._shape
        fields = struct.pack(">IIBBBBB", width, height, self._bits, _PNG_COLOURS[self._channels], 0, 0, 0)
        return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", fields)

    def rows(self, levels: NDArray[Any]) -> bytes:
        flat = levels.astype(levels.dtype.newbyteorder(">")).reshape(len(levels), -1).view(np.uint8)
        packed = self._packer.compress(self._filtered(flat).data)
        self._above = flat[-1].copy()
        return _chunk(b"IDAT", packed) if packed else b""

    def end(self) -> bytes:
        return _chunk(b"IDAT", self._packer.flush()) + _chunk(b"IEND", b"")

    def _filtered(self, rows: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Rows (n, bytes) with the filter's number before each, (n, 1 + bytes)."""
        step = self._step
        up = np.vstack([self._above, rows[:-1]])
        left, corner = np.zeros_like(rows), np.zeros_like(rows)
        left[:, step:], corner[:, step:] = rows[:, :-step], up[:, :-step]
        average = (left & up) + ((left ^ up) >> 1)  # half of the sum, rounded down, without a carry
        lines = np.empty((len(rows), 1 + rows.shape[1]), np.uint8)
        least = np.full(len(rows), np.iinfo(np.int64).max)
        for kind, guess in ((_UP, up), (_SUB, left), (_AVERAGE, average), (_PAETH, _paeth(left, up, corner))):
            rest = rows - guess
            cost = np.minimum(rest, 0 - rest).sum(axis=1, dtype=np.int64)
            better = cost < least
            least[better] = cost[better]
            lines[better, 0] = kind
            lines[better, 1:] = rest[better]
        return lines


class TiffRows:
    """An uncompressed TIFF file in strips of about a megabyte; a BigTIFF where 4 GB do not hold it."""

    def __init__(self, shape: tuple[int, int], channels: int, bits: int) -> None:
        _check_sides(shape, MOST_TIFF_SIDE, "a TIFF file")
        self._shape, self._channels, self._bits = shape, channels, bits
        self._row_bytes = shape[1] * channels * bits // 8
        self._rows_per_strip = max(1, min(shape[0], _STRIP_BYTES // self._row_bytes))
        strips = -(-shape[0] // self._rows_per_strip)
        counts = np.full(strips, self._rows_per_strip * self._row_bytes, np.uint64)
        counts[-1] = (shape[0] - (strips - 1) * self._rows_per_strip) * self._row_bytes
        self.big = False
        self._header = self._make_header(counts)
        if self.most_bytes > CLASSIC_TIFF_BYTES:
            self.big = True
            self._header = self._make_header(counts)

    @property
    def most_bytes(self) -> int:
        return len(self._header) + self._shape[0] * self._row_bytes

    def begin(self) -> bytes:
        return self._header

    def rows(self, levels: NDArray[Any]) -> bytes:
        return np.ascontiguousarray(levels).tobytes()

    def end(self) -> bytes:
        return b""

    def _make_header(self, counts: NDArray[np.uint64]) -> bytes:
        """All that is before the pixels: their offsets are known, because nothing is compressed."""
        height, width = self._shape
        word = _LONG8 if self.big else _LONG
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.uint64)
        tags: list[tuple[int, tuple[int, str], Any]] = [
            (256, _LONG, [width]),
            (257, _LONG, [height]),
            (258, _SHORT, [self._bits] * self._channels),
            (259, _SHORT, [1]),  # not compressed
            (262, _SHORT, [2 if self._channels >= 3 else 1]),  # RGB, or grey with black as 0
            (273, word, starts),
            (277, _SHORT, [self._channels]),
            (278, _LONG, [self._rows_per_strip]),
            (279, word, counts),
            (284, _SHORT, [1]),  # the channels of a pixel beside each other
        ]
        if self._channels in (2, 4):
            tags.append((338, _SHORT, [2]))  # the last channel is alpha, not multiplied in
        order = "<" if sys.byteorder == "little" else ">"
        mark = b"II" if order == "<" else b"MM"
        if self.big:
            start = mark + struct.pack(order + "HHHQ", 43, 8, 0, 16) + struct.pack(order + "Q", len(tags))
            inline, count, after, entry = 8, "Q", 8, 20
        else:
            start = mark + struct.pack(order + "HI", 42, 8) + struct.pack(order + "H", len(tags))
            inline, count, after, entry = 4, "I", 4, 12
        place = len(start) + len(tags) * entry + after
        sizes = [struct.calcsize(kind[1]) * len(content) for _, kind, content in tags]
        length = place + sum(size + size % 2 for size in sizes if size > inline)
        entries, rest = b"", b""
        for (tag, (number, letter), content), size in zip(tags, sizes, strict=True):
            numbers = np.asarray(content, np.uint64) + np.uint64(length if tag == 273 else 0)
            data = numbers.astype(np.dtype(order + letter)).tobytes()
            if size > inline:
                where = struct.pack(order + count, place + len(rest))
                rest += data + b"\0" * (size % 2)
            else:
                where = data.ljust(inline, b"\0")
            entries += struct.pack(order + "HH" + count, tag, number, len(content)) + where
        return start + entries + b"\0" * after + rest


def _paeth(left: NDArray[np.uint8], up: NDArray[np.uint8], corner: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Of left, above and above left the one nearest to left + above - above left (the specification's 9.4)."""
    a, b, c = left.astype(np.int16), up.astype(np.int16), corner.astype(np.int16)
    to_left, to_up, to_corner = np.abs(b - c), np.abs(a - c), np.abs(a + b - 2 * c)
    nearest_up = np.where(to_up <= to_corner, up, corner)
    return np.where((to_left <= to_up) & (to_left <= to_corner), left, nearest_up)


def _check_sides(shape: tuple[int, int], most: int, what: str) -> None:
    if not all(1 <= side <= most for side in shape):
        raise UsageError(
            f"{shape[1]:,} x {shape[0]:,} pixels do not fit in {what}, which counts up to {most:,} along a side. "
            "Choose a smaller size."
        )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
