"""What can be seen inside a network while it learns: questions, and answers ready to be drawn.

Frozen records of numpy arrays, contiguous and never written to again, safe to hand from one thread to another. Every
answer carries the `step` after which the weights looked like that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

KINDS = ("derivatives", "spectrum", "activations", "neurons", "layers")


@dataclass(frozen=True)
class InsightRequest:
    """What someone looks at: one of KINDS.

    `layer` (0-based, clipped to the layers there are) and `muted` (numbers of neurons of that layer that are held at
    0) count for "neurons" alone.
    """

    kind: str
    layer: int = 0
    muted: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind!r} is none of {', '.join(KINDS)}")


@dataclass(frozen=True, eq=False)
class Derivatives:
    """Gradient and Laplacian of luminance (the mean of the channels), each float32 (h, w).

    Units: those of the signal (0 to 1) for one unit of position, in which the longest side of the picture is 2 long
    (so for a square one they are derivatives by coords; for others both axes still have one measure, and directions
    and the Laplacian are those one sees). `_x` is to the right, `_y` downwards, `_laplacian` the sum of the second
    derivatives. Those of the fit are exact (by autograd), those of the signal are differences between neighbouring
    samples, at the same places.
    """

    step: int
    fit_x: NDArray[np.float32]
    fit_y: NDArray[np.float32]
    fit_laplacian: NDArray[np.float32]
    signal_x: NDArray[np.float32]
    signal_y: NDArray[np.float32]
    signal_laplacian: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Spectrum:
    """Radial power spectra of luminance: `target`, `fit` and `error` = fit - target, each float32 (k,).

    `frequencies` (k,) float32, rising, in cycles across the longest side of the picture, up to what its samples can
    show (half their number). A power is the mean of |Fourier coefficient|² over the ring around that frequency, in
    units of the signal squared, under a Hann window and without the mean: white noise of variance v on n samples is
    flat at v / n. `sides` (h, w) are the samples looked at: the middle of the picture, at its full resolution, or the
    whole of a small one.
    """

    step: int
    frequencies: NDArray[np.float32]
    target: NDArray[np.float32]
    fit: NDArray[np.float32]
    error: NDArray[np.float32]
    sides: tuple[int, int]


@dataclass(frozen=True, eq=False)
class LayerHistogram:
    """Values of one hidden layer after its activation, over all its neurons and some 2,000 coords.

    `edges` (b + 1,) float32, evenly spaced, and `counts` (b,) int64, which sum to coords x neurons; `mean` and `sd` of
    the values. The edges begin at 0 where no value is negative and end at a round number, so that they seldom move.
    `saturated` is the share (0 to 1) of the layer's `neurons` that are stuck: nine tenths of a neuron's values lie
    within a hundredth of `sd` of each other (dead ReLUs, sigmoids at their ends, bumps that are nowhere).
    """

    edges: NDArray[np.float32]
    counts: NDArray[np.int64]
    mean: float
    sd: float
    saturated: float
    neurons: int


@dataclass(frozen=True, eq=False)
class Activations:
    """A histogram for each hidden layer, from the coords' side to the output's."""

    step: int
    layers: tuple[LayerHistogram, ...]


@dataclass(frozen=True, eq=False)
class Neurons:
    """A contact sheet of one hidden layer: what each neuron answers over the whole picture.

    `layer` (0-based) of `layers` hidden ones, with `features` neurons. `indices` (m,) int64 are the numbers of the
    neurons shown (all of them up to 256, else spread evenly); `maps` (m, h, w) uint8, each scaled to its own range,
    where 0 is `lows` (m,) and 255 is `highs` (m,), float32; the maps are those of the network with nothing muted.
    With neurons `muted`, `picture` is the fit with these silent, uint8 (H, W, 3) or (H, W), and `loss_in_db` by how
    much its PSNR is lower than with all of them; both None otherwise.
    """

    step: int
    layer: int
    layers: int
    features: int
    indices: NDArray[np.int64]
    maps: NDArray[np.uint8]
    lows: NDArray[np.float32]
    highs: NDArray[np.float32]
    muted: tuple[int, ...] = ()
    picture: NDArray[np.uint8] | None = None
    loss_in_db: float | None = None


@dataclass(frozen=True, eq=False)
class LayerSpectrum:
    """Singular values of one layer's matrix, falling, float32 (r,): now, and `start` at the start of the run.

    `shape` is (outputs, inputs). The weights are the nominal ones, whatever factor is folded into the stored ones.
    """

    name: str
    shape: tuple[int, int]
    values: NDArray[np.float32]
    start: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class LayerSpectra:
    """Singular values of each layer's matrix, from the coords' side to the output's."""

    step: int
    layers: tuple[LayerSpectrum, ...]


@dataclass(frozen=True)
class Unavailable:
    """There is nothing of this kind to see in this network; `sentence` says why."""

    step: int
    kind: str
    sentence: str


Insight = Derivatives | Spectrum | Activations | Neurons | LayerSpectra | Unavailable
