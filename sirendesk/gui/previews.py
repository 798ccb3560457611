"""What a task makes of a picture before anything is learnt: jobs for the jobs thread, no widget in sight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.canvas import to_uint8
from sirendesk.core.signals import SampledSignal
from sirendesk.core.tasks.denoise import DenoiseOptions
from sirendesk.core.tasks.upscale import UpscaleOptions, enlarged, scores

# a difference is drawn from so many samples at most
MOST_SAMPLES = 2**20


@dataclass(frozen=True)
class UpscalePreview:
    """The small picture and its bicubic enlargement, (h, w[, 3]) uint8; `truth` where that is known.

    `shape` is that of what a fit will draw, `bicubic_psnr` in dB against the truth. `covers` says that the small pixels
    tile the large picture; every k-th pixel of it does not.
    """

    small: NDArray[np.uint8]
    bicubic: NDArray[np.uint8]
    truth: NDArray[np.uint8] | None
    shape: tuple[int, int]
    final_shape: tuple[int, int]
    bicubic_psnr: float | None
    covers: bool


@dataclass(frozen=True)
class DenoisePreview:
    """The noisy picture as uint8, and as it is: `noisy` (h, w, c) float32, every `stride`-th sample of each side."""

    picture: NDArray[np.uint8]
    noisy: NDArray[np.float32]
    stride: int
    shape: tuple[int, int]
    has_truth: bool
    psnr: float | None


def preview_upscale(options: UpscaleOptions, signal: SampledSignal) -> UpscalePreview:
    """What there is to see before a fit.

    Raises:
        UsageError, InputRefusedError: as `UpscaleOptions.prepare`.
    """
    problem = options.prepare(signal)
    bicubic = enlarged(problem, "bicubic")
    truth = problem.truth
    return UpscalePreview(
        to_uint8(problem.signal.values),
        to_uint8(bicubic),
        None if truth is None else to_uint8(truth),
        problem.drawn_shape,
        problem.final_shape,
        None if truth is None else scores(problem, bicubic)["psnr"],
        problem.protocol != "stride",
    )


def preview_denoise(options: DenoiseOptions, signal: SampledSignal) -> DenoisePreview:
    """What there is to see before a fit.

    Raises:
        UsageError: as `DenoiseOptions.prepare`.
    """
    problem = options.prepare(signal)
    noisy = problem.noisy
    stride = int(np.ceil(np.sqrt(noisy.shape[0] * noisy.shape[1] / MOST_SAMPLES)))
    psnr = options.scores(problem, noisy, None)["psnr"] if problem.has_truth else None
    few = np.ascontiguousarray(noisy[::stride, ::stride])
    return DenoisePreview(to_uint8(noisy), few, stride, signal.shape, problem.has_truth, psnr)
