"""The two ends of a stream of symbols under given frequencies; a walk over the numbers runs along either."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.codec.entropy import DecodeError
from sirendesk.core.codec.grid.model import TOTAL

Symbols = NDArray[np.int32]
Frequencies = NDArray[np.int64]

_MOST_UNIFORM_BITS = 20


class Stream(Protocol):
    """Takes the symbols (n,) of an encoder, or gives those of a decoder, to which None is passed."""

    def each(self, symbols: Symbols | None, tables: Frequencies, rows: NDArray[np.int64]) -> Symbols:
        """Symbols under row `rows[i]` of `tables` (k, m), whose rows sum to TOTAL."""
        ...

    def all(self, symbols: Symbols | None, table: Frequencies, count: int) -> Symbols:
        """`count` symbols under one table (m,)."""
        ...

    def even(self, symbols: Symbols | None, bits: int, count: int) -> Symbols:
        """`count` symbols of `bits` bits, all as likely."""
        ...


class Writer:
    """The encoder's end."""

    def __init__(self) -> None:
        self._coder = _library().stream.queue.RangeEncoder()

    def each(self, symbols: Symbols | None, tables: Frequencies, rows: NDArray[np.int64]) -> Symbols:
        assert symbols is not None, "an encoder has them"
        self._coder.encode(symbols, _family(), _exact(tables)[rows])
        return symbols

    def all(self, symbols: Symbols | None, table: Frequencies, count: int) -> Symbols:
        assert symbols is not None, "an encoder has them"
        self._coder.encode(symbols, _one(table))
        return symbols

    def even(self, symbols: Symbols | None, bits: int, count: int) -> Symbols:
        assert symbols is not None, "an encoder has them"
        if bits:
            self._coder.encode(symbols, _library().stream.model.Uniform(2**bits))
        return symbols

    def finish(self) -> bytes:
        """All that was written."""
        coded: NDArray[np.uint32] = self._coder.get_compressed()
        return coded.astype("<u4").tobytes()


class Reader:
    """The decoder's end; every method raises DecodeError for bits that no encoder writes."""

    def __init__(self, data: bytes) -> None:
        if len(data) % 4:
            raise DecodeError("the stream is cut")
        self._coder = _library().stream.queue.RangeDecoder(np.frombuffer(data, "<u4").astype(np.uint32))

    def each(self, symbols: Symbols | None, tables: Frequencies, rows: NDArray[np.int64]) -> Symbols:
        return self._decode(_family(), _exact(tables)[rows])

    def all(self, symbols: Symbols | None, table: Frequencies, count: int) -> Symbols:
        return self._decode(_one(table), count)

    def even(self, symbols: Symbols | None, bits: int, count: int) -> Symbols:
        if not bits:
            return np.zeros(count, np.int32)
        return self._decode(_library().stream.model.Uniform(2**bits), count)

    def finish(self) -> None:
        """Check that nothing is left."""
        if not self._coder.maybe_exhausted():
            raise DecodeError("something is left over")

    def _decode(self, model: Any, what: Any) -> Symbols:
        try:
            return self._coder.decode(model, what).astype(np.int32)
        except AssertionError as error:  # how the library says that the bits fit no symbol
            raise DecodeError(str(error)) from error


def _exact(tables: Frequencies) -> NDArray[np.float64]:
    # whole numbers over a power of two: no rounding, so every machine hands over the same probabilities
    return tables / float(TOTAL)


def _family() -> Any:
    return _library().stream.model.Categorical(perfect=False)


def _one(table: Frequencies) -> Any:
    return _library().stream.model.Categorical(_exact(table), perfect=False)


def _library() -> Any:
    import constriction

    return constriction
