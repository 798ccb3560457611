"""Upscale a sound: learn the function beneath the samples of a low rate, and give it back at a higher one."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError
from sirendesk.core.footprint import Footprint
from sirendesk.core.options import option
from sirendesk.core.problem import Problem
from sirendesk.core.signals import AnySignal, as_sound
from sirendesk.core.sound_task import SoundProblem, SoundTaskOptions
from sirendesk.core.sounds.decimation import INTERPOLATIONS, PROTOCOLS, decimate, low_pass, sinc
from sirendesk.core.sounds.files import HIGHEST_RATE, LOWEST_RATE, MOST_NUMBERS
from sirendesk.core.sounds.listening import RUN, FilterFootprint
from sirendesk.core.sounds.scores import log_spectral_distance, snr
from sirendesk.core.sounds.tracks import Track, Tracks

if TYPE_CHECKING:
    import torch

Values = NDArray[np.float32]

FEWEST_SAMPLES = 16


@dataclass(frozen=True, kw_only=True)
class UpscaleSoundProblem(SoundProblem):
    """`signal` is the sound at the low rate, all that a solver gets; its sample j is sample `scale` · j of the result.

    `rival` (T, C) is what a drawing is held against: what the signal was made from by `protocol`, or, where that is
    not known, the windowed sinc.
    """

    scale: int
    rate: int
    rival: Values
    protocol: str

    @property
    def output_shape(self) -> tuple[int, ...]:
        return (len(self.rival),)

    @property
    def output_rate(self) -> int:
        """Samples a second of the result."""
        return self.rate

    @property
    def reference(self) -> Values:
        return self.rival

    @property
    def run(self) -> int:
        return RUN

    @property
    def given(self) -> Values:
        """What there is before a fit, (t, C) at `given_rate`: the sound at the low rate."""
        return self.signal.values


@dataclass(frozen=True)
class UpscaleSoundOptions(SoundTaskOptions):
    """How many times higher the rate, whether the truth is known, and what a sample of the low rate has heard."""

    title: ClassVar[str] = "Upscale a sound"
    summary: ClassVar[str] = "Learn the function beneath the samples and give it back at a higher rate."

    scale: int = option(
        4,
        label="Scale",
        help="How many times higher the rate becomes. What lies beyond half the low rate was never recorded: a fit is "
        "as good as the best interpolation there, not a wizard.",
        minimum=2,
        maximum=64,
        logarithmic=True,
        advanced=False,
    )
    protocol: str = option(
        "none",
        label="Test against truth",
        help="None upscales the sound itself. The others first lower its rate, learn that and compare with what it "
        "was: filtered as recorders do it, so that nothing folds over; stride keeps every k-th sample as it is.",
        choices=("none", *PROTOCOLS),
        advanced=False,
    )
    observation: str = option(
        "auto",
        label="A sample is",
        help="Filter takes a sample as what the filter before it let through, which undoes its muffling; point as the "
        "function's value. Auto takes filter for filtered, and point for the others.",
        choices=("auto", "filter", "point"),
    )
    calm: float = option(
        1.0,
        label="Calm",
        help="Weight of a penalty on what the fit says beyond half the low rate, where nothing contradicts it. 0 lets "
        "it make up what it likes.",
        minimum=0.0,
        maximum=100.0,
        step=0.01,
        advanced=False,
    )

    def prepare(self, signal: AnySignal) -> UpscaleSoundProblem:
        """The problem. With a protocol the signal is the truth and its rate is lowered; without, it is the low one.

        Raises:
            UsageError: when there would be hardly anything left to learn, or the result would be too large.
            InputRefusedError: for a picture.
        """
        sound = as_sound(signal)
        if self.protocol == "none":
            rate, count = sound.sample_rate * self.scale, sound.size * self.scale
            if rate > HIGHEST_RATE or count * sound.channels > MOST_NUMBERS:
                raise UsageError(
                    f"{sound.size:,} samples at {sound.sample_rate:,} Hz made {self.scale} times as many (scale) are "
                    f"{count:,} at {rate:,} Hz, which is too much; choose a smaller scale or a shorter stretch."
                )
            rival = sinc(sound.values, self.scale, count)
            region = "the given samples (what lies between has no truth)"
            return UpscaleSoundProblem(
                sound, sound.values, region, scale=self.scale, rate=rate, rival=rival, protocol="none", has_truth=False
            )
        low_rate = round(sound.sample_rate / self.scale)
        if sound.size < FEWEST_SAMPLES * self.scale or low_rate < LOWEST_RATE:
            raise UsageError(
                f"A {self.scale}-th of {sound.size:,} samples at {sound.sample_rate:,} Hz (scale) is too little to "
                f"learn from: at least {FEWEST_SAMPLES} samples and {LOWEST_RATE} Hz are needed; choose a smaller one."
            )
        low = replace(sound, values=decimate(sound.values, self.scale, self.protocol), sample_rate=low_rate)
        return UpscaleSoundProblem(
            low,
            low.values,
            f"whole sound at {sound.sample_rate:,} Hz, against the truth",
            scale=self.scale,
            rate=sound.sample_rate,
            rival=sound.values,
            protocol=self.protocol,
            has_truth=True,
        )

    def measure(self, problem: Problem, reconstruction: NDArray[np.float32]) -> dict[str, float]:
        """ "snr" and "lsd" of the result against the truth.

        Without truth: of the result's samples at the low rate against those that were given, which says how true it
        stays to what is known and nothing about what lies between.
        """
        assert isinstance(problem, UpscaleSoundProblem), "prepared by this task"
        return self.scores(problem, reconstruction)

    def scores(self, problem: UpscaleSoundProblem, result: Values) -> dict[str, float]:
        """What `measure` says, of any sound (T, C) by any method."""
        truth, rate = problem.rival, problem.output_rate
        if not problem.has_truth:
            truth, rate = problem.given, problem.given_rate
            result = decimate(result, problem.scale, "filtered" if self.hears(problem) else "stride")
        return {"snr": snr(truth, result), "lsd": log_spectral_distance(truth, result, rate)}

    def hears(self, problem: UpscaleSoundProblem) -> bool:
        """Whether a sample is taken as what came through a filter."""
        if self.observation == "auto":
            return problem.protocol == "filtered"
        return self.observation == "filter"

    def tracks(self, problem: Problem) -> Tracks:
        """The interpolations: straight lines, and the windowed sinc."""
        assert isinstance(problem, UpscaleSoundProblem), "prepared by this task"
        for name, interpolate in INTERPOLATIONS.items():
            start = time.perf_counter()
            made = interpolate(problem.given, problem.scale, problem.output_shape[0])
            seconds = time.perf_counter() - start
            yield
            yield Track(name, made, problem.output_rate, self.scores(problem, made), seconds=seconds)

    def footprint(self, problem: Problem, generator: torch.Generator) -> Footprint | None:
        """What a sample of the low rate has heard of the high one."""
        assert isinstance(problem, UpscaleSoundProblem), "prepared by this task"
        taps = low_pass(problem.scale) if self.hears(problem) else np.ones(1)
        return FilterFootprint(problem.scale, problem.output_shape[0], taps, self.calm, generator)
