"""Upscale: learn the function beneath a small picture's pixels, and draw it on a finer grid."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import InputRefusedError, UsageError
from sirendesk.core.fields import FieldOptions, SirenOptions
from sirendesk.core.footprint import AreaFootprint, Footprint
from sirendesk.core.metrics import mse, psnr_from_mse, ssim
from sirendesk.core.options import option
from sirendesk.core.problem import Problem
from sirendesk.core.resampling import (
    KERNELS,
    REDUCTIONS,
    Placement,
    Shape,
    Values,
    area_means,
    back_project,
    bicubic_reduction,
    enlarge,
    reduce_picture,
)
from sirendesk.core.signals import AnySignal, SampledSignal, SignalSource, as_picture, load_signal
from sirendesk.core.smoothness import Roughness, total_variation
from sirendesk.core.task import Rivals, TaskOptions

if TYPE_CHECKING:
    import torch

PROTOCOLS = ("none", *REDUCTIONS)
OBSERVATIONS = ("auto", "footprint", "point")
BACK_PROJECTION = "back_projection"
BASELINES = (*KERNELS, BACK_PROJECTION)
# a fit's own drawing of a picture without truth; the whole of a larger one is drawn in tiles when it is written
MOST_DRAWN = 2**20
# on the side of what can be written: PNG and TIFF count sides, and files, further than anyone's disk
MOST_SIDE = 1_000_000
MOST_PIXELS = 4_000_000_000
OMEGA_PER_SIDE = 0.3
LEAST_SIDE = 2


@dataclass(frozen=True, kw_only=True)
class UpscaleProblem(Problem):
    """`signal` is the small picture, all that a solver gets; `placement` says where its pixels lie.

    `truth` (H, W, c) is what it was made from, if that is known. `final_shape` is that of the result, `drawn_shape`
    that of what a fit draws and measures: the same, unless there is no truth and the result is very large. `rival`
    (H, W, c) is what the drawing is held against: the truth, or the bicubic enlargement.
    """

    placement: Placement
    truth: Values | None
    final_shape: Shape
    drawn_shape: Shape
    rival: Values
    protocol: str

    @property
    def output_shape(self) -> tuple[int, ...]:
        return self.drawn_shape

    @property
    def reference(self) -> Values:
        return self.rival

    @property
    def scale(self) -> float:
        """How many pixels of the result lie along a pixel of the small picture."""
        return self.final_shape[0] * self.placement.spacing[0] / 2.0

    def observe(self, large: Values) -> Values:
        """A large picture (H, W, c) made small as the small one was, (h, w, c); without truth by area."""
        if self.protocol == "stride":
            return reduce_picture(large, round(self.scale), self.protocol)[0]
        # by its shape and not by its scale: sides are rounded, each in its own way
        make = bicubic_reduction if self.protocol == "bicubic" else area_means
        return make(large, self.placement.shape)

    def alpha(self, shape: Shape) -> Values | None:
        """The transparency (H, W) of the result: bicubic, as it is not part of what is learnt; None if opaque."""
        alpha = self.signal.alpha
        if alpha is None:
            return None
        return np.clip(enlarge(alpha[..., None], shape, "bicubic", self.placement)[..., 0], 0.0, 1.0)


@dataclass(frozen=True)
class UpscaleOptions(TaskOptions):
    """How much larger, whether the truth is known, and what a pixel of the small picture has seen."""

    title: ClassVar[str] = "Upscale"
    summary: ClassVar[str] = "Learn the function beneath the pixels and draw it on a finer grid."

    scale: float = option(
        2.0,
        label="Scale",
        help="How many times larger: 2, 3, 4, 8 or any number. Every doubling asks for four times the pixels of which "
        "nothing is known.",
        minimum=1.0,
        maximum=1000.0,
        logarithmic=True,
        advanced=False,
    )
    protocol: str = option(
        "none",
        label="Test against truth",
        help="None upscales the picture itself. The others first make it smaller, learn the small one and compare with "
        "what it was: area averages, as a camera does; bicubic as picture programs do; stride keeps every k-th pixel.",
        choices=PROTOCOLS,
        advanced=False,
    )
    reference: str = option(
        "",
        label="Truth",
        help="File with the picture as it should become, to compare with; its size then sets the scale. Only where "
        "the picture itself is the small one.",
        applies=("protocol", ("none",)),
    )
    observation: str = option(
        "auto",
        label="A pixel is",
        help="Footprint takes a pixel as the mean of the function over its area, which undoes the averaging; point as "
        "its value in the middle, which learns the blur. Auto takes footprint for own pictures and area, point for the "
        "others, which do not average.",
        choices=OBSERVATIONS,
        advanced=False,
    )
    subsamples: int = option(
        4,
        label="Sub-samples",
        help="Places in a pixel's area that are averaged in every step, in a square: 4, 9, 16. More are truer to the "
        "area, for large scales, and cost as much time as that many pixels.",
        minimum=1,
        maximum=64,
        applies=("observation", ("auto", "footprint")),
    )
    jitter: float = option(
        0.3,
        label="Jitter",
        help="How far each place strays within its part of the area, drawn anew for every step from the seed: 1 "
        "anywhere, 0 always its middle.",
        minimum=0.0,
        maximum=1.0,
        step=0.05,
        applies=("observation", ("auto", "footprint")),
    )
    smoothness: float = option(
        0.0015,
        label="Total variation",
        help="Weight of a penalty on differences between neighbouring pixels of the result: it calms what lies between "
        "the known pixels and keeps edges. Too much leaves flat patches.",
        minimum=0.0,
        maximum=2.0,
        step=0.001,
        advanced=False,
    )

    def prepare(self, signal: AnySignal) -> UpscaleProblem:
        """The problem. With a protocol the signal is the truth and is made small; without, it is the small picture.

        Raises:
            UsageError: when the result would be too large for any file, or the small picture would be no picture.
            InputRefusedError: when the file with the truth cannot be read or does not fit.
        """
        signal = as_picture(signal)
        if self.protocol == "none":
            return self._own(signal)
        if self.reference:
            raise UsageError(
                f"With the protocol {self.protocol} (protocol) the picture itself is the truth; leave the other truth "
                "(reference) empty, or set the protocol to none."
            )
        small, placement = reduce_picture(signal.values, self.scale, self.protocol)
        if min(placement.shape) < LEAST_SIDE:
            raise UsageError(
                f"{signal.shape[1]} x {signal.shape[0]} pixels made {self.scale:g} times smaller (scale) leave "
                f"{placement.shape[1]} x {placement.shape[0]}; at least {LEAST_SIDE} x {LEAST_SIDE} are needed. Choose "
                "a smaller scale."
            )
        alpha = None
        if signal.alpha is not None:
            alpha = np.clip(reduce_picture(signal.alpha[..., None], self.scale, self.protocol)[0][..., 0], 0, 1)
        return _posed(self, replace(signal, values=np.clip(small, 0, 1), alpha=alpha), placement, signal.values)

    def places(self) -> tuple[int, float]:
        """How a pixel is seen: places along each side of its area, and their jitter; a point is (1, 0)."""
        by_point = self.protocol in ("bicubic", "stride") if self.observation == "auto" else self.observation == "point"
        return (1, 0.0) if by_point else (max(1, math.ceil(math.sqrt(self.subsamples))), self.jitter)

    def measure(self, problem: Problem, reconstruction: NDArray[np.float32]) -> dict[str, float]:
        """ "psnr", "ssim" and "rmse" of the result, cut to [0, 1], against the truth.

        Without truth: of its means over the small picture's pixels against those pixels, which says how true it stays
        to what is known and nothing about what lies between.
        """
        assert isinstance(problem, UpscaleProblem), "prepared by this task"
        return scores(problem, reconstruction)

    def rivals(self, problem: Problem, stored_bytes: int, parameters: int) -> Rivals:
        """The interpolations, and bicubic with back-projection, scored in the same way."""
        assert isinstance(problem, UpscaleProblem), "prepared by this task"
        found: dict[str, Mapping[str, Any]] = {}
        for name in BASELINES:
            found[name] = scores(problem, enlarged(problem, name))
            yield
        return found

    def footprint(self, problem: Problem, generator: torch.Generator) -> Footprint | None:
        """The areas of the small picture's pixels."""
        assert isinstance(problem, UpscaleProblem), "prepared by this task"
        return AreaFootprint(problem.placement, *self.places(), problem.output_shape, generator)

    def roughness(self, problem: Problem, unit: float) -> Roughness | None:
        """Total variation of what is drawn."""
        return Roughness(total_variation, self.smoothness)

    def _own(self, signal: SampledSignal) -> UpscaleProblem:
        placement = Placement.covering(signal.shape)
        if not self.reference:
            return _posed(self, signal, placement, None)
        truth = as_picture(load_signal(SignalSource(self.reference, gray=signal.channels == 1))).values
        if truth.shape[2] == 1 and signal.channels == 3:
            truth = np.repeat(truth, 3, axis=2)
        scales = [large / small for large, small in zip(truth.shape, signal.shape, strict=False)]
        if max(scales) / min(scales) > 1.02 or min(scales) < 1.0:
            raise InputRefusedError(
                f"The truth (reference) has {truth.shape[1]} x {truth.shape[0]} pixels and the picture "
                f"{signal.shape[1]} x {signal.shape[0]}: it must be the same view, larger. "
                "Nothing was changed; choose another file."
            )
        return _posed(self, signal, placement, truth)


