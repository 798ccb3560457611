"""Whole numbers as few bytes: a range coder (the library constriction) under tables of integers.

Numbers come in runs; each run is coded under the cheapest of four laws (constant, counted, geometric, normal), whose
parameters go into a stream of side information before the coded one.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.codec import frequencies
from sirendesk.core.codec.frequencies import BITS, MOST_NUMBERS, TOTAL, Table

Integers = NDArray[np.int64]

CONSTANT, COUNTED, GEOMETRIC, NORMAL = range(4)
MOST_MAGNITUDE = 2**30


class DecodeError(ValueError):
    """The bytes are not what an encoder writes."""


class RunEncoder:
    """Takes runs of whole numbers, each of magnitude below 2^30, and gives their bytes."""

    def __init__(self) -> None:
        self._side = bytearray()
        self._coder = _stream().queue.RangeEncoder()

    def add(self, values: NDArray[np.integer]) -> None:
        """Append a run of any shape; the decoder has to know how many numbers it has."""
        run = np.asarray(values, np.int64).reshape(-1)
        if not run.size:
            return
        low, high = int(run.min()), int(run.max())
        if max(-low, high) >= MOST_MAGNITUDE:
            raise ValueError("a number is too large to be coded")
        # of a run that is spread wide, the low bits are as good as random and go as they are
        shift = max(0, (high - low + 1).bit_length() - MOST_NUMBERS.bit_length() + 1)
        coarse = (run - low) >> shift
        span = int(coarse.max()) + 1
        if span == 1 and not shift:
            self._put(CONSTANT, shift, low, span)
            return
        law, parameters, table = _cheapest(coarse, span)
        self._put(law, shift, low, span)
        self._side += parameters
        self._coder.encode(coarse.astype(np.int32), _model(table))
        if shift:
            self._coder.encode(((run - low) & (2**shift - 1)).astype(np.int32), _uniform(2**shift))

    def finish(self) -> bytes:
        """All runs: the length of the side information, that, and the coded stream."""
        coded: NDArray[np.uint32] = self._coder.get_compressed()
        return struct.pack("<I", len(self._side)) + bytes(self._side) + coded.astype("<u4").tobytes()

    def _put(self, law: int, shift: int, low: int, span: int) -> None:
        self._side += struct.pack("<BiH", law | shift << 2, low, span - 1)


class RunDecoder:
    """Gives back the runs of a `RunEncoder`, in order.

    Raises:
        DecodeError: by any method, for bytes that an encoder does not write.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) < 4:
            raise DecodeError("too short")
        (length,) = struct.unpack_from("<I", data)
        coded = data[4 + length :]
        if 4 + length > len(data) or len(coded) % 4:
            raise DecodeError("side information is cut")
        self._side, self._at = data[4 : 4 + length], 0
        self._coder = _stream().queue.RangeDecoder(np.frombuffer(coded, "<u4").astype(np.uint32))

    def take(self, count: int) -> Integers:
        """The next run, of `count` numbers."""
        if count == 0:
            return np.zeros(0, np.int64)
        head, low, last = struct.unpack("<BiH", self._side_bytes(7))
        law, shift, span = head & 3, head >> 2, last + 1
        if span > MOST_NUMBERS or shift > 20 or abs(low) >= MOST_MAGNITUDE:
            raise DecodeError("a run has impossible bounds")
        if law == CONSTANT:
            return np.full(count, low, np.int64)
        if span == 1:
            raise DecodeError("a law for a single number")
        table = self._table(law, span)
        run = self._decode(_model(table), count) << shift
        if shift:
            run |= self._decode(_uniform(2**shift), count)
        return run + low

    def _table(self, law: int, span: int) -> Table:
        if law == COUNTED:
            (length,) = struct.unpack("<H", self._side_bytes(2))
            return _read_counts(self._side_bytes(length), span)
        centre, q = struct.unpack("<HI", self._side_bytes(6))
        if centre >= span:
            raise DecodeError("a law has its centre elsewhere")
        return (frequencies.geometric if law == GEOMETRIC else frequencies.normal)(centre, span, q)

    def _side_bytes(self, count: int) -> bytes:
        part = self._side[self._at : self._at + count]
        self._at += count
        if len(part) != count:
            raise DecodeError("side information is cut")
        return part

    def _decode(self, model: Any, count: int) -> Integers:
        try:
            return self._coder.decode(model, count).astype(np.int64)
        except AssertionError as error:  # how the library says that the bits fit no number
            raise DecodeError(str(error)) from error


def _cheapest(run: Integers, span: int) -> tuple[int, bytes, Table]:
    """Law, its parameters and its table, by the bits of the run under it and those of the parameters."""
    centre = int(np.median(run))
    # what an outsider must not do is set the scale of all others
    q, g = frequencies.decay_of_geometric(run, centre), frequencies.decay_of_normal(run, centre)
    counts = np.bincount(run, minlength=span)
    written = _write_counts(frequencies.counted(run, 0, span))
    offers: list[tuple[int, bytes, Callable[[], Table]]] = [
        (GEOMETRIC, struct.pack("<HI", centre, q), lambda: frequencies.geometric(centre, span, q)),
        (NORMAL, struct.pack("<HI", centre, g), lambda: frequencies.normal(centre, span, g)),
    ]
    if len(written) < 2**16:
        offers.append((COUNTED, struct.pack("<H", len(written)) + written, lambda: _read_counts(written, span)))
    best: tuple[float, tuple[int, bytes, Table]] | None = None
    for law, parameters, make in offers:
        table = make()
        bits = 8 * len(parameters) + float(counts @ (BITS - np.log2(table)))
        if best is None or bits < best[0]:
            best = bits, (law, parameters, table)
    assert best is not None, "two laws are always offered"
    return best[1]


def _write_counts(table: Table) -> bytes:
    # what is beyond 12 bits of precision costs more to write down than it saves
    return zlib.compress(np.maximum(1, table >> 4).astype("<u2").tobytes(), 9)


def _read_counts(data: bytes, span: int) -> Table:
    unpacker = zlib.decompressobj()
    try:
        raw = unpacker.decompress(data, 2 * span + 1)
    except zlib.error as error:
        raise DecodeError("counts cannot be unpacked") from error
    if len(raw) != 2 * span:
        raise DecodeError("counts are of another length")
    return frequencies.shared_out(np.frombuffer(raw, "<u2"))


def _model(table: Table) -> Any:
    # whole numbers over a power of two: no rounding, so every machine hands over the same probabilities
    return _stream().model.Categorical(table.astype(np.float64) / TOTAL, perfect=False)


def _uniform(size: int) -> Any:
    return _stream().model.Uniform(size)


def _stream() -> Any:
    """The library's coders; its stubs do not know that they are there."""
    import constriction

    library: Any = constriction
    return library.stream
