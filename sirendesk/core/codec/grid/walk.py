"""The walk over all numbers of a picture, the same for the encoder and the decoder."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.codec.entropy import DecodeError
from sirendesk.core.codec.grid import contexts, model
from sirendesk.core.codec.grid.contexts import PAD, PASSES
from sirendesk.core.codec.grid.latents import Integers, Latents, Place, surroundings
from sirendesk.core.codec.grid.model import BUSY_LEVELS, LAWS, MAGNITUDES, LearningLaws
from sirendesk.core.codec.grid.prior import NETWORK, SHIPPED
from sirendesk.core.codec.grid.streams import Stream, Symbols
from sirendesk.core.pieces import to_end

LawGrids = dict[Place, NDArray[np.uint8]]

# a magnitude beyond the table's: the number of its further bits, then those
_LENGTHS = model.shared_out(2 ** np.arange(19, -1, -1, dtype=np.int64)[None])[0]
# how far a grid is busier than the one a level coarser, from 0 around the circle to -1
_BUSIER = model.shared_out(np.array([[4096, 2048, 776, 256, 64, 16, 4, 1, 1, 1, 4, 16, 64, 256, 776, 2048]], np.int64))[
    0
]
_FIRST_BUSY = 8


def walk(stream: Stream, shape: tuple[int, int], planes: int, given: Latents | None) -> tuple[Latents, LawGrids]:
    """Run along a stream for planes of `shape`: write the `given` latents, or read those that come.

    Returns them, and the law under which each number of the details was coded.

    Raises:
        DecodeError: when what comes are no latents.
    """
    return to_end(walking(stream, shape, planes, given))


def walking(
    stream: Stream, shape: tuple[int, int], planes: int, given: Latents | None
) -> Generator[None, None, tuple[Latents, LawGrids]]:
    """The same, stopping after each grid."""
    latents = Latents.zeros(shape, planes)
    learning = LearningLaws(SHIPPED)
    for plane in range(planes):
        latents.low[plane][:] = _low(stream, latents.low[plane].shape, None if given is None else given.low[plane])
    laws: LawGrids = {}
    busy: dict[tuple[int, int], int] = {}
    for place in latents.places():
        wanted = None if given is None else given.at(place)
        grid = latents.at(place)
        key = (place.plane, place.direction)
        busy[key] = _busy(stream, busy.get(key, _FIRST_BUSY), wanted)
        laws[place] = np.zeros(grid.shape, np.uint8)
        if busy[key]:
            _details(stream, latents, place, busy[key], wanted, learning, laws[place])
        yield
    return latents, laws


def _details(
    stream: Stream,
    latents: Latents,
    place: Place,
    busy: int,
    wanted: Integers | None,
    learning: LearningLaws,
    laws: NDArray[np.uint8],
) -> None:
    grid = latents.at(place)
    parent, others = surroundings(lambda plane, order, d: np.abs(latents.details[plane][order][d]), place)
    near = contexts.around(grid.shape, parent, others)
    padded = np.zeros((grid.shape[0] + 2 * PAD, grid.shape[1] + 2 * PAD), np.int32)
    known = padded[PAD:-PAD, PAD:-PAD]
    for number, lattice in enumerate(PASSES):
        shown = lattice.of(grid).shape
        count = shown[0] * shown[1]
        if not count:
            continue
        sums = contexts.sums(padded, lattice, grid.shape, place.direction, near)
        flat = [None if part is None else part.reshape(-1) for part in sums]
        bias = NETWORK.bias(number, place.direction, place.plane, place.level, busy)
        chosen = NETWORK.laws(flat, bias, count)
        values = None if wanted is None else lattice.of(wanted).reshape(-1)
        values = _signed(stream, values, learning, chosen)
        lattice.of(grid)[:] = values.reshape(shown)
        lattice.of(known)[:] = np.abs(values).reshape(shown)
        lattice.of(laws)[:] = chosen.reshape(shown)


def _signed(stream: Stream, values: Integers | None, learning: LearningLaws, laws: NDArray[np.int64]) -> Symbols:
    sizes = None if values is None else np.abs(values)
    clipped = None if sizes is None else np.minimum(sizes, MAGNITUDES - 1)
    got = stream.each(clipped, learning.table, laws)
    learning.count(laws, got.astype(np.int64))
    return _with_signs(stream, values, _with_rest(stream, sizes, got))


def _with_rest(stream: Stream, sizes: Symbols | None, clipped: Symbols) -> Symbols:
    """Magnitudes whole again, where they were cut to MAGNITUDES - 1."""
    large = np.flatnonzero(clipped == MAGNITUDES - 1)
    if not len(large):
        return clipped
    rest = None if sizes is None else sizes[large] - (MAGNITUDES - 1) + 1
    lengths = None if rest is None else (np.frexp(rest)[1] - 1).astype(np.int32)
    lengths = stream.all(lengths, _LENGTHS, len(large))
    whole = clipped.copy()
    for bits in range(int(lengths.max()) + 1):
        here = np.flatnonzero(lengths == bits)
        if len(here):
            low = stream.even(None if rest is None else rest[here] - (1 << bits), bits, len(here))
            whole[large[here]] += low + (1 << bits) - 1
    return whole


def _with_signs(stream: Stream, values: Integers | None, sizes: Symbols) -> Symbols:
    there = np.flatnonzero(sizes)
    if not len(there):
        return sizes
    signs = stream.even(None if values is None else (values[there] < 0).astype(np.int32), 1, len(there))
    signed = sizes.copy()
    signed[there] *= 1 - 2 * signs
    return signed


def _busy(stream: Stream, before: int, wanted: Integers | None) -> int:
    turn = None if wanted is None else np.array([(model.busy(wanted) - before) % BUSY_LEVELS], np.int32)
    return (before + int(stream.all(turn, _BUSIER, 1)[0])) % BUSY_LEVELS


def _low(stream: Stream, shape: tuple[int, ...], wanted: Integers | None) -> Integers:
    """The smooth grid: each number as its difference from the one before, all under the law that suits them best."""
    count = shape[0] * shape[1]
    steps = None
    if wanted is not None:
        steps = np.diff(_snake(wanted).reshape(-1), prepend=0).astype(np.int32)
    sizes = None if steps is None else np.minimum(np.abs(steps), MAGNITUDES - 1)
    law = None
    if sizes is not None:
        bits = -np.log2(SHIPPED[:, sizes]).sum(axis=1)
        law = np.array([int(np.argmin(bits))], np.int32)
    even = model.shared_out(np.ones((1, LAWS), np.int64))[0]
    law = stream.all(law, even, 1)
    got = stream.all(sizes, SHIPPED[int(law[0])], count)
    got = _with_signs(stream, steps, _with_rest(stream, None if steps is None else np.abs(steps), got))
    grid = np.cumsum(got, dtype=np.int64)
    if np.abs(grid).max(initial=0) >= 2**24:
        raise DecodeError("the smooth grid leaves all bounds")
    return _snake(grid.astype(np.int32).reshape(shape))


def _snake(grid: Integers) -> Integers:
    """Every second row turned around, so that what follows in the stream is a neighbour in the picture."""
    turned = grid.copy()
    turned[1::2] = turned[1::2, ::-1]
    return turned
