"""Inpaint: learn what is left of a picture, and fill the hole with what was learnt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError
from sirendesk.core.fields import FieldOptions, SirenOptions
from sirendesk.core.hole import HoleScores, biharmonic, mean_fill, score
from sirendesk.core.lowrank import METHODS
from sirendesk.core.lowrank.filler import Filler
from sirendesk.core.lowrank.fillers import build_filler
from sirendesk.core.lowrank.layouts import LAYOUTS
from sirendesk.core.mask import SPELLING, check_mask, make_mask, shrink
from sirendesk.core.options import option
from sirendesk.core.problem import Problem
from sirendesk.core.signals import AnySignal, SampledSignal, as_picture
from sirendesk.core.smoothness import Roughness, laplacian, total_variation
from sirendesk.core.task import Rivals, TaskOptions

SMOOTHNESS = ("none", "variation", "laplacian")
HELD_OUT = 0.05
NEAR = 2
BY_FIELD = "field"
RANKED = ("svd", "factors", "naive-factors")
SPECTRAL = ("svd", "soft-svd")


@dataclass(frozen=True, kw_only=True)
class InpaintProblem(Problem):
    """`mask` (H, W) is what will be replaced, `judged` (H, W) what the score is about."""

    mask: NDArray[np.bool_]
    judged: NDArray[np.bool_]

    @property
    def hole(self) -> InpaintProblem:
        """This one."""
        return self

    @property
    def missing(self) -> NDArray[np.bool_]:
        """What no method may see (H, W): the hole, and what is held out."""
        return self.mask | self.judged

    @property
    def deep(self) -> NDArray[np.bool_]:
        """What is missing farther than 2 samples from anything known (H, W)."""
        return shrink(self.missing, NEAR)

    @property
    def known(self) -> NDArray[np.float32]:
        """The picture as the methods get it (H, W, c): the mean of what is known stands for what is missing."""
        return self.samples.reshape(self.signal.values.shape)


@dataclass(frozen=True)
class InpaintOptions(TaskOptions):
    """What is missing, whether the truth is known, and what fills it.

    Everything that a solver is given has the hidden samples replaced by the mean of the others: no method can peek.
    """

    title: ClassVar[str] = "Inpaint"
    summary: ClassVar[str] = "Hide a part of the picture and have it filled from the rest."

    mask: str = option(
        "random:0.5",
        label="Mask",
        help=f"What is missing: {SPELLING}. In a file, what is transparent or white is missing.",
        advanced=False,
    )
    mask_seed: int = option(
        0,
        label="Mask seed",
        help="Where the randomness of the mask comes from. The same seed hides the same pixels.",
        minimum=0,
        maximum=2**31 - 1,
    )
    truth: bool = option(
        True,
        label="Truth is known",
        help="The picture is whole beneath the mask, so the filled hole can be compared with it. Without, for a photo "
        "that is really damaged, 5 % of the known pixels are held out and the score is about those.",
        advanced=False,
    )
    method: str = option(
        BY_FIELD,
        label="Method",
        help="Field fits the chosen model to what is known. svd keeps the strongest patterns and refills; soft-svd "
        "fades all patterns by a threshold that sinks; patches does so in groups of similar patches; factors learns "
        "two thin matrices; naive-factors does so without care and explodes when much is missing.",
        choices=(BY_FIELD, *METHODS),
        advanced=False,
    )
    fill_rank: int = option(
        30,
        label="Rank",
        help="How many patterns are kept. Few are blurry, many bring the hole's own emptiness back.",
        minimum=1,
        maximum=4096,
        logarithmic=True,
        advanced=False,
        applies=("method", RANKED),
    )
    layout: str = option(
        "channels",
        label="Matrix",
        help="What becomes a matrix: each colour channel, all of them side by side, or the patches of the picture, one "
        "a row.",
        choices=tuple(LAYOUTS),
        applies=("method", SPECTRAL),
    )
    smoothness: str = option(
        "laplacian",
        label="Smooth in the hole",
        help="A penalty on the fitted function deep in the hole, more than 2 pixels from what is known: nearer to it "
        "the model guides itself. variation keeps edges and flattens between them, laplacian continues slopes.",
        choices=SMOOTHNESS,
        applies=("method", (BY_FIELD,)),
    )
    smoothness_weight: float = option(
        3.0,
        label="Smoothness",
        help="Weight of the penalty in the hole, beside the loss on what is known.",
        minimum=0.0,
        maximum=1000.0,
        step=0.01,
        applies=("smoothness", ("variation", "laplacian")),
    )

    def prepare(self, signal: AnySignal) -> InpaintProblem:
        """The problem: `observed` leaves out what the mask hides and, without truth, the pixels held out.

        Raises:
            UsageError: when the mask cannot be made, or hides nothing or everything.
            InputRefusedError: when its file cannot be read or is of another size.
        """
        signal = as_picture(signal)
        return pose(self, signal, make_mask(self.mask, signal.shape, self.mask_seed))

    def compose(self, problem: InpaintProblem, reconstruction: NDArray[np.float32]) -> NDArray[np.float32]:
        """The picture (H, W, c) with nothing but its hole replaced: what is known stays to the bit."""
        inside = np.clip(reconstruction, 0.0, 1.0)
        return np.where(problem.mask[..., None], inside, problem.signal.values)

    def measure(self, problem: Problem, reconstruction: NDArray[np.float32]) -> dict[str, float]:
        """ "psnr" and "ssim" of the region alone, then "whole_psnr" and "whole_ssim" of the filled picture.

        Without truth the region is what was held out and there is no whole to compare with.
        """
        assert isinstance(problem, InpaintProblem), "prepared by this task"
        return self.scores(problem, reconstruction)

    def scores(self, problem: InpaintProblem, reconstruction: NDArray[np.float32]) -> dict[str, float]:
        """What `measure` says, of any filling (H, W, c) by any method."""
        found: HoleScores = score(problem.signal.values, np.clip(reconstruction, 0.0, 1.0), problem.judged)
        named = {"psnr": found.psnr, "ssim": found.ssim}
        if self.truth:
            named |= {"whole_psnr": found.whole_psnr, "whole_ssim": found.whole_ssim}
        return named

    def rivals(self, problem: Problem, stored_bytes: int, parameters: int) -> Rivals:
        """Mean fill, and scikit-image's biharmonic filling, scored in the same region."""
        assert isinstance(problem, InpaintProblem), "prepared by this task"
        mean = self.scores(problem, mean_fill(problem.known, problem.missing))
        yield
        return {
            "mean_fill": mean,
            "biharmonic": self.scores(problem, biharmonic(problem.known, problem.missing)),
        }

    def pictures(self, problem: Problem, reconstruction: NDArray[np.float32]) -> Mapping[str, NDArray[np.float32]]:
        """The picture with nothing but its hole replaced."""
        assert isinstance(problem, InpaintProblem), "prepared by this task"
        return {"filled": self.compose(problem, reconstruction)}

    def filler(self, problem: Problem, seed: int) -> Filler | None:
        """The chosen method, unless that is to fit the model.

        Raises:
            UsageError: when the rank is too high for the picture.
        """
        assert isinstance(problem, InpaintProblem), "prepared by this task"
        if self.method == BY_FIELD:
            return None
        rank, layout = self.fill_rank, self.layout
        return build_filler(self.method, problem.known, problem.missing, rank=rank, layout=layout, seed=seed)

    def roughness(self, problem: Problem, unit: float) -> Roughness | None:
        """Smoothness deep in the hole: a mean over all of it, to which the rest of it adds nothing."""
        assert isinstance(problem, InpaintProblem), "prepared by this task"
        if self.smoothness == "none":
            return None
        deep = np.flatnonzero(problem.deep)
        weight = self.smoothness_weight * deep.size / int(problem.missing.sum())
        return Roughness(laplacian if self.smoothness == "laplacian" else total_variation, weight, deep)


