"""Denoise: learn a noisy picture and stop before its noise is learnt too."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.denoisers import DENOISERS, Picture, smoothing
from sirendesk.core.errors import UsageError
from sirendesk.core.held_out import HeldOut
from sirendesk.core.metrics import psnr, ssim
from sirendesk.core.noise import NONE, SPELLING, estimate_sigma, parse_noise
from sirendesk.core.options import option
from sirendesk.core.problem import Problem
from sirendesk.core.signals import AnySignal, as_picture
from sirendesk.core.smoothness import Roughness, logarithmic_variation
from sirendesk.core.task import Rivals, TaskOptions

# a step of a picture of 8 bits
LEAST_SIGMA = 1 / 255


@dataclass(frozen=True, kw_only=True)
class DenoiseProblem(Problem):
    """`noisy` (H, W, c) is all that is given, not cut to [0, 1]; `held_out` (H, W) are samples that no fit sees.

    `has_truth` says that the signal is the clean picture; without, it is the noisy one itself. `sigma` is the deviation
    of the noise as the noisy picture tells it.
    """

    noisy: NDArray[np.float32]
    held_out: NDArray[np.bool_]
    has_truth: bool
    sigma: float


@dataclass(frozen=True)
class DenoiseOptions(TaskOptions):
    """What noise is added, if any, and how the moment to stop is found.

    A solver is given neither the truth nor the held-out samples: the mean of the others stands for those.
    """

    title: ClassVar[str] = "Denoise"
    summary: ClassVar[str] = "Learn a noisy picture, and stop before its noise is learnt too."

    add: str = option(
        NONE,
        label="Add noise",
        help=f"{SPELLING}: a deviation in steps of 255, photons at full brightness and the readout error, or the share "
        "of pixels lost to salt and pepper. none is for a photo that is noisy already: then nobody knows the truth.",
        advanced=False,
    )
    noise_seed: int = option(
        0,
        label="Noise seed",
        help="Where the randomness of the noise and of the held-out pixels comes from. The same seed, the same noise.",
        minimum=0,
        maximum=2**31 - 1,
    )
    held_out: float = option(
        0.05,
        label="Held out",
        help="Share of the pixels that the fit never sees. How well it foretells them says when it begins to learn the "
        "noise, as nobody needs the clean picture for that.",
        minimum=0.005,
        maximum=0.5,
        step=0.005,
    )
    stop_early: bool = option(
        True,
        label="Stop by itself",
        help="End when the held-out pixels have been met worse for a while. Off, the run goes on to the end of its "
        "budget, so that one sees the noise being learnt; kept is the best state either way.",
        advanced=False,
    )

    smoothness: float = option(
        1.0,
        label="Smoothness",
        help="Weight of a penalty on differences between neighbouring samples, in units of the noise's own deviation, "
        "which is estimated. It flattens what lies between edges; 0 is none.",
        minimum=0.0,
        maximum=10.0,
        step=0.05,
        advanced=False,
    )
    edges: float = option(
        0.4,
        label="Edges",
        help="Differences larger than this many deviations of the noise are let be more and more, as edges. Large is "
        "total variation, which makes edges flatter; small makes them sharper, and patches of what is left.",
        minimum=0.01,
        maximum=100.0,
        logarithmic=True,
    )

    def prepare(self, signal: AnySignal) -> DenoiseProblem:
        """The problem: noise is added to the signal, and some of its samples are left out of `observed`.

        Raises:
            UsageError: when the noise's words cannot be read, or too few samples are there to hold any out.
        """
        signal = as_picture(signal)
        noise = parse_noise(self.add)
        source = np.random.default_rng(self.noise_seed)
        noisy = signal.values if noise is None else noise.add(signal.values, source)
        count = max(1, round(self.held_out * signal.size))
        if count >= signal.size:
            raise UsageError("The picture is too small to hold any of its pixels out (held_out); use a larger one.")
        hidden = np.zeros(signal.size, bool)
        hidden[np.random.default_rng([self.noise_seed, 1]).choice(signal.size, count, replace=False)] = True
        samples = noisy.reshape(-1, signal.channels)
        samples = np.where(hidden[:, None], samples[~hidden].mean(axis=0, dtype=np.float64), samples)
        share = f"{100 * count / signal.size:.3g} %"
        region = "whole picture" if noise else f"noisy pixels held out ({share} of the picture); the truth is unknown"
        return DenoiseProblem(
            signal,
            samples.astype(np.float32),
            region,
            ~hidden,
            noisy=noisy,
            held_out=hidden.reshape(signal.shape),
            has_truth=noise is not None,
            sigma=estimate_sigma(noisy),
        )

    def measure(self, problem: Problem, reconstruction: NDArray[np.float32]) -> dict[str, float]:
        """Scores as `scores` gives them; no fit has seen what is held out."""
        assert isinstance(problem, DenoiseProblem), "prepared by this task"
        return self.scores(problem, reconstruction, reconstruction)

    def scores(self, problem: DenoiseProblem, picture: Picture, blind: Picture | None) -> dict[str, float]:
        """ "psnr" and "ssim" of a picture (H, W, c), cut to [0, 1], against the truth; "held_out_psnr" of `blind`.

        `blind` (H, W, c) is what the same method made without the held-out samples, compared with them alone: the
        noise keeps that low, so it is good for comparing only. Without truth "psnr" is this, and there is no other.
        """
        shown, found = np.clip(picture, 0.0, 1.0), {}
        if blind is not None:
            found["held_out_psnr"] = psnr(problem.noisy, np.clip(blind, 0.0, 1.0), problem.held_out)
        if not problem.has_truth:
            return {"psnr": found.get("held_out_psnr", math.nan)}
        truth = problem.signal.values
        return {"psnr": psnr(truth, shown), "ssim": ssim(truth, shown), **found}

    def rivals(self, problem: Problem, stored_bytes: int, parameters: int) -> Rivals:
        """The noisy picture and scikit-image's classics, each with the parameter that the held-out samples chose.

        Without truth they are judged, as the fit is, on held-out samples that they have not seen. On a large picture
        they take longer than the fit.
        """
        assert isinstance(problem, DenoiseProblem), "prepared by this task"
        named: dict[str, Mapping[str, Any]] = {}
        if problem.has_truth:
            named["noisy"] = self.scores(problem, problem.noisy, None)
        for name in DENOISERS:
            found = yield from smoothing(name, problem.noisy, problem.held_out)
            scores = self.scores(problem, found.picture, found.blind)
            named[name] = {**scores, "note": f"{found.meaning} {found.number:g}"}
        return named

    def roughness(self, problem: Problem, unit: float) -> Roughness | None:
        """A variation that lets edges be, about as strong as the noise."""
        assert isinstance(problem, DenoiseProblem), "prepared by this task"
        # in units of the signal squared errors weigh 1 / unit² and variation 1 / unit
        sigma = max(problem.sigma, LEAST_SIGMA) / unit
        return Roughness(partial(logarithmic_variation, bend=self.edges * sigma), self.smoothness * sigma)

    def watcher(self, problem: Problem, batch: int, seed: int) -> HeldOut | None:
        """One that looks at the held-out samples, and at the truth only to tell."""
        assert isinstance(problem, DenoiseProblem), "prepared by this task"
        truth = problem.signal.values if problem.has_truth else None
        return HeldOut(problem.noisy, problem.held_out, truth, batch, seed, stop_early=self.stop_early)