def guiding(field: FieldOptions, shape: tuple[int, ...], scale: float) -> FieldOptions:
    """The model with what it takes to be right between the pixels of a small picture of `shape` (H, W) too.

    For a SIREN a first omega_0 of 0.3 of the longest side and the paper's weight scale of 1. On the middles of
    astronaut and camera, 100² to 200² in 800 steps, that was 0.3 dB better than 0.15 of it and a scale of 1.85, which
    memorises soonest.
    """
    if not isinstance(field, SirenOptions):
        return field
    omega = float(min(125, max(10, round(max(shape) * OMEGA_PER_SIDE))))
    return replace(field, first_omega_0=omega, weight_scale=1.0)


def enlarged(problem: UpscaleProblem, how: str, shape: Shape | None = None) -> Values:
    """The small picture enlarged by one of BASELINES, (H, W, c) of `shape` or as a fit is drawn; not cut to [0, 1]."""
    shape = shape or problem.drawn_shape
    small = problem.signal.values
    if how != BACK_PROJECTION:
        return enlarge(small, shape, how, problem.placement)
    return back_project(small, shape, problem.observe, problem.placement)


def losing(psnr: float | None, baselines: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The baselines with a higher PSNR than a result's, best first (None is a perfect one, as reports write it)."""
    found = {name: math.inf if s["psnr"] is None else float(s["psnr"]) for name, s in baselines.items()}
    better = [name for name, score in found.items() if score > (math.inf if psnr is None else psnr)]
    return sorted(better, key=found.__getitem__, reverse=True)


def scores(problem: UpscaleProblem, result: Values) -> dict[str, float]:
    """What `UpscaleOptions.measure` says, of any enlargement (H, W, c) by any method."""
    shown = np.clip(result, 0.0, 1.0)
    truth = problem.truth
    if truth is None:
        truth, shown = problem.signal.values, problem.observe(shown)
    error = mse(truth, shown)
    return {"psnr": psnr_from_mse(error), "ssim": ssim(truth, shown), "rmse": math.sqrt(error)}


def _posed(
    options: UpscaleOptions, signal: SampledSignal, placement: Placement, truth: Values | None
) -> UpscaleProblem:
    if truth is not None:
        final = drawn = (truth.shape[0], truth.shape[1])
        region = "whole picture, against the truth"
    else:
        final = _final_shape(signal.shape, options.scale)
        drawn = _drawn_shape(signal.shape, final)
        region = "the small picture's own pixels (what lies between has no truth)"
    rival = truth if truth is not None else np.clip(enlarge(signal.values, drawn, "bicubic", placement), 0.0, 1.0)
    return UpscaleProblem(
        signal,
        signal.values.reshape(-1, signal.channels),
        region,
        placement=placement,
        truth=truth,
        final_shape=final,
        drawn_shape=drawn,
        rival=rival,
        protocol=options.protocol,
    )


def _final_shape(shape: Shape, scale: float) -> Shape:
    final = (round(shape[0] * scale), round(shape[1] * scale))
    if max(final) > MOST_SIDE or final[0] * final[1] > MOST_PIXELS:
        raise UsageError(
            f"{shape[1]:,} x {shape[0]:,} pixels made {scale:g} times larger (scale) are {final[1]:,} x {final[0]:,}, "
            f"{final[0] * final[1] / 1e9:,.3g} billion pixels; at most {MOST_SIDE:,} along a side and "
            f"{MOST_PIXELS // 10**9} billion in all can be written. Choose a smaller scale."
        )
    return final


def _drawn_shape(shape: Shape, final: Shape) -> Shape:
    """The final shape, or the small picture's own times as much as leaves MOST_DRAWN pixels; never below its own."""
    share = math.sqrt(max(MOST_DRAWN, shape[0] * shape[1]) / (final[0] * final[1]))
    if share >= 1.0:
        return final
    return max(shape[0], math.floor(final[0] * share)), max(shape[1], math.floor(final[1] * share))