def guiding(field: FieldOptions, shape: tuple[int, ...]) -> FieldOptions:
    """The model with what it takes to be smooth between samples as well: for a SIREN a first omega_0 of side / 17.

    Measured on astronaut 256² and 512² with scratches and with half of it missing: of 1/4 to 1/16 of the side (in
    samples), the lower were better in a hole by 1 to 9 dB, though they learn what is known more slowly.
    """
    if not isinstance(field, SirenOptions):
        return field
    return replace(field, first_omega_0=float(min(65, max(8, round(max(shape) / 17)))))


def pose(options: InpaintOptions, signal: SampledSignal, mask: NDArray[np.bool_]) -> InpaintProblem:
    """The problem of a mask that is at hand as an array (H, W), painted for example.

    Raises:
        UsageError: when the mask hides nothing or everything.
    """
    check_mask(mask)
    judged, region = mask, f"the hole ({_percent(mask)} of the picture)"
    if not options.truth:
        judged = _held_out(mask, options.mask_seed)
        region = f"known pixels held out ({_percent(judged)} of the picture); the hole has no truth"
    values, hidden = signal.values, mask | judged
    samples = np.where(hidden[..., None], values[~hidden].mean(axis=0, dtype=np.float64).astype(np.float32), values)
    return InpaintProblem(
        signal, samples.reshape(-1, signal.channels), region, ~hidden.reshape(-1), mask=mask, judged=judged
    )


def _held_out(mask: NDArray[np.bool_], seed: int) -> NDArray[np.bool_]:
    known = np.flatnonzero(~mask)
    count = round(HELD_OUT * known.size)
    if count == 0:
        raise UsageError("Too little is known to hold any of it out (truth); make the mask (mask) smaller.")
    judged = np.zeros(mask.size, bool)
    judged[np.random.default_rng(seed).choice(known, count, replace=False)] = True
    return judged.reshape(mask.shape)


def _percent(mask: NDArray[np.bool_]) -> str:
    return f"{100 * float(mask.mean()):.3g} %"
