"""Whole numbers as few bytes: a range coder (the library constriction) under tables of integers.

Numbers come in runs; each run is coded under the cheapest of four laws (constant, counted, geometric, normal), whose
parameters go into a stream of side information before the coded one.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.codec import frequencies
from sirendesk.core.codec.frequencies import MOST_NUMBERS, TOTAL, Table

Integers = NDArray[np.int64]

CONSTANT, COUNTED, GEOMETRIC, NORMAL = range(4)
MOST_MAGNITUDE = 2**30
# mean distance from the middle that is kept when low bits are split off: beyond it they are as good as random
SPREAD = 12.0
MOST_SHIFT = 20


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
        shift = max(0, (high - low + 1).bit_length() - MOST_NUMBERS.bit_length() + 1, _random_bits(run))
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
        return _written(len(self._side)) + bytes(self._side) + coded.astype("<u4").tobytes()

    def _put(self, law: int, shift: int, low: int, span: int) -> None:
        # small numbers of either sign in few bytes: 0, -1, 1, -2 ... as 0, 1, 2, 3 ...
        self._side += bytes([law | shift << 2]) + _written(2 * low if low >= 0 else -2 * low - 1) + _written(span - 1)


class RunDecoder:
    """Gives back the runs of a `RunEncoder`, in order.

    Raises:
        DecodeError: by any method, for bytes that an encoder does not write.
    """

    def __init__(self, data: bytes) -> None:
        self._side, self._at = data, 0
        length = self._read()
        coded = data[self._at + length :]
        if self._at + length > len(data) or len(coded) % 4:
            raise DecodeError("side information is cut")
        self._side, self._at = data[self._at : self._at + length], 0
        self._coder = _stream().queue.RangeDecoder(np.frombuffer(coded, "<u4").astype(np.uint32))

    def take(self, count: int) -> Integers:
        """The next run, of `count` numbers."""
        if count == 0:
            return np.zeros(0, np.int64)
        head, turned, span = self._side_bytes(1)[0], self._read(), self._read() + 1
        law, shift, low = head & 3, head >> 2, turned // 2 if turned % 2 == 0 else -(turned + 1) // 2
        if span > MOST_NUMBERS or shift > MOST_SHIFT or abs(low) >= MOST_MAGNITUDE:
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
            return _read_counts(self._side_bytes(self._read()), span)
        centre, q = self._read(), _decay_of(*self._side_bytes(2))
        if centre >= span:
            raise DecodeError("a law has its centre elsewhere")
        return (frequencies.geometric if law == GEOMETRIC else frequencies.normal)(centre, span, q)

    def _read(self) -> int:
        """A whole number from 0 on, below 2^35."""
        number = 0
        for place in range(0, 35, 7):
            (part,) = self._side_bytes(1)
            number |= (part & 127) << place
            if part < 128:
                return number
        raise DecodeError("a number does not end")

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


def _random_bits(run: Integers) -> int:
    """How many low bits say nothing: what is left of the numbers is spread over a dozen or more."""
    spread = float(np.abs(run - int(np.median(run))).mean())
    return min(MOST_SHIFT, max(0, math.frexp(spread / SPREAD)[1]))


def _cheapest(run: Integers, span: int) -> tuple[int, bytes, Table]:
    """Law, its parameters and its table, by the bits of the run under it and those of the parameters."""
    centre = int(np.median(run))
    counts = np.bincount(run, minlength=span)
    distance = np.abs(np.arange(span) - centre).astype(np.float64)
    # what an outsider must not do is set the scale of all others
    short, squat = (
        _short(decay(run, centre)) for decay in (frequencies.decay_of_geometric, frequencies.decay_of_normal)
    )
    q, g = _decay_of(*short), _decay_of(*squat)
    offers: list[tuple[float, int, bytes, Callable[[], Table]]] = []
    for law, kept, parameter, far, make in (
        (GEOMETRIC, short, q, distance, lambda: frequencies.geometric(centre, span, q)),
        (NORMAL, squat, g, distance * distance, lambda: frequencies.normal(centre, span, g)),
    ):
        weights = np.exp(far * math.log(max(parameter, 1) / frequencies.ONE))
        shares = (1 + weights * ((TOTAL - span) / weights.sum())) / TOTAL
        parameters = _written(centre) + kept
        offers.append((8 * len(parameters) - float(counts @ np.log2(shares)), law, parameters, make))
    # a table pays for itself only where numbers come back often
    if span <= len(run):
        written = _write_counts(frequencies.counted(run, 0, span))
        shares = _read_counts(written, span) / TOTAL
        parameters = _written(len(written)) + written
        bits = 8 * len(parameters) - float(counts @ np.log2(shares))
        offers.append((bits, COUNTED, parameters, lambda: _read_counts(written, span)))
    _, law, parameters, make = min(offers, key=_bits)
    return law, parameters, make()


def _bits(offer: tuple[float, int, bytes, Callable[[], Table]]) -> float:
    return offer[0]


def _written(number: int) -> bytes:
    """A whole number from 0 on: seven bits a byte, the lowest first, the top bit saying that more follow."""
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes(out) + bytes([number])


def _short(q: int) -> bytes:
    """A decay q / 2^32 in two bytes: 2^32 - q to eight significant bits."""
    gap = frequencies.ONE - q
    shift = max(0, gap.bit_length() - 8)
    return bytes([shift, min(255, gap >> shift)])


def _decay_of(shift: int, lead: int) -> int:
    return max(0, frequencies.ONE - (lead << min(shift, 25)))


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
