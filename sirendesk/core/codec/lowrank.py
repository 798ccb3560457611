"""Pictures as thin matrices: a truncated singular value decomposition of each plane, quantised and entropy-coded.

A plane is the sum of columns times rows, s u v^T. Of each pair only whole numbers are stored, A = u s / step and
B = v step / c with c the power of two next to step^2 / s, so that the decoder's sums c A B are exact in double
precision and come out the same on every machine, with any number of threads.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.codec.colour import SPACES, from_planes, to_planes
from sirendesk.core.codec.container import Container, damaged
from sirendesk.core.codec.entropy import DecodeError, RunDecoder, RunEncoder

Values = NDArray[np.float32]
Plane = NDArray[np.float64]

CHUNK = "LOWR"
FINEST_STEP = 2.0**-10
COARSEST_STEP = 2.0**3
MOST_EXPONENT = 64
# a pair is worth its bytes when it removes more error than the quantisation of as many numbers adds; measured on five
# photos between 0.2 and 2 bits per pixel
WORTH = 2.0
# share of what a truncation leaves out that the quantisation may add to it: 10 log10(1.023) = 0.1 dB
FAITHFUL = 0.023


@dataclass(frozen=True)
class Factors:
    """Singular vectors `left` (m, r), `right` (n, r) and values `strengths` (r,) of a plane (m, n), strongest first."""

    left: Plane
    right: Plane
    strengths: NDArray[np.float64]

    @classmethod
    def of(cls, plane: Plane) -> Factors:
        """All of a plane."""
        left, strengths, right = np.linalg.svd(plane, full_matrices=False)
        return cls(left, right.T, strengths)

    def product(self, rank: int) -> Plane:
        """The nearest plane of that rank (Eckart and Young 1936)."""
        return (self.left[:, :rank] * self.strengths[:rank]) @ self.right[:, :rank].T

    def worthwhile(self, step: float) -> int:
        """How many pairs are worth their bytes at a quantisation step."""
        noise = WORTH * (len(self.left) + len(self.right)) * step * step / 12
        return int(np.count_nonzero(np.square(self.strengths) > noise))


def analyse(values: Values, space: str = "ycbcr") -> list[Factors]:
    """Factors of the planes of a picture (H, W, 1 or 3) in a colour space of SPACES."""
    return [Factors.of(plane) for plane in to_planes(values, space)]


def faithful_step(planes: list[Factors], rank: int) -> float:
    """The coarsest step that costs a truncation to `rank` at most a tenth of a decibel, and no less than 60 dB."""
    left_out = sum(float(np.square(factors.strengths[rank:]).sum()) for factors in planes)
    size = sum(len(factors.left) * len(factors.right) for factors in planes)
    noise = max(FAITHFUL * left_out, 1e-6 * size)
    kept = sum(min(rank, len(f.strengths)) * (len(f.left) + len(f.right)) for f in planes)
    return min(COARSEST_STEP, max(FINEST_STEP, math.sqrt(12 * noise / kept)))


def encode(planes: list[Factors], step: float, rank: int | None = None, space: str = "ycbcr") -> Container:
    """The container of a picture's factors at a quantisation `step` (in units of the signal, peak 1).

    `rank` pairs are kept of each plane, or else as many as are worth it; `space` is that of the planes.
    """
    if not FINEST_STEP <= step <= COARSEST_STEP:
        raise ValueError(f"a step of {step} is outside {FINEST_STEP} to {COARSEST_STEP}")
    encoder = RunEncoder()
    for factors in planes:
        kept = factors.worthwhile(step) if rank is None else min(rank, len(factors.strengths))
        # an exact zero has no exponent, and adds nothing
        kept = min(kept, int(np.count_nonzero(factors.strengths > 0)))
        exponents = np.round(np.log2(step * step / factors.strengths[:kept])).astype(np.int64)
        encoder.add(np.array([kept]))
        encoder.add(exponents)
        for k in range(kept):
            encoder.add(np.round(factors.left[:, k] * (factors.strengths[k] / step)).astype(np.int64))
            encoder.add(np.round(factors.right[:, k] * (step / 2.0 ** exponents[k])).astype(np.int64))
    shape = len(planes[0].left), len(planes[0].right)
    return Container("lowrank", shape, len(planes), {CHUNK: bytes([SPACES.index(space)]) + encoder.finish()})


def decode(container: Container, name: str) -> Values:
    """The picture (H, W, c) in [0, 1]; `name` is what messages call the file.

    Raises:
        InputRefusedError: when the numbers do not fit together.
    """
    height, width = container.shape
    try:
        data = container.chunks[CHUNK]
        if not data or data[0] >= len(SPACES):
            raise DecodeError("an unknown colour space")
        decoder = RunDecoder(data[1:])
        planes = [_plane(decoder, height, width) for _ in range(container.channels)]
    except (KeyError, DecodeError) as error:
        raise damaged(name) from error
    return from_planes(planes, SPACES[data[0]])


def _plane(decoder: RunDecoder, height: int, width: int) -> Plane:
    kept = int(decoder.take(1)[0])
    if not 0 <= kept <= min(height, width):
        raise DecodeError("more pairs than the plane has")
    exponents = decoder.take(kept)
    if kept and int(np.abs(exponents).max()) > MOST_EXPONENT:
        raise DecodeError("a pair is beyond all scales")
    left, right = np.empty((height, kept)), np.empty((kept, width))
    for k in range(kept):
        left[:, k] = decoder.take(height) * math.ldexp(1.0, int(exponents[k]))
        right[k] = decoder.take(width)
    return left @ right
