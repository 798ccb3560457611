"""The classics a denoising fit is held against, from scikit-image, each with a parameter that no truth has chosen.

Held-out samples choose it: they are hidden from a method (a mean of what is around them stands in), which is then
judged by how well it foretells them. Noise without a mean of its own adds the same to every error, so that the
least error at noisy samples is the least error at clean ones too (Batson and Royer 2019, "Noise2Self", eq. 2).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.metrics import mse
from sirendesk.core.noise import estimate_sigma
from sirendesk.core.pieces import to_end

Picture = NDArray[np.float32]
Work = Generator[None, None, Picture]

LEAST_SIGMA = 0.5 / 255
PATCH, DISTANCE = 5, 6
WEIGHTS = (0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.065, 0.08, 0.1, 0.13, 0.17, 0.22, 0.3)
SIDES = (3.0, 5.0)
STRENGTHS = (0.6, 0.8, 1.0)
# non-local means, by far the slowest, are worked out in bands of about so many samples, of at least so many rows
BAND_SAMPLES, BAND_ROWS = 2**15, 48


@dataclass(frozen=True)
class Denoiser:
    """A method with one number: `work(noisy, number)` gives a picture (H, W, c), and yields after each piece of it."""

    work: Callable[[Picture, float], Work]
    numbers: tuple[float, ...]
    meaning: str

    def smooth(self, noisy: Picture, number: float) -> Picture:
        """All of the work at once."""
        return to_end(self.work(noisy, number))


@dataclass(frozen=True)
class Smoothed:
    """What a method made of a noisy picture with the number chosen for it, and without having seen what is held out."""

    picture: Picture
    blind: Picture
    number: float
    meaning: str


def median(noisy: Picture, side: float) -> Work:
    """Median of the square of `side` samples around each sample, channel by channel."""
    from scipy.ndimage import median_filter

    yield
    return median_filter(noisy, size=(int(side), int(side), 1), mode="nearest")


def total_variation(noisy: Picture, weight: float) -> Work:
    """Least total variation near the picture (Chambolle 2004), channel by channel."""
    from skimage.restoration import denoise_tv_chambolle

    found = []
    for channel in _channels(noisy):
        found.append(denoise_tv_chambolle(channel, weight=weight))
        yield
    return _like(np.stack(found, axis=2))


def non_local_means(noisy: Picture, strength: float) -> Work:
    """Mean over similar patches (Buades, Coll and Morel 2005); `strength` is h in deviations of the noise.

    A sample depends on no more than those within its search and a patch, so that bands give the same to the bit.
    """
    from skimage.restoration import denoise_nl_means

    sigma = max(LEAST_SIGMA, estimate_sigma(noisy))
    height, width, channels = noisy.shape
    reach = DISTANCE + PATCH // 2
    rows = max(BAND_ROWS, BAND_SAMPLES // width)
    found = []
    for top in range(0, height, rows):
        first, end = max(0, top - reach), min(height, top + rows + reach)
        band: Any = denoise_nl_means(
            noisy[first:end, :, 0] if channels == 1 else noisy[first:end],
            patch_size=PATCH,
            patch_distance=DISTANCE,
            h=strength * sigma,
            sigma=sigma,
            fast_mode=False,
            channel_axis=None if channels == 1 else 2,
        )
        found.append(band.reshape(end - first, width, channels)[top - first : top - first + rows])
        yield
    return _like(np.concatenate(found))


DENOISERS: dict[str, Denoiser] = {
    "median": Denoiser(median, SIDES, "side"),
    "total_variation": Denoiser(total_variation, WEIGHTS, "weight"),
    "non_local_means": Denoiser(non_local_means, STRENGTHS, "h / sigma"),
}


def smooth(name: str, noisy: Picture, held_out: NDArray[np.bool_]) -> Smoothed:
    """The picture (H, W, c) that the method of DENOISERS called `name` makes, its number chosen by `held_out` (H, W).

    The number that foretells the held-out samples best is the one that all of the picture is smoothed with.
    """
    return to_end(smoothing(name, noisy, held_out))


def smoothing(
    name: str, noisy: Picture, held_out: NDArray[np.bool_], methods: Mapping[str, Denoiser] = DENOISERS
) -> Generator[None, None, Smoothed]:
    """`smooth` in short pieces, for who may be called off; by one of other `methods`, of sounds (T, c) for example."""
    method = methods[name]
    blind = without(noisy, held_out)
    tried = []
    for number in method.numbers:
        tried.append((yield from method.work(blind, number)))
    best = int(np.argmin([mse(noisy, picture, held_out) for picture in tried]))
    picture = yield from method.work(noisy, method.numbers[best])
    return Smoothed(picture, tried[best], method.numbers[best], method.meaning)


def without(noisy: Picture, hidden: NDArray[np.bool_]) -> Picture:
    """The signal (*shape, c) with the hidden samples (*shape) replaced by the mean of those around that are not."""
    from scipy.ndimage import uniform_filter

    around: Any = (3,) * hidden.ndim + (1,)
    seen = (~hidden[..., None]).astype(np.float64)
    weights = uniform_filter(seen, size=around, mode="nearest")
    means = uniform_filter(noisy * seen, size=around, mode="nearest") / np.maximum(weights, 1e-9)
    # where nothing around is seen either, the mean of all that is
    means = np.where(weights > 1e-6, means, noisy[~hidden].mean(axis=0))
    return np.where(hidden[..., None], means, noisy).astype(np.float32)


def _channels(picture: Picture) -> list[Picture]:
    return [picture[..., c] for c in range(picture.shape[2])]


def _like(values: NDArray[np.floating]) -> Picture:
    return values.astype(np.float32)
